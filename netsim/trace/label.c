/*
 * label.c - what a message is called.
 *
 * A message is named after what its thread was doing when it sent it: the
 * last step before that names a call or its result.  Each thread's last such
 * step is kept while going through the events once, so a million events cost
 * a million steps.
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
    size_t latest;   /* of a thread's first event: what it said last */
    uint32_t times;  /* with this event, see label.h */
    uint32_t so_far; /* of the first of its kind: how many there were */
};

struct labels {
    const struct trace *tr;
    struct about *about; /* owned; one an event */
};

/* ---- what was said last ------------------------------------------------- */

static int
is_step(const struct trace_event *ev, const char *name)
{
    return ev->kind == TRACE_STEP && strcmp(ev->name, name) == 0;
}

static int
same_thread(const struct trace_event *a, const struct trace_event *b)
{
    return a->host == b->host && a->inc == b->inc && a->thread == b->thread;
}

static uint64_t
hash_of_thread(const struct trace_event *ev)
{
    const int32_t who[] = { ev->host, (int32_t)ev->inc, (int32_t)ev->thread };

    return hash_bytes(HASH_START, who, sizeof(who));
}

/* What the thread of event[i] has said last, this event included. */
static size_t
said_at(struct labels *l, struct seen *threads, size_t i)
{
    const struct trace_event *ev = &l->tr->event[i];
    size_t first = seen_first(threads, hash_of_thread(ev), i);
    size_t *latest = &l->about[first].latest;

    if (first == i)
        *latest = NONE;
    /* A step "reply" may leave it to "done" to say what is replied. */
    if (is_step(ev, "call") || is_step(ev, "done")
        || (is_step(ev, "reply") && *ev->text))
        *latest = i;
    /* What a client sends after a call is over is not that call. */
    if (is_step(ev, "return"))
        *latest = NONE;
    return *latest;
}

/* ---- what was before ---------------------------------------------------- */

static int
same_sending(const struct trace_event *a, const struct trace_event *b)
{
    return a->src == b->src && a->dst == b->dst && a->dport == b->dport &&
           a->inc == b->inc && a->len == b->len &&
           memcmp(a->bytes, b->bytes, a->len) == 0;
}

static uint64_t
hash_of_sending(const struct trace_event *ev)
{
    const int32_t ends[] = { ev->src, ev->dst, ev->dport, (int32_t)ev->inc };
    uint64_t hash = hash_bytes(HASH_START, ends, sizeof(ends));

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
    struct seen sent, run, threads;

    l->tr = tr;
    l->about = memory_new(tr->n_events, sizeof(*l->about));
    seen_init(&sent, tr->event, same_sending);
    seen_init(&run, tr->event, same_execution);
    seen_init(&threads, tr->event, same_thread);
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        l->about[i].times = 1;
        l->about[i].said = said_at(l, &threads, i);
        if (ev->kind == TRACE_SEND)
            count(l, &sent, hash_of_sending(ev), i);
        else if (is_step(ev, "exec"))
            count(l, &run, hash_of_execution(ev), i);
    }
    seen_release(&sent);
    seen_release(&run);
    seen_release(&threads);
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
    if (!said)
        return snprintf(buf, cap, "%u byte%s%s", ev->len,
                        ev->len == 1 ? "" : "s", times);
    if (is_step(said, "call"))
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
