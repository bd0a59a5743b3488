/*
 * sched.h - private to netsim: threads take turns and make their calls.
 *
 * The run queue is one of all hosts: first come, first served.  contain.c is
 * here since what a program does wrong comes back from its turn, too.
 */
#ifndef NETSIM_SCHED_H
#define NETSIM_SCHED_H

#include "netsim/sim.h"

struct thread;

long sched_trap(int nr, const void *pc, const long arg[6]); /* see node.h */
void thread_ready(struct thread *t);
void thread_ready_first(struct thread *t); /* it is not in the queue */
void thread_run(struct thread *t);
void thread_unready(struct thread *t); /* out of the run queue */
extern struct thread *thread_current;  /* NULL: the kernel runs */

/* ---- turn.c: which of several threads of a process goes on -------------- */

/* A thread is about to run: itself, or another one that goes first. */
struct thread *turn_begin(struct thread *t);
/* It has made a call: who goes on?  NULL: whoever is first in the queue. */
struct thread *turn_go_on(struct thread *t);

/* ---- contain.c ---------------------------------------------------------- */

int contain_reported(void);            /* by a sanitizer, since the last */
void contain_report(struct thread *t); /* its process has failed */

#endif
