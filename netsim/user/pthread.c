/*
 * pthread.c - threads and what they wait for each other with, as POSIX has
 * it in <pthread.h>, <semaphore.h> and <sched.h>.
 *
 * What may have to wait is a system call, and so is what others may wait
 * for: there another thread may go on.  What only fills in an object is
 * done here.  Most functions return a positive error number, not errno.
 */
#include "netsim/user/shim.h"

#include "netsim/user/sync.h"

#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FITS(ours, theirs)                                                    \
    _Static_assert(sizeof(ours) <= sizeof(theirs), "it must lie in libc's")
FITS(struct sync_mutex, pthread_mutex_t);
FITS(struct sync_cond, pthread_cond_t);
FITS(struct sync_rwlock, pthread_rwlock_t);
FITS(struct sync_barrier, pthread_barrier_t);
FITS(struct sync_once, pthread_once_t);
FITS(struct sync_sem, sem_t);

/* ---- threads ------------------------------------------------------------ */

struct attr {
    int detached;
    size_t stack_size;
};
FITS(struct attr, pthread_attr_t);

SHIM int
pthread_attr_init(pthread_attr_t *attr)
{
    *(struct attr *)attr = (struct attr){ .stack_size = 1 << 20 };
    return 0;
}

SHIM int
pthread_attr_destroy(pthread_attr_t *attr)
{
    (void)attr;
    return 0;
}

SHIM int
pthread_attr_setdetachstate(pthread_attr_t *attr, int state)
{
    if (state != PTHREAD_CREATE_DETACHED && state != PTHREAD_CREATE_JOINABLE)
        return EINVAL;
    ((struct attr *)attr)->detached = state == PTHREAD_CREATE_DETACHED;
    return 0;
}

SHIM int
pthread_attr_getdetachstate(const pthread_attr_t *attr, int *state)
{
    *state = ((const struct attr *)attr)->detached ? PTHREAD_CREATE_DETACHED
                                                   : PTHREAD_CREATE_JOINABLE;
    return 0;
}

/* Accepted and remembered; every stack has 1 MiB all the same. */
SHIM int
pthread_attr_setstacksize(pthread_attr_t *attr, size_t size)
{
    if (size < 16384)
        return EINVAL;
    ((struct attr *)attr)->stack_size = size;
    return 0;
}

SHIM int
pthread_attr_getstacksize(const pthread_attr_t *restrict attr,
                          size_t *restrict size)
{
    *size = ((const struct attr *)attr)->stack_size;
    return 0;
}

struct begin {
    void *(*fn)(void *);
    void *arg;
};

/* The first function of a thread. */
static void
begin(void *p)
{
    struct begin b = *(struct begin *)p;

    free(p);
    pthread_exit(b.fn(b.arg));
}

SHIM int
pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attr,
               void *(*fn)(void *), void *restrict arg)
{
    const struct attr *a = (const struct attr *)attr;
    struct begin *b = malloc(sizeof(*b));
    int err;

    WILL_WRITE(thread, sizeof(*thread));
    if (!b)
        return EAGAIN;
    *b = (struct begin){ fn, arg };
    err = ERRNO(SYS_NR_pthread_create, P(thread), P(begin), P(b),
                a && a->detached);
    if (err)
        free(b);
    return err;
}

SHIM int
pthread_join(pthread_t thread, void **value)
{
    if (value)
        WILL_WRITE(value, sizeof(*value));
    return ERRNO(SYS_NR_pthread_join, (long)thread, P(value));
}

SHIM int
pthread_detach(pthread_t thread)
{
    return ERRNO(SYS_NR_pthread_detach, (long)thread);
}

SHIM pthread_t
pthread_self(void)
{
    return (pthread_t)TRAP(SYS_NR_pthread_self, 0);
}

SHIM int
pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}

SHIM int
sched_yield(void)
{
    return (int)CALL(SYS_NR_sched_yield, 0);
}

