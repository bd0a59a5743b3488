/*
 * oracles.c - see oracles.h.
 */
#include "grader/lab4/oracles.h"

#include <stdio.h>
#include <stdlib.h>

#include "grader/causes.h"
#include "grader/explain.h"
#include "lab2-stubs/rpclib/rpc_status.h"

/* ---- the program of a journal ------------------------------------------- */

static int
not_kept(const struct trace *tr, const struct trace_event *found, int told,
         struct verdict *v)
{
    const struct trace_event *crash = cause_last_crash(tr, found);
    int n = atoi(found->text);
    char disk[250] = "";

    if (crash)
        explain_disk(tr, NULL, "", crash, disk, sizeof(disk));
    v->culprit = found;
    if (n < told)
        snprintf(v->why, sizeof(v->why),
                 "record %d was there for good, and after a crash or an error "
                 "the last one found is record %d%s%s",
                 told, n, crash ? "; " : "", disk);
    else
        snprintf(v->why, sizeof(v->why),
                 "record %d is found, and the last one that was even begun is "
                 "record %d",
                 n, told + 1);
    snprintf(v->expected, sizeof(v->expected), "record %d or %d", told,
             told + 1);
    snprintf(v->actual, sizeof(v->actual), "record %d", n);
    return 0;
}

int
lab4_oracle_kept(const struct trace *tr, struct verdict *v)
{
    int told = 0;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (trace_is_step(ev, "found") &&
            (atoi(ev->text) < told || atoi(ev->text) > told + 1))
            return not_kept(tr, ev, told, v);
        if (trace_is_step(ev, "found") || trace_is_step(ev, "kept"))
            told = atoi(ev->text);
    }
    return 1;
}

/* ---- calls -------------------------------------------------------------- */

static int
is_crash_between(const struct trace_event *a, const struct trace_event *b)
{
    for (const struct trace_event *e = a; e < b; e++)
        if (e->kind == TRACE_CRASH && e->host != a->host)
            return 1;
    return 0;
}

static int
is_told(const struct trace_event *call, const struct trace_event *end)
{
    if (!end || end->kind == TRACE_EXIT)
        return 0;
    return end->kind == TRACE_CRASH || end->status == RPC_OK ||
           (end->status == RPC_SYSTEM_ERR && is_crash_between(call, end));
}

static int
not_told(const struct trace *tr, const struct trace_event *call,
         const struct trace_event *end, struct verdict *v)
{
    char cause[200];

    if (end && end->kind == TRACE_STEP && end->status != RPC_TIMED_OUT)
        explain_other_reply(tr, call, end, cause, sizeof(cause));
    else
        explain_silence(tr, call, end, cause, sizeof(cause));
    v->culprit = end ? end : call;
    if (!end || end->kind == TRACE_EXIT)
        snprintf(v->why, sizeof(v->why), "%s never returned: %s", call->text,
                 cause);
    else if (end->status == RPC_TIMED_OUT)
        snprintf(v->why, sizeof(v->why),
                 "a call has no result, and the server is there again: %s; %s",
                 end->text, cause);
    else
        snprintf(v->why, sizeof(v->why),
                 "a call has no result, though no crash came between: %s%s%s",
                 end->text, cause[0] ? "; " : "", cause);
    snprintf(v->expected, sizeof(v->expected),
             "the result; or, after a crash, that nobody knows");
    snprintf(v->actual, sizeof(v->actual), "%s",
             end && end->text ? end->text : "no return");
    return 0;
}

int
lab4_oracle_told(const struct trace *tr, struct verdict *v)
{
    int calls = 0;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *call = &tr->event[i], *end;

        if (!trace_is_step(call, "call"))
            continue;
        calls++;
        end = oracle_end_of_call(tr, call);
        if (!is_told(call, end))
            return not_told(tr, call, end, v);
    }
    if (calls > 0)
        return 1;
    snprintf(v->why, sizeof(v->why), "no call was ever made");
    snprintf(v->expected, sizeof(v->expected), "the client makes its calls");
    snprintf(v->actual, sizeof(v->actual), "none");
    return 0;
}
