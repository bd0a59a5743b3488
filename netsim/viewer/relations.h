/*
 * relations.h - which events of a trace belong together.
 *
 * Made in one pass, so that every motion of the viewer is a step along a
 * list, whatever the trace's length: to the next event of the same host, of
 * the same call, to the next fault, to the other end of a message.
 *
 * Units: an event is its index in the trace; NO_EVENT: there is none.
 */
#ifndef NETSIM_VIEWER_RELATIONS_H
#define NETSIM_VIEWER_RELATIONS_H

#include "netsim/trace/trace.h"

#define NO_EVENT UINT32_MAX

struct relation {
    uint32_t call;      /* the step "call" that it is of */
    uint32_t call_prev; /* of the same call */
    uint32_t call_next;
    uint32_t host_prev; /* at the same host */
    uint32_t host_next;
    uint32_t thread_prev; /* what its thread did before */
    uint32_t from;        /* the event that its cause names */
    uint32_t end; /* SEND: what became of the original; else NO_EVENT */
};

#define RELATED_TO_NOTHING                                                    \
    (struct relation)                                                         \
    {                                                                         \
        NO_EVENT, NO_EVENT, NO_EVENT, NO_EVENT, NO_EVENT, NO_EVENT, NO_EVENT, \
            NO_EVENT                                                          \
    }

struct relations {
    size_t n;
    struct relation *of; /* owned; one for each event */
    uint32_t *fault;     /* owned; events that are faults, in order */
    size_t n_faults;
};

/* Never fails: out of memory aborts.  The trace is only read. */
void relations_init(struct relations *r, const struct trace *tr);
void relations_release(struct relations *r);

/* The fault after an event, or before it: NO_EVENT if there is none.
 * Logarithmic. */
uint32_t relation_next_fault(const struct relations *r, uint32_t event);
uint32_t relation_prev_fault(const struct relations *r, uint32_t event);

/*
 * The causal cone of an event: what led to it, what it led to, or both.
 * mark has r->n bytes, which are set to 0 or 1.  Linear in the events.
 */
enum cone { CONE_OFF, CONE_PAST, CONE_FUTURE, CONE_BOTH, CONES };
void relation_cone(const struct relations *r, uint32_t event, enum cone what,
                   uint8_t *mark);

#endif
