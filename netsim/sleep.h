/*
 * sleep.h - private to netsim: threads that wait for each other, and for ever.
 */
#ifndef NETSIM_SLEEP_H
#define NETSIM_SLEEP_H

#include "netsim/thread.h"

/*
 * Sleep on an object of the program until woken, but not longer than
 * deadline_ns (-1: for ever).  For a system call to return, like sys_wait():
 * it is made again then.  A deadlock ends the process.
 */
long sleep_on(struct thread *t, enum sleep_kind kind, uintptr_t on,
              int64_t deadline_ns);
void sleep_end(struct thread *t); /* it has what it waited for, or gives up */
/* The first sleeper of this kind on this object that is not woken, or NULL. */
struct thread *sleeper_on(const struct process *p, enum sleep_kind kind,
                          uintptr_t on);
void sleep_wake(struct thread *t);
void sleep_wake_all(struct process *p, enum sleep_kind kind, uintptr_t on);
/* Copy an object in; a bad address ends the process, and is -EFAULT. */
int object_in(struct thread *t, void *object, long user, size_t len);

/* ---- deadlock.c --------------------------------------------------------- */

/*
 * Threads that can never go on, because each waits for another of them, are
 * reported and end their process: returns 1 then.
 */
int deadlock_of(struct thread *t);   /* t has just gone to sleep */
int deadlock_left(struct thread *t); /* t has just ended */

#endif
