/*
 * visited.h - what is known of states: a table from 64-bit keys to futures.
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

/*
 * How many schedules lie in the future of a state, and how long after it the
 * last of them is over (rounded up).
 */
struct future {
    uint64_t schedules; /* at most FUTURE_MAX */
    int64_t reach_ns;   /* FUTURE_CUT: a run was cut off by the limit */
};
#define FUTURE_MAX (((uint64_t)1 << 40) - 1)
#define FUTURE_CUT INT64_MAX

struct visited_entry {
    uint64_t key;    /* never 0 */
    uint64_t future; /* packed */
};

struct visited {
    struct visited_entry *entry;
    size_t n, cap; /* cap a power of two */
    size_t max;    /* entries, a power of two */
};

void visited_init(struct visited *v, size_t max);
void visited_release(struct visited *v);

/* Whether the key is known; if so, *f (if not NULL) is its future. */
int visited_find(const struct visited *v, uint64_t key, struct future *f);

/* Note a key that is not in it; when it is full, nothing is noted. */
void visited_add(struct visited *v, uint64_t key, struct future f);

/* Another future for a key that may be in it. */
void visited_set(struct visited *v, uint64_t key, struct future f);

#endif
