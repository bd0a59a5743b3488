/*
 * dot.c - a trace as a graph, for Graphviz.
 */
#include "netsim/trace/export.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/label.h"
#include "netsim/trace/memory.h"

#define NAME_MAX_BYTES 300

static void
put_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (strchr("\"\\", *text))
            fputc('\\', out);
        fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
    }
    fputc('"', out);
}

static const char *
look_of(const struct trace_event *ev)
{
    switch (ev->kind) {
    case TRACE_DROP:
    case TRACE_CRASH:
    case TRACE_FAULT:
        return ", color=red";
    case TRACE_STEP:
        return ", style=filled, fillcolor=lightgrey";
    default:
        return "";
    }
}

/* An event is a node; the event of its host before it leads to it. */
static void
put_event(FILE *out, const struct trace *tr, const struct labels *labels,
          size_t i, uint64_t *last)
{
    const struct trace_event *ev = &tr->event[i];
    char text[NAME_MAX_BYTES];

    export_name(labels, tr, i, text, sizeof(text));
    fprintf(out, "    e%" PRIu64 " [label=", ev->seq);
    put_string(out, text);
    fprintf(out, "%s];\n", look_of(ev));
    if (ev->host >= 0) {
        fprintf(out, "    %s%" PRIu64 " -> e%" PRIu64 " [weight=100];\n",
                last[ev->host] ? "e" : "h",
                last[ev->host] ? last[ev->host] : (uint64_t)ev->host, ev->seq);
        last[ev->host] = ev->seq;
    }
    if (ev->kind == TRACE_DELIVER || ev->kind == TRACE_DROP)
        fprintf(out, "    e%" PRIu64 " -> e%" PRIu64 " [%s];\n", ev->cause,
                ev->seq,
                ev->kind == TRACE_DROP ? "color=red, style=dashed"
                                       : "color=blue, constraint=true");
}

int
export_dot(FILE *out, const struct trace *tr)
{
    struct labels *labels = labels_new(tr);
    uint64_t *last = memory_new(tr->meta.n_hosts + 1, sizeof(*last));

    fputs("digraph trace {\n    node [shape=box, fontsize=10];\n", out);
    for (size_t h = 0; h < tr->meta.n_hosts; h++) {
        fprintf(out, "    h%zu [shape=plaintext, label=", h);
        put_string(out, tr->meta.host[h].name);
        fputs("];\n", out);
    }
    for (size_t i = 0; i < tr->n_events; i++)
        if (export_is_shown(&tr->event[i]))
            put_event(out, tr, labels, i, last);
    fputs("}\n", out);
    free(last);
    labels_free(labels);
    return export_end(out);
}
