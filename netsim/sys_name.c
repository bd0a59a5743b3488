/*
 * sys_name.c - names of files and what is known of them: rename(2),
 * unlink(2), mkdir(2), stat(2), readdir(3), chdir(2) and their family.
 *
 * Errors are those of the manual pages, in the order in which Linux finds
 * them.
 */
#include "netsim/sys.h"

#include "netsim/files.h"
#include "netsim/host.h"
#include "netsim/path.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 4096

/* ---- names -------------------------------------------------------------- */

/* arg: path, mode */
long
sys_mkdir(struct thread *t)
{
    struct disk *d = disk_of(t);
    struct path p;
    long r = path_walk(t, t->arg[0], &p);
    struct inode *i;

    if (r < 0)
        return r;
    if (p.inode)
        return -EEXIST;
    if (!inode_is_linked(p.dir))
        return -ENOENT;
    i = inode_new(d, S_IFDIR | ((uint32_t)t->arg[1] & 01777 & ~DISK_UMASK));
    disk_make(d, disk_change_name(d, CHANGE_CREATE, i, p.dir, p.name));
    return 0;
}

/* arg: path */
long
sys_rmdir(struct thread *t)
{
    struct disk *d = disk_of(t);
    struct path p;
    long r = path_walk(t, t->arg[0], &p);

    if (r < 0)
        return r;
    if (p.last == LAST_ROOT)
        return -EBUSY;
    if (p.last == LAST_DOT)
        return -EINVAL;
    if (p.last == LAST_DOTDOT)
        return -ENOTEMPTY;
    if (!p.inode)
        return -ENOENT;
    if (!inode_is_dir(p.inode))
        return -ENOTDIR;
    if (p.inode->view[DISK_NOW].n > 0)
        return -ENOTEMPTY;
    disk_make(d, disk_change_name(d, CHANGE_UNLINK, p.inode, p.dir, p.name));
    return 0;
}

/* arg: path */
long
sys_unlink(struct thread *t)
{
    struct disk *d = disk_of(t);
    struct path p;
    long r = path_walk(t, t->arg[0], &p);

    if (r < 0)
        return r;
    if (p.last != LAST_NAME)
        return -EISDIR;
    if (!p.inode)
        return -ENOENT;
    if (inode_is_dir(p.inode))
        return -EISDIR;
    if (p.slash)
        return -ENOTDIR;
    disk_make(d, disk_change_name(d, CHANGE_UNLINK, p.inode, p.dir, p.name));
    return 0;
}

/* Whether rename(2) allows it; 1: there is nothing to do. */
static int
check_rename(const struct path *from, const struct path *to)
{
    int dir;

    if (from->last != LAST_NAME || to->last != LAST_NAME)
        return -EBUSY;
    if (!from->inode)
        return -ENOENT;
    dir = inode_is_dir(from->inode);
    if (!dir && (from->slash || to->slash))
        return -ENOTDIR;
    if (dir_is_below(to->dir, DISK_NOW, from->inode))
        return -EINVAL;
    if (to->inode && dir_is_below(from->dir, DISK_NOW, to->inode))
        return -ENOTEMPTY;
    if (from->inode == to->inode)
        return 1;
    if (!to->inode)
        return inode_is_linked(to->dir) ? 0 : -ENOENT;
    if (dir != inode_is_dir(to->inode))
        return dir ? -ENOTDIR : -EISDIR;
    return to->inode->view[DISK_NOW].n > 0 ? -ENOTEMPTY : 0;
}

/* arg: old path, new path */
long
sys_rename(struct thread *t)
{
    struct disk *d = disk_of(t);
    struct path from, to;
    long r = path_walk(t, t->arg[0], &from);

    if (r == 0)
        r = path_walk(t, t->arg[1], &to);
    if (r == 0)
        r = check_rename(&from, &to);
    if (r != 0)
        return r < 0 ? r : 0;
    disk_make(d, disk_change_rename(d, from.inode, from.dir, from.name, to.dir,
                                    to.name));
    return 0;
}

/* ---- what is known of a file -------------------------------------------- */

static uint32_t
links_of(const struct inode *i)
{
    const struct inode_view *s = &i->view[DISK_NOW];
    uint32_t n = 2; /* its name, or the root's "..", and its own "." */

    if (!inode_is_dir(i))
        return s->links;
    if (!inode_is_linked(i))
        return 0;
    for (uint32_t e = 0; e < s->n; e++)
        n += inode_is_dir(s->entry[e].inode) != 0;
    return n;
}

