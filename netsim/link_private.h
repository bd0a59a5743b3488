/*
 * link_private.h - private to netsim, to link*.c: what they ask of each other.
 *
 * A datagram that arrives, is dropped, kept or held is handed over.
 */
#ifndef NETSIM_LINK_PRIVATE_H
#define NETSIM_LINK_PRIVATE_H

#include "netsim/datagram.h"
#include "netsim/link.h"

/* ---- link_arrive.c ------------------------------------------------------ */

/* It is there, whichever way it came; who is it for? */
void link_arrive(struct sim_world *w, struct datagram *d);
/* It is lost, which the trace and a host outside are told. */
void link_drop(struct sim_world *w, struct datagram *d, const char *why);
/* A segment within a host, until link_home(). */
void link_keep_home(struct sim_world *w, struct datagram *d);

/* ---- link_held.c -------------------------------------------------------- */

/* Until what d->moment says has come to pass. */
void link_hold(struct sim_world *w, struct link *l, struct datagram *d);
/* What waits for the next datagram of the link, when the nth arrives.  That
 * may be an earlier one that was late, or the original of a held copy. */
void link_release_before(struct sim_world *w, struct link *l, uint32_t nth);
/* What waits for an acknowledgement that src has sent to dst, which comes
 * with the nth datagram, or with any after it. */
void link_release_past_ack(struct sim_world *w, int src, int dst,
                           uint32_t nth);
/* src sends its nth datagram to dst: again, if it has waited in vain, or
 * with an acknowledgement, if a call of its has returned. */
void link_sends_again(struct sim_world *w, int src, int dst, uint32_t nth);

/* ---- link_trace.c: only if someone listens ------------------------------ */

/* A thread has sent it; or, without one, a kernel. */
void link_trace_send(struct host *h, struct thread *t, struct datagram *d,
                     const struct sim_decision *dec, int64_t delay_ns);
/* It has arrived, or is lost, and why.  Returns the seq. */
uint64_t link_trace_end(struct sim_world *w, const struct datagram *d,
                        enum trace_kind kind, const char *why);

#endif
