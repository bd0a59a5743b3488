/*
 * relations.c - see relations.h.
 *
 * A call's events are found by following it: a thread works for the call that
 * it has begun, or whose message it has received last; a message is of the
 * call for which its sender worked.
 */
#include "netsim/viewer/relations.h"

#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"

/* What a thread of the incarnation of a host that is running did last. */
struct worker {
    uint32_t last; /* event */
    uint32_t call; /* for which it works */
};

struct place {
    unsigned inc;
    struct worker *thread; /* owned; by its number */
    size_t n, cap;
    uint32_t last;
};

struct builder {
    struct relations *r;
    const struct trace *tr;
    struct place *place; /* owned; by host */
    uint32_t *call_last; /* owned; by the event of a call: its last event */
    size_t cap_faults;
};

/* ---- following ---------------------------------------------------------- */

static struct worker *
worker_of(struct builder *b, const struct trace_event *ev)
{
    struct place *p = &b->place[ev->host];

    if (p->inc != ev->inc) {
        p->inc = ev->inc;
        p->n = 0;
    }
    while (p->n <= ev->thread) {
        p->thread =
            memory_grow(p->thread, &p->cap, p->n + 1, sizeof(*p->thread));
        p->thread[p->n++] = (struct worker){ NO_EVENT, NO_EVENT };
    }
    return &p->thread[ev->thread];
}

static void
join_call(struct builder *b, uint32_t i, uint32_t call)
{
    struct relation *of = b->r->of;

    of[i].call = call;
    if (call == NO_EVENT)
        return;
    if (call != i) {
        of[i].call_prev = b->call_last[call];
        of[b->call_last[call]].call_next = i;
    }
    b->call_last[call] = i;
}

/* The event that ev's cause names. */
static uint32_t
cause_of(const struct builder *b, const struct trace_event *ev)
{
    const struct trace_event *cause =
        ev->cause ? trace_find(b->tr, ev->cause) : NULL;

    return cause ? (uint32_t)(cause - b->tr->event) : NO_EVENT;
}

static void
follow_thread(struct builder *b, uint32_t i)
{
    const struct trace_event *ev = &b->tr->event[i];
    struct relation *of = b->r->of;
    struct worker *w = worker_of(b, ev);

    of[i].thread_prev = w->last;
    if (of[i].from != NO_EVENT && of[of[i].from].call != NO_EVENT)
        w->call = of[of[i].from].call;
    if (trace_is_call(ev))
        w->call = i;
    join_call(b, i, w->call);
    if (trace_is_step(ev, "return"))
        w->call = NO_EVENT;
    w->last = i;
}

static int
is_end(const struct trace_event *ev)
{
    return ev->kind == TRACE_DELIVER || ev->kind == TRACE_DROP;
}

static void
follow_message(struct builder *b, uint32_t i)
{
    struct relation *of = b->r->of;
    uint32_t send = of[i].from;

    if (send == NO_EVENT)
        return;
    if (b->tr->event[i].copy == 0 && of[send].end == NO_EVENT)
        of[send].end = i;
    join_call(b, i, of[send].call);
}

static void
follow_host(struct builder *b, uint32_t i)
{
    struct place *p = &b->place[b->tr->event[i].host];
    struct relation *of = b->r->of;

    of[i].host_prev = p->last;
    if (p->last != NO_EVENT)
        of[p->last].host_next = i;
    p->last = i;
}

static void
add_event(struct builder *b, uint32_t i)
{
    const struct trace_event *ev = &b->tr->event[i];
    struct relations *r = b->r;

    r->of[i] = RELATED_TO_NOTHING;
    r->of[i].from = cause_of(b, ev);
    if (is_end(ev))
        follow_message(b, i);
    else if (ev->host >= 0 && ev->thread > 0)
        follow_thread(b, i);
    if (ev->host >= 0)
        follow_host(b, i);
    if (!trace_is_fault(ev))
        return;
    r->fault = memory_grow(r->fault, &b->cap_faults, r->n_faults + 1,
                           sizeof(*r->fault));
    r->fault[r->n_faults++] = i;
}

void
relations_init(struct relations *r, const struct trace *tr)
{
    struct builder b = { .r = r, .tr = tr };

    *r = (struct relations){ .n = tr->n_events };
    r->of = memory_new(r->n + 1, sizeof(*r->of));
    b.call_last = memory_new(r->n + 1, sizeof(*b.call_last));
    b.place = memory_new(tr->meta.n_hosts + 1, sizeof(*b.place));
    for (size_t h = 0; h < tr->meta.n_hosts; h++)
        b.place[h].last = NO_EVENT;
    for (size_t i = 0; i < r->n; i++)
        add_event(&b, (uint32_t)i);
    for (size_t h = 0; h < tr->meta.n_hosts; h++)
        free(b.place[h].thread);
    free(b.place);
    free(b.call_last);
}

void
relations_release(struct relations *r)
{
    free(r->of);
    free(r->fault);
    *r = (struct relations){ 0 };
}

/* ---- faults ------------------------------------------------------------- */

/* How many faults are before an event. */
static size_t
faults_before(const struct relations *r, uint32_t event)
{
    size_t low = 0, high = r->n_faults;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (r->fault[mid] < event)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

uint32_t
relation_next_fault(const struct relations *r, uint32_t event)
{
    size_t i = faults_before(r, event);

    if (i < r->n_faults && r->fault[i] == event)
        i++;
    return i < r->n_faults ? r->fault[i] : NO_EVENT;
}

uint32_t
relation_prev_fault(const struct relations *r, uint32_t event)
{
    size_t i = faults_before(r, event);

    return i > 0 ? r->fault[i - 1] : NO_EVENT;
}

/* ---- causal cones ------------------------------------------------------- */

/* Causes come before their effects: one pass back, one pass on. */
static void
mark_past(const struct relations *r, uint32_t event, uint8_t *mark)
{
    mark[event] = 1;
    for (size_t i = (size_t)event + 1; i-- > 0;) {
        if (!mark[i])
            continue;
        if (r->of[i].from != NO_EVENT)
            mark[r->of[i].from] = 1;
        if (r->of[i].thread_prev != NO_EVENT)
            mark[r->of[i].thread_prev] = 1;
    }
}

static int
is_marked(const uint8_t *mark, uint32_t event)
{
    return event != NO_EVENT && mark[event];
}

static void
mark_future(const struct relations *r, uint32_t event, uint8_t *mark)
{
    mark[event] = 1;
    for (size_t i = (size_t)event + 1; i < r->n; i++)
        if (is_marked(mark, r->of[i].from) ||
            is_marked(mark, r->of[i].thread_prev))
            mark[i] = 1;
}

void
relation_cone(const struct relations *r, uint32_t event, enum cone what,
              uint8_t *mark)
{
    memset(mark, 0, r->n);
    if (event >= r->n)
        return;
    if (what == CONE_FUTURE || what == CONE_BOTH)
        mark_future(r, event, mark);
    /* It looks at no event behind this one. */
    if (what == CONE_PAST || what == CONE_BOTH)
        mark_past(r, event, mark);
}
