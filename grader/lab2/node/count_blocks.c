/*
 * count_blocks.c - see count_blocks.h.
 *
 * Blocks come from aligned_alloc(), which is not one of those that are
 * counted; giving them back is not possible, since that is free(), too.
 */
#include "grader/lab2/node/count_blocks.h"

#include <stdint.h>
#include <stdlib.h>

/* Before each block: how long it is, for realloc(). */
struct before {
    _Alignas(16) size_t len;
};

static size_t n_blocks, longest;

size_t
heap_blocks(void)
{
    return n_blocks;
}

size_t
heap_longest(void)
{
    return longest;
}

void *
malloc(size_t len)
{
    struct before *b = NULL;

    if (len <= SIZE_MAX - sizeof(*b) - 15)
        b = aligned_alloc(16, (sizeof(*b) + len + 15) / 16 * 16);
    if (!b)
        return NULL;
    b->len = len;
    if (len > longest)
        longest = len;
    n_blocks++;
    return b + 1;
}

void
free(void *p)
{
    n_blocks -= p != NULL;
}

/* Byte by byte, through a volatile pointer: a compiler that sees malloc() and
 * memset() makes a calloc() of them, which is this function. */
void *
calloc(size_t n, size_t len)
{
    volatile uint8_t *p;

    if (len > 0 && n > SIZE_MAX / len)
        return NULL;
    p = malloc(n * len);
    for (size_t i = 0; p && i < n * len; i++)
        p[i] = 0;
    return (void *)p;
}

void *
realloc(void *old, size_t len)
{
    size_t n = old ? ((struct before *)old)[-1].len : 0;
    const uint8_t *from = old;
    uint8_t *p = malloc(len);

    for (size_t i = 0; p && i < n && i < len; i++)
        p[i] = from[i];
    if (p)
        free(old);
    return p;
}
