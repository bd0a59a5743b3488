/*
 * outlet.h - private to netsim: a world that is nothing but the network.
 *
 * Its hosts are outside: programs that run for real (netsim/tool/proxy.c),
 * whose datagrams are posted and come out here again.  sim_run() is not for
 * it, and time is what world_advance() says.
 */
#ifndef NETSIM_OUTLET_H
#define NETSIM_OUTLET_H

#include "netsim/sim.h"

struct datagram;

/* What the caller is told of the datagrams it has posted. */
struct outlet {
    /* It has arrived.  NULL, or why it is lost after all. */
    const char *(*arrive)(struct outlet *o, const struct datagram *d);
    /* It is lost, whyever. */
    void (*lost)(struct outlet *o, const struct datagram *d);
};

/* Its index. */
int world_add_outside(struct sim_world *w, const char *name, const char *addr);
void world_advance(struct sim_world *w, int64_t now_ns);
int64_t world_due(const struct sim_world *w); /* or -1: nothing is */

/* To be sent by a host outside: the bytes are copied, owner and part are the
 * caller's to know the datagram by. */
struct posting {
    int src, dst;
    uint16_t sport, dport;
    uint64_t owner;
    uint32_t part;
    const void *bytes;
    uint32_t len;
};
void link_post(struct sim_world *w, const struct posting *p);

#endif
