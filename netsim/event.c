/*
 * event.c - the queue of what will happen.
 *
 * A binary heap ordered by (time, order of queueing): the order is total,
 * so two events of one instant never swap because of an unrelated third.
 * Events know their slot, so a timer that is no longer needed leaves at
 * once instead of lingering until it is due.
 */
#include "netsim/event.h"

#include "netsim/memory.h"

#include <stdlib.h>

static int
before(const struct event *a, const struct event *b)
{
    if (a->at_ns != b->at_ns)
        return a->at_ns < b->at_ns;
    return a->order < b->order;
}

static void
put(struct event_queue *q, uint32_t slot, struct event *ev)
{
    q->heap[slot] = ev;
    ev->slot = slot;
}

static void
sift_up(struct event_queue *q, uint32_t slot, struct event *ev)
{
    while (slot > 1 && before(ev, q->heap[slot / 2])) {
        put(q, slot, q->heap[slot / 2]);
        slot /= 2;
    }
    put(q, slot, ev);
}

static void
sift_down(struct event_queue *q, uint32_t slot, struct event *ev)
{
    for (;;) {
        uint32_t child = 2 * slot;

        if (child > q->n)
            break;
        if (child < q->n && before(q->heap[child + 1], q->heap[child]))
            child++;
        if (!before(q->heap[child], ev))
            break;
        put(q, slot, q->heap[child]);
        slot = child;
    }
    put(q, slot, ev);
}

void
event_add(struct event_queue *q, struct event *ev, int64_t at_ns)
{
    SIM_ASSERT(ev->slot == 0);
    if (q->n + 1 >= q->cap) {
        uint32_t cap = q->cap ? 2 * q->cap : 64;

        q->heap = world_grow(q->world, q->heap, q->cap * sizeof(*q->heap),
                             cap * sizeof(*q->heap));
        q->cap = cap;
    }
    ev->at_ns = at_ns;
    ev->order = ++q->order;
    sift_up(q, ++q->n, ev);
}

void
event_cancel(struct event_queue *q, struct event *ev)
{
    uint32_t slot = ev->slot;
    struct event *last;

    if (slot == 0)
        return;
    ev->slot = 0;
    last = q->heap[q->n--];
    if (last == ev)
        return;
    if (slot > 1 && before(last, q->heap[slot / 2]))
        sift_up(q, slot, last);
    else
        sift_down(q, slot, last);
}

int64_t
event_due(const struct event_queue *q)
{
    return q->n ? q->heap[1]->at_ns : -1;
}

struct event *
event_take(struct event_queue *q)
{
    struct event *first;

    if (q->n == 0)
        return NULL;
    first = q->heap[1];
    event_cancel(q, first);
    return first;
}

void
event_clear(struct event_queue *q)
{
    for (uint32_t i = 1; i <= q->n; i++)
        q->heap[i]->slot = 0;
    q->n = 0;
    q->order = 0;
}
