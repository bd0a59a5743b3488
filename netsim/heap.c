/*
 * heap.c - the private heap of a process.
 *
 * The simulator defines malloc() and its family for the whole program, libc
 * included: what the running process allocates, directly or through
 * getline(), asprintf() or fopencookie(), lands in its own heap, so that a
 * crash is a reset, nothing leaks into the next run, and another process
 * never moves a block of this one.  Everybody else gets libc's malloc.
 *
 * Within a region the lowest free slot is taken first and a freed slot is
 * zeroed: where a block lies depends on what is allocated now, not on
 * history, so equal states look equal.
 *
 * Under AddressSanitizer none of this is used: see heap_asan.c.
 */
#include "netsim/heap_private.h"

#if !SIM_ASAN

#include "netsim/sched.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <malloc.h>

struct heap *heap_current;

/* ---- slots and pages ---------------------------------------------------- */

static void *
region_take(struct region *r, char *base)
{
    uint32_t word = r->lowest / 64, slot;

    while (word * 64 < r->n_slots && r->taken[word] == UINT64_MAX)
        word++;
    if (word * 64 >= r->n_slots)
        return NULL;
    slot = word * 64 + (uint32_t)__builtin_ctzl(~r->taken[word]);
    if (slot >= r->n_slots)
        return NULL;
    r->taken[word] |= (uint64_t)1 << (slot % 64);
    r->lowest = slot + 1;
    if (slot >= r->used)
        r->used = slot + 1;
    return base + slot * r->size;
}

static void
region_give(struct region *r, char *base, char *p)
{
    uint32_t slot = (uint32_t)((size_t)(p - base) / r->size);

    r->taken[slot / 64] &= ~((uint64_t)1 << (slot % 64));
    memset(p, 0, r->size);
    if (slot < r->lowest)
        r->lowest = slot;
}

/* First fit by pages; large blocks are few. */
static void *
large_take(struct heap *h, size_t len)
{
    uint32_t n = (uint32_t)((len + PAGE - 1) / PAGE), at = 0, i = 0;

    if (len > LARGE_REGION)
        return NULL;
    while (i < h->large_used && i < at + n) {
        if (h->large_pages[i] == 0) {
            i++;
            continue;
        }
        at = i = i + h->large_pages[i];
    }
    if (at + n > LARGE_REGION / PAGE)
        return NULL;
    h->large_pages[at] = n;
    if (at + n > h->large_used)
        h->large_used = at + n;
    return h->base + CLASSES * REGION + at * PAGE;
}

static void
large_give(struct heap *h, char *p)
{
    size_t at = (size_t)(p - h->base - CLASSES * REGION) / PAGE;

    heap_clear(p, h->large_pages[at] * PAGE);
    h->large_pages[at] = 0;
}

static void *
take(struct heap *h, size_t len, size_t align)
{
    int c;

    if (align > PAGE)
        return NULL;
    if (align > 16) { /* slots of 2^k bytes lie at multiples of 2^k */
        size_t pow = align;

        while (pow < len && pow <= CLASS_MAX)
            pow *= 2;
        if (pow <= CLASS_MAX)
            len = pow;
    }
    if (len > CLASS_MAX)
        return large_take(h, len);
    c = class_of(len);
    return region_take(&h->region[c], h->base + (size_t)c * REGION);
}

/* As heap_of(); most often it is the one in use. */
static struct heap *
owner(const void *p)
{
    const char *a = p;

    if (heap_current && a >= heap_current->base &&
        a < heap_current->base + HEAP_SIZE)
        return heap_current;
    return heap_of(p);
}

/* Is p the begin of a block that is taken? */
static int
is_block(const struct heap *h, const char *p)
{
    size_t at = (size_t)(p - h->base), c = at / REGION;

    if (c < CLASSES) {
        const struct region *r = &h->region[c];
        size_t slot = at % REGION / r->size;

        return at % REGION % r->size == 0 && slot < r->n_slots &&
               (r->taken[slot / 64] >> (slot % 64) & 1);
    }
    at -= CLASSES * REGION;
    return at % PAGE == 0 && h->large_pages[at / PAGE] != 0;
}

static void
give(struct heap *h, char *p)
{
    size_t c = (size_t)(p - h->base) / REGION;

    if (c < CLASSES)
        region_give(&h->region[c], h->base + c * REGION, p);
    else
        large_give(h, p);
}

static size_t
block_size(struct heap *h, char *p)
{
    size_t c = (size_t)(p - h->base) / REGION;

    if (c < CLASSES)
        return h->region[c].size;
    return h->large_pages[(size_t)(p - h->base - CLASSES * REGION) / PAGE] *
           PAGE;
}

/* ---- malloc and its family, for the whole program ----------------------- */

/* The process made a mistake, where libc would abort: so does it. */
static void
misused(const void *caller)
{
    static const char text[] = "free() or realloc() of what is no block, or "
                               "no longer one,";
    const long arg[6] = { (long)(intptr_t)text, sizeof(text) - 1, 1 };

    if (!thread_current)
        abort();
    sched_trap(SYS_NR_abort, caller, arg);
}

void *
malloc(size_t len)
{
    void *p;

    if (!heap_current)
        return __libc_malloc(len);
    p = take(heap_current, len, 1);
    if (!p)
        errno = ENOMEM;
    return p;
}

void
free(void *p)
{
    struct heap *h = p ? owner(p) : NULL;

    if (!h)
        __libc_free(p);
    else if (is_block(h, p))
        give(h, p);
    else
        misused(__builtin_return_address(0));
}

/* Free slots are zero, so there is nothing to clear. */
void *
calloc(size_t n, size_t size)
{
    size_t len;

    if (!heap_current)
        return __libc_calloc(n, size);
    if (__builtin_mul_overflow(n, size, &len)) {
        errno = ENOMEM;
        return NULL;
    }
    return malloc(len);
}

void *
realloc(void *p, size_t len)
{
    struct heap *h = p ? owner(p) : heap_current;
    size_t old;
    void *q;

    if (!h)
        return __libc_realloc(p, len);
    if (!p)
        return malloc(len);
    if (!is_block(h, p)) {
        misused(__builtin_return_address(0));
        return NULL;
    }
    if (len == 0) {
        give(h, p);
        return NULL;
    }
    old = block_size(h, p);
    if (len <= old && len > old / 2)
        return p;
    q = take(h, len, 1);
    if (!q) {
        errno = ENOMEM;
        return NULL;
    }
    memcpy(q, p, old < len ? old : len);
    give(h, p);
    return q;
}

void *
memalign(size_t align, size_t len)
{
    void *p;

    if (!heap_current)
        return __libc_memalign(align, len);
    p = take(heap_current, len, align);
    if (!p)
        errno = ENOMEM;
    return p;
}

void *
aligned_alloc(size_t align, size_t len)
{
    return memalign(align, len);
}

int
posix_memalign(void **result, size_t align, size_t len)
{
    void *p;

    if (align % sizeof(void *) || align & (align - 1) || align == 0)
        return EINVAL;
    p = memalign(align, len);
    if (!p)
        return ENOMEM;
    *result = p;
    return 0;
}

size_t
malloc_usable_size(void *p)
{
    struct heap *h = p ? owner(p) : NULL;

    /* Of libc's blocks this is not known here, and no one asks. */
    return h ? block_size(h, p) : 0;
}

#endif
