/*
 * heap.c - the private heap of a process.
 *
 * The simulator defines malloc() and its family for the whole program, libc
 * included: what the running process allocates, directly or through
 * getline(), asprintf() or fopencookie(), lands in its own heap, so that a
 * crash is a reset, nothing leaks into the next run, and another process
 * never moves a block of this one.  Everybody else gets libc's malloc.
 *
 * A heap is one range of addresses, cut into a region for each size class
 * and one for large blocks.  Within a region the lowest free slot is taken
 * first and a freed slot is zeroed: where a block lies depends on what is
 * allocated now, not on history, so equal states look equal.  Which slots
 * are taken is noted outside the process's memory, where it cannot write by
 * mistake.
 *
 * Under AddressSanitizer none of this is used: see heap_asan.c.
 */
#include "netsim/heap.h"

#include "netsim/history.h"
#include "netsim/sched.h"

#if !SIM_ASAN

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <malloc.h>
#include <sys/mman.h>

#define REGION ((size_t)16 << 20)        /* for each class */
#define LARGE_REGION ((size_t)384 << 20) /* for blocks above CLASS_MAX */
#define PAGE ((size_t)4096)              /* unit of large blocks */
#define REAL_PAGE_MAX ((size_t)64 << 10) /* some Arm kernels have these */
#define CLASSES 40
#define CLASS_MAX ((size_t)32 << 10)
#define HEAP_SIZE (REGION * CLASSES + LARGE_REGION)
#define SLAB_HEAPS 16

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

struct heap *heap_current;

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

/* Ranges of addresses that belong to heaps, SLAB_HEAPS of them each. */
#define SLABS_MAX 1024
static struct slab {
    char *base;
    struct heap *heap[SLAB_HEAPS];
    int n;
} slab[SLABS_MAX];
static int n_slabs;
static const char *lowest, *highest; /* of all of them: begin, end */
static struct heap *spare;

/* ---- size classes: 16, 32 .. 128, then four for each doubling ----------- */

static size_t
class_size(int c)
{
    if (c < 8)
        return 16 * ((size_t)c + 1);
    return (size_t)(5 + (c - 8) % 4) << (5 + (c - 8) / 4);
}

static int
class_of(size_t len)
{
    int log;

    if (len <= 128)
        return len ? (int)((len - 1) / 16) : 0;
    log = 63 - __builtin_clzl(len - 1); /* 2^log < len <= 2^(log+1) */
    return 8 + 4 * (log - 7) + (int)((len - 1) >> (log - 2)) - 4;
}

/* ---- wrong use ---------------------------------------------------------- */

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

/* ---- a heap ------------------------------------------------------------- */

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

/*
 * What is long is given back to the real system, which has zeroes for it: in
 * pages of its own size.  A unit for all of them, and not the page of this
 * machine, so that blocks have the same sizes everywhere.
 */
static void
clear(char *p, size_t len)
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

static void
region_reset(struct region *r, char *base)
{
    clear(base, r->used * r->size);
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
        clear(h->base + CLASSES * REGION, h->large_used * PAGE);
        memset(h->large_pages, 0, h->large_used * sizeof(*h->large_pages));
        h->large_used = 0;
    }
}

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

    clear(p, h->large_pages[at] * PAGE);
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

/* The heap an address belongs to, or NULL: libc's. */
static struct heap *
owner(const void *p)
{
    const char *a = p;

    if (heap_current && a >= heap_current->base &&
        a < heap_current->base + HEAP_SIZE)
        return heap_current;
    if (a < lowest || a >= highest)
        return NULL;
    for (int i = 0; i < n_slabs; i++)
        if (a >= slab[i].base && a < slab[i].base + HEAP_SIZE * SLAB_HEAPS)
            return slab[i].heap[(size_t)(a - slab[i].base) / HEAP_SIZE];
    return NULL;
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

/* ---- all of it as one piece --------------------------------------------- */

/*
 * Of each region that was used: its number and extent, which slots are
 * taken, and the slots; then the large blocks in the same way.  Slots above
 * the extent are free, and so zero.
 */
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

/* ---- malloc and its family, for the whole program ----------------------- */

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
