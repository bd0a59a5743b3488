/*
 * files.h - private to netsim: what a process has open, and what it says.
 *
 * files.c: descriptors.  console.c: standard output and the steps of calls.
 */
#ifndef NETSIM_FILES_H
#define NETSIM_FILES_H

#include "netsim/sim.h"

struct file;
struct inode;
struct process;
struct socket;
struct thread;

/*
 * What can be done with an open file.  The arguments of the call are t's; an
 * operation that is NULL fails with EBADF (read, write) or is always ready.
 */
struct file_ops {
    const char *what; /* "UDP socket", for "descriptor left open" */
    long (*read)(struct thread *t, struct file *f);
    long (*write)(struct thread *t, struct file *f);
    short (*ready)(struct file *f); /* all POLL... bits that hold */
    int may_be_short; /* it heeds t->bytes_max, and may move less still */
    void (*close)(struct file *f); /* the last descriptor is gone */
};

/* An open file description; several descriptors may stand for it. */
struct file {
    const struct file_ops *ops;
    int refs;
    int stream;            /* console: 0 stdin, 1 stdout, 2 stderr */
    struct socket *socket; /* or NULL */
    struct inode *inode;   /* of the host's disk, or NULL */
    int flags;             /* ... as open() had them: O_RDWR, O_APPEND */
    int64_t offset;        /* ... where the next read or write begins */
    int nonblocking;
    uintptr_t opener_pc; /* for "descriptor left open" */
};

/* ---- files.c ------------------------------------------------------------ */

/* A new open file with one reference. */
struct file *file_new(struct thread *t, const struct file_ops *ops);
int file_add(struct process *p, struct file *f); /* a descriptor or -EMFILE */
struct file *file_get(struct process *p, long fd); /* or NULL */
/* Another descriptor, not below `from`, for what fd stands for. */
long file_dup(struct process *p, long fd, long from);
int file_close(struct process *p, long fd);
void file_put(struct process *p, struct file *f); /* one reference less */
/* FD_CLOEXEC of a descriptor, which nothing but F_GETFD tells. */
void file_set_cloexec(struct process *p, int fd, int on);
int file_cloexec(const struct process *p, int fd);
void console_open(struct process *p); /* 0, 1 and 2 */
/* "descriptor 3, a UDP socket opened in ...; ...": those that are open. */
void files_list(struct process *p, char *buf, size_t cap);

/* ---- console.c: what a process says ------------------------------------- */

extern const struct file_ops console_ops;
long steps_write(struct thread *t); /* write(2) to SIM_STEPS_FD */
/* What it had not ended with a newline is said all the same. */
void console_end(struct thread *t);

#endif
