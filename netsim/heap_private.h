/*
 * heap_private.h - private to netsim, to heap*.c: what a heap is made of.
 *
 * A heap is one range of addresses, cut into a region for each size class
 * and one for large blocks.  Which slots of a region are taken is noted
 * outside the process's memory, where it cannot write by mistake.
 */
#ifndef NETSIM_HEAP_PRIVATE_H
#define NETSIM_HEAP_PRIVATE_H

#include "netsim/heap.h"

#define REGION ((size_t)16 << 20)        /* for each class */
#define LARGE_REGION ((size_t)384 << 20) /* for blocks above CLASS_MAX */
#define PAGE ((size_t)4096)              /* unit of large blocks */
#define CLASSES 40
#define CLASS_MAX ((size_t)32 << 10)
#define HEAP_SIZE (REGION * CLASSES + LARGE_REGION)

struct region {
    size_t size; /* of a slot */
    uint32_t n_slots;
    uint32_t lowest; /* no slot below is free */
    uint32_t used;   /* no slot from here on was ever taken */
    uint64_t *taken; /* a bit a slot */
};

struct heap {
    char *base;
    struct region region[CLASSES];
    uint32_t large_used;   /* pages ever taken */
    uint32_t *large_pages; /* at a block's first page: its length; else 0 */
    struct heap *next;     /* spare ones */
};

/* ---- size classes: 16, 32 .. 128, then four for each doubling ----------- */

static inline size_t
class_size(int c)
{
    if (c < 8)
        return 16 * ((size_t)c + 1);
    return (size_t)(5 + (c - 8) % 4) << (5 + (c - 8) / 4);
}

/* The one for a block of this length. */
static inline int
class_of(size_t len)
{
    int log;

    if (len <= 128)
        return len ? (int)((len - 1) / 16) : 0;
    log = 63 - __builtin_clzl(len - 1); /* 2^log < len <= 2^(log+1) */
    return 8 + 4 * (log - 7) + (int)((len - 1) >> (log - 2)) - 4;
}

/* ---- malloc ------------------------------------------------------------- */

/* libc's own, under the names that it keeps for them. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

/* ---- heap_make.c -------------------------------------------------------- */

/* The heap an address belongs to, or NULL: libc's. */
struct heap *heap_of(const void *p);
void heap_clear(char *p, size_t len); /* to zero */
void region_reset(struct region *r, char *base);

#endif
