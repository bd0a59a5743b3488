/*
 * sys_thread.c - threads: how they begin, end and wait for each other's end.
 * Errors as POSIX.1-2008 has them, and glibc where POSIX leaves it open.
 */
#include "netsim/sys.h"

#include "netsim/process.h"
#include "netsim/sched.h"
#include "netsim/sleep.h"

#include <errno.h>

/* arg: where to leave its number, entry, the entry's argument, detached? */
long
sys_pthread_create(struct thread *t)
{
    struct process *p = t->proc;
    void (*entry)(void *) = (void (*)(void *))t->arg[1];
    unsigned long number = p->n_threads + 1;
    struct thread *made;

    if (p->n_kept == SIM_THREADS_MAX)
        return -EAGAIN;
    if (copy_out(t->arg[0], &number, sizeof(number)) < 0)
        return -EFAULT;
    made = thread_new(p, entry, (void *)t->arg[2]);
    made->detached = t->arg[3] != 0;
    thread_ready(made);
    return 0;
}

/* arg: value.  Returns only to the last thread, which must exit(3). */
long
sys_pthread_exit(struct thread *t)
{
    if (t->proc->n_live == 1)
        return 0;
    thread_end(t, t->arg[0]);
    return SYS_GONE;
}

/* Two threads must not join the same one, nor each other. */
static int
may_not_join(const struct thread *t, const struct thread *other)
{
    if (other == t || (other->sleep == SLEEP_JOIN && other->sleep_on == t->id))
        return -EDEADLK;
    if (other->detached)
        return -EINVAL;
    for (const struct thread *u = t->proc->sleepers; u; u = u->sleep_next)
        if (u != t && u->sleep == SLEEP_JOIN && u->sleep_on == other->id)
            return -EINVAL;
    return 0;
}

/* arg: number, where its value goes or 0 */
long
sys_pthread_join(struct thread *t)
{
    struct thread *other = thread_find(t->proc, (unsigned)t->arg[0]);
    int err;

    if (!other || other->id != (unsigned long)t->arg[0])
        return -ESRCH;
    err = may_not_join(t, other);
    if (err)
        return err;
    if (!other->ended)
        return sleep_on(t, SLEEP_JOIN, other->id, -1);
    if (t->arg[1] &&
        copy_out(t->arg[1], &other->value, sizeof(other->value)) < 0)
        return -EFAULT;
    thread_free(other);
    return 0;
}

/* arg: number */
long
sys_pthread_detach(struct thread *t)
{
    struct thread *other = thread_find(t->proc, (unsigned)t->arg[0]);

    if (!other || other->id != (unsigned long)t->arg[0])
        return -ESRCH;
    if (other->detached)
        return -EINVAL;
    other->detached = 1;
    if (other->ended)
        thread_free(other);
    return 0;
}

long
sys_pthread_self(struct thread *t)
{
    return t->id;
}

/* See turn.c. */
long
sys_sched_yield(struct thread *t)
{
    (void)t;
    return 0;
}
