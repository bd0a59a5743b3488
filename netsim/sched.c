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
thread_unready(struct thread *t)
{
    struct sim_world *w = t->proc->host->world;
    struct thread **p = &w->run_first;

    if (!t->queued)
        return;
    while (*p != t)
        p = &(*p)->next;
    *p = t->next;
    if (!*p)
        w->run_last = p;
    t->queued = 0;
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
    for (struct thread *t = p->threads; t; t = t->mate)
        if (t->wait == WAIT_IO)
            thread_ready(t);
}

/* ---- faults of a host at a call ----------------------------------------- */

void
thread_deviate(struct thread *t, const struct deviation *dev, const char *rule)
{
    struct sim_world *w = t->proc->host->world;
    struct trace_event ev = { .kind = TRACE_CHOICE, .rule = rule };
    char did[160];

    if (!tracing(w))
        return;
    deviation_print(did, sizeof(did), dev, &w->names);
    ev.did = did;
    ev.dec = ++w->decision;
    thread_trace(t, &ev);
}

/*
 * What befalls the host just before (after) this call?  Returns 1 if its
 * thread cannot go on: the host is down, or the call has its result.
 */
static int
fault_here(struct thread *t, int after)
{
    struct host *h = t->proc->host;
    struct sim_point p = { .kind = SIM_CALL,
                           .host = h->index,
                           .call = t->nr,
                           .after = after,
                           .nth = h->calls[t->nr] };
    struct sim_decision d = { .restart_ns = RESTART_DEFAULT_NS };
    struct deviation dev = { .host = h->index,
                             .place = after ? AFTER_CALL : BEFORE_CALL,
                             .call = t->nr,
                             .nth = p.nth };

    world_choose(h->world, &p, &d);
    if (d.crash) {
        dev.kind = d.power ? DEV_POWER : DEV_CRASH;
        dev.keep = d.keep;
        dev.keep_n = d.keep_n;
        dev.restart_ns = d.restart_ns;
        host_crash(h, t, d.rule, &dev);
        return 1;
    }
    if (after)
        return 0;
    if (d.bytes) {
        dev.kind = DEV_SHORT;
        dev.to = t->bytes_max = d.bytes;
        thread_deviate(t, &dev, d.rule);
    }
    if (d.error) {
        dev.kind = DEV_ERROR;
        dev.error = d.error;
        thread_deviate(t, &dev, d.rule);
        t->ret = -d.error;
        return 1;
    }
    return 0;
}

static int
may_fail(const struct thread *t)
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
    process_fault(t, "spin", text);
    return 1;
}

/* Make the call.  Returns 1 if the thread can go on, 0 if it sleeps or is
 * no more. */
static int
make_call(struct thread *t)
{
    struct process *p = t->proc;
    long r;

    if (t->nr < 0 || t->nr >= SYS_NR_COUNT) {
        t->ret = -ENOSYS;
        return 1;
    }
    if (!t->retried) {
        p->host->calls[t->nr]++;
        p->host->world->stats.calls++;
        t->bytes_max = 0;
        if (spins(t))
            return 0;
        if (may_fail(t) && fault_here(t, 0))
            return p->alive;
    }
    r = sys_table[t->nr].fn(t);
    if (!p->alive) /* and t is no more */
        return 0;
    t->ret = r;
    if (r == SYS_BLOCK) {
        t->retried = 1;
        return 0;
    }
    stop_waiting(t);
    return !(may_fail(t) && fault_here(t, 1));
}

void
thread_run(struct thread *t)
{
    struct process *p = t->proc;

    t->queued = 0;
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
