/*
 * prompt.c - what is done with the answer to a question: / & and :
 */
#include "netsim/viewer/viewer_private.h"

#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"

#define NS_PER_MS 1000000
#define DIGITS_MAX 12

/* The match at the event, or after it, or else the first of all. */
static void
search_done(struct viewer *v)
{
    struct subject *s = &v->subject;
    uint32_t hit;

    memcpy(v->search, v->typed, sizeof(v->search));
    subject_search(s, v->search);
    if (!*v->search)
        return;
    if (s->n_hits == 0) {
        viewer_say(v, "nothing matches \"%s\"", v->search);
        return;
    }
    hit = s->hit[v->event] ? v->event : subject_next_hit(s, v->event);
    if (hit == NO_EVENT)
        hit = s->hit[0] ? 0 : subject_next_hit(s, 0);
    viewer_go(v, hit, "match");
    viewer_say(v, "%zu match \"%s\"", s->n_hits, v->search);
}

/* A message is shown whole: its sending, and what became of it. */
static void
keep_ends(struct viewer *v)
{
    const struct subject *s = &v->subject;

    for (size_t i = s->relations.n; i-- > 0;) {
        uint32_t end = s->relations.of[i].end;

        if (end == NO_EVENT)
            continue;
        if (v->keep[i])
            v->keep[end] = 1;
        else
            v->keep[i] = v->keep[end];
    }
}

static void
filter_done(struct viewer *v)
{
    struct subject *s = &v->subject;

    memcpy(v->filter, v->typed, sizeof(v->filter));
    free(v->keep);
    v->opt.keep = v->keep = NULL;
    subject_forget_rows(s);
    if (!*v->filter)
        return;
    subject_search(s, v->filter);
    if (s->n_hits == 0) {
        viewer_say(v, "nothing matches \"%s\"", v->filter);
        v->filter[0] = '\0';
        return;
    }
    memcpy(v->search, v->filter, sizeof(v->search));
    v->keep = memory_new(s->tr.n_events + 1, sizeof(*v->keep));
    memcpy(v->keep, s->hit, s->tr.n_events);
    keep_ends(v);
    v->opt.keep = v->keep;
}

/* The first event at a time, or after it. */
static uint32_t
event_at(const struct trace *tr, int64_t t_ns)
{
    size_t low = 0, high = tr->n_events;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (tr->event[mid].t_ns < t_ns)
            low = mid + 1;
        else
            high = mid;
    }
    return low < tr->n_events ? (uint32_t)low : NO_EVENT;
}

/* Digits at *s, and *s behind them; -1: there are none, or too many. */
static int64_t
digits(const char **s)
{
    size_t n = strspn(*s, "0123456789");
    int64_t value = 0;

    if (n == 0 || n > DIGITS_MAX)
        return -1;
    for (; n > 0; n--)
        value = value * 10 + *(*s)++ - '0';
    return value;
}

/* "0.5" milliseconds in nanoseconds; -1: it is none. */
static int64_t
milliseconds(const char *s)
{
    int64_t ns = digits(&s), part = NS_PER_MS;

    if (ns < 0)
        return -1;
    ns *= NS_PER_MS;
    if (*s == '.')
        for (s++; *s >= '0' && *s <= '9' && part >= 10; s++)
            ns += (*s - '0') * (part /= 10);
    return *s ? -1 : ns;
}

/* ":12", ":t 0.5", ":w run.svg" */
static void
line_done(struct viewer *v)
{
    const struct trace *tr = &v->subject.tr;
    const char *at = v->typed;
    const struct trace_event *ev;
    int64_t number;

    if (*at == 'w') {
        write_done(v, at + 1);
        return;
    }
    if (*at == 't') {
        number = milliseconds(at + 1 + strspn(at + 1, " "));
        if (number >= 0) {
            viewer_go(v, event_at(tr, number), "event so late");
            return;
        }
    }
    number = digits(&at);
    if (number < 0 || *at) {
        viewer_say(v,
                   "\"%s\" is no number of an event, no \"t 0.5\", and no "
                   "\"w run.svg\"",
                   v->typed);
        return;
    }
    ev = trace_find(tr, (uint64_t)number);
    viewer_go(v, ev ? (uint32_t)(ev - tr->event) : NO_EVENT,
              "event with that number");
}

void
prompt_done(struct viewer *v)
{
    int prompt = v->prompt;

    v->prompt = 0;
    if (v->event == NO_EVENT)
        return;
    if (prompt == '/')
        search_done(v);
    else if (prompt == '&')
        filter_done(v);
    else
        line_done(v);
}
