/*
 * disk.c - what of a disk outlives a loss of power.
 *
 * A disk is its durable state and, in order, the changes made since: bytes
 * written, a size, a name that came, went or moved.  Programs see all of
 * them.  To sync is to make some of them in the durable state, too, and to
 * strike them off the list.  A loss of power makes there what the chooser
 * says, and forgets the rest; so any of them may be lost, whatever their
 * order, but never half a rename.
 *
 * What is promised is what the manual pages promise, and no more.  fsync(2):
 * all data of the file and its size, but not the entry in its directory,
 * which wants an fsync of the directory.  rename(2): another process sees
 * the old file or the new one, never none; the same holds on the medium.
 * Pillai et al., "All File Systems Are Not Created Equal" (OSDI 2014), shows
 * that real file systems differ in all the rest and programs rely on it.
 */
#include "netsim/disk.h"

#include "netsim/host.h"
#include "netsim/memory.h"
#include "netsim/path.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* From here on the oldest changes are written back, as Linux does when too
 * much of its memory waits for the disk. */
#define UNSYNCED_MAX 65536
#define UNSYNCED_BYTES_MAX ((uint64_t)64 << 20)

struct inode *
disk_root(struct host *h)
{
    struct disk *d = &h->disk;

    if (d->root)
        return d->root;
    d->world = h->world;
    d->last_unsynced = &d->unsynced;
    d->root = inode_new(d, S_IFDIR | 0755);
    d->root->view[DISK_NOW].exists = d->root->view[DISK_DURABLE].exists = 1;
    inode_get(d->root);
    return d->root;
}

int64_t
disk_room(const struct disk *d)
{
    int64_t room = (d->limit ? d->limit : DISK_BYTES_MAX) - d->used;

    return room > 0 ? room : 0;
}

/* ---- changes ------------------------------------------------------------ */

static struct change *
change_new(struct disk *d, enum change_kind kind, struct inode *i, size_t len)
{
    struct change *c = world_alloc(d->world, sizeof(*c) + len);

    c->kind = kind;
    c->inode = i;
    return c;
}

struct change *
disk_change(struct disk *d, enum change_kind kind, struct inode *i, size_t len)
{
    const char *name = i->name ? i->name : "";
    size_t name_len = strlen(name) + 1;
    struct change *c = change_new(d, kind, i, len + name_len);

    c->len = len;
    c->name = memcpy(c->bytes + len, name, name_len);
    return c;
}

struct change *
disk_change_rename(struct disk *d, struct inode *i, struct inode *dir,
                   const char *name, struct inode *to_dir, const char *to_name)
{
    size_t len = strlen(name) + 1, to_len = strlen(to_name) + 1;
    struct change *c = change_new(d, CHANGE_RENAME, i, len + to_len);

    c->dir = dir;
    c->to_dir = to_dir;
    c->replaced = dir_find(to_dir, DISK_NOW, to_name);
    c->name = memcpy(c->bytes, name, len);
    c->to_name = memcpy(c->bytes + len, to_name, to_len);
    return c;
}

struct change *
disk_change_name(struct disk *d, enum change_kind kind, struct inode *i,
                 struct inode *dir, const char *name)
{
    size_t len = strlen(name) + 1;
    struct change *c = change_new(d, kind, i, len);

    c->dir = dir;
    c->name = memcpy(c->bytes, name, len);
    return c;
}

void
disk_give_up(struct disk *d, struct change *c)
{
    world_free(d->world, c);
}

static int
rename_in(struct disk *d, const struct change *c, enum disk_view v)
{
    struct inode *old = dir_find(c->to_dir, v, c->to_name);

    if (dir_find(c->dir, v, c->name) != c->inode || old == c->inode ||
        dir_is_below(c->to_dir, v, c->inode))
        return 0;
    if (old &&
        (inode_is_dir(old) != inode_is_dir(c->inode) || old->view[v].n > 0))
        return 0;
    if (old)
        dir_remove(d, c->to_dir, v, c->to_name);
    dir_remove(d, c->dir, v, c->name);
    dir_add(d, c->to_dir, v, c->to_name, c->inode);
    return 1;
}

/*
 * Make the change in this view, the first len bytes of it if it has any.
 * Returns 0 if what it starts from is not there.
 */
static int
make(struct disk *d, const struct change *c, enum disk_view v, size_t len)
{
    switch (c->kind) {
    case CHANGE_WRITE:
        inode_write(d, c->inode, v, c->offset, c->bytes, len);
        return 1;
    case CHANGE_SIZE:
        inode_resize(d, c->inode, v, (size_t)c->offset);
        return 1;
    case CHANGE_CREATE:
        if (dir_find(c->dir, v, c->name))
            return 0;
        dir_add(d, c->dir, v, c->name, c->inode);
        c->inode->view[v].exists = 1;
        return 1;
    case CHANGE_UNLINK:
        if (dir_find(c->dir, v, c->name) != c->inode ||
            c->inode->view[v].n > 0)
            return 0;
        dir_remove(d, c->dir, v, c->name);
        return 1;
    case CHANGE_RENAME:
        return rename_in(d, c, v);
    }
    return 0;
}

