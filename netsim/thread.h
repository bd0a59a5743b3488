/*
 * thread.h - private to netsim: a thread of a process, and the call it makes.
 *
 * All threads of all hosts take turns on one real thread, each on a stack of
 * its own.  What a thread wants of the kernel it leaves in here.  process.c
 * makes threads, and sched.c runs them.
 */
#ifndef NETSIM_THREAD_H
#define NETSIM_THREAD_H

#include "netsim/event.h"
#include "netsim/fiber.h"

struct process;
struct socket;

enum wait_kind {
    WAIT_NOTHING,
    WAIT_IO,   /* something about a socket, see wait_for */
    WAIT_TIME, /* only the timer */
    WAIT_SYNC, /* another thread of the process; see sleep.c */
};

/* What a thread that waits for another one sleeps on. */
enum sleep_kind {
    SLEEP_NONE,
    SLEEP_MUTEX,
    SLEEP_COND,
    SLEEP_READ, /* a read-write lock */
    SLEEP_WRITE,
    SLEEP_SEM,
    SLEEP_BARRIER,
    SLEEP_ONCE,
    SLEEP_JOIN, /* the end of a thread */
};

/* Where a thread of a paused host stands. */
enum stop { STOP_NOT, STOP_BEFORE, STOP_AFTER /* ... its call */ };

enum left_why { LEFT_TRAP, LEFT_FAULT };

struct thread {
    struct fiber fiber;
    struct process *proc;
    unsigned id; /* from 1 */

    /* in a cell: what to begin it with, and whether it has begun */
    void (*entry)(void *);
    void *entry_arg;
    int begun;

    /* the call it makes, as the shim left it */
    int nr;
    uint32_t nth; /* of the host's calls of this number */
    long arg[6];
    long ret;
    uintptr_t pc; /* where the program made it */

    /* how it left the processor */
    enum left_why why;
    int sig;
    uintptr_t fault_addr, fault_pc;

    /* a call that cannot finish yet */
    enum wait_kind wait;
    const struct socket *wait_for; /* IO: NULL: any of the process */
    int retried;                   /* the call has waited before */
    int timed_out;                 /* ... and its timer has gone off */
    struct event timer;
    int64_t deadline_ns; /* the end of its wait, or -1 */
    int until_clock;     /* ... is a time on the clock of the day */

    /* faults of the host, see fault.c */
    int interrupt;   /* the call is to be interrupted if it waits */
    int interrupted; /* ... and now is */
    enum stop stop;
    int stalled; /* can go on when the host can */

    /* sleep.c: it is in the list of the sleepers of its process */
    enum sleep_kind sleep;
    uintptr_t sleep_on; /* address of the object; JOIN: the thread */
    struct thread *sleep_next;
    int woken;   /* ... and may try again */
    int granted; /* ... and has what it waited for */
    long result; /* of a wait for a condition, until the mutex is locked */

    /* its end, until another thread has joined it */
    int ended, detached;
    long value;

    int keep_turn;       /* during this call; see user/shim.h */
    uint32_t turn_calls; /* calls since it took its turn */
    char *tls,
        *tls_block; /* its thread-local variables; the same as allocated */
    int saved_errno;
    uint32_t bytes_max;   /* of this call, by decision; 0: no limit */
    size_t done;          /* bytes this call has transferred so far */
    int pending;          /* the call is still to be made: the run paused */
    uint64_t mark, heard; /* history.c: of its last event; of what it heard */
    uint64_t cause;       /* seq of a delivery it has received, until traced */
    struct thread *next;  /* in the run queue */
    struct thread *mate;  /* next one of the process */
    int queued;
};

/* " in f() (a.c:7)": where it has made its call; "" if no one listens. */
void thread_place(const struct thread *t, char *buf, size_t cap);
/* One more thread, which has not begun to run; and its end. */
struct thread *thread_new(struct process *p, void (*entry)(void *), void *arg);
void thread_free(struct thread *t);
/* A thread has come to its end; the process has others. */
void thread_end(struct thread *t, long value);
struct thread *thread_find(const struct process *p, unsigned id); /* or NULL */

#endif
