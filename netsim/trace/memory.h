/*
 * memory.h - private to netsim/trace: allocation that does not fail.
 *
 * Out of memory aborts with a message; it is not handled and not tested.
 */
#ifndef NETSIM_TRACE_MEMORY_H
#define NETSIM_TRACE_MEMORY_H

#include "netsim/trace/trace.h"

/* Zeroed, as calloc() has it; freed with free(). */
void *memory_new(size_t n, size_t size);

/*
 * Grow an array to hold at least n elements: returns the array, perhaps
 * moved, and sets *cap.  Doubles, so that adding one at a time is linear.
 */
void *memory_grow(void *array, size_t *cap, size_t n, size_t size);

/*
 * Bump allocation: taking is adding to a number, and everything is given
 * back at once.  The memory is aligned for any type, not zeroed.
 */
void *memory_take(struct trace_memory *m, size_t size);
const char *memory_string(struct trace_memory *m, const char *s);

void memory_clear(struct trace_memory *m);   /* keeps the blocks */
void memory_release(struct trace_memory *m); /* frees them */

#endif
