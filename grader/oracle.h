/*
 * oracle.h - what must be true of a run, as pure functions of its trace.
 *
 * An oracle says one thing of the lecture.  It looks at nothing but the
 * trace, changes nothing, and returns 1 if the trace is as it should be, 0
 * if not; then the verdict names the event at which it shows and says why in
 * one sentence.  One that searches may have to give up: ORACLE_UNKNOWN, and
 * why says what could not be told.  That is no pass.
 *
 * What a program reports of itself (steps) is believed only as far as the
 * kernel's own events bear it out: an execution is one of a call if a
 * delivery from that call's host and incarnation led to it.
 *
 * Ownership: culprit points into the trace.
 */
#ifndef GRADER_ORACLE_H
#define GRADER_ORACLE_H

#include "netsim/trace/trace.h"

struct verdict {
    const struct trace_event *culprit;
    const struct trace_event *since; /* where the story begins; NULL: with the
                                        call that culprit is of */
    char why[512]; /* one sentence, lower case, without a stop */
    char expected[160];
    char actual[160];
};

#define ORACLE_UNKNOWN (-1)

typedef int oracle_fn(const struct trace *tr, struct verdict *v);

/*
 * The steps that verdicts depend on (explore.h), NULL-terminated: an oracle
 * that reads another step adds it here.  No verdict depends on times, on
 * datagrams or on what programs print; sentences may tell of them.
 */
extern const char *const oracle_steps[];

/*
 * Whether a return with this status says that the call was not executed, as
 * rpc_is_definite() has it, which is not linked with the grader.
 */
int oracle_is_definite(int status);

/* Whether the text of a return, say, is about the text of a call. */
int oracle_is_of(const struct trace_event *ev, const struct trace_event *call);

/* The step "return" of a call; NULL: there is none. */
const struct trace_event *oracle_return_of(const struct trace *tr,
                                           const struct trace_event *call);

/* How a call came to its end: its return, the end of its process, or NULL:
 * it never did. */
const struct trace_event *oracle_end_of_call(const struct trace *tr,
                                             const struct trace_event *call);

/* What never called is not right for it: the verdict, and 0. */
int oracle_no_call(struct verdict *v);

/* Nothing that was called is missing from the lab: "not implemented". */
oracle_fn oracle_implemented;

/*
 * Programs of the case itself (grader/node/check.h) have found nothing wrong,
 * and each that began came to its end, or crashed.
 */
oracle_fn oracle_checked;

/*
 * What the program of a case was about at event ev, as a part of a sentence
 * with `before` in front of it: "records of every length (an empty one)"; ""
 * if none was checking then.  That of ev's own process, or any other's.
 */
void oracle_checking(const struct trace *tr, const struct trace_event *ev,
                     const char *before, char *buf, size_t cap);

/* No program failed: no crash of its own, no spinning, no sanitizer. */
oracle_fn oracle_no_fault;

/* Every call of a client that lived on has returned a reply.  Faults of the
 * scenario pass, so giving up is wrong, and so is ending early. */
oracle_fn oracle_answered;

/* Every call of a client that lived on has returned, if only an error. */
oracle_fn oracle_returned;

/*
 * Every call of a client that lived on has returned, and those after the last
 * fault of the world with a result.  Of worlds that heal; it looks at
 * datagrams, so not of what the explorer merges.
 */
oracle_fn oracle_healed;

/* Every acknowledged call was executed at least once. */
oracle_fn oracle_at_least_once;

/* No call was executed twice. */
oracle_fn oracle_at_most_once;

/* Of a call that the client says was not executed no copy was, not even
 * later. */
oracle_fn oracle_honest;

/* A program that ended by itself had closed its descriptors. */
oracle_fn oracle_closed;

/*
 * All of a list that ends with NULL, in order: the first that fails; if none
 * does, the first that cannot tell.
 */
int oracle_all(oracle_fn *const *list, const struct trace *tr,
               struct verdict *v);

#endif
