/*
 * sys_file.c - open files of the disk: open(2), read(2), write(2), lseek(2),
 * fsync(2) and their family.
 *
 * Reads and writes take no time.  One write is one change of the disk.
 */
#include "netsim/sys.h"

#include "netsim/host.h"
#include "netsim/path.h"
#include "netsim/world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* What open() remembers of its flags for F_GETFL. */
#define FLAGS_KEPT (O_ACCMODE | O_APPEND | O_SYNC)

static int
is_open_for(const struct file *f, int way)
{
    int mode = f->flags & O_ACCMODE;

    return mode == O_RDWR || mode == way;
}

/* ---- read and write ----------------------------------------------------- */

/* Of len bytes, how many this call may transfer. */
static size_t
at_most(const struct thread *t, size_t len)
{
    if (len > DISK_BYTES_MAX)
        len = DISK_BYTES_MAX;
    return t->bytes_max && len > t->bytes_max ? t->bytes_max : len;
}

static long
read_at(struct thread *t, struct file *f, int64_t offset)
{
    const struct inode_view *s = &f->inode->view[DISK_NOW];
    size_t len = at_most(t, (size_t)t->arg[2]);

    if (!is_open_for(f, O_RDONLY))
        return -EBADF;
    if (inode_is_dir(f->inode))
        return -EISDIR;
    if (offset >= (int64_t)s->len || len == 0)
        return 0;
    if (len > s->len - (size_t)offset)
        len = s->len - (size_t)offset;
    return copy_out(t->arg[1], s->bytes + offset, len) < 0 ? -EFAULT
                                                           : (long)len;
}

/* How much of len bytes at this offset the disk can take, or -errno. */
static long
fit(struct disk *d, const struct inode *i, int64_t offset, size_t len)
{
    int64_t end = (int64_t)i->view[DISK_NOW].len + disk_room(d);

    if (offset >= DISK_BYTES_MAX)
        return -EFBIG;
    if (offset >= end)
        return -ENOSPC;
    return (int64_t)len < end - offset ? (long)len : (long)(end - offset);
}

static long
write_at(struct thread *t, struct file *f, int64_t offset)
{
    struct disk *d = disk_of(t);
    size_t len = at_most(t, (size_t)t->arg[2]);
    struct change *c;
    char last;
    long n;

    if (!is_open_for(f, O_WRONLY))
        return -EBADF;
    if (len == 0)
        return 0;
    n = fit(d, f->inode, offset, len);
    if (n < 0)
        return n;
    /* A length gone wrong is noticed before there is a gigabyte for it. */
    if (copy_in(&last, (long)((unsigned long)t->arg[1] + (size_t)n - 1), 1) <
        0)
        return -EFAULT;
    c = disk_change(d, CHANGE_WRITE, f->inode, (size_t)n);
    c->offset = offset;
    if (copy_in(c->bytes, t->arg[1], (size_t)n) < 0) {
        disk_give_up(d, c);
        return -EFAULT;
    }
    disk_make(d, c);
    if (f->flags & O_DSYNC)
        disk_sync(d, f->inode);
    return n;
}

static long
file_read(struct thread *t, struct file *f)
{
    long n = read_at(t, f, f->offset);

    if (n > 0)
        f->offset += n;
    return n;
}

static long
file_write(struct thread *t, struct file *f)
{
    int64_t offset = f->flags & O_APPEND
                         ? (int64_t)f->inode->view[DISK_NOW].len
                         : f->offset;
    long n = write_at(t, f, offset);

    if (n > 0)
        f->offset = offset + n;
    return n;
}

static const struct file_ops file_ops = {
    .what = "file",
    .read = file_read,
    .write = file_write,
    .may_be_short = 1,
};

static const struct file_ops dir_ops = {
    .what = "directory",
    .read = file_read,
};

/* The open file of fd; if it is none of the disk, *err says what to say. */
static struct file *
disk_file(struct thread *t, long otherwise, long *err)
{
    struct file *f = file_get(t->proc, (int)t->arg[0]);

    *err = f ? otherwise : -EBADF;
    return f && f->inode ? f : NULL;
}

/* arg: fd, buf, len, offset */
long
sys_pread(struct thread *t)
{
    long err;
    struct file *f;

    if (t->arg[3] < 0)
        return -EINVAL;
    f = disk_file(t, -ESPIPE, &err);
    return f ? read_at(t, f, t->arg[3]) : err;
}

/* arg: fd, buf, len, offset.  pwrite(2), "BUGS": O_APPEND wins. */
long
sys_pwrite(struct thread *t)
{
    long err;
    struct file *f;

    if (t->arg[3] < 0)
        return -EINVAL;
    f = disk_file(t, -ESPIPE, &err);
    if (!f)
        return err;
    return write_at(t, f,
                    f->flags & O_APPEND ? (int64_t)f->inode->view[DISK_NOW].len
                                        : t->arg[3]);
}

/* arg: fd, offset, whence */
long
sys_lseek(struct thread *t)
{
    long err;
    struct file *f = disk_file(t, -ESPIPE, &err);
    int64_t offset;

    if (!f)
        return err;
    switch (t->arg[2]) {
    case SEEK_SET:
        offset = 0;
        break;
    case SEEK_CUR:
        offset = f->offset;
        break;
    case SEEK_END:
        offset = (int64_t)f->inode->view[DISK_NOW].len;
        break;
    default:
        return -EINVAL;
    }
    if (__builtin_add_overflow(offset, t->arg[1], &offset))
        return -EOVERFLOW;
    if (offset < 0)
        return -EINVAL;
    f->offset = offset;
    return offset;
}

