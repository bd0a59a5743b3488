/*
 * test_disk_model.c - random histories of a disk: whatever has happened to
 * it, it keeps its rules.  Draws are keyed, so a failure repeats.
 */
#include "netsim/chooser.h"
#include "netsim/host.h"

#include "grader/testing.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define HISTORIES 2000
#define STEPS 200
#define NAMES 3

struct history {
    struct host host;
    struct disk *disk;
    uint64_t key, n;
    struct inode *open[3];
    char dump[2][16384];
};

static uint32_t
draw(struct history *h, uint32_t below)
{
    return (uint32_t)(random_keyed(1, h->key, h->n++, 0) % below);
}

static const char *
draw_name(struct history *h)
{
    static const char *const name[NAMES] = { "a", "b", "c" };

    return name[draw(h, NAMES)];
}

static struct inode *
draw_dir(struct history *h)
{
    struct inode *dir = disk_root(&h->host), *next;

    while (draw(h, 3) && (next = dir_find(dir, DISK_NOW, draw_name(h))) &&
           inode_is_dir(next))
        dir = next;
    return dir;
}

/* ---- what may happen ---------------------------------------------------- */

static void
make_or_remove(struct history *h)
{
    struct inode *dir = draw_dir(h), *i;
    const char *name = draw_name(h);
    size_t len;

    i = dir_find(dir, DISK_NOW, name);
    len = i && i->opens ? i->view[DISK_NOW].len : 0;
    if (i && i->view[DISK_NOW].n > 0)
        return;
    disk_make(h->disk, disk_change_name(
                           h->disk, i ? CHANGE_UNLINK : CHANGE_CREATE,
                           i ? i
                             : inode_new(h->disk, draw(h, 2) ? S_IFDIR | 0755
                                                             : S_IFREG | 0644),
                           dir, name));
    if (len) /* unlink(2): it stays until it is closed */
        assert_int_equal(i->view[DISK_NOW].len, len);
}

static void
move(struct history *h)
{
    struct inode *dir = draw_dir(h), *to_dir = draw_dir(h), *i, *old;
    const char *name = draw_name(h), *to_name = draw_name(h);

    i = dir_find(dir, DISK_NOW, name);
    old = dir_find(to_dir, DISK_NOW, to_name);
    if (!i || i == old || dir_is_below(to_dir, DISK_NOW, i) ||
        (old &&
         (inode_is_dir(i) != inode_is_dir(old) || old->view[DISK_NOW].n > 0)))
        return;
    disk_make(h->disk,
              disk_change_rename(h->disk, i, dir, name, to_dir, to_name));
}

static void
change_file(struct history *h)
{
    struct inode *i = draw(h, 3)
                          ? dir_find(draw_dir(h), DISK_NOW, draw_name(h))
                          : h->open[draw(h, 3)];
    size_t len = draw(h, 20);
    struct change *c;

    if (!i || inode_is_dir(i))
        return;
    c = disk_change(h->disk, len ? CHANGE_WRITE : CHANGE_SIZE, i, len);
    c->offset = draw(h, 60);
    memset(c->bytes, 'a' + (int)draw(h, 26), len);
    disk_make(h->disk, c);
}

static void
open_or_close(struct history *h)
{
    uint32_t n = draw(h, 3);
    struct inode *i = dir_find(draw_dir(h), DISK_NOW, draw_name(h));

    if (h->open[n])
        disk_close(h->disk, h->open[n]);
    h->open[n] = i;
    if (i)
        disk_open(i);
}

static void
synchronize(struct history *h)
{
    struct inode *i = draw(h, 3)
                          ? dir_find(draw_dir(h), DISK_NOW, draw_name(h))
                          : draw_dir(h);

    if (draw(h, 20) == 0)
        disk_sync_all(h->disk);
    else if (i)
        disk_sync(h->disk, i);
}

/* ---- what holds --------------------------------------------------------- */

/* What is reachable in a view, as text. */
static size_t
dump(const struct inode *i, enum disk_view v, char *buf, size_t len)
{
    const struct inode_view *s = &i->view[v];
    size_t cap = sizeof(((struct history *)0)->dump[0]);

    len +=
        (size_t)snprintf(buf + len, cap - len, "%u:%zu:", i->number, s->len);
    for (size_t n = 0; n < s->len; n++)
        buf[len++] = s->bytes[n] ? (char)s->bytes[n] : '_';
    for (uint32_t n = 0; n < s->n; n++) {
        len +=
            (size_t)snprintf(buf + len, cap - len, "(%s ", s->entry[n].name);
        if (inode_is_dir(s->entry[n].inode))
            assert_ptr_equal(s->entry[n].inode->view[v].parent, i);
        len = dump(s->entry[n].inode, v, buf, len);
        buf[len++] = ')';
        assert_true(len < cap - 1000);
    }
    buf[len] = '\0';
    return len;
}

