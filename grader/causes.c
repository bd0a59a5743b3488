/*
 * causes.c - see causes.h.
 */
#include "grader/causes.h"

#include <stdlib.h>
#include <string.h>

#include "grader/request.h"

/* ---- the request of a thread that has received none --------------------- */

/* 1: a step "dispatch", which names the xid of its request. */
static int
dispatched_xid(const struct trace_event *e, uint32_t *xid)
{
    const char *says =
        trace_is_step(e, "dispatch") ? strstr(e->text, ", xid ") : NULL;

    if (says)
        *xid = (uint32_t)strtoul(says + strlen(", xid "), NULL, 10);
    return says != NULL;
}

static int
is_delivery_of_call(const struct trace *tr, const struct trace_event *e,
                    uint32_t xid)
{
    const struct trace_event *send;
    uint32_t is;

    if (e->kind != TRACE_DELIVER)
        return 0;
    send = trace_find(tr, e->cause);
    return send && request_xid(send, 1, &is) && is == xid;
}

/* The last dispatch of ev's thread from `since` to ev: its step, or NULL. */
static const struct trace_event *
dispatch_of(const struct trace_event *since, const struct trace_event *ev,
            uint32_t *xid)
{
    for (const struct trace_event *e = trace_before(ev + 1, since); e;
         e = trace_before(e, since))
        if (trace_same_thread(e, ev) && dispatched_xid(e, xid))
            return e;
    return NULL;
}

/* The nth delivery of that xid to the process of ev before it, or if some
 * have been ignored, the last.  n 0: the last. */
static const struct trace_event *
nth_delivery(const struct trace *tr, const struct trace_event *ev,
             uint32_t xid, int n)
{
    const struct trace_event *d = NULL;

    for (const struct trace_event *e = tr->event; e < ev; e++)
        if (trace_same_process(e, ev) && is_delivery_of_call(tr, e, xid)) {
            d = e;
            if (--n == 0)
                break;
        }
    return d;
}

/*
 * Another thread has received, and handed over.  A reply is of the request
 * with its xid, and the nth dispatch of an xid of its nth delivery.
 */
static const struct trace_event *
handed_over(const struct trace *tr, const struct trace_event *ev)
{
    uint32_t xid, other;
    const struct trace_event *dispatch;
    int n = 0;

    if (ev->kind == TRACE_SEND && request_xid(ev, 0, &xid))
        return nth_delivery(tr, ev, xid, 0);
    dispatch = dispatch_of(tr->event, ev, &xid);
    if (!dispatch)
        return NULL;
    for (const struct trace_event *e = tr->event; e <= dispatch; e++)
        n += trace_same_process(e, ev) && dispatched_xid(e, &other) &&
             other == xid;
    return nth_delivery(tr, dispatch, xid, n);
}

/* Has the thread since its last delivery begun with another request? */
static int
does_another(const struct trace *tr, const struct trace_event *delivery,
             const struct trace_event *ev)
{
    uint32_t xid;

    return dispatch_of(delivery, ev, &xid) &&
           !is_delivery_of_call(tr, delivery, xid);
}

static const struct trace_event *
received_by_thread(const struct trace *tr, const struct trace_event *ev)
{
    for (const struct trace_event *e = ev; e; e = trace_before(e, tr->event))
        if (trace_same_thread(e, ev) && e->cause) {
            const struct trace_event *d = trace_find(tr, e->cause);

            if (d && d->kind == TRACE_DELIVER)
                return d;
        }
    return NULL;
}

const struct trace_event *
cause_delivery(const struct trace *tr, const struct trace_event *ev)
{
    const struct trace_event *d = received_by_thread(tr, ev), *handed = NULL;

    if (!d || does_another(tr, d, ev))
        handed = handed_over(tr, ev);
    return handed ? handed : d;
}

/* ---- back to the call --------------------------------------------------- */

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
    for (const struct trace_event *e = send; e; e = trace_before(e, tr->event))
        if (trace_same_thread(e, send) && trace_is_call(e))
            return cause_original(tr, e);
    return NULL;
}

/* The latest call of the process before a sending that has no return yet. */
static const struct trace_event *
call_that_waits(const struct trace *tr, const struct trace_event *send)
{
    for (const struct trace_event *e = trace_before(send, tr->event); e;
         e = trace_before(e, tr->event)) {
        const struct trace_event *r = e;

        if (!trace_same_process(e, send) || !trace_is_call(e))
            continue;
        while (r < send &&
               !(trace_same_thread(r, e) && trace_is_step(r, "return")))
            r++;
        if (r == send)
            return cause_original(tr, e);
    }
    return NULL;
}

/* A thread that makes no calls may repeat what one that does has sent, or
 * send all for those that do. */
const struct trace_event *
cause_call(const struct trace *tr, const struct trace_event *send)
{
    const struct trace_event *call = call_of_thread(tr, send);

    for (const struct trace_event *e = trace_before(send, tr->event);
         e && !call; e = trace_before(e, tr->event))
        if (e->kind == TRACE_SEND && trace_same_process(e, send) &&
            e->len == send->len && !memcmp(e->bytes, send->bytes, e->len))
            call = call_of_thread(tr, e);
    return call ? call : call_that_waits(tr, send);
}

/* ---- on to what became of it -------------------------------------------- */

/* Another thread sends the replies: the next one with the request's xid. */
static const struct trace_event *
reply_handed_over(const struct trace *tr, const struct trace_event *exec)
{
    uint32_t xid, is;

    if (!dispatch_of(tr->event, exec, &xid))
        return NULL;
    for (const struct trace_event *e = exec + 1; e < trace_end(tr); e++)
        if (e->kind == TRACE_SEND && trace_same_process(e, exec) &&
            request_xid(e, 0, &is) && is == xid)
            return e;
    return NULL;
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
    return reply_handed_over(tr, exec);
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
    for (const struct trace_event *e = trace_before(ev, tr->event); e;
         e = trace_before(e, tr->event))
        if (e->kind == TRACE_CRASH && e->host == ev->host)
            return e;
    return NULL;
}
