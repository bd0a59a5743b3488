/*
 * fuzz_thread.c - random calls of many threads that share locks and a socket.
 *
 * Only what POSIX defines: a mutex that checks nothing is unlocked by who has
 * locked it, and a thread is joined or detached once.
 */
#include "netsim/test/node/fuzz.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <time.h>

#define THREADS_MAX 12

static pthread_mutex_t checked[2], recursive,
    plain = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int udp = -1;

/*
 * Those that may be joined, with room for one more of each that makes one
 * just now; and how many there are of all.
 */
static struct {
    pthread_t thread;
    intptr_t number;
} joinable[2 * THREADS_MAX];
static intptr_t n_created;
static _Thread_local intptr_t own_number;
static unsigned n_joinable, n_running;
static unsigned made; /* calls, of all threads */
static unsigned wanted;

static void *run(void *number);

static struct timespec
soon(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_nsec += (long)draw(20000000);
    if (ts.tv_nsec >= 1000000000) {
        ts.tv_sec++;
        ts.tv_nsec -= 1000000000;
    }
    if (one_in(30))
        ts.tv_nsec = -1;
    return ts;
}

static void
nap(void)
{
    struct timespec ts = { 0, (long)draw(3000000) };

    nanosleep(&ts, NULL);
}

/* ---- threads ------------------------------------------------------------ */

static long
do_create(void)
{
    pthread_attr_t a;
    intptr_t number;
    pthread_t t;
    int detached = one_in(3), e;

    tell(" detached %d of %u", detached, n_running);
    if (n_running == THREADS_MAX || n_joinable >= THREADS_MAX)
        return 0;
    pthread_attr_init(&a);
    if (detached)
        pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
    n_running++;
    number = ++n_created;
    e = pthread_create(&t, &a, run, (void *)number);
    if (e) {
        n_running--;
    } else if (!detached) {
        joinable[n_joinable].thread = t;
        joinable[n_joinable++].number = number;
    }
    pthread_attr_destroy(&a);
    return e;
}

/*
 * Take one out first: nobody else may then use it.  Only who is younger, or
 * several might wait for one another in a ring.
 */
static int
take_one(pthread_t *t)
{
    unsigned i;

    tell(" of %u", n_joinable);
    if (n_joinable == 0)
        return 0;
    i = (unsigned)draw(n_joinable);
    if (joinable[i].number <= own_number)
        return 0;
    *t = joinable[i].thread;
    joinable[i] = joinable[--n_joinable];
    return 1;
}

static long
do_join(void)
{
    pthread_t t;

    if (one_in(10))
        return pthread_join(pthread_self(), NULL);
    return take_one(&t) ? pthread_join(t, NULL) : 0;
}

static long
do_detach(void)
{
    pthread_t t;

    return take_one(&t) ? pthread_detach(t) : 0;
}

static long
do_yield(void)
{
    if (one_in(2))
        nap();
    return sched_yield();
}

/* ---- locks -------------------------------------------------------------- */

static pthread_mutex_t *
a_mutex(void)
{
    unsigned i = (unsigned)draw(3);

    tell(" %u", i);
    return i == 2 ? &recursive : &checked[i];
}

static long
do_timedlock(void)
{
    struct timespec ts = soon();

    return pthread_mutex_timedlock(a_mutex(), &ts);
}

static long
do_trylock(void)
{
    return pthread_mutex_trylock(a_mutex());
}

static long
do_unlock(void)
{
    return pthread_mutex_unlock(a_mutex());
}

static long
do_plain(void)
{
    int e = pthread_mutex_lock(&plain);

    nap();
    return e ? e : pthread_mutex_unlock(&plain);
}

/* With the plain mutex: the recursive one might be locked twice. */
static long
do_timedwait(void)
{
    struct timespec ts = soon();
    int e;

    pthread_mutex_lock(&plain);
    e = pthread_cond_timedwait(&cond, &plain, &ts);
    pthread_mutex_unlock(&plain);
    return e;
}

static long
do_wake(void)
{
    return one_in(3) ? pthread_cond_broadcast(&cond)
                     : pthread_cond_signal(&cond);
}

