/*
 * heap_save.c - a heap as one piece of bytes: to keep, to come back to, to
 * hash.
 *
 * Of each region that was used: its number and extent, which slots are
 * taken, and the slots; then the large blocks in the same way.  Slots above
 * the extent are free, and so zero.
 */
#include "netsim/heap_private.h"

#if !SIM_ASAN

#include "netsim/history.h"

#include <string.h>
#include <sys/mman.h>

struct extent {
    uint32_t region, used, lowest;
};

#define LARGE CLASSES /* as the number of a region */

static size_t
bits_size(uint32_t used)
{
    return (used / 64 + 1) * sizeof(uint64_t);
}

size_t
heap_size(const struct heap *h)
{
    size_t len = sizeof(struct extent);

    for (int c = 0; c < CLASSES; c++)
        if (h->region[c].used)
            len += sizeof(struct extent) + bits_size(h->region[c].used) +
                   h->region[c].used * h->region[c].size;
    return len + h->large_used * (sizeof(*h->large_pages) + PAGE);
}

static char *
put(char *to, const void *from, size_t len)
{
    memcpy(to, from, len);
    return to + len;
}

void
heap_save(const struct heap *h, char *to)
{
    struct extent x = { .region = LARGE, .used = h->large_used };

    for (uint32_t c = 0; c < CLASSES; c++) {
        const struct region *r = &h->region[c];
        struct extent e = { c, r->used, r->lowest };

        if (!r->used)
            continue;
        to = put(to, &e, sizeof(e));
        to = put(to, r->taken, bits_size(r->used));
        to = put(to, h->base + c * REGION, r->used * r->size);
    }
    to = put(to, &x, sizeof(x));
    to = put(to, h->large_pages, x.used * sizeof(*h->large_pages));
    put(to, h->base + LARGE * REGION, x.used * PAGE);
}

/* Make free what lies between the extents, of now and of then. */
static void
region_cut(struct region *r, char *base, uint32_t used)
{
    if (r->used <= used)
        return;
    memset(base + used * r->size, 0, (r->used - used) * r->size);
    memset((char *)r->taken + bits_size(used), 0,
           bits_size(r->used) - bits_size(used));
}

static const char *
get(void *to, const char *from, size_t len)
{
    memcpy(to, from, len);
    return from + len;
}

static const char *
restore_large(struct heap *h, const char *from, uint32_t used)
{
    char *base = h->base + LARGE * REGION;

    if (h->large_used > used) {
        madvise(base + used * PAGE, (h->large_used - used) * PAGE,
                MADV_DONTNEED);
        memset(h->large_pages + used, 0,
               (h->large_used - used) * sizeof(*h->large_pages));
    }
    from = get(h->large_pages, from, used * sizeof(*h->large_pages));
    from = get(base, from, used * PAGE);
    h->large_used = used;
    return from;
}

size_t
heap_restore(struct heap *h, const char *from)
{
    const char *begin = from;
    uint32_t c = 0;

    for (;;) {
        struct extent e;

        from = get(&e, from, sizeof(e));
        for (; c < e.region && c < CLASSES; c++)
            if (h->region[c].used)
                region_reset(&h->region[c], h->base + c * REGION);
        if (e.region == LARGE)
            return (size_t)(restore_large(h, from, e.used) - begin);
        region_cut(&h->region[c], h->base + c * REGION, e.used);
        from = get(h->region[c].taken, from, bits_size(e.used));
        from = get(h->base + c * REGION, from, e.used * h->region[c].size);
        h->region[c].used = e.used;
        h->region[c].lowest = e.lowest;
        c++;
    }
}

uint64_t
heap_hash(const struct heap *h)
{
    uint64_t hash = 0;

    for (uint32_t c = 0; c < CLASSES; c++) {
        const struct region *r = &h->region[c];
        uint32_t used = r->used;

        /* The extent is history; what counts is what is taken now. */
        while (used && !(r->taken[(used - 1) / 64] >> (used - 1) % 64 & 1))
            used--;
        if (!used)
            continue;
        hash = hash64(hash + c, r->taken, bits_size(used - 1));
        hash = hash64(hash, h->base + c * REGION, used * r->size);
    }
    hash =
        hash64(hash, h->large_pages, h->large_used * sizeof(*h->large_pages));
    return hash64(hash, h->base + LARGE * REGION, h->large_used * PAGE);
}

#endif
