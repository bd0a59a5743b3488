/*
 * chrome.c - a trace as JSON of Chrome's trace viewer, which Perfetto reads.
 */
#include "netsim/trace/export.h"

#include <inttypes.h>
#include <jansson.h>

#include "netsim/trace/label.h"

#define NAME_MAX_BYTES 300

/* A string as JSON; what is no UTF-8 is told as such. */
static void
put_string(FILE *out, const char *text)
{
    json_t *s = json_string(text);

    if (!s)
        s = json_string("(not UTF-8)");
    json_dumpf(s, out, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
    json_decref(s);
}

/* "1.500": microseconds */
static void
put_head(FILE *out, const char *phase, const struct trace_event *ev, int host)
{
    fprintf(out,
            ",\n{\"ph\":\"%s\",\"pid\":%d,\"tid\":%u,\"ts\":%" PRId64 ".%03d",
            phase, host, ev->thread, ev->t_ns / 1000, (int)(ev->t_ns % 1000));
}

/* A flow has a beginning and an end that have the same number. */
static void
put_flow(FILE *out, const struct trace_event *ev, int host)
{
    int begins = ev->kind == TRACE_SEND;

    put_head(out, begins ? "s" : "f", ev, host);
    fprintf(out,
            "%s,\"cat\":\"message\",\"name\":\"message\",\"id\":%" PRIu64 "}",
            begins ? "" : ",\"bp\":\"e\"", begins ? ev->seq : ev->cause);
}

static void
put_event(FILE *out, const struct trace *tr, const struct labels *labels,
          size_t i)
{
    const struct trace_event *ev = &tr->event[i];
    int host = ev->kind == TRACE_DROP ? ev->src : ev->host;
    char text[NAME_MAX_BYTES];

    export_name(labels, tr, i, text, sizeof(text));
    put_head(out, "X", ev, host < 0 ? (int)tr->meta.n_hosts : host);
    fputs(",\"dur\":1,\"name\":", out);
    put_string(out, text);
    fprintf(out, ",\"cat\":\"%s\",\"args\":{\"seq\":%" PRIu64 "}}",
            trace_kind_name(ev->kind), ev->seq);
    if (ev->kind == TRACE_SEND || ev->kind == TRACE_DELIVER)
        put_flow(out, ev, host);
}

int
export_chrome(FILE *out, const struct trace *tr)
{
    struct labels *labels = labels_new(tr);
    const char *comma = "";

    fputs("{\"traceEvents\":[\n", out);
    for (size_t h = 0; h <= tr->meta.n_hosts; h++) {
        fprintf(out,
                "%s{\"ph\":\"M\",\"pid\":%zu,\"name\":\"process_name\","
                "\"args\":{\"name\":",
                comma, h);
        put_string(out,
                   h < tr->meta.n_hosts ? tr->meta.host[h].name : "world");
        fputs("}}", out);
        comma = ",\n";
    }
    for (size_t i = 0; i < tr->n_events; i++)
        if (export_is_shown(&tr->event[i]))
            put_event(out, tr, labels, i);
    fputs("\n]}\n", out);
    labels_free(labels);
    return export_end(out);
}
