/*
 * thread_posix.c - what the calls of <pthread.h> and <semaphore.h> answer.
 *
 * Prints the same on Linux and in the simulator, whatever the threads' turns
 * are.  Only what POSIX defines is done, or what glibc promises.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ERR(what) printf("%s: %s\n", #what, name_of(what))

static const char *
name_of(int err)
{
    switch (err) {
    case 0:
        return "0";
    case -1:
        return name_of(errno);
    case EAGAIN:
        return "EAGAIN";
    case EBUSY:
        return "EBUSY";
    case EDEADLK:
        return "EDEADLK";
    case EINVAL:
        return "EINVAL";
    case EPERM:
        return "EPERM";
    case ETIMEDOUT:
        return "ETIMEDOUT";
    default:
        return "another error";
    }
}

/* That many milliseconds from now, by this clock. */
static struct timespec *
in_ms(clockid_t clock, long ms)
{
    static struct timespec ts;

    clock_gettime(clock, &ts);
    ts.tv_sec += ms / 1000;
    ts.tv_nsec += ms % 1000 * 1000000;
    if (ts.tv_nsec >= 1000000000) {
        ts.tv_sec++;
        ts.tv_nsec -= 1000000000;
    }
    return &ts;
}

/* ---- one thread does what another one says ------------------------------ */

static void *
do_in_thread(void *arg)
{
    int (*fn)(void) = *(int (**)(void))arg;

    return (void *)(intptr_t)fn();
}

/* What fn() returns when another thread calls it. */
static int
elsewhere(int (*fn)(void))
{
    pthread_t thread;
    void *value;

    pthread_create(&thread, NULL, do_in_thread, &fn);
    pthread_join(thread, &value);
    return (int)(intptr_t)value;
}

/* ---- threads: pthread_create(3), pthread_join(3), pthread_detach(3) -----
 *
 * Wrong joins are in conform_thread_life.c, whose real programs never have a
 * sanitizer: those of gcc 13 and later end a program that does it. */

static void *
give_back(void *arg)
{
    return arg;
}

static void *
exit_with(void *arg)
{
    pthread_exit(arg);
}

static void
threads(void)
{
    pthread_attr_t attr;
    static char back[] = "given back", with[] = "exited with";
    pthread_t a, b;
    void *value;
    int state = -1;
    size_t size = 0;

    pthread_create(&a, NULL, give_back, back);
    pthread_create(&b, NULL, exit_with, with);
    printf("equal %d %d\n", !!pthread_equal(a, a), !!pthread_equal(a, b));
    ERR(pthread_join(a, &value));
    printf("%s\n", (char *)value);
    ERR(pthread_join(b, &value));
    printf("%s\n", (char *)value);
    pthread_attr_init(&attr);
    ERR(pthread_attr_setstacksize(&attr, 1));
    ERR(pthread_attr_setstacksize(&attr, 256 * 1024));
    ERR(pthread_attr_getstacksize(&attr, &size));
    printf("stack size %zu\n", size);
    ERR(pthread_attr_setdetachstate(&attr, 77));
    ERR(pthread_attr_getdetachstate(&attr, &state));
    printf("joinable %d\n", state == PTHREAD_CREATE_JOINABLE);
    ERR(pthread_create(&a, &attr, give_back, NULL));
    ERR(pthread_join(a, NULL));
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    ERR(pthread_create(&a, &attr, give_back, NULL));
    ERR(pthread_attr_destroy(&attr));
}

static sem_t hold;

static void *
wait_for_sem(void *arg)
{
    sem_wait(&hold);
    return arg;
}

static void
detached(void)
{
    pthread_t a;

    sem_init(&hold, 0, 0);
    pthread_create(&a, NULL, wait_for_sem, NULL);
    ERR(pthread_detach(a));
    ERR(pthread_detach(a));
    sem_post(&hold);
}

