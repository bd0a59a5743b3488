/*
 * explain_reply.c - whose reply a call was given, and what is known of a call
 * that its client denies.
 *
 * What a client returns it has received: the last delivery that its thread
 * was working on.  The bytes of that were sent in answer to a request, and
 * this is of a call.
 */
#include "grader/explain.h"

#include <inttypes.h>
#include <string.h>

#include "grader/causes.h"
#include "grader/request.h"

#define MS 1000000
#define XID_LEN 4

/* A reply that a client took, and the request that it was an answer to. */
struct taken {
    const struct trace *tr;
    const struct trace_event *call;    /* that it was taken for */
    const struct trace_event *own;     /* the latest request of that */
    const struct trace_event *reply;   /* the sending of what was taken */
    const struct trace_event *request; /* what it answers; NULL: unknown */
};

static const struct trace_event *
latest_request(const struct trace *tr, const struct trace_event *ret)
{
    for (const struct trace_event *e = trace_before(ret, tr->event); e;
         e = trace_before(e, tr->event))
        if (e->kind == TRACE_SEND && trace_same_thread(e, ret))
            return e;
    return NULL;
}

/* The sending that an answer was sent for. */
static const struct trace_event *
request_of(const struct trace *tr, const struct trace_event *reply)
{
    const struct trace_event *d = cause_delivery(tr, reply);

    return d ? cause_sending(tr, d) : NULL;
}

/* ---- the reply to another call ------------------------------------------ */

static void
print_call(const struct trace *tr, const struct trace_event *call, int host,
           FILE *out)
{
    char name[128];

    explain_call_name(tr, call, name, sizeof(name));
    fprintf(out, "%s", name);
    if (call->host != host)
        fprintf(out, " of the %s", trace_host_name(&tr->meta, call->host));
}

static void
another_reply(const struct taken *t, const struct trace_event *other,
              FILE *out)
{
    struct request own, its;

    fprintf(out, "the client took the reply to ");
    print_call(t->tr, other, t->call->host, out);
    fprintf(out, " for its own");
    if (!t->own || !request_read(t->own, &own) ||
        !request_read(t->request, &its))
        return;
    if (own.xid == its.xid)
        fprintf(out, ": both requests have xid 0x%08" PRIx32, own.xid);
    else
        fprintf(out, ", whose xid is 0x%08" PRIx32 " and not 0x%08" PRIx32,
                its.xid, own.xid);
}

/* ---- an old reply, given to a call that was not executed ---------------- */

static int
same_but_xid(const struct trace_event *a, const struct trace_event *b)
{
    return a->len == b->len && a->len > XID_LEN && a->src == b->src &&
           memcmp(a->bytes + XID_LEN, b->bytes + XID_LEN, a->len - XID_LEN) ==
               0;
}

/* The earlier request whose reply it was: of the same number, if there is
 * one. */
static const struct trace_event *
first_of(const struct taken *t)
{
    const struct trace_event *found = NULL;
    struct request own, r;

    if (!request_read(t->request, &own))
        return NULL;
    for (const struct trace_event *e = trace_before(t->reply, t->tr->event); e;
         e = trace_before(e, t->tr->event)) {
        const struct trace_event *request;

        if (e->kind != TRACE_SEND || !same_but_xid(e, t->reply))
            continue;
        request = request_of(t->tr, e);
        if (!request || !request_read(request, &r) || !r.is_numbered ||
            cause_call(t->tr, request) == t->call)
            continue;
        if (r.number == own.number)
            return request;
        found = found ? found : request;
    }
    return found;
}

static void
old_reply(const struct taken *t, FILE *out)
{
    const struct trace_event *first = first_of(t);
    char number[REQUEST_NUMBER_MAX];
    struct request own, its;

    fprintf(out, "the server answered it without executing it");
    if (!first || !cause_call(t->tr, first))
        return;
    request_read(t->request, &own);
    request_read(first, &its);
    fprintf(out, ", with the reply to ");
    print_call(t->tr, cause_call(t->tr, first), t->call->host, out);
    if (own.number != its.number)
        return;
    request_number(own.number, number);
    fprintf(out, ": both have number %s, of %s", number,
            own.client == its.client ? "one client" : "different clients");
}

