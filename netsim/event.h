/*
 * event.h - private to netsim: what will happen, in total order.
 *
 * An event is part of what it happens to, which is found by CONTAINER().
 */
#ifndef NETSIM_EVENT_H
#define NETSIM_EVENT_H

#include "netsim/sim.h"

enum event_kind {
    EVENT_TIMER,   /* a thread has waited long enough */
    EVENT_DELIVER, /* a datagram arrives */
    EVENT_DUE,     /* something befalls a host at a time that was named */
    EVENT_RESTART, /* a host starts its program again */
    EVENT_RESUME,  /* a host no longer stands still */
    EVENT_TCP,     /* a TCP connection has waited in vain for an answer */
};

/* Embedded in what it happens to; queued at most once. */
struct event {
    int64_t at_ns;
    uint64_t order; /* of queueing: breaks ties, so that order is total */
    uint32_t slot;  /* in the heap, from 1; 0: not queued */
    enum event_kind kind;
};

struct event_queue {
    struct event **heap; /* heap[1..n] */
    uint32_t n, cap;
    uint64_t order;
    struct sim_world *world; /* whose memory it is; NULL: no one's */
};

void event_add(struct event_queue *q, struct event *ev, int64_t at_ns);
void event_cancel(struct event_queue *q, struct event *ev); /* if queued */
struct event *event_take(struct event_queue *q);            /* or NULL */
int64_t event_due(const struct event_queue *q);             /* or -1 */
void event_clear(struct event_queue *q);

#endif
