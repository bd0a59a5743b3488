/*
 * memory.c - allocation that does not fail, and memory that goes at once.
 *
 * The explorer keeps the events of a hundred thousand runs a second, each
 * in the memory of the one before.  So the blocks of a cleared trace stay
 * in their chain, and a block is reset only when filling reaches it again:
 * clearing costs the same whatever the last run was.
 */
#include "netsim/trace/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE 16384

struct trace_block {
    struct trace_block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char bytes[];
};

static void *
checked(void *p)
{
    if (p)
        return p;
    fputs("trace: out of memory\n", stderr);
    abort();
}

void *
memory_new(size_t n, size_t size)
{
    return checked(calloc(n ? n : 1, size));
}

void *
memory_grow(void *array, size_t *cap, size_t n, size_t size)
{
    size_t want = *cap ? *cap : 16;

    if (n <= *cap)
        return array;
    while (want < n)
        want *= 2;
    *cap = want;
    return checked(realloc(array, want * size));
}

/* Room for at least size bytes, in a block of the chain or a new one. */
static struct trace_block *
next_block(struct trace_memory *m, size_t size)
{
    struct trace_block **link = m->at ? &m->at->next : &m->first;
    struct trace_block *b = *link;

    if (!b || b->size < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

        b = checked(malloc(sizeof(*b) + room));
        b->size = room;
        b->next = *link;
        *link = b;
    }
    b->used = 0;
    return m->at = b;
}

void *
memory_take(struct trace_memory *m, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    struct trace_block *b = m->at;
    void *p;

    size = (size + align - 1) / align * align;
    if (!b || b->size - b->used < size)
        b = next_block(m, size);
    p = b->bytes + b->used;
    b->used += size;
    return p;
}

/* NULL and "" are the same nothing, which needs no memory. */
const char *
memory_string(struct trace_memory *m, const char *s)
{
    size_t size;

    if (!s || !*s)
        return "";
    size = strlen(s) + 1;
    return memcpy(memory_take(m, size), s, size);
}

void
memory_clear(struct trace_memory *m)
{
    m->at = NULL;
}

void
memory_release(struct trace_memory *m)
{
    while (m->first) {
        struct trace_block *next = m->first->next;

        free(m->first);
        m->first = next;
    }
    m->at = NULL;
}
