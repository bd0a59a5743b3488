/*
 * sched.c - threads take turns, and make their system calls.
 *
 * A thread runs until it makes a call.  It then leaves its stack, the kernel
 * does the call here, and the thread goes on at once if the call could be
 * finished.  If not it sleeps; whatever may have changed that wakes it and
 * the call is simply made again.  Time stands still meanwhile: it moves in
 * world.c, when no thread can run.
 */
#include "netsim/sim.h"

#include <errno.h>
#include <stdio.h>

struct thread *thread_current;

/* On the program's stack: nothing but a change of stacks. */
long
sched_trap(int nr, const void *pc, const long arg[6])
{
    struct thread *t = thread_current;

    if (!t) /* a constructor that the loader has run */
        return -ENOSYS;
    t->nr = nr;
    t->pc = (uintptr_t)pc;
    for (int i = 0; i < 6; i++)
        t->arg[i] = arg[i];
    t->why = LEFT_TRAP;
    fiber_leave(&t->fiber);
    return t->ret;
}

void
thread_ready(struct thread *t)
{
    struct sim_world *w = t->proc->host->world;

    if (t->queued)
        return;
    t->queued = 1;
    t->next = NULL;
    *w->run_last = t;
    w->run_last = &t->next;
}

/* For a thread that has come to the end of a wait, one way or another. */
static void
stop_waiting(struct thread *t)
{
    if (!t->retried)
        return;
    event_cancel(&t->proc->host->world->queue, &t->timer);
    t->wait = WAIT_NOTHING;
    t->retried = 0;
    t->timed_out = 0;
}

long
sys_wait(struct thread *t, enum wait_kind kind, int64_t deadline_ns)
{
    if (!t->retried && deadline_ns >= 0)
        event_add(&t->proc->host->world->queue, &t->timer, deadline_ns);
    t->wait = kind;
    return SYS_BLOCK;
}

void
process_wake_io(struct process *p)
{
    if (p->main.wait == WAIT_IO)
        thread_ready(&p->main);
}

/* ---- one call ----------------------------------------------------------- */

/* Is the host to be crashed just before (after) this call? */
static int
crashes_here(struct thread *t, int after)
{
    struct host *h = t->proc->host;
    struct sim_world *w = h->world;
    struct sim_point p = { .kind = SIM_CALL,
                           .host = h->index,
                           .call = t->nr,
                           .after = after,
                           .nth = h->calls[t->nr] };
    struct sim_decision d = { .restart_ns = RESTART_DEFAULT_NS };
    struct deviation dev = { .kind = DEV_CRASH,
                             .host = h->index,
                             .place = after ? AFTER_CALL : BEFORE_CALL,
                             .call = t->nr,
                             .nth = p.nth };

    world_choose(w, &p, &d);
    if (!d.crash)
        return 0;
    dev.restart_ns = d.restart_ns;
    host_crash(h, &d, &dev);
    return 1;
}

static int
may_crash(const struct thread *t)
{
    const struct sim_world *w = t->proc->host->world;

    return w->chooser && w->chooser->wants_calls && sys_table[t->nr].crash;
}

/*
 * A program may ask for the time a thousand times in a row.  A million calls
 * while the clock stands still is a loop that waits for something without
 * ever letting the world go on.
 */
static int
spins(struct thread *t)
{
    struct process *p = t->proc;
    char text[160];

    if (p->instant_ns != p->host->world->now_ns) {
        p->instant_ns = p->host->world->now_ns;
        p->calls_at_instant = 0;
    }
    if (++p->calls_at_instant < SIM_CALLS_AT_INSTANT)
        return 0;
    snprintf(text, sizeof(text),
             "%d system calls without ever waiting, the last one %s(); "
             "simulated time moves only while a program waits, in poll() "
             "or nanosleep() say",
             SIM_CALLS_AT_INSTANT, sys_table[t->nr].name);
    process_fault(p, "spin", text);
    return 1;
}

/* Make the call.  Returns 1 if the thread can go on, 0 if it sleeps or is
 * no more. */
static int
make_call(struct thread *t)
{
    struct process *p = t->proc;

    if (t->nr < 0 || t->nr >= SYS_NR_COUNT) {
        t->ret = -ENOSYS;
        return 1;
    }
    if (!t->retried) {
        p->host->calls[t->nr]++;
        p->host->world->stats.calls++;
        if (spins(t) || (may_crash(t) && crashes_here(t, 0)))
            return 0;
    }
    t->ret = sys_table[t->nr].fn(t);
    if (!p->alive)
        return 0;
    if (t->ret == SYS_BLOCK) {
        t->retried = 1;
        return 0;
    }
    stop_waiting(t);
    return !(may_crash(t) && crashes_here(t, 1));
}

void
thread_run(struct thread *t)
{
    struct process *p = t->proc;

    t->queued = 0;
    image_enter(p->image);
    if (t->retried && !make_call(t))
        return;
    do {
        thread_current = t;
        heap_current = p->heap;
        errno = t->saved_errno;
        fiber_enter(&t->fiber);
        t->saved_errno = errno;
        heap_current = NULL;
        thread_current = NULL;
        if (t->why == LEFT_FAULT || contain_reported()) {
            contain_report(t);
            return;
        }
    } while (make_call(t));
}
