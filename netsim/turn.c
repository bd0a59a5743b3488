/*
 * turn.c - several threads of a process could go on: which one does?
 *
 * Threads switch at calls only.  In the fault-free run a thread goes on
 * until it must wait, and then the one that has waited longest to run does.
 * At each call a chooser may have it otherwise: the thread that is named
 * goes on, and the one that could have goes to the end of the queue.  So
 * every interleaving of the calls of a process is a list of such decisions.
 *
 * A thread that makes very many calls without waiting is held up here, too:
 * it may wait for another one by asking again and again.
 */
#include "netsim/sched.h"

#include "netsim/chooser.h"
#include "netsim/fault.h"
#include "netsim/host.h"
#include "netsim/sys.h"
#include "netsim/world.h"

/* t could go on, and so could others. */
static struct thread *
ask(struct thread *t)
{
    static unsigned can[SIM_THREADS_MAX];
    struct host *h = t->proc->host;
    struct sim_point p = { .kind = SIM_TURN, .host = h->index };
    struct sim_decision d = { 0 };
    struct deviation dev = { .kind = DEV_SWITCH, .host = h->index };
    struct thread *other;

    can[p.n_threads++] = t->id;
    for (struct thread *u = t->proc->threads; u; u = u->mate)
        if (u->queued)
            can[p.n_threads++] = u->id;
    p.thread = can;
    p.nth = h->turns;
    world_choose(h->world, &p, &d);
    other = d.thread ? thread_find(t->proc, d.thread) : NULL;
    if (!other || !other->queued)
        return t;
    dev.nth = p.nth;
    dev.to = d.thread;
    thread_deviate(t, &dev, d.rule);
    thread_unready(other);
    return other;
}

/* It counts whether or not anyone is asked: who comes back to a state and
 * asks then must find the same numbers. */
static struct thread *
choose(struct thread *t)
{
    struct host *h = t->proc->host;
    const struct sim_chooser *c = h->world->chooser;

    if (!t->proc->n_ready)
        return t;
    h->turns++;
    return c && c->wants_calls ? ask(t) : t;
}

struct thread *
turn_begin(struct thread *t)
{
    struct thread *next = t->keep_turn ? t : choose(t);

    if (next != t)
        thread_ready_first(t);
    next->turn_calls = 0;
    return next;
}

struct thread *
turn_go_on(struct thread *t)
{
    struct thread *next;

    if (!t->proc->n_ready || t->keep_turn)
        return t;
    if (t->nr == SYS_NR_sched_yield || ++t->turn_calls >= SIM_CALLS_IN_TURN) {
        thread_ready(t);
        return NULL;
    }
    next = sys_table[t->nr].at ? choose(t) : t;
    if (next != t) {
        thread_ready(t);
        next->turn_calls = 0;
    }
    return next;
}
