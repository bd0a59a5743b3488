/*
 * causes.h - from an event of a trace back to what led to it, and on to what
 * became of it.
 *
 * The steps of a program are its own word; deliveries, fates and crashes are
 * the kernel's.  So everything here goes through a delivery: what a thread
 * does is done for the datagram that it has received last; a thread that
 * has received none works on what another has handed to it, and the xid in
 * its step "dispatch" says which.
 *
 * Ownership: all that is returned points into the trace.  NULL: there is no
 * such event.
 */
#ifndef GRADER_CAUSES_H
#define GRADER_CAUSES_H

#include "netsim/trace/trace.h"

/* The delivery that a thread was working on at an event. */
const struct trace_event *cause_delivery(const struct trace *tr,
                                         const struct trace_event *ev);

/* The sending that a delivery came from; if a kernel has sent it again, the
 * one of the program. */
const struct trace_event *cause_sending(const struct trace *tr,
                                        const struct trace_event *delivery);

/* The call that led to a sending: its step "call", also if it was resumed. */
const struct trace_event *cause_call(const struct trace *tr,
                                     const struct trace_event *send);

/* A step "resume" goes on with a call from before a restart: the step "call"
 * of that.  Any other step is its own original. */
const struct trace_event *cause_original(const struct trace *tr,
                                         const struct trace_event *resume);

/* The sending by the same thread after an execution, before the next one, or
 * by another thread with the same xid: its reply. */
const struct trace_event *cause_reply(const struct trace *tr,
                                      const struct trace_event *exec);

/* What became of the original of a datagram: DELIVER or DROP. */
const struct trace_event *cause_fate(const struct trace *tr,
                                     const struct trace_event *send);

/* The crash that ended the process in which an event happened. */
const struct trace_event *cause_crash(const struct trace *tr,
                                      const struct trace_event *ev);

/* The last crash of the host of an event before it. */
const struct trace_event *cause_last_crash(const struct trace *tr,
                                           const struct trace_event *ev);

/* A crash is one of the power, not of the process alone. */
static inline int
cause_is_power(const struct trace_event *crash)
{
    return strncmp(crash->did, "power ", 6) == 0;
}

static inline const struct trace_event *
trace_end(const struct trace *tr)
{
    return tr->event + tr->n_events;
}

#endif
