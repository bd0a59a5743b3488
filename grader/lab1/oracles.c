/*
 * oracles.c - see oracles.h.  Quadratic, which is fine: the trace of a case
 * has some hundred events.
 */
#include "grader/lab1/oracles.h"

#include <stdio.h>
#include <string.h>

#include "grader/explain.h"
#include "lab2-stubs/rpclib/rpc_status.h"

static int
same_thread(const struct trace_event *a, const struct trace_event *b)
{
    return a->host == b->host && a->inc == b->inc && a->thread == b->thread;
}

/* How the call came to its end: its return, the end of its process, or NULL:
 * it never did. */
static const struct trace_event *
end_of_call(const struct trace *tr, const struct trace_event *call)
{
    for (const struct trace_event *e = call + 1; e < tr->event + tr->n_events;
         e++)
        if ((same_thread(e, call) && trace_is_step(e, "return")) ||
            (e->host == call->host && e->inc == call->inc &&
             (e->kind == TRACE_CRASH || e->kind == TRACE_EXIT)))
            return e;
    return NULL;
}

int
lab1_oracle_returned(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *call = &tr->event[i], *end;

        if (!trace_is_step(call, "call"))
            continue;
        end = end_of_call(tr, call);
        if (end && end->kind != TRACE_EXIT)
            continue;
        v->culprit = end ? end : call;
        snprintf(v->why, sizeof(v->why), "%s never returned: the %s %s",
                 call->text, trace_host_name(&tr->meta, call->host),
                 end ? "exited in the middle of it" : "waits for ever");
        snprintf(v->expected, sizeof(v->expected),
                 "a call ends in time, with a reply or with an error");
        snprintf(v->actual, sizeof(v->actual), "no return");
        return 0;
    }
    return 1;
}

/* What never called is not right for it. */
static int
no_call(struct verdict *v)
{
    snprintf(v->why, sizeof(v->why), "no call was ever made");
    snprintf(v->expected, sizeof(v->expected), "the client makes its calls");
    snprintf(v->actual, sizeof(v->actual), "none");
    return 0;
}

int
lab1_oracle_done(const struct trace *tr, struct verdict *v)
{
    int n_calls = 0;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ret = &tr->event[i];

        n_calls += trace_is_step(ret, "call");
        if (!trace_is_step(ret, "return") || ret->status == RPC_OK)
            continue;
        v->culprit = ret;
        snprintf(v->why, sizeof(v->why),
                 "a call failed though nothing was lost and nobody died: %s",
                 ret->text);
        snprintf(v->expected, sizeof(v->expected),
                 "every call returns its result");
        snprintf(v->actual, sizeof(v->actual), "%s", ret->text);
        return 0;
    }
    return n_calls == 0 ? no_call(v) : lab1_oracle_returned(tr, v);
}

/* An execution of the call, at any time: NULL: none. */
static const struct trace_event *
execution_of(const struct trace *tr, const struct trace_event *call)
{
    for (const struct trace_event *e = call; e < tr->event + tr->n_events; e++)
        if (trace_is_step(e, "exec") && strcmp(e->text, call->text) == 0 &&
            explain_call(tr, e) == call)
            return e;
    return NULL;
}

/* What a client of the store can say of that kind: kv_outcome_status(). */
static int
says_not_executed(const struct trace_event *ret)
{
    return ret->status == RPC_CANT_ENCODE || ret->status == RPC_CANT_SEND;
}

int
lab1_oracle_honest(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *call = &tr->event[i], *ret;

        if (!trace_is_step(call, "call"))
            continue;
        ret = end_of_call(tr, call);
        if (!ret || ret->kind != TRACE_STEP || !says_not_executed(ret) ||
            !execution_of(tr, call))
            continue;
        v->culprit = ret;
        snprintf(v->why, sizeof(v->why),
                 "the client said \"not executed\" of %s, and it was executed",
                 call->text);
        snprintf(v->expected, sizeof(v->expected),
                 "\"not executed\" is said only where that is certain");
        snprintf(v->actual, sizeof(v->actual), "%s", ret->text);
        return 0;
    }
    return 1;
}