static long
do_rwlock(void)
{
    int write = one_in(3), try = one_in(2), e;

    tell(" write %d try %d", write, try);
    if (write)
        e = try ? pthread_rwlock_trywrlock(&rwlock)
                : pthread_rwlock_wrlock(&rwlock);
    else
        e = try ? pthread_rwlock_tryrdlock(&rwlock)
                : pthread_rwlock_rdlock(&rwlock);
    if (e)
        return e;
    nap();
    return pthread_rwlock_unlock(&rwlock);
}

static void
nothing(void)
{
    nap();
}

static long
do_once(void)
{
    return pthread_once(&once, nothing);
}

static long
do_specific(void)
{
    char *p = pthread_getspecific(key);

    tell(" %d", p != NULL);
    free(p);
    return pthread_setspecific(key, one_in(3) ? NULL : malloc(draw(100) + 1));
}

/* ---- a socket that others close meanwhile ------------------------------- */

static long
do_socket(void)
{
    struct timeval tv = { 0, 1 + (suseconds_t)draw(20000) };
    struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = a_port() };
    int s = socket(AF_INET, SOCK_DGRAM, 0), old = udp;

    if (s < 0)
        return -1;
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    bind(s, (struct sockaddr *)&sin, sizeof(sin));
    udp = s;
    return old < 0 ? 0 : close(old);
}

static long
do_send(void)
{
    struct sockaddr_in sin = an_address();

    sin.sin_family = AF_INET;
    return sendto(udp, arena, draw(2000), 0, (struct sockaddr *)&sin,
                  sizeof(sin));
}

static long
do_recv(void)
{
    char buf[100];

    return recv(udp, buf, sizeof(buf), 0);
}

static long
do_poll(void)
{
    struct pollfd p = { .fd = udp, .events = POLLIN };

    return poll(&p, 1, (int)draw(20));
}

/* ---- the table ---------------------------------------------------------- */

static const struct call calls[] = {
    { "pthread_create", do_create, { EAGAIN, EINVAL }, 1 },
    { "pthread_create", do_create, { EAGAIN, EINVAL }, 1 },
    { "pthread_join", do_join, { EDEADLK, EINVAL }, 1 },
    { "pthread_detach", do_detach, { EINVAL }, 1 },
    { "sched_yield", do_yield, { 0 }, 0 },
    { "pthread_mutex_timedlock",
      do_timedlock,
      { EAGAIN, EDEADLK, EINVAL, ETIMEDOUT },
      1 },
    { "pthread_mutex_trylock", do_trylock, { EAGAIN, EBUSY }, 1 },
    { "pthread_mutex_unlock", do_unlock, { EPERM }, 1 },
    { "pthread_mutex_unlock", do_unlock, { EPERM }, 1 },
    { "pthread_mutex_lock", do_plain, { 0 }, 1 },
    { "pthread_cond_timedwait", do_timedwait, { EINVAL, ETIMEDOUT }, 1 },
    { "pthread_cond_signal", do_wake, { 0 }, 1 },
    { "pthread_rwlock", do_rwlock, { EAGAIN, EBUSY, EDEADLK }, 1 },
    { "pthread_once", do_once, { 0 }, 1 },
    { "pthread_setspecific", do_specific, { ENOMEM }, 1 },
    { "socket", do_socket, { EMFILE, EBADF }, 0 },
    { "sendto",
      do_send,
      { EACCES, EAGAIN, EBADF, ECONNREFUSED, EINVAL, ENETUNREACH },
      0 },
    { "recv", do_recv, { EAGAIN, EBADF, ECONNREFUSED }, 0 },
    { "poll", do_poll, { 0 }, 0 },
};

static void *
run(void *number)
{
    own_number = (intptr_t)number;
    while (made < wanted) {
        make_call(++made, &calls[draw(COUNT(calls))]);
        if (number && one_in(60))
            break;
    }
    n_running--;
    if (number && one_in(2))
        pthread_exit(NULL);
    return number;
}

static void
make_mutexes(void)
{
    pthread_mutexattr_t a;

    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&checked[0], &a);
    pthread_mutex_init(&checked[1], &a);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&recursive, &a);
    pthread_mutexattr_destroy(&a);
    pthread_key_create(&key, free);
}

int
main(int argc, char **argv)
{
    if (fuzz(argc, argv, calls, 0) != 0)
        return 2;
    make_mutexes();
    wanted = (unsigned)strtoul(argv[2], NULL, 10);
    n_running = 1;
    run(NULL);
    return 0; /* and the other threads are no more */
}
