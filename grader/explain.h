/*
 * explain.h - the cause of what an oracle has found, in one sentence.
 *
 * The explanation is read off the trace: which datagram led to what, what
 * became of it, what its bytes say, who crashed in between, and what was on a
 * disk by then.  Nothing here knows what a program looks like, or what is
 * often wrong with one.
 *
 * All of these write a part of a sentence to buf, of cap bytes: lower case,
 * without a stop; "" if the trace does not tell.
 */
#ifndef GRADER_EXPLAIN_H
#define GRADER_EXPLAIN_H

#include "netsim/trace/trace.h"

#include <stdio.h>

/* Write to buf instead of a file; what does not fit is left out. */
static inline FILE *
explain_open(char *buf, size_t cap)
{
    buf[0] = buf[cap - 1] = '\0';
    return fmemopen(buf, cap - 1, "w");
}

/*
 * The call (step "call") that led to an execution: by the delivery that the
 * handler's thread was working on and the sending on another host that this
 * came from.  NULL if there is none: programs report steps, but deliveries
 * are the kernel's.
 */
const struct trace_event *explain_call(const struct trace *tr,
                                       const struct trace_event *exec);

/* "debit #2": the call's procedure, and which call of it by its client; of a
 * step "call", and of an execution. */
void explain_call_name(const struct trace *tr, const struct trace_event *call,
                       char *buf, size_t cap);
void explain_name(const struct trace *tr, const struct trace_event *exec,
                  char *buf, size_t cap);

/* Why the executions a and b (steps "exec", a first) are of one call: "debit
 * #2 executed twice: the reply was lost, the retransmission ...". */
void explain_twice(const struct trace *tr, const struct trace_event *a,
                   const struct trace_event *b, char *buf, size_t cap);

/* The same of a call (step "call") that was executed twice or more often
 * before an event, without its name. */
void explain_executions(const struct trace *tr, const struct trace_event *call,
                        const struct trace_event *until, char *buf,
                        size_t cap);

/* Why a call (step "call") was made again as another one: b, whose execution
 * is of the same text, by a later process of its client. */
void explain_again(const struct trace *tr, const struct trace_event *a,
                   const struct trace_event *b, char *buf, size_t cap);

/* Whose reply a call was given that returned (step "return") and was not
 * executed. */
void explain_reply(const struct trace *tr, const struct trace_event *call,
                   const struct trace_event *ret, char *buf, size_t cap);

/* How a reply that a client took is another one than the server had made when
 * it executed the call. */
void explain_other_reply(const struct trace *tr,
                         const struct trace_event *call,
                         const struct trace_event *ret, char *buf, size_t cap);

/* How the process of an event is at the end of the run: "it waits in poll()",
 * "it exited with status 1". */
void explain_end(const struct trace *tr, const struct trace_event *ev,
                 char *buf, size_t cap);

/* What became of a call's request and its replies, before an event (NULL: to
 * the end): why it has no result. */
void explain_silence(const struct trace *tr, const struct trace_event *call,
                     const struct trace_event *until, char *buf, size_t cap);

/* The same of a call over a connection: how many bytes came there and back,
 * and who has gone. */
void explain_stream(const struct trace *tr, const struct trace_event *call,
                    const struct trace_event *ret, char *buf, size_t cap);

/* What had been sent of a call when it returned "not executed", and when it
 * was executed. */
void explain_denied(const struct trace *tr, const struct trace_event *call,
                    const struct trace_event *ret,
                    const struct trace_event *exec, char *buf, size_t cap);

/* Why the effect of a call that was executed is not seen later, at a return
 * of another call. */
void explain_lost(const struct trace *tr, const struct trace_event *call,
                  const struct trace_event *ret, char *buf, size_t cap);

/* What a crash (of the process, or of the power) has left on the disk of what
 * was written since an earlier event: "since the request came", say.  Or of
 * all: NULL and "". */
void explain_disk(const struct trace *tr, const struct trace_event *since,
                  const char *since_what, const struct trace_event *crash,
                  char *buf, size_t cap);

#endif