/* ---- open --------------------------------------------------------------- */

/* What is there may be opened so. */
static long
check_open(const struct path *p, int flags)
{
    int dir = inode_is_dir(p->inode);

    if (flags & O_CREAT && flags & O_EXCL)
        return -EEXIST;
    if (dir && (flags & (O_CREAT | O_TRUNC) || (flags & O_ACCMODE)))
        return -EISDIR;
    if (!dir && (flags & O_DIRECTORY || p->slash))
        return -ENOTDIR;
    return 0;
}

static long
create(struct thread *t, struct path *p, int flags, uint32_t mode)
{
    struct disk *d = disk_of(t);

    if (!(flags & O_CREAT))
        return -ENOENT;
    if (p->slash)
        return -EISDIR;
    if (!inode_is_linked(p->dir))
        return -ENOENT;
    p->inode = inode_new(d, S_IFREG | (mode & 07777 & ~DISK_UMASK));
    disk_make(d,
              disk_change_name(d, CHANGE_CREATE, p->inode, p->dir, p->name));
    return 0;
}

static void
set_size(struct thread *t, struct inode *i, int64_t len)
{
    struct disk *d = disk_of(t);
    struct change *c;

    if (len == (int64_t)i->view[DISK_NOW].len)
        return;
    c = disk_change(d, CHANGE_SIZE, i, 0);
    c->offset = len;
    disk_make(d, c);
}

/* What the path names is opened as f. */
static long
open_as(struct thread *t, struct file *f, int flags)
{
    struct path p;
    long r = path_walk(t, t->arg[0], &p);

    if (r < 0)
        return r;
    r = p.inode ? check_open(&p, flags)
                : create(t, &p, flags, (uint32_t)t->arg[2]);
    if (r < 0)
        return r;
    f->ops = inode_is_dir(p.inode) ? &dir_ops : &file_ops;
    f->inode = p.inode;
    f->flags = flags & FLAGS_KEPT;
    f->nonblocking = (flags & O_NONBLOCK) != 0;
    disk_open(p.inode);
    if (flags & O_TRUNC)
        set_size(t, p.inode, 0);
    return 0;
}

/* arg: path, flags, mode */
long
sys_open(struct thread *t)
{
    int flags = (int)t->arg[1];
    struct file *f;
    long r;
    int fd;

    if ((flags & O_ACCMODE) == O_ACCMODE || flags & (O_DIRECT | O_PATH) ||
        (flags & O_DIRECTORY && flags & O_CREAT))
        return -EINVAL;
    if ((flags & O_TMPFILE) == O_TMPFILE)
        return -EOPNOTSUPP;
    /* open(2): a file is not created when there is no descriptor for it. */
    f = file_new(t, &file_ops);
    fd = file_add(t->proc, f);
    if (fd < 0) {
        file_put(t->proc, f);
        return fd;
    }
    r = open_as(t, f, flags);
    if (r < 0) {
        file_close(t->proc, fd);
        return r;
    }
    file_set_cloexec(t->proc, fd, (flags & O_CLOEXEC) != 0);
    return fd;
}

/* ---- size --------------------------------------------------------------- */

static long
resize(struct thread *t, struct inode *i, int64_t len)
{
    struct disk *d = disk_of(t);

    if (len > DISK_BYTES_MAX)
        return -EFBIG;
    if (len - (int64_t)i->view[DISK_NOW].len > disk_room(d))
        return -ENOSPC;
    set_size(t, i, len);
    return 0;
}

/* arg: fd, length */
long
sys_ftruncate(struct thread *t)
{
    long err;
    struct file *f = disk_file(t, -EINVAL, &err);

    if (t->arg[1] < 0)
        return -EINVAL;
    if (!f)
        return err;
    if (inode_is_dir(f->inode) || !is_open_for(f, O_WRONLY))
        return -EINVAL;
    return resize(t, f->inode, t->arg[1]);
}

/* arg: path, length */
long
sys_truncate(struct thread *t)
{
    struct path p;
    long r;

    if (t->arg[1] < 0)
        return -EINVAL;
    r = path_find(t, t->arg[0], &p);
    if (r < 0)
        return r;
    if (inode_is_dir(p.inode))
        return -EISDIR;
    return resize(t, p.inode, t->arg[1]);
}

/* ---- sync --------------------------------------------------------------- */

/* i: what was asked for; NULL: everything.  before: what was unsynced. */
static void
trace_sync(struct thread *t, const struct inode *i, uint32_t before)
{
    uint32_t n = before - disk_of(t)->n_unsynced;
    struct trace_event ev = { .kind = TRACE_SYNC, .name = "/" };
    char text[32];

    if (!tracing(t->proc->host->world))
        return;
    if (i && i->name)
        ev.name = i->name;
    snprintf(text, sizeof(text), "%u change%s", n, n == 1 ? "" : "s");
    ev.text = text;
    thread_trace(t, &ev);
}

/* arg: fd */
long
sys_fsync(struct thread *t)
{
    long err;
    struct file *f = disk_file(t, -EINVAL, &err);
    uint32_t before;

    if (!f)
        return err;
    before = disk_of(t)->n_unsynced;
    disk_sync(disk_of(t), f->inode);
    trace_sync(t, f->inode, before);
    return 0;
}

/* arg: fd.  The size is synced, too: without it the data is not there. */
long
sys_fdatasync(struct thread *t)
{
    return sys_fsync(t);
}

long
sys_sync(struct thread *t)
{
    uint32_t before = disk_of(t)->n_unsynced;

    disk_root(t->proc->host);
    disk_sync_all(disk_of(t));
    trace_sync(t, NULL, before);
    return 0;
}
