/*
 * path.h - private to netsim: names of files.
 */
#ifndef NETSIM_PATH_H
#define NETSIM_PATH_H

#include "netsim/inode.h"

struct thread;

#define PATH_BYTES_MAX 4096

enum path_last {
    LAST_NAME, /* an ordinary name */
    LAST_DOT,
    LAST_DOTDOT,
    LAST_ROOT,
};

/* Where a path leads; borrowed, and gone with the next change. */
struct path {
    struct inode *dir;   /* where its last name is or would be */
    struct inode *inode; /* what it names, or NULL */
    enum path_last last;
    int slash; /* it ends with one: only a directory will do */
    char name[DISK_NAME_MAX + 1]; /* the last one */
};

/* Follow the path at this address of the program: 0 or -errno. */
long path_walk(struct thread *t, long user, struct path *p);
/* The same for what must be there. */
long path_find(struct thread *t, long user, struct path *p);
/* The path of a directory from the root: its length, or -errno. */
long path_of(const struct inode *dir, char *buf, size_t cap);

#endif