/* ---- thread-specific data ----------------------------------------------- */

#define KEYS_MAX 1024 /* PTHREAD_KEYS_MAX of glibc */
#define ROUNDS 4      /* PTHREAD_DESTRUCTOR_ITERATIONS */

struct key {
    unsigned made; /* odd: it is in use; how often it was made, and deleted */
    void (*destroy)(void *);
};

/* A value of a key that was deleted since is none. */
struct value {
    unsigned made;
    void *value;
};

static struct key *keys;
static _Thread_local struct value *values;
static _Thread_local unsigned n_values;

SHIM int
pthread_key_create(pthread_key_t *key, void (*destroy)(void *))
{
    if (!keys)
        keys = calloc(KEYS_MAX, sizeof(*keys));
    if (!keys)
        return ENOMEM;
    for (unsigned i = 0; i < KEYS_MAX; i++)
        if (!(keys[i].made & 1)) {
            keys[i].made++;
            keys[i].destroy = destroy;
            *key = i;
            return 0;
        }
    return EAGAIN;
}

static struct key *
key_find(pthread_key_t key)
{
    return keys && key < KEYS_MAX && keys[key].made & 1 ? &keys[key] : NULL;
}

SHIM int
pthread_key_delete(pthread_key_t key)
{
    struct key *k = key_find(key);

    if (!k)
        return EINVAL;
    k->made++;
    return 0;
}

SHIM void *
pthread_getspecific(pthread_key_t key)
{
    const struct key *k = key_find(key);

    if (!k || key >= n_values || values[key].made != k->made)
        return NULL;
    return values[key].value;
}

SHIM int
pthread_setspecific(pthread_key_t key, const void *value)
{
    const struct key *k = key_find(key);

    if (!k)
        return EINVAL;
    if (key >= n_values) {
        struct value *more = realloc(values, (key + 1) * sizeof(*more));

        if (!more)
            return ENOMEM;
        memset(more + n_values, 0, (key + 1 - n_values) * sizeof(*more));
        values = more;
        n_values = key + 1;
    }
    values[key] = (struct value){ k->made, (void *)(uintptr_t)value };
    return 0;
}

/* A destructor may set values anew: once more then, but not for ever. */
static void
destroy_values(void)
{
    int again = 1;

    for (int round = 0; round < ROUNDS && again; round++) {
        again = 0;
        for (unsigned i = 0; i < n_values; i++) {
            void *value = pthread_getspecific(i);

            values[i].value = NULL;
            if (!value || !keys[i].destroy)
                continue;
            again = 1;
            keys[i].destroy(value);
        }
    }
    free(values);
    values = NULL;
    n_values = 0;
}

/* A process ends with its last thread, as by exit(0). */
SHIM void
pthread_exit(void *value)
{
    destroy_values();
    TRAP(SYS_NR_pthread_exit, P(value));
    exit(0);
}

/* ---- mutexes ------------------------------------------------------------ */

SHIM int
pthread_mutexattr_init(pthread_mutexattr_t *attr)
{
    *(int *)attr = PTHREAD_MUTEX_DEFAULT;
    return 0;
}

SHIM int
pthread_mutexattr_destroy(pthread_mutexattr_t *attr)
{
    (void)attr;
    return 0;
}

SHIM int
pthread_mutexattr_settype(pthread_mutexattr_t *attr, int kind)
{
    if (kind != PTHREAD_MUTEX_NORMAL && kind != PTHREAD_MUTEX_ERRORCHECK &&
        kind != PTHREAD_MUTEX_RECURSIVE)
        return EINVAL;
    *(int *)attr = kind;
    return 0;
}

SHIM int
pthread_mutexattr_gettype(const pthread_mutexattr_t *restrict attr,
                          int *restrict kind)
{
    *kind = *(const int *)attr;
    return 0;
}