/* ---- mutexes: pthread_mutex_lock(3), POSIX pthread_mutex_timedlock() ---- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static int
lock_it(void)
{
    return pthread_mutex_lock(&mutex);
}

static int
trylock_it(void)
{
    return pthread_mutex_trylock(&mutex);
}

static int
unlock_it(void)
{
    return pthread_mutex_unlock(&mutex);
}

static int
timedlock_it(void)
{
    return pthread_mutex_timedlock(&mutex, in_ms(CLOCK_REALTIME, 20));
}

static int
timedlock_it_at_a_bad_time(void)
{
    struct timespec bad = { 0, 1000000000 };

    return pthread_mutex_timedlock(&mutex, &bad);
}

static void
make(int kind)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    ERR(pthread_mutexattr_settype(&attr, kind));
    ERR(pthread_mutex_init(&mutex, &attr));
    pthread_mutexattr_destroy(&attr);
}

static void
mutexes(void)
{
    pthread_mutexattr_t attr;

    ERR(lock_it());
    ERR(trylock_it());
    ERR(elsewhere(trylock_it));
    ERR(elsewhere(timedlock_it));
    ERR(elsewhere(timedlock_it_at_a_bad_time));
    ERR(pthread_mutex_destroy(&mutex));
    ERR(unlock_it());
    ERR(timedlock_it_at_a_bad_time());
    ERR(unlock_it());
    ERR(pthread_mutex_destroy(&mutex));
    ERR(lock_it());

    make(PTHREAD_MUTEX_ERRORCHECK);
    ERR(unlock_it());
    ERR(lock_it());
    ERR(lock_it());
    ERR(trylock_it());
    ERR(timedlock_it());
    ERR(elsewhere(unlock_it));
    ERR(elsewhere(trylock_it));
    ERR(unlock_it());
    ERR(pthread_mutex_destroy(&mutex));

    make(PTHREAD_MUTEX_RECURSIVE);
    ERR(unlock_it());
    ERR(lock_it());
    ERR(lock_it());
    ERR(trylock_it());
    ERR(timedlock_it());
    ERR(elsewhere(trylock_it));
    ERR(elsewhere(unlock_it));
    for (int i = 0; i < 4; i++)
        ERR(unlock_it());
    ERR(unlock_it());
    ERR(pthread_mutex_destroy(&mutex));

    pthread_mutexattr_init(&attr);
    ERR(pthread_mutexattr_settype(&attr, 99));
    make(PTHREAD_MUTEX_NORMAL);
}

/* ---- conditions: pthread_cond_timedwait() of POSIX ---------------------- */

static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int waiting, woken, turn;

static void *
wait_for_turn(void *arg)
{
    int mine = *(int *)arg;

    pthread_mutex_lock(&mutex);
    waiting++;
    pthread_cond_broadcast(&cond);
    while (turn != mine)
        pthread_cond_wait(&cond, &mutex);
    woken++;
    turn++;
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void
conditions(void)
{
    struct timespec bad = { 0, -1 }, past = { 1, 0 };
    pthread_condattr_t attr;
    pthread_t thread[4];
    int number[4] = { 1, 2, 3, 4 };
    clockid_t clock = -1;
    pthread_cond_t own;

    for (int i = 0; i < 4; i++)
        pthread_create(&thread[i], NULL, wait_for_turn, &number[i]);
    pthread_mutex_lock(&mutex);
    while (waiting < 4)
        pthread_cond_wait(&cond, &mutex);
    turn = 1;
    pthread_cond_broadcast(&cond);
    while (woken < 4)
        pthread_cond_wait(&cond, &mutex);
    printf("woken %d, turn %d\n", woken, turn);
    ERR(pthread_cond_timedwait(&cond, &mutex, &past));
    ERR(pthread_cond_timedwait(&cond, &mutex, &bad));
    ERR(pthread_cond_timedwait(&cond, &mutex, in_ms(CLOCK_REALTIME, 20)));
    /* It has the mutex again. */
    ERR(elsewhere(trylock_it));
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
    pthread_condattr_init(&attr);
    ERR(pthread_condattr_setclock(&attr, 12345));
    ERR(pthread_condattr_getclock(&attr, &clock));
    printf("clock %d\n", clock == CLOCK_REALTIME);
    ERR(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC));
    ERR(pthread_cond_init(&own, &attr));
    ERR(pthread_cond_timedwait(&own, &mutex, in_ms(CLOCK_MONOTONIC, 20)));
    ERR(pthread_cond_signal(&own));
    ERR(pthread_cond_destroy(&own));
    pthread_mutex_unlock(&mutex);
    ERR(pthread_cond_destroy(&cond));
}

/* ---- the others --------------------------------------------------------- */

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;

static int
tryrdlock_it(void)
{
    int err = pthread_rwlock_tryrdlock(&rwlock);

    if (!err)
        pthread_rwlock_unlock(&rwlock);
    return err;
}

static int
trywrlock_it(void)
{
    int err = pthread_rwlock_trywrlock(&rwlock);

    if (!err)
        pthread_rwlock_unlock(&rwlock);
    return err;
}

static int
timedwrlock_it(void)
{
    return pthread_rwlock_timedwrlock(&rwlock, in_ms(CLOCK_REALTIME, 20));
}

