/*
 * oracles_exact.c - see oracles.h: of part E.
 */
#include "grader/lab4/oracles.h"

#include <stdio.h>
#include <string.h>

#include "grader/explain.h"
#include "lab2-stubs/rpclib/rpc_status.h"

/* ---- all is done -------------------------------------------------------- */

/* The first result, of whichever incarnation; NULL: there is none. */
static const struct trace_event *
result_of(const struct trace *tr, const struct trace_event *call)
{
    for (const struct trace_event *e = call; e < tr->event + tr->n_events; e++)
        if (e->host == call->host && trace_is_step(e, "return") &&
            e->status == RPC_OK && oracle_is_of(e, call))
            return e;
    return NULL;
}

static int
is_client(const struct trace *tr, int host)
{
    for (size_t i = 0; i < tr->n_events; i++)
        if (tr->event[i].host == host && trace_is_call(&tr->event[i]))
            return 1;
    return 0;
}

/* What became of the last process of a host: its exit, its crash, or NULL. */
static const struct trace_event *
last_end(const struct trace *tr, int host)
{
    const struct trace_event *end = NULL;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (ev->host != host)
            continue;
        if (ev->kind == TRACE_START)
            end = NULL;
        if (ev->kind == TRACE_EXIT || ev->kind == TRACE_CRASH)
            end = ev;
    }
    return end;
}

static int
call_is_done(const struct trace *tr, const struct trace_event *call,
             struct verdict *v)
{
    const struct trace_event *end;
    char cause[200];

    if (result_of(tr, call))
        return 1;
    end = oracle_end_of_call(tr, call);
    v->culprit = end ? end : call;
    explain_silence(tr, call, end, cause, sizeof(cause));
    snprintf(v->why, sizeof(v->why), "%s has never returned its result%s%s",
             call->text, cause[0] ? ": " : "", cause);
    snprintf(v->expected, sizeof(v->expected),
             "all faults pass: the call is repeated until it is answered, if "
             "need be after a restart");
    snprintf(v->actual, sizeof(v->actual), "%s",
             end && end->kind == TRACE_STEP    ? end->text
             : end && end->kind == TRACE_CRASH ? "the client has crashed, and "
                                                 "has not gone on with it"
                                               : "no return");
    return 0;
}

static int
work_is_done(const struct trace *tr, int host, struct verdict *v)
{
    const struct trace_event *end = last_end(tr, host);
    const char *name = trace_host_name(&tr->meta, host);

    if (end && end->kind == TRACE_EXIT && end->status == 0)
        return 1;
    v->culprit = end;
    snprintf(v->why, sizeof(v->why),
             "the %s has not gone through all of its work", name);
    snprintf(v->expected, sizeof(v->expected),
             "its last process comes to its end, with status 0");
    if (end && end->kind == TRACE_EXIT)
        snprintf(v->actual, sizeof(v->actual), "exit with status %d",
                 end->status);
    else
        snprintf(v->actual, sizeof(v->actual), "%s",
                 end ? "it crashed, and was not started again"
                     : "it is still at it");
    return 0;
}

int
lab4_oracle_done(const struct trace *tr, struct verdict *v)
{
    int n_calls = 0;

    for (size_t i = 0; i < tr->n_events; i++) {
        if (!trace_is_call(&tr->event[i]))
            continue;
        n_calls++;
        if (!call_is_done(tr, &tr->event[i], v))
            return 0;
    }
    for (int host = 0; host < (int)tr->meta.n_hosts; host++)
        if (is_client(tr, host) && !work_is_done(tr, host, v))
            return 0;
    return n_calls > 0 || oracle_no_call(v);
}

/* ---- once --------------------------------------------------------------- */

/* Can a crash have undone execution a, so that b is right? */
static int
may_run_again(const struct trace *tr, const struct trace_event *call,
              const struct trace_event *a, const struct trace_event *b)
{
    const struct trace_event *result;

    if (a->inc == b->inc)
        return 0;
    result = call ? result_of(tr, call) : NULL;
    return !result || result > b;
}

static int
reject(const struct trace_event *a, const struct trace_event *b,
       struct verdict *v)
{
    v->culprit = b;
    snprintf(v->expected, sizeof(v->expected), "%s has its effect once",
             a->text);
    snprintf(v->actual, sizeof(v->actual), "executed again");
    return 0;
}

/* Executions a and b, in this order, of one text. */
static int
is_once(const struct trace *tr, const struct trace_event *a,
        const struct trace_event *b, struct verdict *v)
{
    const struct trace_event *of_a = explain_call(tr, a);
    const struct trace_event *of_b = explain_call(tr, b);

    if (of_a == of_b) {
        if (may_run_again(tr, of_b, a, b))
            return 1;
        explain_twice(tr, a, b, v->why, sizeof(v->why));
        v->since = of_a;
        return reject(a, b, v);
    }
    if (!of_a || !of_b || of_a->host != of_b->host)
        return 1;
    explain_again(tr, a, b, v->why, sizeof(v->why));
    v->since = of_a;
    return reject(a, b, v);
}

int
lab4_oracle_once(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *end = tr->event + tr->n_events;

    for (const struct trace_event *b = tr->event; b < end; b++)
        for (const struct trace_event *a = tr->event; a < b; a++)
            if (trace_is_step(a, "exec") && trace_is_step(b, "exec") &&
                strcmp(a->text, b->text) == 0 && !is_once(tr, a, b, v))
                return 0;
    return 1;
}
