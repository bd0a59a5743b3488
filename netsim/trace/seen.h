/*
 * seen.h - private to netsim/trace: has an event like this one been before?
 *
 * A hash table of indices of events; what "like" means, its user says.
 */
#ifndef NETSIM_TRACE_SEEN_H
#define NETSIM_TRACE_SEEN_H

#include "netsim/trace/trace.h"

typedef int seen_alike_fn(const struct trace_event *a,
                          const struct trace_event *b);

struct seen {
    const struct trace_event *event; /* borrowed: what the indices mean */
    seen_alike_fn *alike;
    size_t *slot; /* owned; index + 1 of an event, 0: free */
    size_t n, cap;
    uint64_t *hash; /* owned; of the event in the slot */
};

void seen_init(struct seen *s, const struct trace_event *event,
               seen_alike_fn *alike);
void seen_release(struct seen *s);

/*
 * The first event like event[i], which is i itself when there was none.
 * Events that are alike must have the same hash.
 */
size_t seen_first(struct seen *s, uint64_t hash, size_t i);

/* FNV-1a, 64 bits: start with HASH_START, add bytes. */
#define HASH_START UINT64_C(14695981039346656037)
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len);

#endif
