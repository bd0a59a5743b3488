/*
 * heap.h - private to netsim: the private heap of a process.
 */
#ifndef NETSIM_HEAP_H
#define NETSIM_HEAP_H

#include "netsim/sim.h"

struct heap;

struct heap *heap_new(void);
void heap_reset(struct heap *h); /* nothing allocated, all bytes zero */
void heap_free(struct heap *h);
/*
 * Its contents as one piece of heap_size() bytes; to come back to them; and
 * a hash of that piece without making it.  Not under AddressSanitizer.
 */
size_t heap_size(const struct heap *h);
void heap_save(const struct heap *h, char *to);
size_t heap_restore(struct heap *h, const char *from); /* bytes taken */
uint64_t heap_hash(const struct heap *h);

/* The heap that malloc() of the running program uses; NULL: the system's. */
extern struct heap *heap_current;

#endif
