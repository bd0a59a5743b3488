/*
 * disk.h - private to netsim: what outlives a process.
 *
 * A disk is its inodes, and the changes to them that are not durable yet.
 */
#ifndef NETSIM_DISK_H
#define NETSIM_DISK_H

#include "netsim/inode.h"

struct host;

#define DISK_BYTES_MAX ((int64_t)1 << 30) /* all files of a host together */

/* There is one user, whose umask is the usual one and stays so. */
#define DISK_UMASK 022

enum change_kind {
    CHANGE_WRITE,  /* inode, offset, len, bytes */
    CHANGE_SIZE,   /* inode, offset: the new size */
    CHANGE_CREATE, /* inode, dir, name: a file or a directory */
    CHANGE_UNLINK, /* inode, dir, name: the same */
    CHANGE_RENAME, /* inode, dir, name, to_dir, to_name; replaced */
};

/* A change of the disk: durable as a whole or not at all, but that a write
 * may be torn. */
struct change {
    enum change_kind kind;
    struct inode *inode;
    struct inode *dir, *to_dir;
    struct inode *replaced; /* what had the new name, or NULL */
    char *name, *to_name;   /* in bytes; of a file's: what it was called */
    int64_t offset;
    size_t len;
    int chosen;                  /* to be synced */
    struct change *next, **prev; /* of the disk, oldest first */
    struct change *next_data;    /* of the file */
    uint8_t bytes[];
};

struct disk {
    struct sim_world *world;
    struct inode *root; /* NULL: nobody has looked yet */
    struct change *unsynced, **last_unsynced;
    uint32_t n_unsynced; /* what a loss of power may undo */
    uint64_t bytes_unsynced;
    int64_t used;         /* bytes of all files, holes and all */
    int64_t limit;        /* 0: DISK_BYTES_MAX */
    struct inode *inodes; /* all there are */
    uint32_t n_inodes;    /* ever made */
};

struct inode *disk_root(struct host *h);
void disk_clear(struct disk *d); /* as before its first use */
int64_t disk_room(const struct disk *d);
/* A change to come: of a file, with len bytes to be filled in; of a name;
 * a rename ... */
struct change *disk_change(struct disk *d, enum change_kind kind,
                           struct inode *i, size_t len);
struct change *disk_change_name(struct disk *d, enum change_kind kind,
                                struct inode *i, struct inode *dir,
                                const char *name);
struct change *disk_change_rename(struct disk *d, struct inode *i,
                                  struct inode *dir, const char *name,
                                  struct inode *to_dir, const char *to_name);
/* ... is made, or, before that, given up. */
void disk_make(struct disk *d, struct change *c);
void disk_give_up(struct disk *d, struct change *c);
/* Make durable all changes of this file, or of this directory; or all. */
void disk_sync(struct disk *d, struct inode *i);
void disk_sync_all(struct disk *d);
/* A process has it open, or has it no longer. */
void disk_open(struct inode *i);
void disk_close(struct disk *d, struct inode *i);
/*
 * The power fails: what was not synced is kept as `keep` says.  What became
 * of it is left in text; "" if there was nothing.
 */
void disk_power(struct disk *d, enum deviation_keep keep, uint32_t keep_n,
                char *text, size_t cap);

#endif