static void
dump_all(struct history *h, enum disk_view v, int which)
{
    dump(disk_root(&h->host), v, h->dump[which], 0);
}

/* The counts are what a look at everything says. */
static void
check_counts(struct history *h)
{
    uint32_t n = 0;
    uint64_t waiting = 0;
    int64_t used = 0;

    for (const struct change *c = h->disk->unsynced; c; c = c->next) {
        n++;
        waiting += c->len;
    }
    for (const struct inode *i = h->disk->inodes; i; i = i->next) {
        const struct inode_view *s = &i->view[DISK_NOW];

        used += (int64_t)s->len;
        assert_int_equal(i->chosen, 0);
        assert_true(i->refs > 0);
        for (size_t b = s->len; b < s->cap; b++)
            assert_int_equal(s->bytes[b], 0);
        if (!inode_is_dir(i) && !s->links && !i->opens)
            assert_int_equal(s->len, 0);
    }
    assert_int_equal(n, h->disk->n_unsynced);
    assert_int_equal(waiting, h->disk->bytes_unsynced);
    assert_int_equal(used, h->disk->used);
}

/* As the kernel does it: the machine stops, then its process. */
static void
lose_power(struct history *h)
{
    enum deviation_keep keep = (enum deviation_keep)draw(h, 5);
    uint32_t n = h->disk->n_unsynced;
    char text[600];

    if (keep == KEEP_ALL || keep == KEEP_NONE)
        dump_all(h, keep == KEEP_ALL ? DISK_NOW : DISK_DURABLE, 0);
    disk_power(h->disk, keep, n ? 1 + draw(h, n) : 0, text, sizeof(text));
    assert_int_equal(text[0] != '\0', n > 0);
    for (int i = 0; i < 3; i++) {
        if (h->open[i])
            disk_close(h->disk, h->open[i]);
        h->open[i] = NULL;
    }
    assert_int_equal(h->disk->n_unsynced, 0);
    if (keep == KEEP_ALL || keep == KEEP_NONE) {
        dump_all(h, DISK_NOW, 1);
        assert_string_equal(h->dump[0], h->dump[1]);
    }
    dump_all(h, DISK_NOW, 0);
    dump_all(h, DISK_DURABLE, 1);
    assert_string_equal(h->dump[0], h->dump[1]);
}

static void
live_through(struct history *h)
{
    for (int step = 0; step < STEPS; step++) {
        switch (draw(h, 8)) {
        case 0:
        case 1:
            make_or_remove(h);
            break;
        case 2:
        case 3:
            move(h);
            break;
        case 4:
            change_file(h);
            break;
        case 5:
            open_or_close(h);
            break;
        case 6:
            synchronize(h);
            break;
        default:
            if (draw(h, 6) == 0)
                lose_power(h);
        }
        check_counts(h);
    }
    for (int i = 0; i < 3; i++)
        if (h->open[i])
            disk_close(h->disk, h->open[i]);
    disk_sync_all(h->disk);
    dump_all(h, DISK_NOW, 0);
    dump_all(h, DISK_DURABLE, 1);
    assert_string_equal(h->dump[0], h->dump[1]);
}

static void
a_disk_keeps_its_rules_whatever_happens(void **state)
{
    static struct history h;
    struct sim_world *w = sim_new();

    (void)state;
    for (uint64_t key = 1; key <= HISTORIES; key++) {
        memset(&h, 0, sizeof(h));
        h.host.world = w;
        h.disk = &h.host.disk;
        h.key = key;
        disk_root(&h.host);
        live_through(&h);
        disk_clear(h.disk); /* nothing is held by anything that is gone */
    }
    sim_free(w);
}

/* Linux writes back when too much waits; the oldest goes first. */
static void
the_oldest_changes_are_written_back_when_too_many_wait(void **state)
{
    static struct history h;
    struct sim_world *w = sim_new();
    struct inode *i;

    (void)state;
    memset(&h, 0, sizeof(h));
    h.host.world = w;
    h.disk = &h.host.disk;
    disk_root(&h.host);
    i = inode_new(h.disk, S_IFREG | 0644);
    disk_make(h.disk,
              disk_change_name(h.disk, CHANGE_CREATE, i, h.disk->root, "a"));
    for (int n = 0; n < 70000; n++) {
        struct change *c = disk_change(h.disk, CHANGE_WRITE, i, 1);

        c->bytes[0] = 'x';
        c->offset = n;
        disk_make(h.disk, c);
    }
    assert_int_equal(h.disk->n_unsynced, 65536);
    assert_ptr_equal(dir_find(h.disk->root, DISK_DURABLE, "a"), i);
    assert_int_equal(i->view[DISK_DURABLE].len, 70000 - 65536);
    disk_clear(h.disk);
    sim_free(w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disk_keeps_its_rules_whatever_happens),
        cmocka_unit_test(
            the_oldest_changes_are_written_back_when_too_many_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
