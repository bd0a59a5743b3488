/*
 * visited.h - what is known of states: a table from 64-bit keys to counts.
 *
 * Open addressing, 16 bytes a state at a load of at most 3/4.  It grows up
 * to a limit and then takes no more: what is not known is explored again.
 *
 * Errors: out of memory aborts.  Ownership: the table owns its memory.
 */
#ifndef GRADER_VISITED_H
#define GRADER_VISITED_H

#include <stddef.h>
#include <stdint.h>

struct visited_entry {
    uint64_t key; /* never 0 */
    uint64_t count;
};

struct visited {
    struct visited_entry *entry;
    size_t n, cap; /* cap a power of two */
    size_t max;    /* entries, a power of two */
};

void visited_init(struct visited *v, size_t max);
void visited_release(struct visited *v);

/* The count of a key, or NULL. */
const uint64_t *visited_find(const struct visited *v, uint64_t key);

/* Note a key that is not in it; when it is full, nothing is noted. */
void visited_add(struct visited *v, uint64_t key, uint64_t count);

/* Another count for a key that may be in it. */
void visited_set(struct visited *v, uint64_t key, uint64_t count);

#endif
