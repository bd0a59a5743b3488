/*
 * oracles.c - see oracles.h.  Quadratic, which is fine: the trace of a case
 * has some hundred events.
 */
#include "grader/lab2/oracles.h"

#include <stdio.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_status.h"

/* The next call after ev; NULL to begin; the end: NULL. */
static const struct trace_event *
next_call(const struct trace *tr, const struct trace_event *ev)
{
    size_t i = ev ? (size_t)(ev - tr->event) + 1 : 0;

    for (; i < tr->n_events; i++)
        if (trace_is_step(&tr->event[i], "call"))
            return &tr->event[i];
    return NULL;
}

int
lab2_oracle_answered(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *call = next_call(tr, NULL), *end;

    if (!call)
        return oracle_no_call(v);
    for (; call; call = next_call(tr, call)) {
        end = oracle_end_of_call(tr, call);
        if (end && end->kind == TRACE_STEP && end->status == RPC_OK)
            continue;
        v->culprit = end ? end : call;
        snprintf(v->why, sizeof(v->why), "%s has no result%s%s", call->text,
                 end && end->text ? ": " : "",
                 end && end->text ? end->text : "");
        snprintf(v->expected, sizeof(v->expected),
                 "a result: nothing has happened that TCP does not mend");
        snprintf(v->actual, sizeof(v->actual), "%s",
                 end ? end->text : "the call never returned");
        return 0;
    }
    return 1;
}

#define SENTENCE "hello I am good hello bye bye bye good night hello"
#define ITS_COUNT                                                             \
    "((hello, 3), (I, 1), (am, 1), (good, 2), (bye, 3), (night, 1))"

/* What the worlds of the cases ask for. */
static const char *const right[] = {
    "count(" SENTENCE ") = " ITS_COUNT,
    "count(one) = ((one, 1))",
    "count(two two) = ((two, 2))",
    "count(a b a) = ((a, 2), (b, 1))",
    "count() = ()",
};

static int
is_right(const char *text)
{
    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
        if (strcmp(text, right[i]) == 0)
            return 1;
    return 0;
}

int
lab2_oracle_right(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (!trace_is_step(ev, "return") || ev->status != RPC_OK ||
            is_right(ev->text))
            continue;
        v->culprit = ev;
        snprintf(v->why, sizeof(v->why), "a wrong result: %.400s", ev->text);
        snprintf(v->expected, sizeof(v->expected),
                 "the text (args_text) = each word of it, and how often it is "
                 "there (result_text)");
        snprintf(v->actual, sizeof(v->actual), "%.150s", ev->text);
        return 0;
    }
    return 1;
}

/*
 * What is known of a text.  A client that was restarted calls again what it
 * has called before, so these are numbers.
 */
struct tally {
    int called, executed, answered, denied;
};

static struct tally
tally_of(const struct trace *tr, const struct trace_event *call)
{
    struct tally t = { 0 };

    for (const struct trace_event *e = tr->event; e < tr->event + tr->n_events;
         e++) {
        if (e->kind != TRACE_STEP || !oracle_is_of(e, call))
            continue;
        t.called += trace_is_step(e, "call");
        t.executed += trace_is_step(e, "exec");
        if (trace_is_step(e, "return")) {
            t.answered += e->status == RPC_OK;
            t.denied += oracle_is_definite(e->status);
        }
    }
    return t;
}

int
lab2_oracle_at_most_once(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *call = NULL;

    while ((call = next_call(tr, call))) {
        struct tally t = tally_of(tr, call);

        if (t.answered <= t.executed && t.executed <= t.called)
            continue;
        v->culprit = call;
        snprintf(v->why, sizeof(v->why),
                 t.executed > t.called
                     ? "%s was executed %d times, but called %d times: "
                       "nothing may be sent, or executed, twice"
                     : "%s was executed %d times, but has %d results",
                 call->text, t.executed,
                 t.executed > t.called ? t.called : t.answered);
        snprintf(v->expected, sizeof(v->expected), "executed at most once");
        snprintf(v->actual, sizeof(v->actual), "%d executions", t.executed);
        return 0;
    }
    return 1;
}

int
lab2_oracle_honest(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *call = NULL;

    while ((call = next_call(tr, call))) {
        struct tally t = tally_of(tr, call);
        const struct trace_event *end = oracle_end_of_call(tr, call);

        if (t.denied == 0 || t.executed <= t.called - t.denied)
            continue;
        v->culprit = end ? end : call;
        snprintf(v->why, sizeof(v->why),
                 "the client said \"not executed\" of %s, and it was executed",
                 call->text);
        snprintf(v->expected, sizeof(v->expected),
                 "\"not executed\" is said only where that is certain");
        snprintf(v->actual, sizeof(v->actual), "%s",
                 end ? end->text : "executed");
        return 0;
    }
    return 1;
}

int
lab2_oracle_short_first(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *last = NULL;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (!trace_is_step(ev, "return"))
            continue;
        if (last && strlen(ev->text) < strlen(last->text)) {
            v->culprit = ev;
            snprintf(v->why, sizeof(v->why),
                     "the shorter call came back later: %.100s, and then "
                     "%.100s",
                     last->text, ev->text);
            snprintf(v->expected, sizeof(v->expected),
                     "a reply is sent, and taken, as soon as it is there");
            snprintf(v->actual, sizeof(v->actual),
                     "replies in order of the "
                     "requests");
            return 0;
        }
        last = ev;
    }
    return 1;
}
