/*
 * oracles.c - see oracles.h.  Quadratic, which is fine: the trace of a case
 * has some hundred events.
 */
#include "grader/lab1/oracles.h"

#include <stdio.h>
#include <string.h>

#include "grader/explain.h"
#include "lab2-stubs/rpclib/rpc_status.h"

static void
failed(const struct trace *tr, const struct trace_event *call,
       const struct trace_event *ret, struct verdict *v)
{
    char cause[200];

    explain_stream(tr, call, ret, cause, sizeof(cause));
    v->culprit = ret;
    snprintf(v->why, sizeof(v->why),
             "a call failed though nothing was lost and nobody was killed: "
             "%.200s%s%s",
             ret->text, cause[0] ? "; " : "", cause);
    snprintf(v->expected, sizeof(v->expected),
             "every call returns its result");
    snprintf(v->actual, sizeof(v->actual), "%s", ret->text);
}

int
lab1_oracle_done(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *call = NULL;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ret = &tr->event[i];

        if (trace_is_step(ret, "call"))
            call = ret;
        if (!trace_is_step(ret, "return") || ret->status == RPC_OK)
            continue;
        failed(tr, call ? call : ret, ret, v);
        return 0;
    }
    return call ? oracle_returned(tr, v) : oracle_no_call(v);
}
