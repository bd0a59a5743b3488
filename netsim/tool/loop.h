/*
 * loop.h - private to netsim/tool: wait for descriptors, times and an end.
 *
 * One thread, ppoll() and a heap of timers.  Everything that happens in one
 * turn of the loop happens at the same time, loop->now_ns.
 *
 * Units:      *_ns  real nanoseconds since the loop was made
 * Ownership:  watches and timers are embedded in what they are of; whoever
 *             frees that takes them out first.
 */
#ifndef NETSIM_LOOP_H
#define NETSIM_LOOP_H

#include "netsim/event.h"

#include <poll.h>

struct watch {
    int fd;
    void (*ready)(struct watch *w, short revents);
    size_t slot; /* in the loop, from 1; 0: not watched */
};

struct timer {
    struct event event;
    void (*ring)(struct timer *t);
};

struct loop {
    int64_t start_ns, now_ns;
    struct event_queue timers;
    struct pollfd *poll; /* one for each watch; fd -1: of none any more */
    struct watch **watch;
    size_t n, cap;
    int gaps; /* some of them are of none */
    int stop;
};

/* From here on SIGINT and SIGTERM end the loop instead of the process. */
void loop_init(struct loop *l);
void loop_release(struct loop *l);

/* Wait for these events of the descriptor; 0: no longer for any. */
void loop_watch(struct loop *l, struct watch *w, short events);

void loop_set_timer(struct loop *l, struct timer *t, int64_t at_ns);
void loop_stop_timer(struct loop *l, struct timer *t); /* if it is set */

/*
 * Wait until something happens, at_ns comes (-1: never) or a signal does;
 * then let it happen.  0: a signal has come, or stop is set.
 */
int loop_turn(struct loop *l, int64_t at_ns);

#endif
