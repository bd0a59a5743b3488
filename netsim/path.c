/*
 * path.c - from the name of a file to what it names.
 *
 * POSIX.1-2008, Base Definitions 4.13, "Pathname Resolution"; there are no
 * symbolic links.  Where it leaves a choice we answer as Linux does.
 */
#include "netsim/path.h"

#include "netsim/disk.h"
#include "netsim/process.h"
#include "netsim/sys.h"

#include <errno.h>
#include <string.h>

/* The string at that address: its length, or -errno. */
static long
string_in(char *buf, size_t cap, long user)
{
    size_t len = 0;

    while (len < cap) {
        /* Never across a page whose end nobody has asked for. */
        size_t n = 64 - ((size_t)user + len) % 64;
        const char *end;

        if (n > cap - len)
            n = cap - len;
        if (copy_in(buf + len, user + (long)len, n) < 0)
            return -EFAULT;
        end = memchr(buf + len, '\0', n);
        if (end)
            return end - buf;
        len += n;
    }
    return -ENAMETOOLONG;
}

/* One name further, from a directory; NULL if there is no such thing. */
static struct inode *
step(struct inode *dir, const char *name, enum path_last kind)
{
    if (kind == LAST_NAME)
        return dir_find(dir, DISK_NOW, name);
    if (kind == LAST_DOTDOT && dir->view[DISK_NOW].parent)
        return dir->view[DISK_NOW].parent;
    return dir;
}

static enum path_last
kind_of(const char *name)
{
    if (!strcmp(name, "."))
        return LAST_DOT;
    return strcmp(name, "..") ? LAST_NAME : LAST_DOTDOT;
}

long
path_walk(struct thread *t, long user, struct path *p)
{
    char text[PATH_BYTES_MAX];
    const char *at = text;
    long len = string_in(text, sizeof(text), user);
    struct inode *root = disk_root(t->proc->host);

    if (len <= 0)
        return len < 0 ? len : -ENOENT;
    p->dir = p->inode = *at == '/' || !t->proc->cwd ? root : t->proc->cwd;
    p->last = LAST_ROOT;
    p->name[0] = '\0';
    p->slash = text[len - 1] == '/';
    for (;;) {
        size_t n;

        at += strspn(at, "/");
        if (!*at)
            return 0;
        n = strcspn(at, "/");
        if (!p->inode)
            return -ENOENT;
        if (!inode_is_dir(p->inode))
            return -ENOTDIR;
        if (n > DISK_NAME_MAX)
            return -ENAMETOOLONG;
        memcpy(p->name, at, n);
        p->name[n] = '\0';
        p->last = kind_of(p->name);
        p->dir = p->inode;
        p->inode = step(p->dir, p->name, p->last);
        at += n;
    }
}

long
path_find(struct thread *t, long user, struct path *p)
{
    long r = path_walk(t, user, p);

    if (r < 0)
        return r;
    if (!p->inode)
        return -ENOENT;
    return p->slash && !inode_is_dir(p->inode) ? -ENOTDIR : 0;
}

static const char *
name_in(const struct inode *dir, const struct inode *i)
{
    const struct inode_view *s = &dir->view[DISK_NOW];

    for (uint32_t n = 0; n < s->n; n++)
        if (s->entry[n].inode == i)
            return s->entry[n].name;
    return NULL;
}

/* From the end of buf backwards, then to its start. */
long
path_of(const struct inode *dir, char *buf, size_t cap)
{
    size_t at = cap;

    for (const struct inode *up; (up = dir->view[DISK_NOW].parent) != NULL;
         dir = up) {
        const char *name = name_in(up, dir);
        size_t len = strlen(name);

        if (at < len + 2)
            return -ENAMETOOLONG;
        at -= len;
        memcpy(buf + at, name, len);
        buf[--at] = '/';
    }
    if (dir->number != 1)
        return -ENOENT; /* it has been removed */
    if (at == cap)
        buf[--at] = '/';
    memmove(buf, buf + at, cap - at);
    return (long)(cap - at);
}
