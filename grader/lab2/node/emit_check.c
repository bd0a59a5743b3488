/*
 * emit_check.c - see emit_check.h.
 */
#include <stdint.h>

#include "grader/lab2/node/count_blocks.h"
#include "grader/node/check.h"

void expect_freed(size_t before, const char *what);
void add_u32(uint8_t *message, size_t *len, uint32_t v);

void
expect_freed(size_t before, const char *what)
{
    size_t now = heap_blocks();

    CHECK(now == before, "%s: %zu blocks of memory are not freed", what,
          now - before);
}

void
add_u32(uint8_t *message, size_t *len, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        message[(*len)++] = (uint8_t)(v >> shift);
}