SHIM int
pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr)
{
    memset(mutex, 0, sizeof(*mutex));
    ((struct sync_mutex *)mutex)->kind = attr ? *(const int *)attr : 0;
    return 0;
}

SHIM int
pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    struct sync_mutex *m = (struct sync_mutex *)mutex;

    if (m->owner)
        return EBUSY;
    m->kind = SYNC_DESTROYED;
    return 0;
}

SHIM int
pthread_mutex_lock(pthread_mutex_t *mutex)
{
    WILL_WRITE(mutex, sizeof(*mutex));
    return ERRNO(SYS_NR_pthread_mutex_lock, P(mutex));
}

SHIM int
pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    WILL_WRITE(mutex, sizeof(*mutex));
    return ERRNO(SYS_NR_pthread_mutex_trylock, P(mutex));
}

SHIM int
pthread_mutex_timedlock(pthread_mutex_t *restrict mutex,
                        const struct timespec *restrict until)
{
    WILL_WRITE(mutex, sizeof(*mutex));
    return ERRNO(SYS_NR_pthread_mutex_timedlock, P(mutex), CLOCK_REALTIME,
                 P(until));
}

SHIM int
pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    WILL_WRITE(mutex, sizeof(*mutex));
    return ERRNO(SYS_NR_pthread_mutex_unlock, P(mutex));
}

/* ---- condition variables ------------------------------------------------ */

SHIM int
pthread_condattr_init(pthread_condattr_t *attr)
{
    *(int *)attr = CLOCK_REALTIME;
    return 0;
}

SHIM int
pthread_condattr_destroy(pthread_condattr_t *attr)
{
    (void)attr;
    return 0;
}

SHIM int
pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
        return EINVAL;
    *(int *)attr = clock;
    return 0;
}

SHIM int
pthread_condattr_getclock(const pthread_condattr_t *restrict attr,
                          clockid_t *restrict clock)
{
    *clock = *(const int *)attr;
    return 0;
}

SHIM int
pthread_cond_init(pthread_cond_t *restrict cond,
                  const pthread_condattr_t *restrict attr)
{
    memset(cond, 0, sizeof(*cond));
    ((struct sync_cond *)cond)->clock = attr ? *(const int *)attr : 0;
    return 0;
}

SHIM int
pthread_cond_destroy(pthread_cond_t *cond)
{
    return TRAP(SYS_NR_sync_sleepers, P(cond)) ? EBUSY : 0;
}

SHIM int
pthread_cond_wait(pthread_cond_t *restrict cond,
                  pthread_mutex_t *restrict mutex)
{
    WILL_WRITE(cond, sizeof(*cond));
    WILL_WRITE(mutex, sizeof(*mutex));
    return ERRNO(SYS_NR_pthread_cond_wait, P(cond), P(mutex));
}

SHIM int
pthread_cond_timedwait(pthread_cond_t *restrict cond,
                       pthread_mutex_t *restrict mutex,
                       const struct timespec *restrict until)
{
    WILL_WRITE(cond, sizeof(*cond));
    WILL_WRITE(mutex, sizeof(*mutex));
    return ERRNO(SYS_NR_pthread_cond_timedwait, P(cond), P(mutex), -1,
                 P(until));
}

SHIM int
pthread_cond_signal(pthread_cond_t *cond)
{
    WILL_WRITE(cond, sizeof(*cond));
    return ERRNO(SYS_NR_pthread_cond_signal, P(cond));
}

SHIM int
pthread_cond_broadcast(pthread_cond_t *cond)
{
    WILL_WRITE(cond, sizeof(*cond));
    return ERRNO(SYS_NR_pthread_cond_broadcast, P(cond));
}

SHIM int
pthread_once(pthread_once_t *once, void (*fn)(void))
{
    WILL_WRITE(once, sizeof(*once));
    if (TRAP(SYS_NR_pthread_once, P(once), 0) == 1) {
        fn();
        TRAP(SYS_NR_pthread_once, P(once), 1);
    }
    return 0;
}