/* ---- the list of them --------------------------------------------------- */

static void
hold(struct inode *i, int renamed)
{
    if (!i)
        return;
    inode_get(i);
    i->renames += (uint32_t)renamed;
}

static struct change *strike_off(struct disk *d, struct change *c);

/* What no one can see any more, now or after a loss of power, is no more. */
static void
settle(struct disk *d, struct inode *i)
{
    const struct inode_view *now = &i->view[DISK_NOW];

    if (i->opens || now->links)
        return;
    if (!inode_is_dir(i))
        inode_clear(d, i, DISK_NOW);
    if (i->renames || i->view[DISK_DURABLE].links)
        return;
    while (i->data)
        strike_off(d, i->data);
}

/* Whether it was made durable or lost.  Returns the next one. */
static struct change *
strike_off(struct disk *d, struct change *c)
{
    struct inode *part[] = { c->inode, c->dir, c->to_dir, c->replaced };
    struct change *next;

    if (c->dir) {
        c->inode->renames--;
        settle(d, c->inode);
        if (c->replaced) {
            c->replaced->renames--;
            settle(d, c->replaced);
        }
    } else {
        SIM_ASSERT(c->inode->data == c);
        c->inode->data = c->next_data;
        if (!c->next_data)
            c->inode->last_data = &c->inode->data;
    }
    next = c->next;
    *c->prev = next;
    if (next)
        next->prev = c->prev;
    else
        d->last_unsynced = c->prev;
    d->n_unsynced--;
    d->bytes_unsynced -= c->len;
    for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
        if (part[i])
            inode_put(d, part[i]);
    world_free(d->world, c);
    return next;
}

static struct change *
make_durable(struct disk *d, struct change *c)
{
    SIM_ASSERT(make(d, c, DISK_DURABLE, c->len));
    return strike_off(d, c);
}

void
disk_make(struct disk *d, struct change *c)
{
    struct inode *i = c->inode, *replaced = c->replaced;

    hold(i, c->dir != NULL);
    hold(replaced, 1);
    hold(c->dir, 0);
    hold(c->to_dir, 0);
    SIM_ASSERT(make(d, c, DISK_NOW, c->len));
    c->prev = d->last_unsynced;
    *d->last_unsynced = c;
    d->last_unsynced = &c->next;
    if (!c->dir) {
        *i->last_data = c;
        i->last_data = &c->next_data;
    }
    d->n_unsynced++;
    d->bytes_unsynced += c->len;
    settle(d, i);
    if (replaced)
        settle(d, replaced);
    while (d->n_unsynced > UNSYNCED_MAX ||
           d->bytes_unsynced > UNSYNCED_BYTES_MAX)
        make_durable(d, d->unsynced);
}

void
disk_open(struct inode *i)
{
    inode_get(i);
    i->opens++;
}

void
disk_close(struct disk *d, struct inode *i)
{
    i->opens--;
    settle(d, i);
    inode_put(d, i);
}

/* ---- sync --------------------------------------------------------------- */

/*
 * From the last change back to the first: those of the entries of a chosen
 * directory, and of what these need to have happened before them.
 */
static void
choose_entries(struct disk *d, struct inode *dir)
{
    struct change **first = &d->unsynced, **at = d->last_unsynced;
    int all = 0;

    dir->chosen = 1;
    while (at != first) {
        struct change *c = CONTAINER(at, struct change, next);

        at = c->prev;
        if (!c->dir ||
            !(all || c->dir->chosen || (c->to_dir && c->to_dir->chosen)))
            continue;
        c->chosen = 1;
        c->dir->chosen = c->inode->chosen = 1;
        if (c->to_dir)
            c->to_dir->chosen = 1;
        /* Where a directory may go depends on where all others are. */
        all |= c->kind == CHANGE_RENAME && inode_is_dir(c->inode);
    }
}

static void
forget_choice(struct change *c)
{
    struct inode *part[] = { c->inode, c->dir, c->to_dir };

    for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
        if (part[i])
            part[i]->chosen = 0;
}

void
disk_sync(struct disk *d, struct inode *i)
{
    struct change *c = d->unsynced;

    if (!inode_is_dir(i)) {
        while (i->data)
            make_durable(d, i->data);
        return;
    }
    choose_entries(d, i);
    i->chosen = 0;
    while (c) {
        forget_choice(c);
        c = c->chosen ? make_durable(d, c) : c->next;
    }
}

void
disk_sync_all(struct disk *d)
{
    while (d->unsynced)
        make_durable(d, d->unsynced);
}

/* ---- loss of power ------------------------------------------------------ */

static int
is_kept(enum deviation_keep keep, uint32_t keep_n, uint32_t n)
{
    switch (keep) {
    case KEEP_NONE:
        return 0;
    case KEEP_ALL:
        return 1;
    case KEEP_FIRST:
    case KEEP_TORN:
        return n <= keep_n;
    case KEEP_WITHOUT:
        return n != keep_n;
    }
    return 0;
}

