/*
 * pcapng.h - a trace as a file of packets, for tools that read real ones.
 *
 * The format is that of draft-ietf-opsawg-pcapng: a section, an interface
 * for each host, the names of the addresses, and a packet for each datagram
 * or segment that was sent, at the time it was sent, as the interface of its
 * sender saw it.
 *
 * Each is written once, whatever became of it: such tools take a second
 * sight of the same bytes for a retransmission.  What became of it stands in
 * the comments of the packet:
 *
 *     #4 = 90
 *     lost: schedule (drop server->client #2)
 *     arrived after 12.5ms
 *
 * Errors:     0, or -EIO where out has failed.
 */
#ifndef NETSIM_TRACE_PCAPNG_H
#define NETSIM_TRACE_PCAPNG_H

#include "netsim/trace/trace.h"

/* The same trace gives the same bytes, anywhere. */
int pcapng_write(FILE *out, const struct trace *tr);

#endif
