/*
 * memory.c - the memory of a world: all that a run makes and changes.
 *
 * The kernel's structures lie in one range of addresses, from its begin up
 * to the highest that was ever used.  So the state of the kernel can be kept
 * and come back to by copying one piece of memory (snapshot.c): pointers
 * stay right because the range stays where it is.  Blocks have sizes of
 * 2^k and 1.5 * 2^k; one that was given back waits in the list of its size.
 *
 * Under AddressSanitizer each block is malloc's, which finds our mistakes;
 * there are no snapshots then.
 */
#include "netsim/memory.h"

#include "netsim/world.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if !SIM_ASAN

#define ARENA_SIZE ((size_t)64 << 30) /* of addresses; used as needed */
#define CLASSES 80
#define SMALLEST 32

struct block {
    uint64_t class; /* what follows is 8-byte aligned */
    union {
        struct block *next; /* while it is free */
        char bytes[8];
    };
};

/* At the begin of its own range. */
struct arena {
    size_t used;
    struct block *free[CLASSES];
};

static size_t
class_size(unsigned c)
{
    return (c & 1 ? (size_t)SMALLEST * 3 / 2 : (size_t)SMALLEST) << c / 2;
}

static unsigned
class_of(size_t len)
{
    unsigned log; /* 2^log < len <= 2^(log+1) */

    if (len <= SMALLEST)
        return 0;
    log = 63 - (unsigned)__builtin_clzl(len - 1);
    return len <= (size_t)3 << (log - 1) ? 2 * (log - 5) + 1 : 2 * (log - 4);
}

/* The range of the last world is there for the next one: an emulator keeps
 * books about every page of addresses that it has ever been asked for. */
static struct arena *spare;

struct arena *
arena_new(void)
{
    struct arena *a = spare;

    spare = NULL;
    if (!a)
        a = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (a == MAP_FAILED)
        sim_fatal("out of memory for a world of %zu GiB of addresses",
                  ARENA_SIZE >> 30);
    memset(a, 0, sizeof(*a));
    a->used = (sizeof(*a) + 15) & ~(size_t)15;
    return a;
}

void
arena_free(struct arena *a)
{
    if (spare) {
        munmap(a, ARENA_SIZE);
        return;
    }
    madvise(a, a->used, MADV_DONTNEED);
    spare = a;
}

size_t
arena_used(const struct arena *a)
{
    return a->used;
}

void *
arena_alloc(struct arena *a, size_t len)
{
    unsigned c = class_of(len + offsetof(struct block, bytes));
    struct block *b;

    SIM_ASSERT(c < CLASSES);
    b = a->free[c];
    if (b) {
        a->free[c] = b->next;
    } else {
        if (class_size(c) > ARENA_SIZE - a->used)
            sim_fatal("out of memory for %zu bytes of a world", len);
        b = (struct block *)((char *)a + a->used);
        a->used += class_size(c);
        b->class = c;
    }
    return memset(b->bytes, 0, len);
}

void
arena_give(struct arena *a, void *p)
{
    struct block *b;

    if (!p)
        return;
    b = (struct block *)((char *)p - offsetof(struct block, bytes));
    SIM_ASSERT(b->class < CLASSES);
    b->next = a->free[b->class];
    a->free[b->class] = b;
}

#else

struct arena *
arena_new(void)
{
    return sim_alloc(1);
}

void
arena_free(struct arena *a)
{
    free(a);
}

size_t
arena_used(const struct arena *a)
{
    (void)a;
    return 0;
}

void *
arena_alloc(struct arena *a, size_t len)
{
    (void)a;
    return sim_alloc(len);
}

void
arena_give(struct arena *a, void *p)
{
    (void)a;
    free(p);
}

#endif

/* ---- by the world it is for --------------------------------------------- */

void *
world_alloc(struct sim_world *w, size_t len)
{
    return arena_alloc(w->arena, len);
}

void
world_free(struct sim_world *w, void *p)
{
    arena_give(w->arena, p);
}

void *
world_grow(struct sim_world *w, void *p, size_t old_len, size_t len)
{
    void *q;

    if (!w) /* the memory of no world */
        return sim_grow(p, old_len, len);
    q = world_alloc(w, len);
    if (old_len)
        memcpy(q, p, old_len);
    world_free(w, p);
    return q;
}

/* ---- what is the same in all runs --------------------------------------- */

void *
sim_alloc(size_t len)
{
    void *p = calloc(1, len ? len : 1);

    if (!p)
        sim_fatal("out of memory for %zu bytes", len);
    return p;
}

void *
sim_grow(void *p, size_t old_len, size_t len)
{
    p = realloc(p, len);
    if (!p)
        sim_fatal("out of memory for %zu bytes", len);
    memset((char *)p + old_len, 0, len - old_len);
    return p;
}
