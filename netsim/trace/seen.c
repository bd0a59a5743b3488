/*
 * seen.c - has an event like this one been before?
 *
 * Open addressing with linear probing; nothing is ever taken out.
 */
#include "netsim/trace/seen.h"

#include <stdlib.h>

#include "netsim/trace/memory.h"

void
seen_init(struct seen *s, const struct trace_event *event,
          seen_alike_fn *alike)
{
    *s = (struct seen){ .event = event, .alike = alike, .cap = 64 };
    s->slot = memory_new(s->cap, sizeof(*s->slot));
    s->hash = memory_new(s->cap, sizeof(*s->hash));
}

void
seen_release(struct seen *s)
{
    free(s->slot);
    free(s->hash);
}

/* Twice the slots, or chains of occupied ones would grow long. */
static void
grow(struct seen *s)
{
    struct seen old = *s;

    s->cap *= 2;
    s->slot = memory_new(s->cap, sizeof(*s->slot));
    s->hash = memory_new(s->cap, sizeof(*s->hash));
    for (size_t i = 0; i < old.cap; i++) {
        size_t at = old.hash[i] & (s->cap - 1);

        if (!old.slot[i])
            continue;
        while (s->slot[at])
            at = (at + 1) & (s->cap - 1);
        s->slot[at] = old.slot[i];
        s->hash[at] = old.hash[i];
    }
    seen_release(&old);
}

size_t
seen_first(struct seen *s, uint64_t hash, size_t i)
{
    size_t at;

    if (s->n >= s->cap / 2)
        grow(s);
    for (at = hash & (s->cap - 1); s->slot[at]; at = (at + 1) & (s->cap - 1))
        if (s->hash[at] == hash &&
            s->alike(&s->event[s->slot[at] - 1], &s->event[i]))
            return s->slot[at] - 1;
    s->slot[at] = i + 1;
    s->hash[at] = hash;
    s->n++;
    return i;
}

uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * UINT64_C(1099511628211);
    return hash;
}
