/*
 * explain_stream.c - what went over a connection during a call: how much in
 * either direction, and how it came to its end.
 *
 * Segments carry bytes of a stream, so there are no requests and replies to
 * be told apart here; but what has come back, and who has closed, says where
 * a call was stuck.
 */
#include "grader/explain.h"

#include <inttypes.h>
#include <string.h>

#include "grader/causes.h"

struct stream {
    int client, server;
    uint32_t there, back;           /* bytes that came */
    const char *end;                /* of the connection, by the server */
    const struct trace_event *exit; /* of the server's process */
};

static int
is_segment(const struct trace_event *ev)
{
    return ev->kind == TRACE_SEND && ev->name[0];
}

/* A segment has come: what it carried. */
static void
take_segment(struct stream *s, const struct trace *tr,
             const struct trace_event *deliver)
{
    const struct trace_event *send = trace_find(tr, deliver->cause);

    if (!send || !is_segment(send) || deliver->copy > 0)
        return;
    if (send->src == s->client && send->dst == s->server)
        s->there += send->len;
    if (send->src != s->server || send->dst != s->client)
        return;
    s->back += send->len;
    if (strcmp(send->name, "FIN") == 0)
        s->end = "closed";
    if (strcmp(send->name, "RST") == 0)
        s->end = "reset";
}

static void
look(struct stream *s, const struct trace *tr, const struct trace_event *call,
     const struct trace_event *ret)
{
    for (const struct trace_event *e = tr->event; e < ret; e++) {
        if (e->host == s->server && e->kind == TRACE_EXIT)
            s->exit = e;
        if (e->host == s->server && e->kind == TRACE_START)
            s->exit = NULL;
        if (e > call && e->kind == TRACE_DELIVER)
            take_segment(s, tr, e);
    }
}

static void
print_bytes(FILE *out, uint32_t n, const char *what)
{
    fprintf(out, "%" PRIu32 " byte%s %s", n, n == 1 ? "" : "s", what);
}

static void
in_words(const struct stream *s, const char *server, FILE *out)
{
    if (s->exit)
        fprintf(out, "the %s had exited with status %d", server,
                s->exit->status);
    if (!s->exit || s->there + s->back > 0) {
        fprintf(out, "%s", s->exit ? ", and " : "");
        print_bytes(out, s->there, "had come to the ");
        fprintf(out, "%s, and ", server);
        print_bytes(out, s->back, "back");
    }
    if (s->end)
        fprintf(out, ", and the connection was %s", s->end);
}

void
explain_stream(const struct trace *tr, const struct trace_event *call,
               const struct trace_event *ret, char *buf, size_t cap)
{
    struct stream s = { .client = call->host, .server = -1 };
    FILE *out = explain_open(buf, cap);

    for (const struct trace_event *e = call; e < ret; e++)
        if (is_segment(e) && e->host == call->host)
            s.server = e->dst;
    if (s.server >= 0) {
        look(&s, tr, call, ret);
        in_words(&s, trace_host_name(&tr->meta, s.server), out);
    }
    fclose(out);
}
