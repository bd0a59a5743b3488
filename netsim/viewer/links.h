/*
 * links.h - what each link of a trace did to the messages it was given.
 *
 * Made in one pass over the trace, when it is first asked for.
 */
#ifndef NETSIM_VIEWER_LINKS_H
#define NETSIM_VIEWER_LINKS_H

#include "netsim/viewer/relations.h"

struct link {
    int src, dst; /* hosts */
    size_t sent, lost, copies;
    int64_t median_ns, most_ns; /* in flight: half of the originals that
                                   arrived, and 99 of 100; 0: none has */
};

struct links {
    struct link *link; /* owned; those that were sent to, by src and dst */
    size_t n;
};

/* Never fails: out of memory aborts. */
void links_init(struct links *l, const struct trace *tr,
                const struct relations *r);
void links_release(struct links *l);

#endif