static void
rwlocks(void)
{
    ERR(pthread_rwlock_rdlock(&rwlock));
    ERR(pthread_rwlock_rdlock(&rwlock));
    ERR(elsewhere(tryrdlock_it));
    ERR(elsewhere(trywrlock_it));
    ERR(elsewhere(timedwrlock_it));
    ERR(pthread_rwlock_unlock(&rwlock));
    ERR(elsewhere(trywrlock_it));
    ERR(pthread_rwlock_unlock(&rwlock));
    ERR(elsewhere(trywrlock_it));
    ERR(pthread_rwlock_wrlock(&rwlock));
    ERR(pthread_rwlock_wrlock(&rwlock));
    ERR(pthread_rwlock_rdlock(&rwlock));
    ERR(elsewhere(tryrdlock_it));
    ERR(pthread_rwlock_unlock(&rwlock));
    ERR(pthread_rwlock_destroy(&rwlock));
}

static void
semaphores(void)
{
    sem_t sem;
    int value = -1;

    ERR(sem_init(&sem, 0, 1));
    ERR(sem_wait(&sem));
    ERR(sem_trywait(&sem));
    ERR(sem_timedwait(&sem, in_ms(CLOCK_REALTIME, 20)));
    ERR(sem_post(&sem));
    ERR(sem_post(&sem));
    ERR(sem_getvalue(&sem, &value));
    printf("value %d\n", value);
    ERR(sem_trywait(&sem));
    ERR(sem_destroy(&sem));
}

static pthread_barrier_t barrier;

static int
meet(void)
{
    return pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
}

static void
barriers(void)
{
    pthread_t thread[2];
    int (*fn)(void) = meet, serial = 0;

    ERR(pthread_barrier_init(&barrier, NULL, 0));
    ERR(pthread_barrier_init(&barrier, NULL, 3));
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 2; i++)
            pthread_create(&thread[i], NULL, do_in_thread, &fn);
        serial += meet();
        for (int i = 0; i < 2; i++) {
            void *value;

            pthread_join(thread[i], &value);
            serial += (int)(intptr_t)value;
        }
    }
    printf("two rounds, serial threads %d\n", serial);
    ERR(pthread_barrier_destroy(&barrier));
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int times;

static void
count(void)
{
    times++;
}

static int
do_once(void)
{
    return pthread_once(&once, count);
}

static pthread_key_t key, key_again;
static int destroyed;

/* POSIX: called again for what a destructor has set. */
static void
destroy(void *value)
{
    destroyed += *(int *)value;
    pthread_setspecific(key_again, value);
}

static void
destroy_again(void *value)
{
    destroyed += 100 * *(int *)value;
}

static int
set_value(void)
{
    static int one = 1;

    if (pthread_getspecific(key))
        return -1;
    ERR(pthread_setspecific(key, &one));
    return pthread_getspecific(key) == &one ? 0 : -1;
}

static int plain = 5;
static _Thread_local int local = 42, zero;
static _Thread_local int *pointer = &plain;
static int *of_main;

static int
use_locals(void)
{
    if (local != 42 || zero != 0 || pointer != &plain || of_main == &local)
        return -1;
    local = 1;
    zero = 2;
    pointer = NULL;
    *of_main += 1; /* the address is good in any thread */
    errno = EBUSY;
    return 0;
}

static void
what_is_each_threads_own(void)
{
    int value = 7;
    pthread_key_t gone;

    ERR(do_once());
    ERR(elsewhere(do_once));
    printf("once %d\n", times);

    /* In the order in which they were made, so that one sees the other. */
    ERR(pthread_key_create(&key, destroy));
    ERR(pthread_key_create(&key_again, destroy_again));
    ERR(pthread_key_create(&gone, destroy));
    pthread_setspecific(key, &value);
    ERR(elsewhere(set_value));
    printf("destroyed %d, mine %d\n", destroyed,
           *(int *)pthread_getspecific(key));
    pthread_setspecific(key, NULL);
    pthread_setspecific(gone, &value);
    ERR(pthread_key_delete(gone));
    ERR(pthread_key_delete(gone));
    ERR(pthread_setspecific(gone, &value));
    ERR(pthread_key_create(&gone, NULL));
    printf("new key %d\n", pthread_getspecific(gone) == NULL);

    of_main = &local;
    errno = EAGAIN;
    ERR(elsewhere(use_locals));
    ERR(elsewhere(use_locals));
    printf("errno %s local %d zero %d pointer %d\n", name_of(errno), local,
           zero, *pointer);
}

int
main(void)
{
    threads();
    detached();
    mutexes();
    conditions();
    rwlocks();
    semaphores();
    barriers();
    what_is_each_threads_own();
    ERR(sched_yield());
    return 0;
}
