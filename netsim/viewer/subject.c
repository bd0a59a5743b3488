/*
 * subject.c - see subject.h.
 */
#include "netsim/viewer/subject.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"

int
subject_open(struct subject *s, const char *path, struct text_error *err)
{
    FILE *in = fopen(path, "re");
    int ret;

    *s = (struct subject){ .n_hits = 0 };
    if (!in)
        return -errno;
    trace_init(&s->tr);
    ret = trace_read(&s->tr, in, path, err);
    fclose(in);
    if (ret < 0) {
        trace_release(&s->tr);
        return ret;
    }
    relations_init(&s->relations, &s->tr);
    return 0;
}

void
subject_close(struct subject *s)
{
    subject_forget_rows(s);
    if (s->packets)
        packets_free(s->packets);
    links_release(&s->links);
    relations_release(&s->relations);
    trace_release(&s->tr);
    free(s->hit);
    *s = (struct subject){ .n_hits = 0 };
}

void
subject_show(struct subject *s, const struct diagram_options *opt)
{
    if (s->diagram && memcmp(&s->shown, opt, sizeof(*opt)) == 0)
        return;
    subject_forget_rows(s);
    s->diagram = diagram_new(&s->tr, opt);
    memcpy(&s->shown, opt, sizeof(*opt));
}

void
subject_forget_rows(struct subject *s)
{
    if (s->diagram)
        diagram_free(s->diagram);
    s->diagram = NULL;
}

const struct packets *
subject_packets(struct subject *s)
{
    if (!s->packets)
        s->packets = packets_new(&s->tr);
    return s->packets;
}

const struct links *
subject_links(struct subject *s)
{
    if (!s->links.link)
        links_init(&s->links, &s->tr, &s->relations);
    return &s->links;
}

uint32_t
subject_event(const struct subject *s, size_t row)
{
    uint64_t seq = 0;
    const struct trace_event *ev;

    for (; s->diagram && row < diagram_rows(s->diagram) && !seq; row++)
        seq = diagram_row_seq(s->diagram, row);
    ev = seq ? trace_find(&s->tr, seq) : NULL;
    return ev ? (uint32_t)(ev - s->tr.event) : NO_EVENT;
}

size_t
subject_row(const struct subject *s, uint32_t event)
{
    return event == NO_EVENT || !s->diagram
               ? 0
               : diagram_row_of(s->diagram, s->tr.event[event].seq);
}

/* ---- searching ---------------------------------------------------------- */

static int
is_datagram(const struct trace_event *ev, const char *text)
{
    char number[16];

    if (ev->dgram == 0 || text[0] != '#')
        return 0;
    snprintf(number, sizeof(number), "#%" PRIu32, ev->dgram);
    return strcmp(number, text) == 0;
}

static int
is_hit(const struct trace *tr, const struct trace_event *ev, const char *text)
{
    return is_datagram(ev, text) || strcasestr(ev->text, text) ||
           strcasestr(ev->name, text) || strcasestr(ev->did, text) ||
           strcasestr(ev->rule, text) ||
           strcasestr(trace_kind_name(ev->kind), text) ||
           strcasestr(trace_host_name(&tr->meta, ev->host), text);
}

void
subject_search(struct subject *s, const char *text)
{
    free(s->hit);
    s->hit = NULL;
    s->n_hits = 0;
    if (!*text)
        return;
    s->hit = memory_new(s->tr.n_events + 1, sizeof(*s->hit));
    for (size_t i = 0; i < s->tr.n_events; i++)
        if (is_hit(&s->tr, &s->tr.event[i], text)) {
            s->hit[i] = 1;
            s->n_hits++;
        }
}

uint32_t
subject_next_hit(const struct subject *s, uint32_t event)
{
    const uint8_t *next = NULL;

    if (s->hit && event < s->tr.n_events)
        next = memchr(s->hit + event + 1, 1, s->tr.n_events - event - 1);
    return next ? (uint32_t)(next - s->hit) : NO_EVENT;
}

uint32_t
subject_prev_hit(const struct subject *s, uint32_t event)
{
    const uint8_t *prev = NULL;

    if (s->hit && event <= s->tr.n_events)
        prev = memrchr(s->hit, 1, event);
    return prev ? (uint32_t)(prev - s->hit) : NO_EVENT;
}
