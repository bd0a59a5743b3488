/*
 * html.c - a run as one page: what was run, the diagram, all events.
 *
 * It is HTML and well-formed XML at once.
 */
#include "netsim/trace/export.h"

#include <inttypes.h>
#include <stdlib.h>

#include "netsim/trace/diagram_private.h"
#include "netsim/trace/layers.h"
#include "netsim/trace/memory.h"
#include "netsim/trace/page_style.h"
#include "netsim/trace/svg.h"
#include "netsim/trace/xml.h"

#define NAME_MAX_BYTES 300

struct page {
    FILE *out;
    const struct trace *tr;
    struct labels *labels;
    struct packets *packets;
    struct packet *packet;
};

/* <tag>text</tag> */
static void
tagged(FILE *out, const char *tag, const char *text)
{
    fprintf(out, "<%s>", tag);
    xml_text(out, text);
    fprintf(out, "</%s>", tag);
}

static const char *
schedule_of(const struct trace *tr)
{
    return *tr->meta.schedule ? tr->meta.schedule : "no faults";
}

static void
head(const struct page *p)
{
    fprintf(p->out, "%s<title>A run: ", page_begin);
    xml_text(p->out, schedule_of(p->tr));
    fprintf(p->out,
            "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n"
            "<h1>A run: ",
            page_style);
    xml_text(p->out, schedule_of(p->tr));
    fputs("</h1>\n", p->out);
}

/* ---- what was run ------------------------------------------------------- */

static void
hosts(const struct page *p)
{
    const struct trace_meta *m = &p->tr->meta;

    for (size_t h = 0; h < m->n_hosts; h++) {
        fputs("<dt>host ", p->out);
        xml_text(p->out, m->host[h].name);
        fputs("</dt><dd>", p->out);
        tagged(p->out, "code", m->host[h].program);
        fputs(", ", p->out);
        xml_text(p->out, m->host[h].addr);
        fputs("</dd>\n", p->out);
    }
    for (size_t i = 0; i < m->n_links; i++) {
        fputs("<dt>rule</dt><dd>", p->out);
        tagged(p->out, "code", m->link[i]);
        fputs("</dd>\n", p->out);
    }
}

static void
facts(const struct page *p)
{
    const struct trace *tr = p->tr;
    const struct trace_event *last =
        tr->n_events ? &tr->event[tr->n_events - 1] : NULL;

    fputs("<dl>\n<dt>schedule</dt><dd>", p->out);
    tagged(p->out, "code", schedule_of(tr));
    fprintf(p->out, "</dd>\n<dt>seed</dt><dd>%" PRIu64 "</dd>\n",
            tr->meta.seed);
    hosts(p);
    if (last && last->kind == TRACE_END) {
        fputs("<dt>end</dt><dd>", p->out);
        xml_text(p->out, last->text);
        fputs("</dd>\n", p->out);
    }
    fputs("</dl>\n", p->out);
}

/* ---- events ------------------------------------------------------------- */

static const char *
class_of(const struct trace_event *ev)
{
    switch (meaning_of(ev)) {
    case MEANS_GOOD:
        return " class=\"good\"";
    case MEANS_BAD:
        return " class=\"bad\"";
    case MEANS_ODD:
        return " class=\"odd\"";
    default:
        return "";
    }
}

/* What the packet of event[i] has in it, from the outside to the inside. */
static void
layers(const struct page *p, size_t i)
{
    const struct trace_event *ev = &p->tr->event[i];
    char *text;
    size_t len, mark_len, body;
    FILE *out = open_memstream(&text, &len);

    if (!out)
        abort();
    packet_make(p->packets, i, p->packet);
    layers_packet(out, p->packet);
    body = layers_rpc(out, ev, &mark_len);
    fputs(body ? "    XDR of the procedure\n" : "    payload\n", out);
    layers_words(out, ev->bytes + body, ev->len - body);
    fclose(out);
    fprintf(p->out, "<details><summary>%" PRIu32 " bytes</summary>", ev->len);
    tagged(p->out, "pre", text);
    fputs("</details>", p->out);
    free(text);
}

static void
event_row(const struct page *p, size_t i)
{
    const struct trace_event *ev = &p->tr->event[i];
    char name[NAME_MAX_BYTES];

    export_name(p->labels, p->tr, i, name, sizeof(name));
    fprintf(p->out,
            "<tr id=\"e%" PRIu64
            "\"><th scope=\"row\" class=\"number\">%" PRIu64
            "</th><td class=\"number\">%" PRId64 ".%06d</td><td>",
            ev->seq, ev->seq, ev->t_ns / 1000000, (int)(ev->t_ns % 1000000));
    xml_text(p->out, trace_host_name(&p->tr->meta, ev->host));
    fprintf(p->out, "</td><td>%s</td><td%s>", trace_kind_name(ev->kind),
            class_of(ev));
    xml_text(p->out, name);
    fputs("</td><td>", p->out);
    if (ev->cause && trace_find(p->tr, ev->cause))
        fprintf(p->out, "<a href=\"#e%" PRIu64 "\">after %" PRIu64 "</a> ",
                ev->cause, ev->cause);
    if (*ev->did)
        tagged(p->out, "code", ev->did);
    if (ev->kind == TRACE_SEND)
        layers(p, i);
    fputs("</td></tr>\n", p->out);
}

static void
events(const struct page *p, size_t n)
{
    fputs("<h2>Events</h2>\n<table>\n<caption>In their order", p->out);
    if (n < p->tr->n_events)
        fprintf(p->out, ", the first %zu of %zu", n, p->tr->n_events);
    fputs("; bytes of messages open with a click</caption>\n"
          "<thead><tr><th scope=\"col\" class=\"number\">event</th>"
          "<th scope=\"col\" class=\"number\">ms</th>"
          "<th scope=\"col\">host</th><th scope=\"col\">kind</th>"
          "<th scope=\"col\">what</th><th scope=\"col\">cause, decision, "
          "bytes</th></tr></thead>\n<tbody>\n",
          p->out);
    for (size_t i = 0; i < n; i++)
        event_row(p, i);
    fputs("</tbody>\n</table>\n", p->out);
}

int
export_html(FILE *out, const struct trace *tr,
            const struct export_options *opt)
{
    struct page p = { .out = out, .tr = tr };

    p.labels = labels_new(tr);
    p.packets = packets_new(tr);
    p.packet = memory_new(1, sizeof(*p.packet));
    head(&p);
    facts(&p);
    fputs("<h2>Diagram</h2>\n<div class=\"wide\" tabindex=\"0\">\n", out);
    svg_draw(out, tr, opt, 1);
    fputs("</div>\n", out);
    events(&p, export_events(tr, opt));
    fputs("</main>\n</body>\n</html>\n", out);
    free(p.packet);
    packets_free(p.packets);
    labels_free(p.labels);
    return export_end(out);
}
