/*
 * sched.h - private to netsim: threads take turns and make their calls.
 *
 * The run queue is one of all hosts: first come, first served.  contain.c is
 * here since what a program does wrong comes back from its turn, too.
 */
#ifndef NETSIM_SCHED_H
#define NETSIM_SCHED_H

#include "netsim/sim.h"

struct process;
struct thread;

long sched_trap(int nr, const void *pc, const long arg[6]); /* see node.h */
void thread_ready(struct thread *t);
void thread_ready_first(struct thread *t); /* it is not in the queue */
void thread_run(struct thread *t);
void thread_unready(struct thread *t); /* out of the run queue */
extern struct thread *thread_current;  /* NULL: the kernel runs */
/* On its own stack, until its next call or its end. */
void sched_enter(struct thread *t);
/* Whose calls are being made: the memory of this process is meant. */
extern struct process *sched_user;

/* ---- turn.c: which of several threads of a process goes on -------------- */

/* A thread is about to run: itself, or another one that goes first. */
struct thread *turn_begin(struct thread *t);
/* It has made a call: who goes on?  NULL: whoever is first in the queue. */
struct thread *turn_go_on(struct thread *t);

/* ---- contain.c ---------------------------------------------------------- */

/* How a thread has failed. */
struct failure {
    char name[16]; /* "SIGSEGV", "sanitizer", ... */
    char text[300];
    int has_place; /* in the program; 0: text has it */
    uintptr_t place;
};

/* Has it, or has a sanitizer complained?  Once told it is forgotten. */
int contain_describe(const struct thread *t, struct failure *f);
/* Its process has failed, and ends. */
void contain_report(struct thread *t, const struct failure *f);
/* A forked process has no clock for loops until it asks for one. */
void contain_tick(void);

#endif
