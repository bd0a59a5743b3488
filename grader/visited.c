/*
 * visited.c - see visited.h.  Keys are hashes already: their low bits are
 * the slot.
 */
#include "grader/visited.h"

#include <stdlib.h>

#define CAP_FIRST 1024

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

const uint64_t *
visited_find(const struct visited *v, uint64_t key)
{
    const struct visited_entry *e;

    if (v->cap == 0)
        return NULL;
    e = slot(v, key ? key : 1);
    return e->key ? &e->count : NULL;
}

void
visited_set(struct visited *v, uint64_t key, uint64_t count)
{
    struct visited_entry *e;

    if (v->cap == 0)
        return;
    e = slot(v, key ? key : 1);
    if (e->key)
        e->count = count;
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
visited_add(struct visited *v, uint64_t key, uint64_t count)
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
    e->count = count;
    v->n++;
}
