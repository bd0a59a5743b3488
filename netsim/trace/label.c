/*
 * label.c - what a message is called.
 *
 * A thread's events are in the order of its program, so that what it sends
 * belongs to what it said last: a call, until that returns, or the result
 * of an execution, until the thread receives the next message.  Kept per
 * thread along the events, this is one step an event.
 */
#include "netsim/trace/label.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"
#include "netsim/trace/seen.h"

#define NONE SIZE_MAX

struct about {
    size_t said;     /* event whose text is the label, or NONE */
    uint32_t times;  /* with this event, see label.h */
    uint32_t so_far; /* of the first of its kind: how many there were */
};

struct labels {
    const struct trace *tr;
    struct about *about; /* owned; one an event */
};

/* ---- what was said last ------------------------------------------------- */

static int
same_thread(const struct trace_event *a, const struct trace_event *b)
{
    return a->host == b->host && a->inc == b->inc && a->thread == b->thread;
}

static uint64_t
hash_of_thread(const struct trace_event *ev)
{
    const uint32_t who[] = { (uint32_t)ev->host, ev->inc, ev->thread };

    return hash_bytes(HASH_START, who, sizeof(who));
}

static int
has_received(const struct trace *tr, const struct trace_event *ev)
{
    const struct trace_event *cause =
        ev->cause ? trace_find(tr, ev->cause) : NULL;

    return cause && cause->kind == TRACE_DELIVER;
}

/* What a thread has said last after event[i], when it was `said` before. */
static size_t
say(const struct trace *tr, size_t i, size_t said)
{
    const struct trace_event *ev = &tr->event[i];

    if (said != NONE && trace_is_call(&tr->event[said])) {
        if (trace_is_step(ev, "return"))
            return NONE;
    } else if (has_received(tr, ev))
        said = NONE;
    if (trace_is_call(ev) || trace_is_step(ev, "done"))
        return i;
    /* A refusal is a reply without a result; else "done" says more. */
    if (trace_is_step(ev, "reply") && said == NONE)
        return i;
    return said;
}

/* ---- what was before ---------------------------------------------------- */

static int
same_sending(const struct trace_event *a, const struct trace_event *b)
{
    return a->src == b->src && a->dst == b->dst && a->dport == b->dport &&
           a->inc == b->inc && a->len == b->len &&
           strcmp(a->name, b->name) == 0 &&
           (!*a->name || a->sport == b->sport) &&
           memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* A segment of TCP that carries no bytes: it is called SYN, FIN ... */
static int
is_bare_segment(const struct trace_event *ev)
{
    return *ev->name && ev->len == 0;
}

static uint64_t
hash_of_sending(const struct trace_event *ev)
{
    const int32_t ends[] = { ev->src, ev->dst, ev->dport, (int32_t)ev->inc };
    uint64_t hash = hash_bytes(HASH_START, ends, sizeof(ends));

    hash = hash_bytes(hash, ev->name, strlen(ev->name));
    return hash_bytes(hash, ev->bytes, ev->len);
}

static int
same_execution(const struct trace_event *a, const struct trace_event *b)
{
    return a->host == b->host && strcmp(a->text, b->text) == 0;
}

static uint64_t
hash_of_execution(const struct trace_event *ev)
{
    uint64_t hash = hash_bytes(HASH_START, &ev->host, sizeof(ev->host));

    return hash_bytes(hash, ev->text, strlen(ev->text));
}

static void
count(struct labels *l, struct seen *s, uint64_t hash, size_t i)
{
    struct about *first = &l->about[seen_first(s, hash, i)];

    l->about[i].times = ++first->so_far;
    /* A cached reply is sent again by code that reports nothing. */
    if (l->about[i].said == NONE)
        l->about[i].said = first->said;
}

/* ---- labels ------------------------------------------------------------- */

struct labels *
labels_new(const struct trace *tr)
{
    struct labels *l = memory_new(1, sizeof(*l));
    size_t *last = memory_new(tr->n_events, sizeof(*last));
    struct seen thread, sent, run;

    l->tr = tr;
    l->about = memory_new(tr->n_events, sizeof(*l->about));
    seen_init(&thread, tr->event, same_thread);
    seen_init(&sent, tr->event, same_sending);
    seen_init(&run, tr->event, same_execution);
    for (size_t i = 0; i < tr->n_events; i++)
        l->about[i] = (struct about){ .said = NONE, .times = 1 };
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];
        size_t first = seen_first(&thread, hash_of_thread(ev), i);

        /* The first event of a thread holds what it has said last. */
        last[first] = say(tr, i, first == i ? NONE : last[first]);
        l->about[i].said = last[first];
        if (ev->kind == TRACE_SEND)
            count(l, &sent, hash_of_sending(ev), i);
        else if (trace_is_step(ev, "exec"))
            count(l, &run, hash_of_execution(ev), i);
    }
    seen_release(&thread);
    seen_release(&sent);
    seen_release(&run);
    free(last);
    return l;
}

void
labels_free(struct labels *l)
{
    free(l->about);
    free(l);
}

int
label_print(const struct labels *l, size_t i, char *buf, size_t cap)
{
    const struct trace_event *ev = &l->tr->event[i];
    const struct about *about = &l->about[i];
    const struct trace_event *said =
        about->said == NONE ? NULL : &l->tr->event[about->said];
    char times[16] = "";

    if (about->times > 1)
        snprintf(times, sizeof(times), " x%u", about->times);
    if (is_bare_segment(ev))
        return snprintf(buf, cap, "%s%s", ev->name, times);
    if (!said)
        return snprintf(buf, cap, "%u byte%s%s", ev->len,
                        ev->len == 1 ? "" : "s", times);
    if (trace_is_call(said))
        return snprintf(buf, cap, "%s%s", said->text, times);
    if (trace_is_step(said, "reply"))
        return snprintf(buf, cap, "%s%s", said->text, times);
    /* A procedure without a result. */
    if (!*said->text)
        return snprintf(buf, cap, "reply%s", times);
    return snprintf(buf, cap, "= %s%s", said->text, times);
}

uint32_t
label_times(const struct labels *l, size_t i)
{
    return l->about[i].times;
}