void
explain_reply(const struct trace *tr, const struct trace_event *call,
              const struct trace_event *ret, char *buf, size_t cap)
{
    const struct trace_event *d = cause_delivery(tr, ret), *other;
    struct taken t = { .tr = tr,
                       .call = call,
                       .own = latest_request(tr, ret),
                       .reply = d ? cause_sending(tr, d) : NULL };
    FILE *out = explain_open(buf, cap);

    t.request = t.reply ? request_of(tr, t.reply) : NULL;
    other = t.request ? cause_call(tr, t.request) : NULL;
    if (!t.own)
        fprintf(out, "the client has sent no request");
    else if (!t.reply || d < t.own)
        fprintf(out, "nothing had come since its request was sent");
    else if (!t.request)
        fprintf(out,
                "what the client took for its reply, %" PRIu32
                " bytes from the %s, answers no request",
                t.reply->len, trace_host_name(&tr->meta, t.reply->host));
    else if (other == call)
        old_reply(&t, out);
    else if (other)
        another_reply(&t, other, out);
    else
        fprintf(out, "the client took the reply to no call for its own");
    fclose(out);
}

/* ---- an old reply, but not the one that was made ------------------------ */

/* The step "reply" of a thread from an event on, or back from it. */
static const struct trace_event *
reply_step(const struct trace *tr, const struct trace_event *ev, int direction)
{
    for (const struct trace_event *e = ev; e >= tr->event && e < trace_end(tr);
         e += direction)
        if (trace_same_thread(e, ev) && trace_is_step(e, "reply"))
            return e;
    return NULL;
}

void
explain_other_reply(const struct trace *tr, const struct trace_event *call,
                    const struct trace_event *ret, char *buf, size_t cap)
{
    const struct trace_event *d = cause_delivery(tr, ret);
    const struct trace_event *reply = d ? cause_sending(tr, d) : NULL;
    const struct trace_event *sent = reply ? reply_step(tr, reply, -1) : NULL;
    const struct trace_event *made = NULL;
    FILE *out = explain_open(buf, cap);

    for (const struct trace_event *e = call; e < ret && !made; e++)
        if (trace_is_step(e, "exec") && strcmp(e->text, call->text) == 0 &&
            explain_call(tr, e) == call)
            made = reply_step(tr, e, 1);
    if (sent && made && sent != made)
        fprintf(out,
                "when the %s executed it, its reply was \"%s\", and then it "
                "sent \"%s\"",
                trace_host_name(&tr->meta, reply->host), made->text,
                sent->text);
    fclose(out);
}

/* ---- denied, and executed ----------------------------------------------- */

void
explain_denied(const struct trace *tr, const struct trace_event *call,
               const struct trace_event *ret, const struct trace_event *exec,
               char *buf, size_t cap)
{
    FILE *out = explain_open(buf, cap);
    int64_t ns = exec->t_ns - ret->t_ns;
    int datagrams = 0, segments = 0;

    for (const struct trace_event *e = call; e < ret; e++)
        if (e->kind == TRACE_SEND && trace_same_thread(e, call) && e->len > 0)
            *(e->name[0] ? &segments : &datagrams) += 1;
    if (datagrams > 0)
        fprintf(out, "%d datagram%s had been sent, and ", datagrams,
                datagrams == 1 ? "" : "s");
    else if (segments > 0)
        fprintf(out, "its request had been sent, and ");
    fprintf(out, "the %s executed it %" PRId64 " ms %s that",
            trace_host_name(&tr->meta, exec->host), (ns < 0 ? -ns : ns) / MS,
            exec < ret ? "before" : "after");
    fclose(out);
}
