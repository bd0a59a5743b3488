/*
 * shiviz.c - a trace as a log with vector clocks, for ShiViz.
 *
 * A clock counts the events of each host that its owner can know of: its own,
 * and by each message those that the sender knew of.
 */
#include "netsim/trace/export.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/label.h"
#include "netsim/trace/memory.h"

#define NAME_MAX_BYTES 300

struct clocks {
    size_t hosts;
    uint32_t *now;   /* owned; of host h: hosts numbers from h * hosts on */
    uint32_t *sent;  /* owned; the same of each sending, by its place */
    uint32_t *place; /* owned; of event i among the sendings */
};

static void
clocks_init(struct clocks *c, const struct trace *tr)
{
    uint32_t n = 0;

    c->hosts = tr->meta.n_hosts;
    c->now = memory_new(c->hosts * c->hosts + 1, sizeof(*c->now));
    c->place = memory_new(tr->n_events + 1, sizeof(*c->place));
    for (size_t i = 0; i < tr->n_events; i++)
        if (tr->event[i].kind == TRACE_SEND)
            c->place[i] = n++;
    c->sent = memory_new(n * c->hosts + 1, sizeof(*c->sent));
}

static void
clocks_release(struct clocks *c)
{
    free(c->now);
    free(c->sent);
    free(c->place);
}

static void
tick(struct clocks *c, const struct trace *tr, size_t i, int host)
{
    const struct trace_event *ev = &tr->event[i], *send;
    uint32_t *now = c->now + (size_t)host * c->hosts;

    if (ev->kind == TRACE_DELIVER && (send = trace_find(tr, ev->cause))) {
        const uint32_t *sent = c->sent + c->place[send - tr->event] * c->hosts;

        for (size_t h = 0; h < c->hosts; h++)
            if (sent[h] > now[h])
                now[h] = sent[h];
    }
    now[host]++;
    if (ev->kind == TRACE_SEND)
        memcpy(c->sent + c->place[i] * c->hosts, now, c->hosts * sizeof(*now));
}

/* A host's name is one word there. */
static void
put_host(FILE *out, const char *name)
{
    for (; *name; name++)
        fputc(strchr(" \t\"\\", *name) || (unsigned char)*name < ' ' ? '_'
                                                                     : *name,
              out);
}

static void
put_clock(FILE *out, const struct clocks *c, const struct trace *tr, int host)
{
    const uint32_t *now = c->now + (size_t)host * c->hosts;
    const char *comma = "";

    put_host(out, tr->meta.host[host].name);
    fputs(" {", out);
    for (size_t h = 0; h < c->hosts; h++)
        if (now[h]) {
            fprintf(out, "%s\"", comma);
            put_host(out, tr->meta.host[h].name);
            fprintf(out, "\":%" PRIu32, now[h]);
            comma = ", ";
        }
    fputs("}\n", out);
}

int
export_shiviz(FILE *out, const struct trace *tr)
{
    struct labels *labels = labels_new(tr);
    struct clocks c;
    char text[NAME_MAX_BYTES];

    clocks_init(&c, tr);
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];
        int host = ev->kind == TRACE_DROP ? ev->src : ev->host;

        if (!export_is_shown(ev) || host < 0)
            continue;
        tick(&c, tr, i, host);
        put_clock(out, &c, tr, host);
        export_name(labels, tr, i, text, sizeof(text));
        text[strcspn(text, "\r\n")] = '\0';
        fprintf(out, "%s%s%s\n", ev->kind == TRACE_DROP ? "(network) " : "",
                ev->kind == TRACE_SEND      ? "send "
                : ev->kind == TRACE_DELIVER ? "receive "
                                            : "",
                text);
    }
    clocks_release(&c);
    labels_free(labels);
    return export_end(out);
}
