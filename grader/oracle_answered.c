/*
 * oracle_answered.c - each call comes to its end: oracle_returned,
 * oracle_answered and oracle_healed of oracle.h.
 */
#include "grader/oracle.h"

#include "grader/explain.h"

#include <stdio.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_status.h"

static const char *
host_name(const struct trace *tr, const struct trace_event *ev)
{
    return trace_host_name(&tr->meta, ev->host);
}

/* The event that ended the process in which ev happened; NULL: none. */
static const struct trace_event *
end_of(const struct trace *tr, const struct trace_event *ev)
{
    for (const struct trace_event *e = ev + 1; e < tr->event + tr->n_events;
         e++)
        if (trace_same_process(e, ev) &&
            (e->kind == TRACE_EXIT || e->kind == TRACE_CRASH ||
             e->kind == TRACE_FAULT))
            return e;
    return NULL;
}

/* end: the exit in the middle of the call; NULL: it goes on waiting. */
static void
never_returned(const struct trace *tr, const struct trace_event *call,
               const struct trace_event *end, struct verdict *v)
{
    char cause[200], at_end[100]; /* "it waits in poll()" */
    const char *in;

    explain_silence(tr, call, end, cause, sizeof(cause));
    explain_end(tr, call, at_end, sizeof(at_end));
    in = end ? NULL : strstr(at_end, " in ");
    snprintf(v->why, sizeof(v->why), "%s never returned: %s%sthe %s %s%s",
             call->text, cause, cause[0] ? ", and " : "", host_name(tr, call),
             end ? "exited in the middle of it" : "waits for ever",
             in ? in : "");
}

int
oracle_returned(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *call = &tr->event[i], *end;

        if (!trace_is_call(call))
            continue;
        end = oracle_end_of_call(tr, call);
        if (end && end->kind != TRACE_EXIT)
            continue;
        v->culprit = end ? end : call;
        never_returned(tr, call, end, v);
        snprintf(v->expected, sizeof(v->expected),
                 "a call ends in time, with a reply or with an error");
        snprintf(v->actual, sizeof(v->actual), "no return");
        return 0;
    }
    return 1;
}

/* Whom a call was sent to; -1: to nobody. */
static int
server_of(const struct trace_event *call, const struct trace_event *ret)
{
    for (const struct trace_event *e = call; e < ret; e++)
        if (e->kind == TRACE_SEND && e->host == call->host)
            return e->dst;
    return -1;
}

/* The last word of a program that was not to end: the exit of the server. */
static const struct trace_event *
gone_before(const struct trace *tr, const struct trace_event *call,
            const struct trace_event *ret)
{
    const struct trace_event *gone = NULL;
    int server = server_of(call, ret);

    for (const struct trace_event *e = tr->event; e < ret; e++)
        if (e->kind == TRACE_EXIT &&
            (server < 0 ? e->host != ret->host : e->host == server))
            gone = e;
        else if (gone && e->kind == TRACE_START && e->host == gone->host)
            gone = NULL;
    return gone;
}

/* What a process said on stderr before its end; "": nothing. */
static const char *
last_words(const struct trace *tr, const struct trace_event *end)
{
    for (const struct trace_event *e = trace_before(end, tr->event); e;
         e = trace_before(e, tr->event))
        if (e->kind == TRACE_LOG && trace_same_process(e, end) &&
            strcmp(e->name, "stderr") == 0)
            return e->text;
    return "";
}

