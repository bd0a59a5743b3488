/*
 * sched.c - threads take turns, and make their system calls.
 *
 * A thread runs until it makes a call.  It then leaves its stack, the kernel
 * does the call here, and the thread goes on at once if the call could be
 * finished.  If not it sleeps; whatever may have changed that wakes it and
 * the call is simply made again.  Time stands still meanwhile: it moves in
 * world.c, when no thread can run.
 */
#include "netsim/sched.h"

#include "netsim/cell.h"
#include "netsim/fault.h"
#include "netsim/heap.h"
#include "netsim/history.h"
#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/link.h"
#include "netsim/sleep.h"
#include "netsim/snapshot.h"
#include "netsim/sys.h"
#include "netsim/world.h"

#include <errno.h>
#include <stdio.h>

struct thread *thread_current;
struct process *sched_user;

static uint64_t stop_at; /* of the one world that a debugger looks at */

void
sim_set_stop(struct sim_world *w, uint64_t call)
{
    (void)w;
    stop_at = call;
}

static int
is_to_stop(const struct thread *t)
{
    return stop_at && t->proc->host->world->stats.calls + 1 == stop_at;
}

/* Where a debugger waits; the call must not be optimised away. */
__attribute__((noinline)) void
sim_stop_here(void)
{
    __asm__ volatile("");
}

/* On the program's stack: nothing but a change of stacks. */
long
sched_trap(int nr, const void *pc, const long arg[6])
{
    struct thread *t = thread_current;

    if (!t) /* a constructor that the loader has run */
        return -ENOSYS;
    t->nr = nr < 0 || nr >= SYS_NR_COUNT ? SYS_NR_unknown : nr;
    t->pc = (uintptr_t)pc;
    for (int i = 0; i < 6; i++)
        t->arg[i] = arg[i];
    t->why = LEFT_TRAP;
    if (is_to_stop(t))
        sim_stop_here();
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
    t->proc->n_ready--;
}

void
thread_ready(struct thread *t)
{
    struct sim_world *w = t->proc->host->world;

    /* What its own call brings about it will see before it sleeps. */
    if (t->queued || t == sys_caller)
        return;
    if (t->proc->host->paused) {
        t->stalled = 1;
        return;
    }
    t->queued = 1;
    t->proc->n_ready++;
    t->next = NULL;
    *w->run_last = t;
    w->run_last = &t->next;
}

void
thread_ready_first(struct thread *t)
{
    struct sim_world *w = t->proc->host->world;

    SIM_ASSERT(!t->queued);
    t->queued = 1;
    t->proc->n_ready++;
    t->next = w->run_first;
    if (!w->run_first)
        w->run_last = &t->next;
    w->run_first = t;
}

/* For a thread that has come to the end of a wait, one way or another. */
static void
stop_waiting(struct thread *t)
{
    if (!t->retried)
        return;
    event_cancel(&t->proc->host->world->queue, &t->timer);
    sleep_end(t);
    t->wait = WAIT_NOTHING;
    t->wait_for = NULL;
    t->retried = 0;
    t->timed_out = 0;
    t->interrupted = 0;
    t->until_clock = 0;
}

long
sys_wait(struct thread *t, enum wait_kind kind, int64_t deadline_ns)
{
    struct host *h = t->proc->host;
    int64_t now_ns = h->world->now_ns, at_ns;

    t->wait = kind;
    if (t->retried)
        return SYS_BLOCK;
    if (deadline_ns >= 0)
        deadline_ns = now_ns + host_wait(h, deadline_ns - now_ns);
    t->deadline_ns = at_ns = deadline_ns;
    if (t->interrupt)
        at_ns = deadline_ns < 0 ? now_ns : now_ns + (deadline_ns - now_ns) / 2;
    if (at_ns >= 0)
        event_add(&h->world->queue, &t->timer, at_ns);
    return SYS_BLOCK;
}

static int
may_fail(const struct thread *t)
{
    const struct sim_world *w = t->proc->host->world;

    return w->chooser && w->chooser->wants_calls && sys_table[t->nr].at == 1;
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

/* Is the run to be paused before this call?  It is the next to go on then. */
static int
pauses(struct thread *t)
{
    struct sim_world *w = t->proc->host->world;

    t->pending = 0;
    if (!w->pause_at || w->stats.calls + 1 < w->pause_at)
        return 0;
    t->pending = w->paused = 1;
    thread_ready_first(t);
    return 1;
}

/* Make the call.  Returns 1 if the thread can go on, 0 if it sleeps or is
 * no more. */
static int
make_call(struct thread *t)
{
    struct process *p = t->proc;
    struct sim_world *w = p->host->world;
    long ret;

    if (!t->retried && t->stop != STOP_BEFORE) {
        if (pauses(t))
            return 0;
        t->nth = ++p->host->calls[t->nr];
        p->host->world->stats.calls++;
        t->bytes_max = 0;
        t->interrupt = t->until_clock = 0;
        t->done = 0;
        if (spins(t))
            return 0;
        if (may_fail(t) && fault_at_call(t, 0))
            return p->alive && t->stop == STOP_NOT;
    }
    snapshot_ran(p);
    t->stop = STOP_NOT;
    sys_caller = t;
    ret = t->interrupted ? call_interrupted(t) : sys_table[t->nr].fn(t);
    sys_caller = NULL;
    /* Before what it has sent comes home: that must not wake it once more. */
    if (p->alive && ret != SYS_BLOCK && ret != SYS_GONE)
        stop_waiting(t);
    if (w->home)
        link_home(w);
    if (!p->alive || ret == SYS_GONE)
        return 0;
    if (ret == SYS_BLOCK) {
        t->retried = 1;
        return 0;
    }
    t->ret = ret;
    if (may_fail(t) && fault_at_call(t, 1))
        return 0;
    return t->stop == STOP_NOT;
}

/* In the order in which threads go on, which is part of it. */
static void
note_result(const struct thread *t)
{
    const uint64_t result[] = { (uint64_t)t->id << 32 | (uint32_t)t->nr,
                                (uint64_t)t->ret };

    if (t->proc->host->world->state_by == SIM_BY_RESULTS)
        t->proc->results = hash64(t->proc->results, result, sizeof(result));
}

void
sched_enter(struct thread *t)
{
    struct process *p = t->proc;

    thread_current = t;
    heap_current = p->heap;
    p->entry->tls = t->tls;
    errno = t->saved_errno;
    fiber_enter(&t->fiber);
    t->saved_errno = errno;
    t->keep_turn = p->entry->keep_turn;
    /* Nothing of whose turn it was stays in the program's memory. */
    p->entry->tls = NULL;
    p->entry->keep_turn = 0;
    heap_current = NULL;
    thread_current = NULL;
}

/* It runs until its next call.  Returns 0 if it has failed. */
static int
enter(struct thread *t)
{
    struct failure f;

    t->stop = STOP_NOT;
    snapshot_ran(t->proc);
    note_result(t);
    if (t->proc->cell)
        return cell_run(t);
    sched_enter(t);
    if (!contain_describe(t, &f))
        return 1;
    contain_report(t, &f);
    return 0;
}

void
thread_run(struct thread *t)
{
    t->queued = 0;
    sched_user = t->proc;
    if (t->proc->shares_image)
        image_enter(t->proc->image);
    t->proc->n_ready--;
    if (!t->pending)
        t = turn_begin(t);
    while (t &&
           (t->retried || t->pending || t->stop == STOP_BEFORE || enter(t)) &&
           make_call(t))
        t = turn_go_on(t);
}
