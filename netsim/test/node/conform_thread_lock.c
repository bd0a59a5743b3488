/*
 * conform_thread_lock.c - mutexes of each kind, condition variables,
 * read-write locks, barriers: what each call returns in each state.
 */
#include "netsim/test/node/conform.h"

#include <pthread.h>
#include <time.h>

/* Call one function in another thread, and have what it returns. */
static int
elsewhere(void *(*fn)(void *), void *arg)
{
    pthread_t t;
    void *r = NULL;

    if (pthread_create(&t, NULL, fn, arg) != 0 || pthread_join(t, &r) != 0)
        printf("no thread\n");
    return (int)(intptr_t)r;
}

static void *
try_lock(void *m)
{
    int e = pthread_mutex_trylock(m);

    if (e == 0)
        pthread_mutex_unlock(m);
    return (void *)(intptr_t)e;
}

static void *
just_unlock(void *m)
{
    return (void *)(intptr_t)pthread_mutex_unlock(m);
}

static struct timespec
ms_from_now(clockid_t clock, int ms)
{
    struct timespec ts;

    clock_gettime(clock, &ts);
    ts.tv_nsec += ms * 1000000L;
    ts.tv_sec += ts.tv_nsec / 1000000000;
    ts.tv_nsec %= 1000000000;
    return ts;
}

static void *
timed_lock(void *m)
{
    struct timespec ts = ms_from_now(CLOCK_REALTIME, 20);

    return (void *)(intptr_t)pthread_mutex_timedlock(m, &ts);
}

static void
one_mutex(const char *what, int type)
{
    pthread_mutexattr_t a;
    pthread_mutex_t m;
    int got = -1;

    part("pthread_mutex_lock(3)", what);
    say_error("mutexattr_init", pthread_mutexattr_init(&a));
    say_error("settype", pthread_mutexattr_settype(&a, type));
    say_error("gettype", pthread_mutexattr_gettype(&a, &got));
    say("same", got == type);
    say_error("init", pthread_mutex_init(&m, &a));
    say_error("mutexattr_destroy", pthread_mutexattr_destroy(&a));
    say_error("lock", pthread_mutex_lock(&m));
    say_error("trylock elsewhere", elsewhere(try_lock, &m));
    say_error("timedlock elsewhere", elsewhere(timed_lock, &m));
    say_error("trylock", pthread_mutex_trylock(&m));
    if (type == PTHREAD_MUTEX_RECURSIVE) {
        say_error("lock again", pthread_mutex_lock(&m));
        say_error("unlock", pthread_mutex_unlock(&m));
        say_error("unlock", pthread_mutex_unlock(&m));
        say_error("trylock elsewhere", elsewhere(try_lock, &m));
    }
    if (type == PTHREAD_MUTEX_ERRORCHECK)
        say_error("lock again", pthread_mutex_lock(&m));
    if (type != PTHREAD_MUTEX_NORMAL)
        say_error("unlock elsewhere", elsewhere(just_unlock, &m));
    say_error("unlock", pthread_mutex_unlock(&m));
    say_error("trylock elsewhere", elsewhere(try_lock, &m));
    if (type != PTHREAD_MUTEX_NORMAL)
        say_error("unlock again", pthread_mutex_unlock(&m));
    say_error("destroy", pthread_mutex_destroy(&m));
}

static void
mutexes(void)
{
    static pthread_mutex_t fixed = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutexattr_t a;
    struct timespec bad = { 0, 1000000000 };

    one_mutex("normal", PTHREAD_MUTEX_NORMAL);
    one_mutex("recursive", PTHREAD_MUTEX_RECURSIVE);
    one_mutex("error-checking", PTHREAD_MUTEX_ERRORCHECK);
    part("pthread_mutex_lock(3)", "by initializer; errors");
    say_error("lock", pthread_mutex_lock(&fixed));
    say_error("trylock elsewhere", elsewhere(try_lock, &fixed));
    say_error("timedlock, bad time", pthread_mutex_timedlock(&fixed, &bad));
    say_error("unlock", pthread_mutex_unlock(&fixed));
    say_error("timedlock, bad time, free",
              pthread_mutex_timedlock(&fixed, &bad));
    say_error("unlock", pthread_mutex_unlock(&fixed));
    pthread_mutexattr_init(&a);
    say_error("settype(99)", pthread_mutexattr_settype(&a, 99));
    pthread_mutexattr_destroy(&a);
}

/* ---- condition variables ------------------------------------------------ */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER,
                      done = PTHREAD_COND_INITIALIZER;
static int waiting, awake, go;

static void *
waiter(void *arg)
{
    pthread_mutex_lock(&lock);
    waiting++;
    pthread_cond_signal(&done);
    while (!go)
        pthread_cond_wait(&ready, &lock);
    awake++;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    return arg;
}

/* Three wait; one go, or all of them. */
static void
wake(const char *what, int (*how)(pthread_cond_t *), int calls)
{
    static int number[3];
    pthread_t t[3];
    void *r;

    part("pthread_cond_wait(3)", what);
    waiting = awake = go = 0;
    for (int i = 0; i < 3; i++)
        say_error("create", pthread_create(&t[i], NULL, waiter, &number[i]));
    pthread_mutex_lock(&lock);
    while (waiting < 3)
        pthread_cond_wait(&done, &lock);
    say("awake", awake);
    go = 1;
    for (int i = 0; i < calls; i++)
        say_error("wake", how(&ready));
    while (awake < 3)
        pthread_cond_wait(&done, &lock);
    say("awake", awake);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < 3; i++) {
        say_error("join", pthread_join(t[i], &r));
        say("its argument", r == &number[i]);
    }
}

