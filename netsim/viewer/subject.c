/*
 * subject.c - see subject.h.
 */
#include "netsim/viewer/subject.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"

#define BLOCK 65536 /* bytes read at a time */

/* All whole lines of a file; owned.  NULL: it has none. */
static char *
whole_lines(FILE *in, size_t *len)
{
    char *text = NULL;
    size_t cap = 0, n = 0, got;

    do {
        text = memory_grow(text, &cap, n + BLOCK, 1);
        got = fread(text + n, 1, BLOCK, in);
        n += got;
    } while (got > 0);
    while (n > 0 && text[n - 1] != '\n')
        n--;
    *len = n;
    if (n == 0) {
        free(text);
        text = NULL;
    }
    return text;
}

static int
read_growing(struct subject *s, FILE *in, const char *path,
             struct text_error *err)
{
    size_t len;
    char *text = whole_lines(in, &len);
    FILE *lines = text ? fmemopen(text, len, "r") : NULL;
    int ret = lines ? trace_read(&s->tr, lines, path, err) : -ENODATA;

    if (lines)
        fclose(lines);
    free(text);
    return ret;
}

int
subject_open(struct subject *s, const char *path, int growing,
             struct text_error *err)
{
    FILE *in = fopen(path, "re");
    int ret;

    *s = (struct subject){ .n_hits = 0 };
    if (!in)
        return -errno;
    trace_init(&s->tr);
    ret = growing ? read_growing(s, in, path, err)
                  : trace_read(&s->tr, in, path, err);
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
    free(s->repeat);
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

/* ---- repetitions -------------------------------------------------------- */

static void
find_repeats(struct subject *s)
{
    s->repeat = memory_new(s->tr.n_events + 1, sizeof(*s->repeat));
    for (size_t i = 0; i < s->tr.n_events; i++) {
        const struct trace_event *ev = &s->tr.event[i];

        if (ev->kind == TRACE_TIMEOUT ||
            (ev->kind == TRACE_SEND && diagram_times(s->diagram, i) > 1))
            s->repeat[s->n_repeats++] = (uint32_t)i;
    }
}

uint32_t
subject_next_repeat(struct subject *s, uint32_t event)
{
    size_t low = 0, high;

    if (!s->repeat)
        find_repeats(s);
    high = s->n_repeats;
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (s->repeat[mid] <= event)
            low = mid + 1;
        else
            high = mid;
    }
    return low < s->n_repeats ? s->repeat[low] : NO_EVENT;
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
