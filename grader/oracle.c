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

        if (ev->kind != TRACE_FAULT)
            continue;
        v->culprit = ev;
        snprintf(v->why, sizeof(v->why), "the %s failed by itself: %s: %s",
                 host_name(tr, ev), ev->name, ev->text);
        snprintf(v->expected, sizeof(v->expected),
                 "no program fails, whatever the network does");
        snprintf(v->actual, sizeof(v->actual), "%s in the %s", ev->name,
                 host_name(tr, ev));
        return 0;
    }
    return 1;
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

/* end: the exit in the middle of the call; NULL: it goes on waiting. */
static void
never_returned(const struct trace *tr, const struct trace_event *call,
               const struct trace_event *end, struct verdict *v)
{
    char cause[200];

    explain_silence(tr, call, end, cause, sizeof(cause));
    snprintf(v->why, sizeof(v->why), "%s never returned: %s%sthe %s %s",
             call->text, cause, cause[0] ? ", and " : "", host_name(tr, call),
             end ? "exited in the middle of it" : "waits for ever");
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
    for (const struct trace_event *e = end; e-- > tr->event;)
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
    for (const struct trace_event *e = ret; e-- > tr->event;)
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

/* ---- programs of the cases ---------------------------------------------- */

/* What a check has found, or that it did not come to its end. */
static const struct trace_event *
find_wrong(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i], *crash;
        char disk[250] = "";

        if (!trace_is_step(ev, "wrong"))
            continue;
        crash = cause_last_crash(tr, ev);
        if (crash)
            explain_disk(tr, NULL, "", crash, disk, sizeof(disk));
        snprintf(v->why, sizeof(v->why), "%s%s%s", ev->text,
                 disk[0] ? "; " : "", disk);
        return ev;
    }
    return NULL;
}

static int
is_checked(const struct trace *tr, const struct trace_event *begin)
{
    for (const struct trace_event *e = begin + 1; e < tr->event + tr->n_events;
         e++)
        if (trace_same_process(e, begin) &&
            (trace_is_step(e, "checked") || e->kind == TRACE_CRASH))
            return 1;
    return 0;
}

int
oracle_checked(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *culprit = find_wrong(tr, v), *begin = NULL;

    for (size_t i = 0; !culprit && i < tr->n_events; i++) {
        if (!trace_is_step(&tr->event[i], "checking"))
            continue;
        begin = &tr->event[i];
        if (!is_checked(tr, begin))
            culprit = begin;
    }
    if (begin && !culprit)
        return 1;
    v->culprit = culprit;
    if (v->why[0])
        return 0;
    snprintf(v->why, sizeof(v->why),
             "%s did not come to its end: something waits for ever, or has "
             "ended the program",
             culprit ? culprit->text : "the check");
    snprintf(v->expected, sizeof(v->expected), "it comes to its end");
    snprintf(v->actual, sizeof(v->actual),
             culprit ? "it began" : "it did not even begin");
    return 0;
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
