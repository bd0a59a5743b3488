/*
 * oracle.c - see oracle.h.  Some are quadratic, which is fine: the trace of
 * a scenario has some hundred events.
 */
#include "grader/oracle.h"

#include "grader/causes.h"
#include "grader/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_status.h"

const char *const oracle_steps[] = {
    "call",  "resume", "exec", "return",   "missing",  "checking", "checked",
    "wrong", "found",  "kept", "identity", "dispense", NULL
};

int
oracle_is_definite(int status)
{
    return status != RPC_OK && status != RPC_TIMED_OUT &&
           status != RPC_SYSTEM_ERR && status != RPC_BAD_REPLY &&
           status != RPC_DISCONNECTED && status != RPC_FORGOTTEN;
}

static const char *
host_name(const struct trace *tr, const struct trace_event *ev)
{
    return trace_host_name(&tr->meta, ev->host);
}

int
oracle_implemented(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (!trace_is_step(ev, "missing"))
            continue;
        v->culprit = ev;
        snprintf(v->why, sizeof(v->why), "not implemented: %s", ev->text);
        snprintf(v->expected, sizeof(v->expected), "code written by you");
        snprintf(v->actual, sizeof(v->actual),
                 "the skeleton's \"not implemented\"");
        return 0;
    }
    return 1;
}

int
oracle_no_fault(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];
        char at[280];

        if (ev->kind != TRACE_FAULT)
            continue;
        v->culprit = ev;
        oracle_checking(tr, ev, "; the check was about ", at, sizeof(at));
        snprintf(v->why, sizeof(v->why),
                 "the %s failed by itself: %s: %.200s%s", host_name(tr, ev),
                 ev->name, ev->text, at);
        snprintf(v->expected, sizeof(v->expected),
                 "no program fails, whatever the network does");
        snprintf(v->actual, sizeof(v->actual), "%s in the %s", ev->name,
                 host_name(tr, ev));
        return 0;
    }
    return 1;
}

const struct trace_event *
oracle_return_of(const struct trace *tr, const struct trace_event *call)
{
    for (const struct trace_event *e = call + 1; e < tr->event + tr->n_events;
         e++)
        if (trace_same_thread(e, call) && trace_is_step(e, "return"))
            return e;
    return NULL;
}

/* "count(x)" is what "count(x) = ((x, 1))" and "count(x): why" are of. */
int
oracle_is_of(const struct trace_event *ev, const struct trace_event *call)
{
    size_t len = strlen(call->text);

    return strncmp(ev->text, call->text, len) == 0 &&
           (ev->text[len] == '\0' || ev->text[len] == ' ' ||
            ev->text[len] == ':');
}

const struct trace_event *
oracle_end_of_call(const struct trace *tr, const struct trace_event *call)
{
    for (const struct trace_event *e = call + 1; e < tr->event + tr->n_events;
         e++)
        if (trace_same_process(e, call) &&
            ((trace_is_step(e, "return") && oracle_is_of(e, call)) ||
             e->kind == TRACE_CRASH || e->kind == TRACE_EXIT))
            return e;
    return NULL;
}

int
oracle_no_call(struct verdict *v)
{
    snprintf(v->why, sizeof(v->why), "no call was ever made");
    snprintf(v->expected, sizeof(v->expected), "the client makes its calls");
    snprintf(v->actual, sizeof(v->actual), "none");
    return 0;
}

/* How often a call was executed before an event. */
static int
executions(const struct trace *tr, const struct trace_event *call,
           const struct trace_event *before)
{
    int n = 0;

    for (const struct trace_event *e = call; e < before; e++)
        n += trace_is_step(e, "exec") && !strcmp(e->text, call->text) &&
             explain_call(tr, e) == call;
    return n;
}

/* The call that a return belongs to. */
static const struct trace_event *
call_of(const struct trace *tr, const struct trace_event *ret)
{
    for (const struct trace_event *e = trace_before(ret, tr->event); e;
         e = trace_before(e, tr->event))
        if (trace_same_thread(e, ret) && trace_is_call(e))
            return cause_original(tr, e);
    return NULL;
}

int
oracle_at_least_once(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ret = &tr->event[i], *call;
        char cause[250];

        if (!trace_is_step(ret, "return") || ret->status != 0)
            continue;
        call = call_of(tr, ret);
        if (!call || executions(tr, call, ret) > 0)
            continue;
        v->culprit = ret;
        v->since = call;
        explain_reply(tr, call, ret, cause, sizeof(cause));
        snprintf(v->why, sizeof(v->why),
                 "%s was acknowledged but never executed: %s", call->text,
                 cause);
        snprintf(v->expected, sizeof(v->expected),
                 "an acknowledged call was executed at least once");
        snprintf(v->actual, sizeof(v->actual), "%s, 0 executions", ret->text);
        return 0;
    }
    return 1;
}

int
oracle_at_most_once(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *end = tr->event + tr->n_events;
    const struct trace_event *call;

    for (const struct trace_event *b = tr->event; b < end; b++)
        for (const struct trace_event *a = tr->event;
             a < b && trace_is_step(b, "exec"); a++) {
            if (!trace_is_step(a, "exec") || strcmp(a->text, b->text) != 0)
                continue;
            /* A client that was restarted makes the same call anew. */
            call = explain_call(tr, b);
            if (call != explain_call(tr, a))
                continue;
            v->culprit = b;
            v->since = call;
            explain_twice(tr, a, b, v->why, sizeof(v->why));
            snprintf(v->expected, sizeof(v->expected),
                     "%s executed at most once", a->text);
            snprintf(v->actual, sizeof(v->actual), "executed %d times",
                     call ? executions(tr, call, end) : 2);
            return 0;
        }
    return 1;
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

int
oracle_honest(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *call = &tr->event[i], *ret, *exec;
        char cause[150];

        if (!trace_is_step(call, "call"))
            continue;
        ret = oracle_end_of_call(tr, call);
        exec = execution_of(tr, call);
        if (!ret || ret->kind != TRACE_STEP ||
            !oracle_is_definite(ret->status) || !exec)
            continue;
        v->culprit = ret > exec ? ret : exec;
        v->since = call;
        explain_denied(tr, call, ret, exec, cause, sizeof(cause));
        snprintf(v->why, sizeof(v->why),
                 "the client said \"not executed\" of %s, and it was "
                 "executed: %s",
                 call->text, cause);
        snprintf(v->expected, sizeof(v->expected),
                 "\"not executed\" is said only where that is certain");
        snprintf(v->actual, sizeof(v->actual), "%s", ret->text);
        return 0;
    }
    return 1;
}

int
oracle_closed(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (ev->kind != TRACE_EXIT || !ev->text || !ev->text[0])
            continue;
        v->culprit = ev;
        snprintf(v->why, sizeof(v->why), "the %s left open at its exit: %s",
                 host_name(tr, ev), ev->text);
        snprintf(v->expected, sizeof(v->expected),
                 "what is opened is closed again");
        snprintf(v->actual, sizeof(v->actual), "%s", ev->text);
        return 0;
    }
    return 1;
}

int
oracle_all(oracle_fn *const *list, const struct trace *tr, struct verdict *v)
{
    int all = 1;

    for (; *list; list++) {
        struct verdict one = { 0 };
        int ok = (*list)(tr, &one);

        if (ok == 0 || (ok != 1 && all == 1)) {
            *v = one;
            all = ok;
        }
        if (ok == 0)
            break;
    }
    return all;
}
