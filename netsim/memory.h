/*
 * memory.h - private to netsim: the memory of a world, and all other.
 *
 * Memory of a world is all that a run makes and changes, and nothing else, so
 * that the state of a world can be kept and come back to.  It lies in one
 * range of addresses, the arena.
 */
#ifndef NETSIM_MEMORY_H
#define NETSIM_MEMORY_H

#include "netsim/sim.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a);
size_t arena_used(const struct arena *a);       /* bytes from its begin */
void *arena_alloc(struct arena *a, size_t len); /* zeroed */
void arena_give(struct arena *a, void *p);

/* Memory of a world.  Zeroed; ends the simulator if there is none. */
void *world_alloc(struct sim_world *w, size_t len);
void *world_grow(struct sim_world *w, void *p, size_t old_len, size_t len);
void world_free(struct sim_world *w, void *p);

/*
 * memset() to zero, by libc's function: where a compiler knows the length of
 * a large struct it may choose a slow instruction instead.
 */
static inline void
sim_clear(void *p, size_t len)
{
    __asm__("" : "+r"(len));
    memset(p, 0, len);
}

/* Memory that is the same in all runs of a world. */
void *sim_alloc(size_t len);                         /* zeroed */
void *sim_grow(void *p, size_t old_len, size_t len); /* rest zeroed */

#endif
