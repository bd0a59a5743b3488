/*
 * fault.h - private to netsim: what befalls a host.
 *
 * At a system call, at a step of a remote call, or at a time.
 */
#ifndef NETSIM_FAULT_H
#define NETSIM_FAULT_H

#include "netsim/sim.h"

struct host;
struct thread;

/* Another decision than the default has been taken about t's host. */
void thread_deviate(struct thread *t, const struct deviation *dev,
                    const char *rule);
/* Before (after) its call: 1 if t cannot go on to make it (to return from
 * it): it is no more, or the call has its result, or the host is paused. */
int fault_at_call(struct thread *t, int after);
/* The same of a step; 1: t is no more. */
int fault_at_step(struct thread *t, int step, int after);
void fault_at_time(struct host *h);
void network_at_time(struct sim_world *w);
long call_interrupted(struct thread *t); /* what the call returns then */
void host_resume(struct host *h);
void host_end_pause(struct host *h); /* without a word */

#endif
