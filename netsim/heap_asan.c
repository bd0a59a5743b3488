/*
 * heap_asan.c - the private heap of a process, under AddressSanitizer.
 *
 * The sanitizer's own malloc must stay, or it could not see an overflow.
 * So a heap here is only a note of which blocks the process holds (a hash
 * table of their addresses, filled by the sanitizer's hooks), and to reset
 * it is to free them.
 */
#include "netsim/heap.h"

#include "netsim/memory.h"

#if SIM_ASAN

#include <stdlib.h>
#include <string.h>

int __sanitizer_install_malloc_and_free_hooks(
    void (*malloc_hook)(const volatile void *, size_t),
    void (*free_hook)(const volatile void *));

struct heap {
    uintptr_t *block;      /* open addressing; 0 empty, 1 was taken out */
    size_t n, filled, cap; /* cap a power of two */
};

struct heap *heap_current;

static size_t
slot_of(const struct heap *h, uintptr_t p)
{
    return (size_t)((p >> 4) * 0x9e3779b97f4a7c15u >> 20) & (h->cap - 1);
}

static void
insert(struct heap *h, uintptr_t p)
{
    size_t i = slot_of(h, p);

    while (h->block[i] > 1)
        i = (i + 1) & (h->cap - 1);
    if (h->block[i] == 0)
        h->filled++;
    h->block[i] = p;
    h->n++;
}

static void
grow(struct heap *h)
{
    struct heap bigger = { .cap = h->n * 4 + 64 };

    while (bigger.cap & (bigger.cap - 1))
        bigger.cap += bigger.cap & -bigger.cap;
    bigger.block = sim_alloc(bigger.cap * sizeof(*bigger.block));
    for (size_t i = 0; i < h->cap; i++)
        if (h->block[i] > 1)
            insert(&bigger, h->block[i]);
    free(h->block);
    *h = bigger;
}

/* Our own table grows here, too: heap_current is off meanwhile. */
static void
allocated(const volatile void *p, size_t len)
{
    struct heap *h = heap_current;

    (void)len;
    if (!h || !p)
        return;
    heap_current = NULL;
    if (2 * (h->filled + 1) > h->cap)
        grow(h);
    insert(h, (uintptr_t)p);
    heap_current = h;
}

static void
freed(const volatile void *p)
{
    struct heap *h = heap_current;

    if (!h || !p || !h->cap)
        return;
    for (size_t i = slot_of(h, (uintptr_t)p); h->block[i];
         i = (i + 1) & (h->cap - 1))
        if (h->block[i] == (uintptr_t)p) {
            h->block[i] = 1;
            h->n--;
            return;
        }
}

struct heap *
heap_new(void)
{
    static int installed;

    if (!installed &&
        !__sanitizer_install_malloc_and_free_hooks(allocated, freed))
        sim_fatal("this AddressSanitizer has no malloc hooks");
    installed = 1;
    return sim_alloc(sizeof(struct heap));
}

void
heap_reset(struct heap *h)
{
    SIM_ASSERT(!heap_current);
    for (size_t i = 0; i < h->cap; i++)
        if (h->block[i] > 1)
            free((void *)h->block[i]);
    if (h->filled)
        memset(h->block, 0, h->cap * sizeof(*h->block));
    h->n = h->filled = 0;
}

void
heap_free(struct heap *h)
{
    heap_reset(h);
    free(h->block);
    free(h);
}

#endif