/* Whether what it changes is on the medium at all. */
static int
has_ground(const struct change *c)
{
    const struct inode *i = c->dir ? c->dir : c->inode;

    return i->view[DISK_DURABLE].exists &&
           (!c->to_dir || c->to_dir->view[DISK_DURABLE].exists);
}

/* A sentence that grows; what does not fit is " ...". */
struct sentence {
    char *text;
    size_t cap, len;
    int full;
};

static void
add(struct sentence *s, const char *more)
{
    size_t len = strlen(more);

    if (s->full)
        return;
    if (s->len + len + sizeof(" ...") > s->cap) {
        s->full = 1;
        more = " ...";
        len = strlen(more);
    }
    memcpy(s->text + s->len, more, len + 1);
    s->len += len;
}

/* "d/a": where a name is, as far as that can be said. */
static void
add_name(struct sentence *s, const struct inode *dir, const char *name)
{
    char path[DISK_NAME_MAX];
    long len = dir ? path_of(dir, path, sizeof(path) - 1) : 0;

    if (len > 1) {
        path[len] = '\0';
        add(s, path + 1);
        add(s, "/");
    }
    add(s, name);
}

static void
add_change(struct sentence *s, const struct change *c, uint32_t n,
           const char *before)
{
    int dir = inode_is_dir(c->inode);
    char text[64];

    snprintf(text, sizeof(text), "%s#%u ", before, n);
    add(s, text);
    switch (c->kind) {
    case CHANGE_WRITE:
        snprintf(text, sizeof(text), "write of %zu byte%s to ", c->len,
                 c->len == 1 ? "" : "s");
        add(s, text);
        break;
    case CHANGE_SIZE:
        add(s, "size of ");
        break;
    case CHANGE_CREATE:
        add(s, dir ? "mkdir " : "create ");
        break;
    case CHANGE_UNLINK:
        add(s, dir ? "rmdir " : "unlink ");
        break;
    case CHANGE_RENAME:
        add(s, "rename ");
        break;
    }
    add_name(s, c->dir, c->name);
    if (c->kind == CHANGE_RENAME) {
        add(s, " -> ");
        add_name(s, c->to_dir, c->to_name);
    } else if (!c->dir) {
        snprintf(text, sizeof(text),
                 c->kind == CHANGE_WRITE ? " at %lld" : ", %lld",
                 (long long)c->offset);
        add(s, text);
    }
}

/* Make in the durable state what is kept, and say what is not. */
static uint32_t
keep_changes(struct disk *d, enum deviation_keep keep, uint32_t keep_n,
             struct sentence *s)
{
    uint32_t n = 0, kept = 0;
    const char *before = "; lost ";

    for (struct change *c = d->unsynced; c; c = c->next) {
        int torn;
        size_t len;

        n++;
        torn = keep == KEEP_TORN && n == keep_n && c->kind == CHANGE_WRITE;
        len = torn ? c->len / 2 : c->len;

        if (!is_kept(keep, keep_n, n) || !has_ground(c) ||
            !make(d, c, DISK_DURABLE, len)) {
            add_change(s, c, n, before);
            before = ", ";
        } else if (torn) {
            char text[64];

            add_change(s, c, n, "; tore ");
            snprintf(text, sizeof(text), " after %zu bytes", len);
            add(s, text);
            before = "; lost ";
        } else {
            kept++;
        }
    }
    return kept;
}

/* What programs see is what is durable; nothing is unsynced. */
static void
see_durable(struct disk *d)
{
    struct inode *next;

    for (struct inode *i = d->inodes; i; i = i->next)
        inode_get(i);
    for (struct inode *i = d->inodes; i; i = i->next)
        inode_clear(d, i, DISK_NOW);
    while (d->unsynced)
        strike_off(d, d->unsynced);
    for (struct inode *i = d->inodes; i; i = i->next)
        inode_copy(d, i);
    for (struct inode *i = d->inodes; i; i = next) {
        next = i->next;
        inode_put(d, i);
    }
}

void
disk_power(struct disk *d, enum deviation_keep keep, uint32_t keep_n,
           char *text, size_t cap)
{
    char lost[512] = "";
    struct sentence s = { .text = lost, .cap = sizeof(lost) };
    uint32_t n = d->n_unsynced, kept;

    text[0] = '\0';
    if (!n)
        return;
    kept = keep_changes(d, keep, keep_n, &s);
    snprintf(text, cap, "kept %u of %u unsynced changes%s", kept, n, lost);
    see_durable(d);
}

void
disk_clear(struct disk *d)
{
    struct disk fresh = { .limit = d->limit };

    while (d->unsynced)
        strike_off(d, d->unsynced);
    if (d->root) {
        inode_clear(d, d->root, DISK_NOW);
        inode_clear(d, d->root, DISK_DURABLE);
        inode_put(d, d->root);
    }
    SIM_ASSERT(!d->inodes);
    *d = fresh;
}
