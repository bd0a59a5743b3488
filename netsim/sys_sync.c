/*
 * sys_sync.c - semaphores, read-write locks, barriers, and what is done once.
 */
#include "netsim/sys.h"

#include "netsim/image.h"
#include "netsim/process.h"
#include "netsim/sleep.h"

#include "netsim/user/sync.h"

#include <errno.h>
#include <stdio.h>

/* It must sleep: how long at most?  A clock, or SYNC_FOR_EVER. */
static long
sleep_until(struct thread *t, enum sleep_kind kind, long clock, long until)
{
    int64_t deadline_ns = -1;
    int err = 0;

    if (t->timed_out)
        return -ETIMEDOUT;
    if (clock >= 0 && !t->retried)
        err = clock_until(t, clock, until, &deadline_ns);
    if (err < 0)
        return err;
    return sleep_on(t, kind, (uintptr_t)t->arg[0], deadline_ns);
}

/* ---- semaphores --------------------------------------------------------- */

/* arg: semaphore, clock or SYNC_..., timespec */
long
sys_sem_wait(struct thread *t)
{
    struct sync_sem s;

    if (object_in(t, &s, t->arg[0], sizeof(s)) < 0)
        return 0;
    if (s.value > 0) {
        s.value--;
        return copy_out(t->arg[0], &s, sizeof(s));
    }
    if (t->arg[1] == SYNC_TRY)
        return -EAGAIN;
    return sleep_until(t, SLEEP_SEM, t->arg[1], t->arg[2]);
}

/* The same; a trace has the name by which it was called. */
long
sys_sem_timedwait(struct thread *t)
{
    return sys_sem_wait(t);
}

/* arg: semaphore */
long
sys_sem_post(struct thread *t)
{
    struct thread *next;
    struct sync_sem s;

    if (object_in(t, &s, t->arg[0], sizeof(s)) < 0)
        return 0;
    if (s.value == INT32_MAX)
        return -EOVERFLOW;
    s.value++;
    copy_out(t->arg[0], &s, sizeof(s));
    next = sleeper_on(t->proc, SLEEP_SEM, (uintptr_t)t->arg[0]);
    if (next)
        sleep_wake(next);
    return 0;
}

/* ---- read-write locks --------------------------------------------------- */

/* As glibc has it by default, readers do not wait for writers that wait. */
static long
rwlock(struct thread *t, enum sleep_kind kind)
{
    int write = kind == SLEEP_WRITE;
    struct sync_rwlock l;

    if (object_in(t, &l, t->arg[0], sizeof(l)) < 0)
        return 0;
    if (!l.writer && !(write && l.readers)) {
        if (!write && l.readers == UINT32_MAX)
            return -EAGAIN;
        if (write)
            l.writer = t->id;
        else
            l.readers++;
        l.place = image_offset(t->proc->image, t->pc);
        return copy_out(t->arg[0], &l, sizeof(l));
    }
    if (t->arg[1] == SYNC_TRY)
        return -EBUSY;
    if (l.writer == t->id)
        return -EDEADLK;
    return sleep_until(t, kind, t->arg[1], t->arg[2]);
}

/* arg: lock, clock or SYNC_..., timespec */
long
sys_pthread_rwlock_rdlock(struct thread *t)
{
    return rwlock(t, SLEEP_READ);
}

/* arg: lock, clock or SYNC_..., timespec */
long
sys_pthread_rwlock_wrlock(struct thread *t)
{
    return rwlock(t, SLEEP_WRITE);
}

long
sys_pthread_rwlock_timedrdlock(struct thread *t)
{
    return rwlock(t, SLEEP_READ);
}

long
sys_pthread_rwlock_timedwrlock(struct thread *t)
{
    return rwlock(t, SLEEP_WRITE);
}

static long
no_lock_of_ours(struct thread *t, const struct sync_rwlock *l)
{
    char text[400], place[200];

    thread_place(t, place, sizeof(place));
    snprintf(text, sizeof(text), "a read-write lock is unlocked that %s,%s",
             l->writer ? "another thread has locked" : "is not locked", place);
    process_fault(t, "rwlock", text);
    return 0;
}

/* arg: lock */
long
sys_pthread_rwlock_unlock(struct thread *t)
{
    struct process *p = t->proc;
    uintptr_t on = (uintptr_t)t->arg[0];
    struct sync_rwlock l;

    if (object_in(t, &l, t->arg[0], sizeof(l)) < 0)
        return 0;
    if (l.writer != t->id && (l.writer || !l.readers))
        return no_lock_of_ours(t, &l);
    if (l.writer)
        l.writer = 0;
    else
        l.readers--;
    if (!l.readers)
        l.place = 0;
    copy_out(t->arg[0], &l, sizeof(l));
    if (!l.readers) {
        struct thread *w = sleeper_on(p, SLEEP_WRITE, on);

        sleep_wake_all(p, SLEEP_READ, on);
        if (w)
            sleep_wake(w);
    }
    return 0;
}

/* ---- barriers ----------------------------------------------------------- */

/* arg: barrier.  Returns 1 to the last to come, 0 to the others. */
long
sys_pthread_barrier_wait(struct thread *t)
{
    uintptr_t on = (uintptr_t)t->arg[0];
    struct sync_barrier b;
    struct thread *other;

    if (t->granted)
        return 0;
    if (t->retried)
        return sleep_on(t, SLEEP_BARRIER, on, -1);
    if (object_in(t, &b, t->arg[0], sizeof(b)) < 0)
        return 0;
    if (++b.here < b.count) {
        copy_out(t->arg[0], &b, sizeof(b));
        return sleep_on(t, SLEEP_BARRIER, on, -1);
    }
    b.here = 0;
    copy_out(t->arg[0], &b, sizeof(b));
    while ((other = sleeper_on(t->proc, SLEEP_BARRIER, on)) != NULL) {
        other->granted = 1;
        sleep_wake(other);
    }
    return 1;
}

/* ---- once --------------------------------------------------------------- */

/* arg: control, is it done?  Returns 1 if the caller is to do it. */
long
sys_pthread_once(struct thread *t)
{
    uintptr_t on = (uintptr_t)t->arg[0];
    struct sync_once o;

    if (object_in(t, &o, t->arg[0], sizeof(o)) < 0)
        return 0;
    if (t->arg[1]) {
        o.state = SYNC_ONCE_DONE;
        copy_out(t->arg[0], &o, sizeof(o));
        sleep_wake_all(t->proc, SLEEP_ONCE, on);
        return 0;
    }
    if (o.state == SYNC_ONCE_DONE)
        return 0;
    if (o.state)
        return sleep_on(t, SLEEP_ONCE, on, -1);
    o.state = (int32_t)t->id;
    copy_out(t->arg[0], &o, sizeof(o));
    return 1;
}

/* arg: object.  Whether any thread waits for it: it is busy. */
long
sys_sync_sleepers(struct thread *t)
{
    for (const struct thread *u = t->proc->sleepers; u; u = u->sleep_next)
        if (u->sleep != SLEEP_JOIN && u->sleep_on == (uintptr_t)t->arg[0])
            return 1;
    return 0;
}
