/*
 * mermaid.c - a trace as a sequence diagram of Mermaid.
 */
#include "netsim/trace/export.h"

#include <string.h>

#include "netsim/trace/label.h"

#define NAME_MAX_BYTES 300

/* Some characters mean something there; "#59;" is the one of that number. */
static void
put_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        unsigned char ch = (unsigned char)*text;

        if (strchr("#;<>\"{}%", ch))
            fprintf(out, "#%u;", ch);
        else
            fputc(ch < ' ' || ch == 0x7f ? ' ' : ch, out);
    }
}

static void
put_note(FILE *out, int host, const char *text)
{
    fprintf(out, "    Note over h%d: ", host);
    put_text(out, text);
    fputc('\n', out);
}

/* "-x" ends in a cross. */
static void
put_arrow(FILE *out, const struct trace_event *ev, const char *text)
{
    fprintf(out, "    h%d%sh%d: ", ev->src,
            ev->kind == TRACE_DROP ? "-x" : "->>", ev->dst);
    put_text(out, text);
    fputc('\n', out);
}

int
export_mermaid(FILE *out, const struct trace *tr)
{
    struct labels *labels = labels_new(tr);
    char text[NAME_MAX_BYTES];

    fputs("sequenceDiagram\n", out);
    for (size_t h = 0; h < tr->meta.n_hosts; h++) {
        fprintf(out, "    participant h%zu as ", h);
        put_text(out, tr->meta.host[h].name);
        fputc('\n', out);
    }
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (!export_is_shown(ev) || ev->kind == TRACE_SEND)
            continue;
        export_name(labels, tr, i, text, sizeof(text));
        if (ev->kind == TRACE_DELIVER || ev->kind == TRACE_DROP) {
            if (ev->src >= 0 && ev->dst >= 0)
                put_arrow(out, ev, text);
            else if (ev->src >= 0)
                put_note(out, ev->src, text);
        } else if (ev->host >= 0) {
            put_note(out, ev->host, text);
        } else if (tr->meta.n_hosts > 0) {
            put_note(out, 0, text);
        }
    }
    labels_free(labels);
    return export_end(out);
}