/* A call has returned, but not a result. */
static void
came_to_nothing(const struct trace *tr, const struct trace_event *call,
                const struct trace_event *ret, struct verdict *v)
{
    const struct trace_event *gone = gone_before(tr, call, ret);

    char cause[200];

    explain_silence(tr, call, ret, cause, sizeof(cause));
    if (gone)
        snprintf(
            v->why, sizeof(v->why),
            "the %s%s exited with status %d and left %s unanswered%s%.150s",
            gone->inc > 1 ? "restarted " : "", host_name(tr, gone),
            gone->status, call->text, last_words(tr, gone)[0] ? ": " : "",
            last_words(tr, gone));
    else if (ret->status == RPC_TIMED_OUT)
        snprintf(v->why, sizeof(v->why),
                 "%s gave up although a retransmission would have been "
                 "answered: %s",
                 call->text, cause[0] ? cause : ret->text);
    else
        snprintf(v->why, sizeof(v->why),
                 "a call failed for no fault of the world: %s", ret->text);
    snprintf(v->actual, sizeof(v->actual), "%s", ret->text);
}

static int
unanswered(const struct trace *tr, const struct trace_event *call,
           struct verdict *v)
{
    const struct trace_event *ret = oracle_return_of(tr, call);
    const struct trace_event *end = end_of(tr, call);

    if (ret && ret->status == 0)
        return 1;
    if (!ret && end && end->kind == TRACE_CRASH)
        return 1;
    v->culprit = ret ? ret : end ? end : call;
    snprintf(v->expected, sizeof(v->expected),
             "every call gets its reply in the end: a fault passes");
    if (ret) {
        came_to_nothing(tr, call, ret, v);
    } else if (end && end->kind == TRACE_EXIT) {
        snprintf(v->why, sizeof(v->why),
                 "the %s exited with status %d in the middle of %s",
                 host_name(tr, call), end->status, call->text);
        snprintf(v->actual, sizeof(v->actual), "exit(%d)", end->status);
    } else {
        never_returned(tr, call, NULL, v);
        snprintf(v->actual, sizeof(v->actual), "no return, no retransmission");
    }
    return 0;
}

/* A client that ends without a single call has not done its work. */
static int
idle_host(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *end = NULL;

    for (size_t i = 0; i < tr->n_events; i++) {
        if (trace_is_step(&tr->event[i], "call"))
            return 1;
        if (tr->event[i].kind == TRACE_EXIT)
            end = &tr->event[i];
    }
    v->culprit = end;
    snprintf(v->why, sizeof(v->why), "no call was ever made%s%s",
             end ? ": the run ended with the exit of the " : "",
             end ? host_name(tr, end) : "");
    snprintf(v->expected, sizeof(v->expected), "the client makes its calls");
    snprintf(v->actual, sizeof(v->actual), "none");
    return 0;
}

int
oracle_answered(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++)
        if (trace_is_call(&tr->event[i]) && !unanswered(tr, &tr->event[i], v))
            return 0;
    return idle_host(tr, v);
}

/* The last event that is a decision of the world, or the end of one; NULL:
 * it has left everything alone. */
static const struct trace_event *
last_fault(const struct trace *tr)
{
    for (size_t i = tr->n_events; i-- > 0;) {
        const struct trace_event *ev = &tr->event[i];

        if (ev->dec || ev->kind == TRACE_CHOICE ||
            (ev->kind == TRACE_START && ev->inc > 1))
            return ev;
    }
    return NULL;
}

int
oracle_healed(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *fault = last_fault(tr);
    char cause[200];

    if (!oracle_returned(tr, v))
        return 0;
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *call = &tr->event[i], *end;

        if (!trace_is_call(call) || (fault && call < fault))
            continue;
        end = oracle_end_of_call(tr, call);
        if (end->kind != TRACE_STEP || end->status == RPC_OK)
            continue;
        v->culprit = end;
        explain_silence(tr, call, end, cause, sizeof(cause));
        snprintf(v->why, sizeof(v->why),
                 "a call failed though the world was healthy again: %.250s"
                 "%s%s",
                 end->text, cause[0] ? "; " : "", cause);
        snprintf(v->expected, sizeof(v->expected),
                 "after the last fault every call returns its result");
        snprintf(v->actual, sizeof(v->actual), "%s", end->text);
        return 0;
    }
    return idle_host(tr, v);
}
