/*
 * datagram.h - private to netsim: a datagram of UDP or a segment of TCP.
 *
 * Whoever is given one owns it: hands it on, or frees it.
 */
#ifndef NETSIM_DATAGRAM_H
#define NETSIM_DATAGRAM_H

#include "netsim/event.h"

struct datagram {
    struct event event;    /* DELIVER */
    struct datagram *next; /* in a socket's queue, or among the held */
    int src, dst;          /* hosts; dst -1: no such host */
    uint32_t saddr, daddr; /* host byte order */
    uint16_t sport, dport;
    uint32_t id, copy, nth;
    uint64_t send_seq, deliver_seq; /* in the trace */
    uint64_t mark;                  /* in the history: what led to it */
    uint64_t owner; /* of one from outside: as link_post() was told */
    uint32_t part;
    int icmp; /* no payload: port unreachable, for the socket that sent */
    int corrupt;
    enum deviation_moment moment; /* what it is held for */
    int waited;   /* host + 1 that has meanwhile waited in vain, or returned
                     from a call; 0: none */
    uint32_t ack; /* PAST_ACK: number of what that host has sent then */
    int control;  /* between the kernels: neither counted nor traced */

    /* a segment of TCP, see tcp.h; tcp 0: it is none */
    int tcp;
    uint32_t from, to; /* connections; 0: not known */
    uint32_t window;
    uint64_t number, next_number; /* of its first byte; of that expected */
    uint32_t len, cap;
    uint8_t bytes[];
};

struct datagram *datagram_new(struct sim_world *w, uint32_t len);
void datagram_free(struct sim_world *w, struct datagram *d);
/* The next copy of it, which is sent at the same time. */
struct datagram *datagram_copy(struct sim_world *w, const struct datagram *d);

#endif
