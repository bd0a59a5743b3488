/*
 * detail.c - see detail.h.
 */
#include "netsim/viewer/detail.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/layers.h"
#include "netsim/trace/memory.h"

#define NS_PER_US 1000

struct page {
    struct subject *s;
    struct types *types;
    const struct trace_event *ev;
    const struct relation *of;
    FILE *out;
};

/* "1.234 ms" */
static void
print_time(FILE *out, int width, int64_t ns)
{
    int64_t us = ns / NS_PER_US;

    fprintf(out, "%*" PRId64 ".%03d ms", width, us / 1000, (int)(us % 1000));
}

/* An event in one line, as causes and effects are listed. */
static void
print_short(const struct page *p, const char *relation, uint32_t event)
{
    const struct trace_event *ev;

    if (event == NO_EVENT)
        return;
    ev = &p->s->tr.event[event];
    fprintf(p->out, "  %-9s :%-4" PRIu64 " ", relation, ev->seq);
    print_time(p->out, 6, ev->t_ns);
    fprintf(p->out, "  %s %s", trace_host_name(&p->s->tr.meta, ev->host),
            trace_kind_name(ev->kind));
    if (ev->dgram)
        fprintf(p->out, " #%" PRIu32, ev->dgram);
    if (*ev->name)
        fprintf(p->out, " %s", ev->name);
    if (*ev->text)
        fprintf(p->out, " %s", ev->text);
    fputc('\n', p->out);
}

static void
print_what(const struct page *p)
{
    const struct trace_event *ev = p->ev;

    fprintf(p->out, "= :%" PRIu64 " %s at ", ev->seq,
            trace_kind_name(ev->kind));
    print_time(p->out, 0, ev->t_ns);
    fprintf(p->out, ", %s", trace_host_name(&p->s->tr.meta, ev->host));
    if (ev->inc > 1)
        fprintf(p->out, ", incarnation %u", ev->inc);
    if (ev->thread > 1)
        fprintf(p->out, ", thread %u", ev->thread);
    fputc('\n', p->out);
    if (*ev->name)
        fprintf(p->out, "  %s%s%s\n", ev->name, *ev->text ? ": " : "",
                ev->text);
    else if (*ev->text)
        fprintf(p->out, "  %s\n", ev->text);
    if (ev->kind == TRACE_EXIT)
        fprintf(p->out, "  exit status %d\n", ev->status);
}

/* The decision that made it, and the rule that made the decision. */
static void
print_decision(const struct page *p)
{
    const struct trace_event *ev = p->ev;

    if (!*ev->did && !*ev->rule)
        return;
    fprintf(p->out, "! decided: %s", *ev->did ? ev->did : "no deviation");
    if (*ev->rule)
        fprintf(p->out, ", by %s", ev->rule);
    if (ev->dec)
        fprintf(p->out, " (decision %" PRIu32 ")", ev->dec);
    fputc('\n', p->out);
}

/* ---- messages ----------------------------------------------------------- */

/* The sending that a message's event is of. */
static uint32_t
sending_of(const struct page *p)
{
    if (p->ev->kind == TRACE_SEND)
        return (uint32_t)(p->ev - p->s->tr.event);
    if (p->ev->kind == TRACE_DELIVER || p->ev->kind == TRACE_DROP)
        return p->of->from;
    return NO_EVENT;
}

static void
print_fate(const struct page *p, const struct trace_event *send, uint32_t end)
{
    const struct trace_event *e;

    fprintf(p->out,
            "  #%" PRIu32 " %s -> %s, %" PRIu32 " bytes: ", send->dgram,
            trace_host_name(&p->s->tr.meta, send->src),
            trace_host_name(&p->s->tr.meta, send->dst), send->len);
    if (end == NO_EVENT) {
        fputs("still on its way at the end\n", p->out);
        return;
    }
    e = &p->s->tr.event[end];
    fputs(e->kind == TRACE_DROP ? "lost" : "arrived after ", p->out);
    if (e->kind == TRACE_DELIVER)
        print_time(p->out, 0, e->t_ns - send->t_ns);
    if (*e->text)
        fprintf(p->out, ": %s", e->text);
    fputc('\n', p->out);
}

static void
print_payload(const struct page *p, const struct trace_event *send)
{
    size_t mark_len, body = layers_rpc(p->out, send, &mark_len);

    if (body) {
        types_message(p->out, p->types, &p->s->tr,
                      (size_t)(send - p->s->tr.event), mark_len, body);
    } else {
        fputs("    payload\n", p->out);
        layers_words(p->out, send->bytes, send->len);
    }
    fputs("= bytes\n", p->out);
    layers_hexdump(p->out, send->bytes, send->len);
}

static void
print_message(const struct page *p)
{
    uint32_t send = sending_of(p);
    struct packet *packet;

    if (send == NO_EVENT)
        return;
    fputs("= message\n", p->out);
    print_fate(p, &p->s->tr.event[send], p->s->relations.of[send].end);
    packet = memory_new(1, sizeof(*packet));
    packet_make(subject_packets(p->s), send, packet);
    layers_packet(p->out, packet);
    free(packet);
    print_payload(p, &p->s->tr.event[send]);
}

/* Each event once, under the first of its names. */
static void
print_relations(const struct page *p)
{
    const struct relation *of = p->of;
    const struct {
        const char *name;
        uint32_t event;
    } related[] = {
        { "cause", of->from },       { "its end", of->end },
        { "call", of->call },        { "thread", of->thread_prev },
        { "before", of->call_prev }, { "after", of->call_next },
    };

    fputs("= beside it\n", p->out);
    for (size_t i = 0; i < sizeof(related) / sizeof(related[0]); i++) {
        size_t first = 0;

        while (related[first].event != related[i].event)
            first++;
        if (first == i && related[i].event != p->ev - p->s->tr.event)
            print_short(p, related[i].name, related[i].event);
    }
}

/* ---- lines -------------------------------------------------------------- */

/* The first character of a line says what it is. */
static void
add_line(struct detail *d, const char *text, size_t len)
{
    enum style style = STYLE_PLAIN;
    struct detail_line *line;

    if (len > 1 && (text[0] == '=' || text[0] == '!') && text[1] == ' ') {
        style = text[0] == '=' ? STYLE_TITLE : STYLE_BAD;
        text += 2;
        len -= 2;
    }
    d->line = memory_grow(d->line, &d->cap, d->n + 1, sizeof(*d->line));
    line = &d->line[d->n++];
    line->text = memory_new(len + 1, 1);
    line->style = style;
    memcpy(line->text, text, len);
}

void
detail_init(struct detail *d, struct subject *s, struct types *types,
            uint32_t event)
{
    char *text = NULL;
    size_t len = 0, n;
    struct page p = { .s = s, .types = types };

    p.out = open_memstream(&text, &len);
    *d = (struct detail){ .n = 0 };
    if (!p.out || event >= s->tr.n_events) {
        if (p.out)
            fclose(p.out);
        free(text);
        return;
    }
    p.ev = &s->tr.event[event];
    p.of = &s->relations.of[event];
    print_what(&p);
    print_decision(&p);
    print_relations(&p);
    print_message(&p);
    fclose(p.out);
    for (size_t at = 0; at < len; at += n + 1) {
        n = strcspn(text + at, "\n");
        add_line(d, text + at, n);
    }
    free(text);
}

void
detail_release(struct detail *d)
{
    for (size_t i = 0; i < d->n; i++)
        free(d->line[i].text);
    free(d->line);
    *d = (struct detail){ .n = 0 };
}