/* Of an inode, or of what is none: a terminal or a socket.  No times. */
static long
stat_out(struct thread *t, const struct inode *i, uint32_t mode, long user)
{
    struct stat st;

    memset(&st, 0, sizeof(st));
    st.st_mode = i ? i->mode : mode;
    st.st_nlink = i ? links_of(i) : 1;
    st.st_dev = (dev_t)t->proc->host->index + 1;
    st.st_ino = i ? i->number : 0;
    st.st_blksize = BLOCK;
    if (i && inode_is_dir(i))
        st.st_size = BLOCK;
    else if (i)
        st.st_size = (off_t)i->view[DISK_NOW].len;
    st.st_blocks = (st.st_size + 511) / 512;
    return copy_out(user, &st, sizeof(st));
}

/* arg: path, struct stat */
long
sys_stat(struct thread *t)
{
    struct path p;
    long r = path_find(t, t->arg[0], &p);

    return r < 0 ? r : stat_out(t, p.inode, 0, t->arg[1]);
}

/* arg: fd, struct stat */
long
sys_fstat(struct thread *t)
{
    const struct file *f = file_get(t->proc, (int)t->arg[0]);

    if (!f)
        return -EBADF;
    return stat_out(t, f->inode,
                    f->ops == &console_ops ? S_IFCHR | 0620 : S_IFSOCK | 0777,
                    t->arg[1]);
}

/* arg: path, mode.  There is one user, who may read and write everything
 * and execute what has a bit for it. */
long
sys_access(struct thread *t)
{
    struct path p;
    long r;

    if (t->arg[1] & ~(long)(R_OK | W_OK | X_OK))
        return -EINVAL;
    r = path_find(t, t->arg[0], &p);
    if (r < 0)
        return r;
    return t->arg[1] & X_OK && !(p.inode->mode & 0111) ? -EACCES : 0;
}

/* ---- directories -------------------------------------------------------- */

static long
entry_out(const struct inode *i, const char *name, long user)
{
    struct dirent e;

    memset(&e, 0, sizeof(e));
    e.d_ino = i->number;
    e.d_reclen = sizeof(e);
    e.d_type = inode_is_dir(i) ? DT_DIR : DT_REG;
    strcpy(e.d_name, name);
    return copy_out(user, &e, sizeof(e)) < 0 ? -EFAULT : 1;
}

/*
 * arg: fd, struct dirent.  The entry after the one that is in there (an
 * empty name: the first): 1, or 0 at the end.  First "." and "..", then by
 * name; so it does not matter what is added or removed in between.
 */
long
sys_readdir(struct thread *t)
{
    const struct file *f = file_get(t->proc, (int)t->arg[0]);
    struct dirent e;
    struct inode *i = NULL;
    const char *name = e.d_name;

    if (!f)
        return -EBADF;
    if (!f->inode || !inode_is_dir(f->inode))
        return -ENOTDIR;
    if (copy_in(&e, t->arg[1], sizeof(e)) < 0)
        return -EFAULT;
    e.d_name[sizeof(e.d_name) - 1] = '\0';
    if (!*name)
        return entry_out(f->inode, ".", t->arg[1]);
    if (!strcmp(name, ".")) {
        i = f->inode->view[DISK_NOW].parent;
        return entry_out(i ? i : f->inode, "..", t->arg[1]);
    }
    name = dir_after(f->inode, strcmp(name, "..") ? name : "", &i);
    return name ? entry_out(i, name, t->arg[1]) : 0;
}

static long
change_dir(struct thread *t, struct inode *i)
{
    struct process *p = t->proc;

    if (!inode_is_dir(i))
        return -ENOTDIR;
    disk_open(i);
    if (p->cwd)
        disk_close(disk_of(t), p->cwd);
    p->cwd = i;
    return 0;
}

/* arg: path */
long
sys_chdir(struct thread *t)
{
    struct path p;
    long r = path_find(t, t->arg[0], &p);

    return r < 0 ? r : change_dir(t, p.inode);
}

/* arg: fd */
long
sys_fchdir(struct thread *t)
{
    struct file *f = file_get(t->proc, (int)t->arg[0]);

    if (!f)
        return -EBADF;
    return f->inode ? change_dir(t, f->inode) : -ENOTDIR;
}

/* arg: buf, len.  The length with the NUL at the end. */
long
sys_getcwd(struct thread *t)
{
    const struct inode *cwd =
        t->proc->cwd ? t->proc->cwd : disk_root(t->proc->host);
    char path[PATH_BYTES_MAX + 1] = "";
    long len = path_of(cwd, path, PATH_BYTES_MAX);

    if (len < 0)
        return len;
    path[len++] = '\0';
    if (t->arg[1] < len)
        return -ERANGE;
    return copy_out(t->arg[0], path, (size_t)len) < 0 ? -EFAULT : len;
}
