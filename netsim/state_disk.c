/*
 * state_disk.c - a disk's part of the state: what programs see, what would
 * outlive a loss of power, and the changes between the two.
 */
#include "netsim/state.h"

#include <string.h>

static void
mix_text(struct hash *s, const char *text)
{
    mix_bytes(s, text ? text : "", text ? strlen(text) + 1 : 0);
}

static void
mix_inode(struct hash *s, const struct inode *i)
{
    mix(s, (uint64_t)i->number << 32 | i->mode);
    for (int v = 0; v < DISK_VIEWS; v++) {
        const struct inode_view *view = &i->view[v];

        mix(s, (uint64_t)view->links << 32 | (uint64_t)view->exists);
        mix(s, view->len);
        mix(s, view->n);
        mix_bytes(s, view->bytes, view->len);
        for (uint32_t k = 0; k < view->n; k++) {
            mix_text(s, view->entry[k].name);
            mix(s, inode_number(view->entry[k].inode));
        }
        mix(s, inode_number(view->parent));
    }
}

void
state_disk(struct hash *s, const struct disk *d)
{
    for (const struct inode *i = d->inodes; i; i = i->next)
        mix_inode(s, i);
    for (const struct change *c = d->unsynced; c; c = c->next) {
        mix(s, (uint64_t)c->kind << 32 | inode_number(c->inode));
        mix(s, inode_number(c->dir) << 32 | inode_number(c->to_dir));
        mix(s, inode_number(c->replaced));
        mix_text(s, c->name);
        mix_text(s, c->to_name);
        mix(s, (uint64_t)c->offset);
        mix(s, c->len);
        mix_bytes(s, c->bytes, c->kind == CHANGE_WRITE ? c->len : 0);
    }
    mix(s, (uint64_t)d->n_inodes);
}
