/*
 * process.h - private to netsim: the one process of a host, and its end.
 *
 * Its incarnations come one after another: a crash frees all it had, and a
 * restart gives it globals as new.
 */
#ifndef NETSIM_PROCESS_H
#define NETSIM_PROCESS_H

#include "netsim/thread.h"

struct cell;
struct file;
struct heap;
struct host;
struct image;
struct inode;

enum end_kind { END_EXIT, END_CRASH, END_POWER };

#define LINE_MAX_LEN 1024

struct line { /* output of a process, until its newline */
    size_t len;
    char text[LINE_MAX_LEN];
};

struct process {
    struct host *host;
    struct image *image;
    struct node_entry *entry; /* of the image */
    int shares_image;
    struct heap *heap;
    struct cell *cell; /* it runs there; NULL: in this process */
    int alive;
    int ignores_sigpipe;
    unsigned inc;            /* from 1; 0: has never started */
    struct thread *threads;  /* linked by mate; the first is main's */
    unsigned n_threads;      /* ever made: numbers are not used again */
    unsigned n_live;         /* have not ended */
    unsigned n_kept;         /* have a struct thread: these and the unjoined */
    unsigned n_ready;        /* in the run queue */
    unsigned n_asleep;       /* wait for another thread, without a timer */
    struct thread *sleepers; /* first come, first woken */
    struct file **fd;        /* fd[0..n_fds), NULL where closed */
    int n_fds;
    uint64_t cloexec[SIM_FDS_MAX / 64]; /* FD_CLOEXEC, a bit a descriptor */
    struct inode *cwd;                  /* working directory; NULL: the root */
    struct line line[3];                /* stdout, stderr, steps */
    int64_t instant_ns;                 /* of the calls counted here */
    uint32_t calls_at_instant;
    uint64_t random_n; /* draws of getrandom so far */
    uint64_t n_noted;  /* events in the history, of this incarnation */
    uint64_t mark;     /* ... of the last one of all; the history tells */
    uint64_t results;  /* hash of what its calls have returned, if wanted */
};

void process_start(struct host *h);
struct thread *process_main_thread(struct process *p);   /* not yet begun */
void process_kill(struct process *p, enum end_kind how); /* frees all it had */
void process_exit(struct thread *t, int status);
void process_fault(struct thread *t, const char *name, const char *text);

#endif
