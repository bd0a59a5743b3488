/*
 * explain_silence.c - why a call has no result: how far did its requests
 * come, and the replies to them?
 *
 * The furthest that any copy has come is where to look: lost on the way
 * there, not answered, lost on the way back, or not taken by the client.
 */
#include "grader/explain.h"

#include <string.h>

#include "grader/causes.h"

struct silence {
    const struct trace *tr;
    const struct trace_event *call, *until;
    int requests, arrived;
    int executions;
    int replies, lost;                /* of replies: on their way */
    const struct trace_event *server; /* what has received a request last */
    const struct trace_event *astray; /* a reply to another host */
    const struct trace_event *back;   /* a reply that came to the client */
};

/* What the thread that took a delivery did about it. */
static void
look_at_server(struct silence *s, const struct trace_event *deliver)
{
    const struct trace_event *e = deliver + 1, *first;

    while (e < s->until && e->cause != deliver->seq)
        e++;
    for (first = e; e < s->until; e++) {
        const struct trace_event *fate;

        if (!trace_same_thread(e, first))
            continue;
        if (e > first && e->cause)
            return; /* about the next datagram */
        s->executions += trace_is_step(e, "exec");
        if (e->kind != TRACE_SEND)
            continue;
        s->replies++;
        fate = cause_fate(s->tr, e);
        if (e->dst != s->call->host)
            s->astray = e;
        else if (fate && fate->kind == TRACE_DELIVER && fate < s->until)
            s->back = fate;
        else
            s->lost += fate && fate->kind == TRACE_DROP;
        return;
    }
}

static void
look_at_request(struct silence *s, const struct trace_event *send)
{
    s->requests++;
    for (const struct trace_event *e = send + 1; e < s->until; e++)
        if (e->kind == TRACE_DELIVER && e->dgram == send->dgram) {
            s->arrived++;
            s->server = e;
            look_at_server(s, e);
        }
}

static void
look(struct silence *s)
{
    for (const struct trace_event *e = s->call + 1; e < s->until; e++) {
        if (trace_same_thread(e, s->call) && trace_is_step(e, "return"))
            s->until = e;
        else if (trace_same_thread(e, s->call) && e->kind == TRACE_SEND)
            look_at_request(s, e);
    }
}

/* ---- in words ----------------------------------------------------------- */

/* The client has it, and goes on waiting: perhaps it says why. */
static void
not_taken(const struct silence *s, FILE *out)
{
    fprintf(out, "its reply came, and the client did not take it");
    for (const struct trace_event *e = s->back; e < s->until; e++)
        if (trace_is_step(e, "ignored") && e->cause == s->back->seq) {
            fprintf(out, " (%s)", e->text);
            return;
        }
}

/* A request is at the server, and no reply was ever sent. */
static void
no_reply(const struct silence *s, FILE *out)
{
    const char *server = trace_host_name(&s->tr->meta, s->server->host);
    const struct trace_event *crash = cause_crash(s->tr, s->server);

    if (crash && crash < s->until)
        fprintf(out, "the %s %s before it replied", server,
                cause_is_power(crash) ? "lost power" : "crashed");
    else if (s->executions > 0)
        fprintf(out, "the %s executed it, and sent no reply", server);
    else
        fprintf(out, "the %s got %s, and sent no reply", server,
                s->arrived == 1 ? "its request" : "its requests");
}

static void
in_words(const struct silence *s, FILE *out)
{
    if (s->requests == 0)
        fprintf(out, "it has sent nothing");
    else if (s->back)
        not_taken(s, out);
    else if (s->astray)
        fprintf(out, "the %s sent its reply to the %s",
                trace_host_name(&s->tr->meta, s->astray->host),
                trace_host_name(&s->tr->meta, s->astray->dst));
    else if (s->replies > 0 && s->replies == s->lost)
        fprintf(out,
                s->lost == 1 ? "its reply was lost"
                             : "%d replies to it were lost",
                s->lost);
    else if (s->replies > 0)
        fprintf(out, "its reply has not come");
    else if (s->arrived > 0)
        no_reply(s, out);
    else if (s->requests == 1)
        fprintf(out, "its only request was lost");
    else
        fprintf(out, "all %d copies of its request were lost", s->requests);
}

/* What is said of datagrams is not true of the segments of a connection. */
static int
is_stream(const struct silence *s)
{
    for (const struct trace_event *e = s->call; e < s->until; e++)
        if (e->kind == TRACE_SEND && e->name[0])
            return 1;
    return 0;
}

void
explain_silence(const struct trace *tr, const struct trace_event *call,
                const struct trace_event *until, char *buf, size_t cap)
{
    struct silence s = { .tr = tr,
                         .call = call,
                         .until = until ? until : trace_end(tr) };
    FILE *out = explain_open(buf, cap);

    if (!is_stream(&s)) {
        look(&s);
        in_words(&s, out);
    }
    fclose(out);
}
