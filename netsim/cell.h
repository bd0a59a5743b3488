/*
 * cell.h - private to netsim: a program in a process of the real system.
 *
 * With sim_isolate() each program runs behind a wall: its memory is its own,
 * and its system calls come to the kernel as messages (cell_mail.h).  All
 * else is as without: the same kernel, the same shim, the same node.
 *
 *     kernel ----- ready: the program loaded, not begun; sandboxed
 *        |           |
 *        |         fork(2), at each start of the simulated process
 *        |           v
 *        +------ running: threads of one incarnation
 *
 * So each incarnation begins with memory that no earlier one has touched.
 */
#ifndef NETSIM_CELL_H
#define NETSIM_CELL_H

#include "netsim/sim.h"

struct cell;
struct cell_mail;
struct cell_ready_mail;
struct cell_turn;
struct host;
struct process;
struct thread;

int cell_wanted(void);                      /* sim_isolate() was called */
int cell_guard(enum sim_guard_stage stage); /* as sim_isolate() was told */

/*
 * The cell of a host whose program is in h->path; NULL with *why set if it
 * cannot be loaded.  The image gets to know where the program lies.
 */
struct cell *cell_new(struct host *h, const char **why);
void cell_free(struct cell *c);

void cell_start(struct process *p); /* a new incarnation */
void cell_kill(struct process *p);  /* ... and its end */

/*
 * The thread goes on until its next call.  Returns 0 if it has failed: then
 * that was reported, and its process is no more.
 */
int cell_run(struct thread *t);

/* Copy from and to the running program: 0, or -EFAULT. */
int cell_copy_in(const struct cell *c, void *dst, long user, size_t len);
int cell_copy_out(const struct cell *c, long user, const void *src,
                  size_t len);

/* ---- cell_wait.c -------------------------------------------------------- */

/* Give the turn to `to`. */
void cell_give(struct cell_turn *t, uint32_t to);
/* Wait for one's turn, at most so long: 0, or -ETIMEDOUT. */
int cell_await(struct cell_turn *t, uint32_t whose, int64_t most_ms);

/* ---- cell_inside.c ------------------------------------------------------ */

/* The life of the process that stands ready, after the fork. */
_Noreturn void cell_ready(struct host *h, struct cell_ready_mail *ready,
                          struct cell_mail *m, long kernel);

#endif
