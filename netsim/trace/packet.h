/*
 * packet.h - what a datagram of a trace looks like on a wire.
 *
 * A trace has only what programs gave to the kernel.  Around that a real
 * network has headers: IPv4 (RFC 791), and UDP (RFC 768) or TCP (RFC 9293).
 * They are made here of what the trace says, with right lengths and
 * checksums, so that a tool for real packets can read a simulated run.
 *
 * TCP:        sequence numbers are counted along the trace, from 0 for a SYN
 *             and far away from there for the next connection between the
 *             same ports.  A segment acknowledges what had come to its host
 *             when it was sent.
 * Ownership:  packets borrow the trace, which must outlive them.
 */
#ifndef NETSIM_TRACE_PACKET_H
#define NETSIM_TRACE_PACKET_H

#include "netsim/trace/trace.h"

#define PACKET_MAX 65535 /* of an IPv4 datagram; longer payloads are cut */

/* The address of a host that does not exist: RFC 5737, for examples only. */
#define PACKET_NOWHERE "192.0.2.1"

struct packet {
    uint8_t bytes[PACKET_MAX];
    uint32_t len;
    uint32_t ip_len;        /* of the IPv4 header */
    uint32_t transport_len; /* of the header behind it */
};

struct packets;

/* Nearly linear in the events; never fails. */
struct packets *packets_new(const struct trace *tr);
void packets_free(struct packets *ps);

/* The packet of event[i], a SEND. */
void packet_make(const struct packets *ps, size_t i, struct packet *p);

/* The text of a trace's address as the four bytes of it; 0: it is none. */
uint32_t packet_address(const char *text);

/* Is this sending, delivery or loss one of a segment of TCP? */
static inline int
packet_is_tcp(const struct trace_event *ev)
{
    return *ev->name != '\0';
}

#endif
