/*
 * host.h - private to netsim: a host is a process, a disk and two clocks.
 */
#ifndef NETSIM_HOST_H
#define NETSIM_HOST_H

#include "netsim/disk.h"
#include "netsim/event.h"
#include "netsim/process.h"

struct socket;

struct host {
    struct sim_world *world;
    int index;
    char name[16];
    char addr[16];
    char *path;
    char **argv;
    int argc;
    struct process proc;
    uint32_t calls[SYS_NR_COUNT]; /* made so far, over all incarnations */
    struct socket *sockets;       /* bound ones */
    struct socket *accepted;      /* those that have the port of a listener */
    int no_power;                 /* until it starts again */
    struct disk disk;
    uint16_t next_port;
    uint32_t steps[SCHEDULE_STEPS]; /* reported so far, by kind */
    struct event due, restart, resume;
    int paused;
    struct deviation pause; /* the one that it stands still by */
    struct host_rule rule;
    uint64_t crash_seq; /* of the last crash in the trace */
    int64_t clock_ns;   /* its clock of the day is ahead by that */
    uint32_t turns;     /* SIM_TURN points so far */
};

static inline struct disk *
disk_of(const struct thread *t)
{
    return &t->proc->host->disk;
}

/* As the deviation says: a crash or a loss of power; t: who was running. */
void host_crash(struct host *h, struct thread *t, const char *rule,
                const struct deviation *dev);

/* ---- clock.c ------------------------------------------------------------ */

int64_t host_time(const struct host *h, int64_t world_ns); /* since 0 */
/* How long the world waits while the host waits so long. */
int64_t host_wait(const struct host *h, int64_t host_ns);
/* What CLOCK_... shows; -EINVAL if there is none such. */
int host_clock(const struct host *h, long clock, int64_t *ns);
void host_set_clock(struct host *h, int64_t by_ns); /* the one of the day */

#endif
