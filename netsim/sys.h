/*
 * sys.h - private to netsim: the system calls.
 *
 * Each is a function sys_NAME() in a file sys_*.c.  It finds its arguments in
 * t->arg, and returns what the program's call returns, -errno, or one of the
 * values below.
 */
#ifndef NETSIM_SYS_H
#define NETSIM_SYS_H

#include "netsim/thread.h"

#define SYS_BLOCK (-4096) /* not yet: the thread sleeps and tries again */
#define SYS_GONE (-4097)  /* the thread has ended */

typedef long sys_fn(struct thread *t);
struct sys_entry {
    const char *name;
    sys_fn *fn;
    int at; /* what the world may do there, see syscalls.h */
};
extern const struct sys_entry sys_table[SYS_NR_COUNT];

#define X(name, at) sys_fn sys_##name;
SYSCALLS(X)
#undef X

/*
 * Sleep until woken, but not longer than deadline_ns (-1: for ever).  The
 * call is made again then; t->timed_out says why.  The deadline of the
 * first time counts.
 */
long sys_wait(struct thread *t, enum wait_kind kind, int64_t deadline_ns);

/* When a time on one of its clocks, a timespec of the program's, is here;
 * not before now.  -EINVAL, -EFAULT. */
int clock_until(struct thread *t, long clock, long user, int64_t *at_ns);

/* Copy from and to the program; -EFAULT where its address is bad.  What goes
 * out is a result of the call that is being made. */
extern struct thread *sys_caller; /* NULL: none is */
int copy_in(void *dst, long user, size_t len);
int copy_out(long user, const void *src, size_t len);

#endif
