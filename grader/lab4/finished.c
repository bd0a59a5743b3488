/*
 * finished.c - see finished.h.
 */
#include "grader/lab4/finished.h"

#include <string.h>

/* Who makes calls is a client. */
static int
is_client(const struct trace *tr, int host)
{
    for (size_t i = 0; i < tr->n_events; i++)
        if (tr->event[i].host == host && trace_is_call(&tr->event[i]))
            return 1;
    return 0;
}

static int
is_start_or_end(const struct trace_event *ev)
{
    return ev->kind == TRACE_START || ev->kind == TRACE_EXIT ||
           ev->kind == TRACE_CRASH || ev->kind == TRACE_FAULT;
}

/* The latest such event of a host. */
static const struct trace_event *
last_of(const struct trace *tr, int host,
        int (*is_such)(const struct trace_event *))
{
    for (size_t i = tr->n_events; i-- > 0;)
        if (tr->event[i].host == host && is_such(&tr->event[i]))
            return &tr->event[i];
    return NULL;
}

static int
not_finished(const struct trace *tr, int host, const struct trace_event *last,
             struct verdict *v)
{
    const struct trace_event *call = last_of(tr, host, trace_is_call);
    const char *name = trace_host_name(&tr->meta, host);

    v->culprit = last;
    snprintf(v->expected, sizeof(v->expected),
             "the %s does all its operations, and exits with status 0", name);
    if (last->kind == TRACE_EXIT) {
        snprintf(v->why, sizeof(v->why),
                 "the %s has ended with status %d: an operation that was to "
                 "be done exactly once was not; the last was %s",
                 name, last->status, call->text);
        snprintf(v->actual, sizeof(v->actual), "status %d", last->status);
        return 0;
    }
    snprintf(v->why, sizeof(v->why),
             "the %s never comes to its end: %s waits for ever", name,
             call->text);
    snprintf(v->actual, sizeof(v->actual), "no exit");
    return 0;
}

int
lab4_oracle_finished(const struct trace *tr, struct verdict *v)
{
    int n = 0;

    for (int h = 0; h < (int)tr->meta.n_hosts; h++) {
        const struct trace_event *last = last_of(tr, h, is_start_or_end);

        if (!is_client(tr, h))
            continue;
        n++;
        if (last->kind != TRACE_EXIT || last->status != 0)
            return not_finished(tr, h, last, v);
    }
    return n > 0 ? 1 : oracle_no_call(v);
}

/* The call that a host was at when its latest incarnation but this began. */
static int
is_made_anew(const struct trace *tr, const struct trace_event *call)
{
    for (const struct trace_event *e = tr->event; e < call; e++)
        if (e->host == call->host && e->inc < call->inc && trace_is_call(e) &&
            strcmp(e->text, call->text) == 0)
            return 1;
    return 0;
}

int
lab4_oracle_goes_on(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *call = &tr->event[i];

        if (!trace_is_step(call, "call") || !is_made_anew(tr, call))
            continue;
        v->culprit = call;
        snprintf(v->why, sizeof(v->why),
                 "%s was called before the crash, and is called anew, as "
                 "another call: the server cannot know that it is the same",
                 call->text);
        snprintf(v->expected, sizeof(v->expected),
                 "what may have been sent goes on under its old number");
        snprintf(v->actual, sizeof(v->actual), "a new call");
        return 0;
    }
    return 1;
}