static void
conditions(void)
{
    struct timespec ts = ms_from_now(CLOCK_REALTIME, 20), now, past = { 0, 0 },
                    bad = { 0, 1000000000 };
    pthread_condattr_t a;
    pthread_cond_t c;

    wake("three signals wake three", pthread_cond_signal, 3);
    wake("one broadcast wakes all", pthread_cond_broadcast, 1);
    part("pthread_cond_timedwait(3)", "ETIMEDOUT; the mutex is ours again");
    pthread_mutex_lock(&lock);
    say_error("timedwait", pthread_cond_timedwait(&ready, &lock, &ts));
    clock_gettime(CLOCK_REALTIME, &now);
    say("long enough", now.tv_sec > ts.tv_sec || (now.tv_sec == ts.tv_sec &&
                                                  now.tv_nsec >= ts.tv_nsec));
    say_error("trylock elsewhere", elsewhere(try_lock, &lock));
    say_error("timedwait, past", pthread_cond_timedwait(&ready, &lock, &past));
    say_error("timedwait, bad", pthread_cond_timedwait(&ready, &lock, &bad));
    say_error("trylock elsewhere", elsewhere(try_lock, &lock));
    part("pthread_condattr_setclock(3)", "by the monotonic clock");
    say_error("init", pthread_condattr_init(&a));
    say_error("setclock", pthread_condattr_setclock(&a, CLOCK_MONOTONIC));
    say_error("setclock(99)", pthread_condattr_setclock(&a, 99));
    say_error("init", pthread_cond_init(&c, &a));
    say_error("destroy", pthread_condattr_destroy(&a));
    ts = ms_from_now(CLOCK_MONOTONIC, 20);
    say_error("timedwait", pthread_cond_timedwait(&c, &lock, &ts));
    pthread_mutex_unlock(&lock);
    part("pthread_cond_signal(3)", "with nobody waiting");
    say_error("signal", pthread_cond_signal(&c));
    say_error("broadcast", pthread_cond_broadcast(&c));
    say_error("destroy", pthread_cond_destroy(&c));
}

/* ---- the rest ----------------------------------------------------------- */

static void *
try_read(void *l)
{
    int e = pthread_rwlock_tryrdlock(l);

    if (e == 0)
        pthread_rwlock_unlock(l);
    return (void *)(intptr_t)e;
}

static void *
try_write(void *l)
{
    int e = pthread_rwlock_trywrlock(l);

    if (e == 0)
        pthread_rwlock_unlock(l);
    return (void *)(intptr_t)e;
}

static void
read_write(void)
{
    pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;

    part("pthread_rwlock_rdlock(3p)", "many may read");
    say_error("rdlock", pthread_rwlock_rdlock(&l));
    say_error("rdlock", pthread_rwlock_rdlock(&l));
    say_error("tryrdlock elsewhere", elsewhere(try_read, &l));
    say_error("trywrlock elsewhere", elsewhere(try_write, &l));
    say_error("unlock", pthread_rwlock_unlock(&l));
    say_error("trywrlock elsewhere", elsewhere(try_write, &l));
    say_error("unlock", pthread_rwlock_unlock(&l));
    say_error("trywrlock elsewhere", elsewhere(try_write, &l));
    part("pthread_rwlock_wrlock(3p)", "one may write");
    say_error("wrlock", pthread_rwlock_wrlock(&l));
    say_error("tryrdlock elsewhere", elsewhere(try_read, &l));
    say_error("trywrlock elsewhere", elsewhere(try_write, &l));
    say_error("tryrdlock", pthread_rwlock_tryrdlock(&l));
    say_error("trywrlock", pthread_rwlock_trywrlock(&l));
    say_error("unlock", pthread_rwlock_unlock(&l));
    say_error("tryrdlock elsewhere", elsewhere(try_read, &l));
    say_error("destroy", pthread_rwlock_destroy(&l));
    say_error("init", pthread_rwlock_init(&l, NULL));
    say_error("destroy", pthread_rwlock_destroy(&l));
}

static pthread_barrier_t barrier;
static int before, serial;

static void *
meet(void *arg)
{
    pthread_mutex_lock(&lock);
    before++;
    pthread_mutex_unlock(&lock);
    if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) {
        pthread_mutex_lock(&lock);
        serial++;
        pthread_mutex_unlock(&lock);
    }
    (void)arg;
    return (void *)(intptr_t)before;
}

static void
barriers(void)
{
    pthread_t t[4];
    void *r;

    part("pthread_barrier_wait(3p)", "all come before one goes");
    say_error("init(0)", pthread_barrier_init(&barrier, NULL, 0));
    say_error("init", pthread_barrier_init(&barrier, NULL, 4));
    for (int round = 0; round < 2; round++) {
        before = serial = 0;
        for (int i = 0; i < 4; i++)
            pthread_create(&t[i], NULL, meet, NULL);
        for (int i = 0; i < 4; i++) {
            pthread_join(t[i], &r);
            say("had come", (intptr_t)r);
        }
        say("serial", serial);
    }
    say_error("destroy", pthread_barrier_destroy(&barrier));
}

int
main(void)
{
    mutexes();
    conditions();
    read_write();
    barriers();
    return 0;
}
