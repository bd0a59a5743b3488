/*
 * explain.c - from two executions of a call back to what has caused them.
 *
 * An execution was caused by a delivery, that by a sending.  If both lead to
 * one sending, the network has doubled it.  If not, the client has sent
 * again, and the question is why it had no reply to the first: that is what
 * became of the first execution's reply, or of the first request.
 */
#include "grader/explain.h"

#include <stdio.h>
#include <string.h>

/* The delivery that a thread was working on at an event. */
static const struct trace_event *
delivery_of(const struct trace *tr, const struct trace_event *ev)
{
    for (const struct trace_event *e = ev + 1; e-- > tr->event;)
        if (trace_same_thread(e, ev) && e->cause) {
            const struct trace_event *d = trace_find(tr, e->cause);

            if (d && d->kind == TRACE_DELIVER)
                return d;
        }
    return NULL;
}

/* The sending by the same thread after an execution: its reply. */
static const struct trace_event *
reply_of(const struct trace *tr, const struct trace_event *exec)
{
    for (const struct trace_event *e = exec + 1; e < tr->event + tr->n_events;
         e++) {
        if (!trace_same_thread(e, exec))
            continue;
        if (e->kind == TRACE_SEND)
            return e;
        if (trace_is_step(e, "exec"))
            break;
    }
    return NULL;
}

/* What became of the original of a datagram: DELIVER, DROP or NULL. */
static const struct trace_event *
fate_of(const struct trace *tr, const struct trace_event *send)
{
    for (const struct trace_event *e = send + 1; e < tr->event + tr->n_events;
         e++)
        if (e->dgram == send->dgram && e->copy == 0 &&
            (e->kind == TRACE_DELIVER || e->kind == TRACE_DROP))
            return e;
    return NULL;
}

/* The process an event happened in was ended by a crash. */
static int
crashed_after(const struct trace *tr, const struct trace_event *ev)
{
    for (const struct trace_event *e = ev + 1; e < tr->event + tr->n_events;
         e++)
        if (e->kind == TRACE_CRASH && e->host == ev->host && e->inc == ev->inc)
            return 1;
    return 0;
}

static int
same_bytes(const struct trace_event *a, const struct trace_event *b)
{
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

const struct trace_event *
explain_original(const struct trace *tr, const struct trace_event *resume)
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
            return explain_original(tr, e);
    return NULL;
}

/*
 * The call step that led to a sending.  A thread that makes no calls may
 * repeat what one that does has sent.
 */
static const struct trace_event *
call_before(const struct trace *tr, const struct trace_event *send)
{
    const struct trace_event *call = call_of_thread(tr, send);

    for (const struct trace_event *e = send; !call && e-- > tr->event;)
        if (e->kind == TRACE_SEND && trace_same_process(e, send) &&
            same_bytes(e, send))
            call = call_of_thread(tr, e);
    return call;
}

/* What a kernel has sent again, somebody has sent before. */
static const struct trace_event *
first_sending(const struct trace *tr, const struct trace_event *send)
{
    const struct trace_event *before;

    while (send && send->cause) {
        before = trace_find(tr, send->cause);
        if (!before || before->kind != TRACE_SEND)
            break;
        send = before;
    }
    return send;
}

const struct trace_event *
explain_call(const struct trace *tr, const struct trace_event *exec)
{
    const struct trace_event *d = delivery_of(tr, exec);
    const struct trace_event *send =
        d ? first_sending(tr, trace_find(tr, d->cause)) : NULL;

    return send && send->host != exec->host ? call_before(tr, send) : NULL;
}

void
explain_name(const struct trace *tr, const struct trace_event *exec, char *buf,
             size_t cap)
{
    const struct trace_event *call = explain_call(tr, exec);
    size_t len = strcspn(exec->text, "(");
    int nth = 0;

    if (!call) {
        snprintf(buf, cap, "%s", exec->text);
        return;
    }
    for (const struct trace_event *e = tr->event; e <= call; e++)
        nth += trace_is_step(e, "call") && e->host == call->host &&
               !strncmp(e->text, exec->text, len + 1);
    snprintf(buf, cap, "%.*s #%d", (int)len, exec->text, nth);
}

/* Why the client had no reply to what led to exec when it sent again. */
static const char *
why_no_reply(const struct trace *tr, const struct trace_event *exec,
             const struct trace_event *again)
{
    const struct trace_event *reply, *fate;

    if (exec->seq > again->seq)
        return "the request was late";
    reply = reply_of(tr, exec);
    if (!reply)
        return crashed_after(tr, exec) ? "the server crashed before it replied"
                                       : "the server sent no reply";
    fate = fate_of(tr, reply);
    if (fate && fate->kind == TRACE_DROP)
        return "the reply was lost";
    return fate && fate->seq < again->seq ? "the client ignored the reply"
                                          : "the reply was late";
}

void
explain_twice(const struct trace *tr, const struct trace_event *a,
              const struct trace_event *b, char *buf, size_t cap)
{
    const struct trace_event *da = delivery_of(tr, a);
    const struct trace_event *db = delivery_of(tr, b);
    const struct trace_event *sa = da ? trace_find(tr, da->cause) : NULL;
    const struct trace_event *sb = db ? trace_find(tr, db->cause) : NULL;
    const char *server = a->inc == b->inc ? "server" : "restarted server";
    char name[128];

    explain_name(tr, a, name, sizeof(name));
    if (!sa || !sb)
        snprintf(buf, cap, "%s executed twice", name);
    else if (sa->dgram == sb->dgram)
        snprintf(buf, cap,
                 "%s executed twice: the network delivered the request "
                 "twice, and the second copy was a new request to the %s",
                 name, server);
    else
        snprintf(buf, cap,
                 "%s executed twice: %s, the retransmission%s was a new "
                 "request to the %s",
                 name,
                 sa->seq < sb->seq ? why_no_reply(tr, a, sb)
                                   : why_no_reply(tr, b, sa),
                 same_bytes(sa, sb) ? "" : " (under another xid)", server);
}
