/*
 * visited.c - see visited.h.  Keys are hashes already: their low bits are
 * the slot.
 */
#include "grader/visited.h"

#include <stdlib.h>

#define CAP_FIRST 1024

/* The reach in units of about 1 ms: 24 bits of them are 4.9 hours. */
#define UNIT_BITS 20
#define REACH_BITS 24
#define REACH_CUT (((uint64_t)1 << REACH_BITS) - 1)

static uint64_t
pack(struct future f)
{
    uint64_t unit = (uint64_t)1 << UNIT_BITS, reach = REACH_CUT;

    if (f.reach_ns < (int64_t)((REACH_CUT - 1) << UNIT_BITS))
        reach = ((uint64_t)f.reach_ns + unit - 1) >> UNIT_BITS;
    return f.schedules << REACH_BITS | reach;
}

static struct future
unpack(uint64_t packed)
{
    uint64_t reach = packed & REACH_CUT;

    return (struct future){
        .schedules = packed >> REACH_BITS,
        .reach_ns =
            reach == REACH_CUT ? FUTURE_CUT : (int64_t)(reach << UNIT_BITS),
    };
}

void
visited_init(struct visited *v, size_t max)
{
    *v = (struct visited){ .max = max };
}

void
visited_release(struct visited *v)
{
    free(v->entry);
    *v = (struct visited){ .max = v->max };
}

/* Where the key is, or would be. */
static struct visited_entry *
slot(const struct visited *v, uint64_t key)
{
    size_t i = (size_t)key & (v->cap - 1);

    while (v->entry[i].key && v->entry[i].key != key)
        i = (i + 1) & (v->cap - 1);
    return &v->entry[i];
}

int
visited_find(const struct visited *v, uint64_t key, struct future *f)
{
    const struct visited_entry *e;

    if (v->cap == 0)
        return 0;
    e = slot(v, key ? key : 1);
    if (e->key && f)
        *f = unpack(e->future);
    return e->key != 0;
}

void
visited_set(struct visited *v, uint64_t key, struct future f)
{
    struct visited_entry *e;

    if (v->cap == 0)
        return;
    e = slot(v, key ? key : 1);
    if (e->key)
        e->future = pack(f);
}

static void
grow(struct visited *v)
{
    struct visited bigger = { .cap = v->cap ? 2 * v->cap : CAP_FIRST };

    bigger.entry = calloc(bigger.cap, sizeof(*bigger.entry));
    if (!bigger.entry)
        abort();
    for (size_t i = 0; i < v->cap; i++)
        if (v->entry[i].key)
            *slot(&bigger, v->entry[i].key) = v->entry[i];
    free(v->entry);
    v->entry = bigger.entry;
    v->cap = bigger.cap;
}

void
visited_add(struct visited *v, uint64_t key, struct future f)
{
    struct visited_entry *e;

    if (4 * (v->n + 1) > 3 * v->cap) {
        if (v->cap >= v->max)
            return;
        grow(v);
    }
    e = slot(v, key ? key : 1);
    if (e->key)
        return;
    e->key = key ? key : 1;
    e->future = pack(f);
    v->n++;
}
