/*
 * causes.c - see causes.h.
 */
#include "grader/causes.h"

#include <string.h>

const struct trace_event *
cause_delivery(const struct trace *tr, const struct trace_event *ev)
{
    for (const struct trace_event *e = ev + 1; e-- > tr->event;)
        if (trace_same_thread(e, ev) && e->cause) {
            const struct trace_event *d = trace_find(tr, e->cause);

            if (d && d->kind == TRACE_DELIVER)
                return d;
        }
    return NULL;
}

const struct trace_event *
cause_sending(const struct trace *tr, const struct trace_event *delivery)
{
    const struct trace_event *send = trace_find(tr, delivery->cause);

    while (send && send->cause) {
        const struct trace_event *before = trace_find(tr, send->cause);

        if (!before || before->kind != TRACE_SEND)
            break;
        send = before;
    }
    return send;
}

const struct trace_event *
cause_original(const struct trace *tr, const struct trace_event *resume)
{
    const struct trace_event *e = resume;

    if (!trace_is_step(resume, "resume"))
        return resume;
    while (e-- > tr->event)
        if (e->host == resume->host && trace_is_step(e, "call") &&
            strcmp(e->text, resume->text) == 0)
            return e;
    return resume;
}

/* The latest call of the thread of a sending, before it. */
static const struct trace_event *
call_of_thread(const struct trace *tr, const struct trace_event *send)
{
    for (const struct trace_event *e = send + 1; e-- > tr->event;)
        if (trace_same_thread(e, send) && trace_is_call(e))
            return cause_original(tr, e);
    return NULL;
}

/* A thread that makes no calls may repeat what one that does has sent. */
const struct trace_event *
cause_call(const struct trace *tr, const struct trace_event *send)
{
    const struct trace_event *call = call_of_thread(tr, send);

    for (const struct trace_event *e = send; !call && e-- > tr->event;)
        if (e->kind == TRACE_SEND && trace_same_process(e, send) &&
            e->len == send->len && !memcmp(e->bytes, send->bytes, e->len))
            call = call_of_thread(tr, e);
    return call;
}

const struct trace_event *
cause_reply(const struct trace *tr, const struct trace_event *exec)
{
    for (const struct trace_event *e = exec + 1; e < trace_end(tr); e++) {
        if (!trace_same_thread(e, exec))
            continue;
        if (e->kind == TRACE_SEND)
            return e;
        if (trace_is_step(e, "exec"))
            break;
    }
    return NULL;
}

const struct trace_event *
cause_fate(const struct trace *tr, const struct trace_event *send)
{
    for (const struct trace_event *e = send + 1; e < trace_end(tr); e++)
        if (e->dgram == send->dgram && e->copy == 0 &&
            (e->kind == TRACE_DELIVER || e->kind == TRACE_DROP))
            return e;
    return NULL;
}

const struct trace_event *
cause_crash(const struct trace *tr, const struct trace_event *ev)
{
    for (const struct trace_event *e = ev + 1; e < trace_end(tr); e++)
        if (e->kind == TRACE_CRASH && trace_same_process(e, ev))
            return e;
    return NULL;
}

const struct trace_event *
cause_last_crash(const struct trace *tr, const struct trace_event *ev)
{
    for (const struct trace_event *e = ev; e-- > tr->event;)
        if (e->kind == TRACE_CRASH && e->host == ev->host)
            return e;
    return NULL;
}
