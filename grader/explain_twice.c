/*
 * explain_twice.c - from two executions of a call back to what caused them.
 *
 * An execution was caused by a delivery, that by a sending.  If both lead to
 * one sending, the network has doubled it.  If not, the client has sent
 * again, and there are three questions.  Why had it no reply to the first:
 * what became of the first execution's reply, or of the first request?  What
 * did the second request carry: the name of the same call?  And by what could
 * the server have known it: what had it heard, answered and written meanwhile?
 */
#include "grader/explain.h"

#include <inttypes.h>
#include <string.h>

#include "grader/causes.h"
#include "grader/request.h"

#define MS 1000000
#define LONG_MS 1000 /* a silence worth telling of */

/* One of the two: the delivery that led to it, and the sending of that. */
struct execution {
    const struct trace_event *exec, *deliver, *send;
    struct request request;
    int is_request; /* request says something */
};

struct twice {
    const struct trace *tr;
    struct execution a, b;
    int is_copy; /* the network's, of one sending */
};

static int
trace_back(const struct trace *tr, const struct trace_event *exec,
           struct execution *x)
{
    x->exec = exec;
    x->deliver = cause_delivery(tr, exec);
    x->send = x->deliver ? trace_find(tr, x->deliver->cause) : NULL;
    x->is_request = x->send && request_read(x->send, &x->request);
    return x->send != NULL;
}

/* ---- why there was a second request ------------------------------------- */

/* Where the server was when the client sent again before the execution. */
static const char *
before_execution(const struct execution *x, const struct trace_event *again)
{
    return x->deliver->seq < again->seq ? "the server was slow"
                                        : "the request was late";
}

/* Why the client had no reply to what led to x when it sent again. */
static const char *
why_no_reply(const struct trace *tr, const struct execution *x,
             const struct trace_event *again)
{
    const struct trace_event *crash, *reply, *fate;

    if (x->send->host == again->host && x->send->inc != again->inc)
        return "the client crashed before it was done with it";
    if (x->exec->seq > again->seq)
        return before_execution(x, again);
    reply = cause_reply(tr, x->exec);
    crash = cause_crash(tr, x->exec);
    if (!reply && crash)
        return cause_is_power(crash)
                   ? "the server lost power before it replied"
                   : "the server crashed before it replied";
    if (!reply)
        return "the server sent no reply";
    fate = cause_fate(tr, reply);
    if (fate && fate->kind == TRACE_DROP)
        return "the reply was lost";
    return fate && fate->seq < again->seq ? "the client ignored the reply"
                                          : "the reply was late";
}

static const char *
why_again(const struct twice *t)
{
    if (t->is_copy)
        return "the network delivered the request twice";
    return t->a.send->seq < t->b.send->seq
               ? why_no_reply(t->tr, &t->a, t->b.send)
               : why_no_reply(t->tr, &t->b, t->a.send);
}

/* ---- what the second request carried ------------------------------------ */

static void
what_it_carried(const struct twice *t, FILE *out)
{
    const struct request *a = &t->a.request, *b = &t->b.request;
    char was[REQUEST_NUMBER_MAX], is[REQUEST_NUMBER_MAX];

    if (t->is_copy) {
        fprintf(out, "the second copy");
        return;
    }
    fprintf(out, "the %s",
            t->a.send->inc == t->b.send->inc ? "retransmission"
                                             : "request after its restart");
    if (!t->a.is_request || !t->b.is_request)
        return;
    request_number(a->number, was);
    request_number(b->number, is);
    if (!a->is_numbered || !b->is_numbered)
        fprintf(out, " carried %s xid, and",
                a->xid == b->xid ? "the same" : "another");
    else if (request_same_number(a, b))
        fprintf(out, " carried the same number, and");
    else if (a->client != b->client)
        fprintf(out, " carried another client's id, and");
    else
        fprintf(out, " carried number %s, not %s, and", is, was);
}

/* ---- by what the server could have known it ----------------------------- */

/* A numbered request of the same client, delivered to the same process. */
static int
is_of_client(const struct twice *t, const struct trace_event *d,
             struct request *r)
{
    const struct trace_event *send;

    if (d->kind != TRACE_DELIVER || !trace_same_process(d, t->b.deliver))
        return 0;
    send = trace_find(t->tr, d->cause);
    return send && request_read(send, r) && r->is_numbered &&
           r->client == t->b.request.client;
}

/* What a thread has replied to a delivery without executing: the text of its
 * step; NULL: it has done something else. */
static const char *
answer_to(const struct trace *tr, const struct trace_event *deliver)
{
    const struct trace_event *e = deliver + 1, *first;

    while (e < trace_end(tr) && e->cause != deliver->seq)
        e++;
    for (first = e; e < trace_end(tr); e++) {
        if (!trace_same_thread(e, first))
            continue;
        if (trace_is_step(e, "reply"))
            return e->text;
        if (trace_is_step(e, "exec") || (e > first && e->cause))
            break;
    }
    return NULL;
}

