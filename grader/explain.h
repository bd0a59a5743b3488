/*
 * explain.h - the cause of what an oracle has found, in one sentence.
 *
 * The explanation is read off the trace: which datagram led to what, and
 * what became of it.  Nothing here knows what a program looks like.
 */
#ifndef GRADER_EXPLAIN_H
#define GRADER_EXPLAIN_H

#include "netsim/trace/trace.h"

/* Why the executions a and b (steps "exec", a first) are of one call. */
void explain_twice(const struct trace *tr, const struct trace_event *a,
                   const struct trace_event *b, char *buf, size_t cap);

/*
 * The call (step "call") that led to an execution: by the delivery that the
 * handler's thread was working on and the sending on another host that this
 * came from.  NULL if there is none: programs report steps, but deliveries
 * are the kernel's.
 */
const struct trace_event *explain_call(const struct trace *tr,
                                       const struct trace_event *exec);

/*
 * A step "resume" goes on with a call from before a restart: the step "call"
 * of that.  Any other step is its own original.
 */
const struct trace_event *explain_original(const struct trace *tr,
                                           const struct trace_event *resume);

/* "debit #2": the call's procedure, and which call of it by its client. */
void explain_name(const struct trace *tr, const struct trace_event *exec,
                  char *buf, size_t cap);

#endif
