/*
 * sync.c - read-write locks, barriers and semaphores.  See pthread.c.
 */
#include "netsim/user/shim.h"

#include "netsim/user/sync.h"

#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

/* ---- read-write locks --------------------------------------------------- */

SHIM int
pthread_rwlock_init(pthread_rwlock_t *restrict lock,
                    const pthread_rwlockattr_t *restrict attr)
{
    (void)attr;
    memset(lock, 0, sizeof(*lock));
    return 0;
}

SHIM int
pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
    const struct sync_rwlock *l = (struct sync_rwlock *)lock;

    return l->writer || l->readers ? EBUSY : 0;
}

SHIM int
pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    WILL_WRITE(lock, sizeof(*lock));
    return ERRNO(SYS_NR_pthread_rwlock_rdlock, P(lock), SYNC_FOR_EVER);
}

SHIM int
pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
    WILL_WRITE(lock, sizeof(*lock));
    return ERRNO(SYS_NR_pthread_rwlock_rdlock, P(lock), SYNC_TRY);
}

SHIM int
pthread_rwlock_timedrdlock(pthread_rwlock_t *restrict lock,
                           const struct timespec *restrict until)
{
    WILL_WRITE(lock, sizeof(*lock));
    return ERRNO(SYS_NR_pthread_rwlock_timedrdlock, P(lock), CLOCK_REALTIME,
                 P(until));
}

SHIM int
pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    WILL_WRITE(lock, sizeof(*lock));
    return ERRNO(SYS_NR_pthread_rwlock_wrlock, P(lock), SYNC_FOR_EVER);
}

SHIM int
pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
    WILL_WRITE(lock, sizeof(*lock));
    return ERRNO(SYS_NR_pthread_rwlock_wrlock, P(lock), SYNC_TRY);
}

SHIM int
pthread_rwlock_timedwrlock(pthread_rwlock_t *restrict lock,
                           const struct timespec *restrict until)
{
    WILL_WRITE(lock, sizeof(*lock));
    return ERRNO(SYS_NR_pthread_rwlock_timedwrlock, P(lock), CLOCK_REALTIME,
                 P(until));
}

SHIM int
pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    WILL_WRITE(lock, sizeof(*lock));
    return ERRNO(SYS_NR_pthread_rwlock_unlock, P(lock));
}

/* ---- barriers ----------------------------------------------------------- */

SHIM int
pthread_barrier_init(pthread_barrier_t *restrict barrier,
                     const pthread_barrierattr_t *restrict attr,
                     unsigned count)
{
    (void)attr;
    if (count == 0 || count > INT_MAX)
        return EINVAL;
    memset(barrier, 0, sizeof(*barrier));
    ((struct sync_barrier *)barrier)->count = count;
    return 0;
}

SHIM int
pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    return ((struct sync_barrier *)barrier)->here ? EBUSY : 0;
}

SHIM int
pthread_barrier_wait(pthread_barrier_t *barrier)
{
    WILL_WRITE(barrier, sizeof(*barrier));
    return TRAP(SYS_NR_pthread_barrier_wait, P(barrier))
               ? PTHREAD_BARRIER_SERIAL_THREAD
               : 0;
}

/* ---- semaphores: these have errno --------------------------------------- */

/* shared: between processes of one host; there is but one. */
SHIM int
sem_init(sem_t *sem, int shared, unsigned value)
{
    (void)shared;
    if (value > INT_MAX) {
        errno = EINVAL;
        return -1;
    }
    memset(sem, 0, sizeof(*sem));
    ((struct sync_sem *)sem)->value = value;
    return 0;
}

SHIM int
sem_destroy(sem_t *sem)
{
    if (TRAP(SYS_NR_sync_sleepers, P(sem))) {
        errno = EBUSY;
        return -1;
    }
    return 0;
}

SHIM int
sem_getvalue(sem_t *restrict sem, int *restrict value)
{
    *value = (int)((struct sync_sem *)sem)->value;
    return 0;
}

SHIM int
sem_wait(sem_t *sem)
{
    WILL_WRITE(sem, sizeof(*sem));
    return (int)CALL(SYS_NR_sem_wait, P(sem), SYNC_FOR_EVER);
}

SHIM int
sem_trywait(sem_t *sem)
{
    WILL_WRITE(sem, sizeof(*sem));
    return (int)CALL(SYS_NR_sem_wait, P(sem), SYNC_TRY);
}

SHIM int
sem_timedwait(sem_t *restrict sem, const struct timespec *restrict until)
{
    WILL_WRITE(sem, sizeof(*sem));
    return (int)CALL(SYS_NR_sem_timedwait, P(sem), CLOCK_REALTIME, P(until));
}

SHIM int
sem_post(sem_t *sem)
{
    WILL_WRITE(sem, sizeof(*sem));
    return (int)CALL(SYS_NR_sem_post, P(sem));
}