/* The copy's own request is newer than what the server has heard of its
 * client: 1, and out says so. */
static int
heard_of_client(const struct twice *t, FILE *out)
{
    const struct request *own = &t->b.request;
    struct request r;

    for (const struct trace_event *d =
             trace_before(t->b.deliver, t->tr->event);
         d; d = trace_before(d, t->tr->event)) {
        if (!is_of_client(t, d, &r))
            continue;
        if (d > t->a.exec && r.number == own->number && answer_to(t->tr, d)) {
            fprintf(out, "; an earlier copy had been answered (%s)",
                    answer_to(t->tr, d));
            return 1;
        }
        if (r.number >> 32 > own->number >> 32) {
            fprintf(out, "; by then its client was in incarnation %" PRIu64,
                    r.number >> 32);
            return 1;
        }
        if (r.ack >= own->number) {
            fprintf(out, "; by then its client had acknowledged it");
            return 1;
        }
    }
    return 0;
}

/* The second came when the first was not done yet, to another thread. */
static int
was_in_progress(const struct twice *t)
{
    const struct trace_event *e = t->a.exec;

    if (!trace_same_process(e, t->b.exec) || trace_same_thread(e, t->b.exec) ||
        t->b.deliver < t->a.deliver)
        return 0;
    while (e < trace_end(t->tr) &&
           !(trace_is_step(e, "done") && trace_same_thread(e, t->a.exec)))
        e++;
    return t->b.deliver < e;
}

/* How long the server had not heard of the client, in ms. */
static int64_t
silence(const struct twice *t)
{
    for (const struct trace_event *d =
             trace_before(t->b.deliver, t->tr->event);
         d; d = trace_before(d, t->tr->event))
        if (d->kind == TRACE_DELIVER && d->src == t->b.deliver->src &&
            trace_same_process(d, t->b.deliver))
            return (t->b.deliver->t_ns - d->t_ns) / MS;
    return 0;
}

/* As the server was told when it was started. */
static void
print_lease(const struct twice *t, FILE *out)
{
    static const char option[] = " --lease ";
    const struct trace_event *e = t->b.exec;
    const char *lease;

    while (e > t->tr->event &&
           !(e->kind == TRACE_START && trace_same_process(e, t->b.exec)))
        e--;
    lease = strstr(e->text, option);
    if (lease) {
        lease += sizeof(option) - 1;
        fprintf(out, ", whose lease is %.*s ms",
                (int)strspn(lease, "0123456789"), lease);
    }
}

static void
circumstances(const struct twice *t, FILE *out)
{
    int64_t ms;

    if (heard_of_client(t, out))
        return;
    if (t->a.exec->inc != t->b.exec->inc) {
        char disk[200];

        explain_disk(t->tr, t->a.deliver, "since the request came",
                     cause_last_crash(t->tr, t->b.deliver), disk,
                     sizeof(disk));
        fprintf(out, "; %s", disk);
        return;
    }
    if (was_in_progress(t)) {
        fprintf(out, "; it came while the first was in progress");
        return;
    }
    ms = silence(t);
    if (ms < LONG_MS)
        return;
    fprintf(out, "; for %" PRId64 " ms the server had not heard of its client",
            ms);
    print_lease(t, out);
}

/* Begins with before, if there is anything to say. */
static void
print_twice(const struct trace *tr, const struct trace_event *a,
            const struct trace_event *b, const char *before, FILE *out)
{
    struct twice t = { .tr = tr };

    if (!trace_back(tr, a, &t.a) || !trace_back(tr, b, &t.b))
        return;
    t.is_copy = t.a.send->dgram == t.b.send->dgram;
    fprintf(out, "%s%s, %s", before, why_again(&t), t.is_copy ? "and " : "");
    what_it_carried(&t, out);
    fprintf(out, " was a new request to the %sserver",
            a->inc == b->inc ? "" : "restarted ");
    if (t.b.is_request && t.b.request.is_numbered)
        circumstances(&t, out);
}

void
explain_twice(const struct trace *tr, const struct trace_event *a,
              const struct trace_event *b, char *buf, size_t cap)
{
    FILE *out = explain_open(buf, cap);
    char name[128];

    explain_name(tr, a, name, sizeof(name));
    fprintf(out, "%s executed twice", name);
    print_twice(tr, a, b, ": ", out);
    fclose(out);
}

void
explain_executions(const struct trace *tr, const struct trace_event *call,
                   const struct trace_event *until, char *buf, size_t cap)
{
    FILE *out = explain_open(buf, cap);
    const struct trace_event *a = NULL;

    for (const struct trace_event *e = call; e < until; e++) {
        if (!trace_is_step(e, "exec") || strcmp(e->text, call->text) != 0 ||
            explain_call(tr, e) != call)
            continue;
        if (!a) {
            a = e;
            continue;
        }
        print_twice(tr, a, e, "", out);
        if (a->inc != e->inc)
            fprintf(out, ", and what the first has done is still there");
        break;
    }
    fclose(out);
}
