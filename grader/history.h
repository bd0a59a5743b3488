/*
 * history.h - private to linear.c: the calls of a trace, as a model reads
 * them.
 *
 * Ownership: history_release() frees what history_read() has filled in,
 * whatever it returned; operations point into the trace.
 */
#ifndef GRADER_HISTORY_H
#define GRADER_HISTORY_H

#include "grader/linear.h"

struct history_call {
    struct linear_op op;
    const struct trace_event *at; /* its latest call or resume */
    int never;                    /* certainly not executed */
};

struct history {
    struct history_call *call; /* in order of their first event */
    size_t n;
};

/* 1; 0 and a verdict: a return is wrong by itself. */
int history_read(struct history *h, const struct linear_model *m,
                 const struct trace *tr, struct verdict *v);

void history_release(struct history *h);

#endif
