/*
 * sys_mutex.c - mutexes and condition variables.
 *
 * POSIX leaves open what an unlock of someone else's normal mutex does, and
 * a wait for a condition with a mutex that is not locked.  Linux lets it
 * pass; ThreadSanitizer reports it.  Here it ends the process.
 */
#include "netsim/sys.h"

#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/sleep.h"
#include "netsim/world.h"

#include "netsim/user/sync.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

/* libc's static initialisers of mutexes that are not normal set it. */
_Static_assert(offsetof(struct sync_mutex, kind) ==
                   offsetof(pthread_mutex_t, __data.__kind),
               "the kind of a mutex is not where libc puts it");

static void
misuse(struct thread *t, const struct sync_mutex *m)
{
    const struct process *p = t->proc;
    char text[600], here[200], there[200] = "";

    thread_place(t, here, sizeof(here));
    if (m->owner && tracing(p->host->world))
        image_place(p->image, image_pc(p->image, m->place) - 1, there,
                    sizeof(there));
    if (m->owner)
        snprintf(text, sizeof(text),
                 "%s()%s, of a mutex that thread %u has locked in %s",
                 sys_table[t->nr].name, here, m->owner, there);
    else
        snprintf(text, sizeof(text), "%s()%s, of a mutex that is not locked",
                 sys_table[t->nr].name, here);
    process_fault(t, "mutex", text);
}

/* The mutex, unless the caller does not have it: *ret is what to return. */
static int
own_mutex(struct thread *t, long user, struct sync_mutex *m, long *ret)
{
    *ret = 0;
    if (object_in(t, m, user, sizeof(*m)) < 0)
        return 0;
    if (m->kind == SYNC_DESTROYED)
        *ret = -EINVAL;
    else if (m->owner == t->id)
        return 1;
    else if (m->kind == PTHREAD_MUTEX_ERRORCHECK ||
             m->kind == PTHREAD_MUTEX_RECURSIVE)
        *ret = -EPERM;
    else
        misuse(t, m);
    return 0;
}

static void
unlock(struct thread *t, long user, struct sync_mutex *m)
{
    struct process *p = t->proc;
    struct thread *next;

    if (m->kind == PTHREAD_MUTEX_RECURSIVE && --m->count > 0) {
        copy_out(user, m, sizeof(*m));
        return;
    }
    m->owner = m->count = m->place = 0;
    copy_out(user, m, sizeof(*m));
    next = sleeper_on(p, SLEEP_MUTEX, (uintptr_t)user);
    if (next)
        sleep_wake(next);
}

static long
lock_again(long user, struct sync_mutex *m)
{
    if (m->count == UINT32_MAX)
        return -EAGAIN;
    m->count++;
    return copy_out(user, m, sizeof(*m));
}

/*
 * Lock it, or sleep until it can be locked, SYNC_FOR_EVER if need be, or
 * until the program's timespec, which is looked at only then.
 */
static long
lock(struct thread *t, long user, long clock, long until)
{
    struct sync_mutex m;
    int64_t deadline_ns = -1;
    int err = 0;

    if (object_in(t, &m, user, sizeof(m)) < 0)
        return 0;
    if (m.kind == SYNC_DESTROYED)
        return -EINVAL;
    if (!m.owner) {
        m.owner = t->id;
        m.count = 1;
        m.place = image_offset(t->proc->image, t->pc);
        return copy_out(user, &m, sizeof(m));
    }
    if (m.owner == t->id && m.kind == PTHREAD_MUTEX_RECURSIVE)
        return lock_again(user, &m);
    if (m.owner == t->id && m.kind == PTHREAD_MUTEX_ERRORCHECK)
        return -EDEADLK;
    if (t->timed_out)
        return -ETIMEDOUT;
    if (clock >= 0 && !t->retried)
        err = clock_until(t, clock, until, &deadline_ns);
    if (err < 0)
        return err;
    return sleep_on(t, SLEEP_MUTEX, (uintptr_t)user, deadline_ns);
}

/* arg: mutex */
long
sys_pthread_mutex_lock(struct thread *t)
{
    return lock(t, t->arg[0], SYNC_FOR_EVER, 0);
}

/* arg: mutex */
long
sys_pthread_mutex_trylock(struct thread *t)
{
    struct sync_mutex m;

    if (object_in(t, &m, t->arg[0], sizeof(m)) < 0)
        return 0;
    if (m.owner && (m.owner != t->id || m.kind != PTHREAD_MUTEX_RECURSIVE))
        return -EBUSY;
    return lock(t, t->arg[0], SYNC_FOR_EVER, 0);
}

/* arg: mutex, clock, timespec */
long
sys_pthread_mutex_timedlock(struct thread *t)
{
    return lock(t, t->arg[0], t->arg[1], t->arg[2]);
}

/* arg: mutex */
long
sys_pthread_mutex_unlock(struct thread *t)
{
    struct sync_mutex m;
    long ret;

    if (own_mutex(t, t->arg[0], &m, &ret))
        unlock(t, t->arg[0], &m);
    return ret;
}

/* ---- condition variables ------------------------------------------------ */

/*
 * Three steps: unlock the mutex and sleep; note that it was signalled, or
 * that it is too late; lock the mutex, however long that takes.
 */
static long
wait_for(struct thread *t, int64_t deadline_ns)
{
    long ret;

    if (!t->retried) {
        struct sync_mutex m;

        if (!own_mutex(t, t->arg[1], &m, &ret))
            return ret;
        unlock(t, t->arg[1], &m);
        t->result = 0;
        return sleep_on(t, SLEEP_COND, (uintptr_t)t->arg[0], deadline_ns);
    }
    if (t->sleep == SLEEP_COND) {
        t->result = t->granted ? 0 : -ETIMEDOUT;
        sleep_end(t);
        event_cancel(&t->proc->host->world->queue, &t->timer);
        t->timed_out = 0;
    }
    ret = lock(t, t->arg[1], SYNC_FOR_EVER, 0);
    return ret < 0 ? ret : t->result;
}

/* arg: condition, mutex */
long
sys_pthread_cond_wait(struct thread *t)
{
    return wait_for(t, -1);
}

/* arg: condition, mutex, clock or -1: the condition's own, timespec */
long
sys_pthread_cond_timedwait(struct thread *t)
{
    struct sync_cond c;
    int64_t deadline_ns = -1;
    int err;

    if (t->retried)
        return wait_for(t, -1);
    if (object_in(t, &c, t->arg[0], sizeof(c)) < 0)
        return 0;
    err = clock_until(t, t->arg[2] < 0 ? c.clock : t->arg[2], t->arg[3],
                      &deadline_ns);
    return err < 0 ? err : wait_for(t, deadline_ns);
}

static void
signal_one(struct thread *t)
{
    t->granted = 1;
    sleep_wake(t);
    event_cancel(&t->proc->host->world->queue, &t->timer);
}

/* arg: condition */
long
sys_pthread_cond_signal(struct thread *t)
{
    struct sync_cond c;
    struct thread *first;

    if (object_in(t, &c, t->arg[0], sizeof(c)) < 0)
        return 0;
    first = sleeper_on(t->proc, SLEEP_COND, (uintptr_t)t->arg[0]);
    if (first)
        signal_one(first);
    return 0;
}

/* arg: condition */
long
sys_pthread_cond_broadcast(struct thread *t)
{
    struct sync_cond c;
    struct thread *next;

    if (object_in(t, &c, t->arg[0], sizeof(c)) < 0)
        return 0;
    while ((next = sleeper_on(t->proc, SLEEP_COND, (uintptr_t)t->arg[0])))
        signal_one(next);
    return 0;
}
