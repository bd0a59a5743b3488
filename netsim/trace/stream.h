/*
 * stream.h - private to netsim/trace: the numbers of TCP's segments.
 *
 * The kernel gives bytes numbers that the trace does not tell.  They follow
 * from the order of what was sent first, and from which sending repeats
 * which (its cause).
 */
#ifndef NETSIM_TRACE_STREAM_H
#define NETSIM_TRACE_STREAM_H

#include "netsim/trace/trace.h"

/* Of a sending; all zero for one that is no segment. */
struct segment {
    uint32_t number; /* of its first byte */
    uint32_t ack;    /* the next byte that its sender waits for */
};

/* One for each event of the trace; freed with free(). */
struct segment *stream_segments(const struct trace *tr);

#endif
