/*
 * inode.h - private to netsim: a file or a directory of a disk.
 *
 * Each inode is known in two states: as programs see it, and as it is on the
 * medium, where a loss of power would leave it.  inode.c knows one view of one
 * inode; what becomes durable is disk.c's.
 */
#ifndef NETSIM_INODE_H
#define NETSIM_INODE_H

#include "netsim/sim.h"

struct change;
struct disk;
struct inode;

#define DISK_NAME_MAX 255

enum disk_view { DISK_NOW, DISK_DURABLE, DISK_VIEWS };

struct dir_entry {
    char *name;
    struct inode *inode;
};

struct inode_view {
    int exists;     /* has been created */
    uint32_t links; /* entries that name it */

    /* of a file: len bytes, and zeros from there up to cap */
    uint8_t *bytes;
    size_t len, cap;

    /* of a directory: n entries, by name in byte order; and where it is */
    struct dir_entry *entry;
    uint32_t n, entry_cap;
    struct inode *parent; /* NULL: the root, or it is nowhere */
};

struct inode {
    uint32_t number; /* the root's is 1; not used again in a run */
    uint32_t mode;   /* S_IFREG or S_IFDIR, and permissions */
    struct inode_view view[DISK_VIEWS];
    struct change *data, **last_data; /* to a file's bytes, oldest first */

    /* bookkeeping */
    char *name;       /* its last one, for what people read */
    uint32_t opens;   /* open files, working directories */
    uint32_t renames; /* changes of entries that name it */
    uint32_t refs;    /* from entries, changes and all of the above */
    int chosen;       /* while a directory is synced */
    struct inode *next, **prev; /* all of a disk */
};

struct inode *inode_new(struct disk *d, uint32_t mode);
void inode_get(struct inode *i);
void inode_put(struct disk *d, struct inode *i); /* the last one frees it */
int inode_is_dir(const struct inode *i);
int inode_is_linked(const struct inode *i); /* it has a name, or is the root */
struct inode *dir_find(const struct inode *dir, enum disk_view v,
                       const char *name); /* or NULL */
/* The first name after this one, as programs see it; NULL: no more. */
const char *dir_after(const struct inode *dir, const char *name,
                      struct inode **i);
void dir_add(struct disk *d, struct inode *dir, enum disk_view v,
             const char *name, struct inode *i);
void dir_remove(struct disk *d, struct inode *dir, enum disk_view v,
                const char *name);
/* Whether dir is in (or is) the directory i. */
int dir_is_below(const struct inode *dir, enum disk_view v,
                 const struct inode *i);
void inode_write(struct disk *d, struct inode *i, enum disk_view v,
                 int64_t offset, const uint8_t *bytes, size_t len);
void inode_resize(struct disk *d, struct inode *i, enum disk_view v,
                  size_t len);
void inode_clear(struct disk *d, struct inode *i, enum disk_view v);
void inode_copy(struct disk *d, struct inode *i); /* DURABLE to NOW */

#endif
