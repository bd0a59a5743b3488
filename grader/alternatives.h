/*
 * alternatives.h - what the explorer tries at a point of a run.
 *
 * The alternatives at a point are few and named.  Each belongs to a set of
 * explore_options.kinds, and is one deviation of a schedule:
 *
 *   DATAGRAMS   drop; duplicate, at once or past timeout; delay past
 *               timeout; delay past next
 *   LATE        delay, or duplicate, past call; past ack: the call is over,
 *               its acknowledgement is there
 *   NOISE       corrupt: that is for links without a checksum, with one it
 *               is no other fault than drop
 *   CUTS        for a second from this datagram on: hold all of its link,
 *               oneway, partition between its two hosts
 *   CRASHES     crash before or after a system call, back early or late
 *   POWER       power before or after a system call, back early or late,
 *               nothing unsynced kept; or back early with all of it kept,
 *               the first n, the first n with the last one torn, all but
 *               the nth
 *   STEPS       crash before or after a step that a program reports, back
 *               early or late; power there, nothing unsynced kept
 *   SHORT       a transfer is cut to one byte, to half of what was asked
 *   INTERRUPTS  a call that may wait fails with EINTR
 *   ACCEPTS     who wanted to be accepted has gone: ECONNABORTED
 *   DISK        a call on the disk fails with EIO, or for want of room with
 *               ENOSPC
 *   TURNS       another thread goes on than in the fault-free run
 *   PAUSES      the host stands still for longer than any time-out
 *   CLOCK       its clock of the day jumps back, or forward, by an hour
 *
 * The order is the plainest first: a lost datagram is a better story than a
 * late one, and that is better than a crash.
 */
#ifndef GRADER_ALTERNATIVES_H
#define GRADER_ALTERNATIVES_H

#include "grader/explore.h"

/* Alternatives are numbered from 0 to this, the same at each point. */
size_t n_alternatives(const struct explore_options *o);

/*
 * Alternative k at a point: 1 and the deviation, or 0 if it is none there.
 * p->thread is looked at for TURNS only.
 */
int alternative(const struct sim_point *p, size_t k,
                const struct explore_options *o, struct deviation *dev);

/* Whether there is any alternative at such a point. */
int has_alternatives(const struct sim_point *p,
                     const struct explore_options *o);

#endif
