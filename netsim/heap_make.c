/*
 * heap_make.c - heaps are made, emptied and found again by an address.
 *
 * They are mapped a few at a time, and never unmapped: the heap of a process
 * that is no more is emptied and kept for the next one.
 */
#include "netsim/heap_private.h"

#if !SIM_ASAN

#include <string.h>
#include <sys/mman.h>

#define REAL_PAGE_MAX ((size_t)64 << 10) /* some Arm kernels have these */

/* Ranges of addresses that belong to heaps, SLAB_HEAPS of them each. */
#define SLAB_HEAPS 16
#define SLABS_MAX 1024
static struct slab {
    char *base;
    struct heap *heap[SLAB_HEAPS];
    int n;
} slab[SLABS_MAX];
static int n_slabs;
static const char *lowest, *highest; /* of all of them: begin, end */
static struct heap *spare;

static void *
map(size_t len)
{
    void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (p == MAP_FAILED)
        sim_no_mapping("a heap", len);
    return p;
}

static struct heap *
heap_make(struct slab *s)
{
    struct heap *h = __libc_calloc(1, sizeof(*h));
    size_t words = 0;
    uint64_t *bits;

    if (!h)
        sim_fatal("out of memory for a heap");
    h->base = s->base + (size_t)s->n * HEAP_SIZE;
    for (int c = 0; c < CLASSES; c++) {
        h->region[c].size = class_size(c);
        h->region[c].n_slots = (uint32_t)(REGION / class_size(c));
        words += h->region[c].n_slots / 64 + 1;
    }
    bits = map(words * sizeof(*bits));
    for (int c = 0; c < CLASSES; c++) {
        h->region[c].taken = bits;
        bits += h->region[c].n_slots / 64 + 1;
    }
    h->large_pages = map(LARGE_REGION / PAGE * sizeof(*h->large_pages));
    s->heap[s->n++] = h;
    return h;
}

static void
slab_make(struct slab *s)
{
    s->base = map(HEAP_SIZE * SLAB_HEAPS);
    if (!lowest || s->base < lowest)
        lowest = s->base;
    if (s->base + HEAP_SIZE * SLAB_HEAPS > highest)
        highest = s->base + HEAP_SIZE * SLAB_HEAPS;
}

struct heap *
heap_new(void)
{
    struct heap *h = spare;

    if (h) {
        spare = h->next;
        return h;
    }
    if (n_slabs == 0 || slab[n_slabs - 1].n == SLAB_HEAPS) {
        if (n_slabs == SLABS_MAX)
            sim_fatal("more than %d processes", SLABS_MAX * SLAB_HEAPS);
        slab_make(&slab[n_slabs++]);
    }
    return heap_make(&slab[n_slabs - 1]);
}

void
heap_free(struct heap *h)
{
    heap_reset(h);
    h->next = spare;
    spare = h;
}

struct heap *
heap_of(const void *p)
{
    const char *a = p;

    if (a < lowest || a >= highest)
        return NULL;
    for (int i = 0; i < n_slabs; i++)
        if (a >= slab[i].base && a < slab[i].base + HEAP_SIZE * SLAB_HEAPS)
            return slab[i].heap[(size_t)(a - slab[i].base) / HEAP_SIZE];
    return NULL;
}

/* ---- empty again -------------------------------------------------------- */

/*
 * What is long is given back to the real system, which has zeroes for it: in
 * pages of its own size.  A unit for all of them, and not the page of this
 * machine, so that blocks have the same sizes everywhere.
 */
void
heap_clear(char *p, size_t len)
{
    size_t head = -(uintptr_t)p & (REAL_PAGE_MAX - 1), middle;

    if (len < 4 * REAL_PAGE_MAX) {
        memset(p, 0, len);
        return;
    }
    middle = (len - head) & -REAL_PAGE_MAX;
    memset(p, 0, head);
    madvise(p + head, middle, MADV_DONTNEED);
    memset(p + head + middle, 0, len - head - middle);
}

void
region_reset(struct region *r, char *base)
{
    heap_clear(base, r->used * r->size);
    memset(r->taken, 0, (r->used / 64 + 1) * sizeof(*r->taken));
    r->lowest = r->used = 0;
}

void
heap_reset(struct heap *h)
{
    for (int c = 0; c < CLASSES; c++)
        if (h->region[c].used)
            region_reset(&h->region[c], h->base + (size_t)c * REGION);
    if (h->large_used) {
        heap_clear(h->base + CLASSES * REGION, h->large_used * PAGE);
        memset(h->large_pages, 0, h->large_used * sizeof(*h->large_pages));
        h->large_used = 0;
    }
}

#endif
