/*
 * inode.c - files and directories, as they are in one view of the disk.
 *
 * An inode is what a name stands for: a file with its bytes, or a directory
 * with its entries.  It is there twice, in the view that programs have and in
 * the durable one; the functions here change one of the two and know nothing
 * of the other.  Entries are sorted by name, so that the state of a directory
 * does not depend on how it came about.
 */
#include "netsim/inode.h"

#include "netsim/disk.h"
#include "netsim/memory.h"

#include <string.h>
#include <sys/stat.h>

struct inode *
inode_new(struct disk *d, uint32_t mode)
{
    struct inode *i = world_alloc(d->world, sizeof(*i));

    i->number = ++d->n_inodes;
    i->mode = mode;
    i->last_data = &i->data;
    i->next = d->inodes;
    i->prev = &d->inodes;
    if (i->next)
        i->next->prev = &i->next;
    d->inodes = i;
    return i;
}

int
inode_is_dir(const struct inode *i)
{
    return S_ISDIR(i->mode);
}

int
inode_is_linked(const struct inode *i)
{
    return i->number == 1 || i->view[DISK_NOW].links > 0;
}

void
inode_get(struct inode *i)
{
    i->refs++;
}

/* One reference less; an inode that was the last one's goes on a list. */
static void
release(struct inode *i, struct inode **dead)
{
    SIM_ASSERT(i->refs > 0);
    if (--i->refs > 0)
        return;
    *i->prev = i->next;
    if (i->next)
        i->next->prev = i->prev;
    i->next = *dead;
    *dead = i;
}

static void
clear(struct disk *d, struct inode *i, enum disk_view v, struct inode **dead)
{
    struct inode_view *s = &i->view[v];

    for (uint32_t n = 0; n < s->n; n++) {
        struct inode *child = s->entry[n].inode;

        child->view[v].links--;
        child->view[v].parent = NULL;
        world_free(d->world, s->entry[n].name);
        release(child, dead);
    }
    world_free(d->world, s->entry);
    s->entry = NULL;
    s->n = s->entry_cap = 0;
    world_free(d->world, s->bytes);
    if (v == DISK_NOW)
        d->used -= (int64_t)s->len;
    s->bytes = NULL;
    s->len = s->cap = 0;
}

/* A directory takes along what only it has, however deep that is. */
static void
bury(struct disk *d, struct inode *dead)
{
    while (dead) {
        struct inode *i = dead;

        dead = i->next;
        clear(d, i, DISK_NOW, &dead);
        clear(d, i, DISK_DURABLE, &dead);
        world_free(d->world, i->name);
        world_free(d->world, i);
    }
}

void
inode_put(struct disk *d, struct inode *i)
{
    struct inode *dead = NULL;

    release(i, &dead);
    bury(d, dead);
}

void
inode_clear(struct disk *d, struct inode *i, enum disk_view v)
{
    struct inode *dead = NULL;

    clear(d, i, v, &dead);
    bury(d, dead);
}

/* ---- directories -------------------------------------------------------- */

/* Where the name is, or would be. */
static uint32_t
position(const struct inode_view *s, const char *name, int *found)
{
    uint32_t low = 0, high = s->n;

    *found = 0;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        int c = strcmp(s->entry[mid].name, name);

        if (c == 0) {
            *found = 1;
            return mid;
        }
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

struct inode *
dir_find(const struct inode *dir, enum disk_view v, const char *name)
{
    int found;
    uint32_t n = position(&dir->view[v], name, &found);

    return found ? dir->view[v].entry[n].inode : NULL;
}

const char *
dir_after(const struct inode *dir, const char *name, struct inode **i)
{
    const struct inode_view *s = &dir->view[DISK_NOW];
    int found;
    uint32_t n = position(s, name, &found);

    n += (uint32_t)found;
    if (n == s->n)
        return NULL;
    *i = s->entry[n].inode;
    return s->entry[n].name;
}

static char *
copy_name(struct disk *d, const char *name)
{
    size_t len = strlen(name) + 1;

    return memcpy(world_alloc(d->world, len), name, len);
}

void
dir_add(struct disk *d, struct inode *dir, enum disk_view v, const char *name,
        struct inode *i)
{
    struct inode_view *s = &dir->view[v];
    int found;
    uint32_t n = position(s, name, &found);

    SIM_ASSERT(!found);
    if (s->n == s->entry_cap) {
        uint32_t cap = s->n ? 2 * s->n : 4;

        s->entry = world_grow(d->world, s->entry, s->n * sizeof(*s->entry),
                              cap * sizeof(*s->entry));
        s->entry_cap = cap;
    }
    memmove(&s->entry[n + 1], &s->entry[n], (s->n - n) * sizeof(*s->entry));
    s->entry[n].name = copy_name(d, name);
    s->entry[n].inode = i;
    s->n++;
    i->view[v].links++;
    if (inode_is_dir(i))
        i->view[v].parent = dir;
    if (v == DISK_NOW) {
        world_free(d->world, i->name);
        i->name = copy_name(d, name);
    }
    inode_get(i);
}

void
dir_remove(struct disk *d, struct inode *dir, enum disk_view v,
           const char *name)
{
    struct inode_view *s = &dir->view[v];
    int found;
    uint32_t n = position(s, name, &found);
    struct inode *i;

    SIM_ASSERT(found);
    i = s->entry[n].inode;
    world_free(d->world, s->entry[n].name);
    s->n--;
    memmove(&s->entry[n], &s->entry[n + 1], (s->n - n) * sizeof(*s->entry));
    memset(&s->entry[s->n], 0, sizeof(*s->entry));
    i->view[v].links--;
    i->view[v].parent = NULL;
    inode_put(d, i);
}

int
dir_is_below(const struct inode *dir, enum disk_view v, const struct inode *i)
{
    while (dir && dir != i)
        dir = dir->view[v].parent;
    return dir != NULL;
}

/* ---- files -------------------------------------------------------------- */

void
inode_resize(struct disk *d, struct inode *i, enum disk_view v, size_t len)
{
    struct inode_view *s = &i->view[v];

    if (len > s->cap) {
        size_t cap = s->cap ? s->cap : 64;

        while (cap < len)
            cap *= 2;
        s->bytes = world_grow(d->world, s->bytes, s->cap, cap);
        s->cap = cap;
    }
    if (len < s->len)
        memset(s->bytes + len, 0, s->len - len);
    if (v == DISK_NOW)
        d->used += (int64_t)len - (int64_t)s->len;
    s->len = len;
}

void
inode_write(struct disk *d, struct inode *i, enum disk_view v, int64_t offset,
            const uint8_t *bytes, size_t len)
{
    struct inode_view *s = &i->view[v];

    if (len == 0)
        return;
    if ((size_t)offset + len > s->len)
        inode_resize(d, i, v, (size_t)offset + len);
    memcpy(s->bytes + offset, bytes, len);
}

void
inode_copy(struct disk *d, struct inode *i)
{
    const struct inode_view *from = &i->view[DISK_DURABLE];

    i->view[DISK_NOW].exists = from->exists;
    inode_write(d, i, DISK_NOW, 0, from->bytes, from->len);
    for (uint32_t n = 0; n < from->n; n++)
        dir_add(d, i, DISK_NOW, from->entry[n].name, from->entry[n].inode);
}
