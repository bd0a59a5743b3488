/*
 * link.h - private to netsim: what becomes of a datagram between two hosts.
 *
 * A link has one direction.  It is made when it is first asked for.
 */
#ifndef NETSIM_LINK_H
#define NETSIM_LINK_H

#include "netsim/sim.h"

struct datagram;
struct host;
struct thread;

struct link {
    int src, dst;
    struct link_rule rule;
    int own_rule;          /* set for this very pair */
    uint32_t nth;          /* datagrams sent so far */
    struct datagram *held; /* past "next" */
    uint32_t in_flight;    /* or held */
    int bad;               /* state of loss gemodel */
    int64_t busy_ns;       /* rate: until then it sends what it has */
    int64_t last_ns;       /* something entered it; -1: nothing yet */
};

struct link *link_find(struct sim_world *w, int src, int dst); /* or NULL */
struct link *link_get(struct sim_world *w, int src, int dst);
/* Send a datagram; takes it over. */
void link_send(struct thread *t, struct datagram *d);
/* The same, of a kernel: for the thread whose call it does, or by itself,
 * because of that event of the trace. */
void link_send_kernel(struct host *h, struct datagram *d, uint64_t cause);
/* To the other kernel: late as the link is, but not lost in it. */
void link_tell(struct host *h, struct datagram *d);
void link_home(struct sim_world *w); /* what kernels have sent themselves */
/* What has arrived is of use (it is not freed), or lost: seq in the trace. */
uint64_t link_arrived(struct sim_world *w, struct datagram *d);
uint64_t link_lose(struct sim_world *w, struct datagram *d, const char *why);
void link_deliver(struct sim_world *w, struct datagram *d);
/* A thread of this host has waited in vain: what was held for it goes. */
void link_timeout(struct sim_world *w, int host);
void link_returned(struct sim_world *w, int host); /* ... from a call */
int link_release_all(struct sim_world *w);         /* how many were held */
void link_reset(struct link *l); /* as before the first datagram */

#endif
