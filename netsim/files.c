/*
 * files.c - what a process has open: descriptors and open files.
 *
 * As in POSIX a descriptor stands for an open file description ("open file"
 * for short), which several descriptors may share.  What can be done with an
 * open file its kind says, by a struct file_ops.
 */
#include "netsim/files.h"

#include "netsim/host.h"
#include "netsim/image.h"
#include "netsim/memory.h"
#include "netsim/socket.h"
#include "netsim/sys.h"

#include <errno.h>
#include <stdio.h>

struct file *
file_new(struct thread *t, const struct file_ops *ops)
{
    struct file *f = world_alloc(t->proc->host->world, sizeof(*f));

    f->ops = ops;
    f->refs = 1;
    f->opener_pc = t->pc;
    return f;
}

void
file_put(struct process *p, struct file *f)
{
    if (--f->refs > 0)
        return;
    if (f->socket)
        socket_forget_waiters(f->socket);
    if (f->ops->close)
        f->ops->close(f);
    if (f->inode)
        disk_close(&p->host->disk, f->inode);
    world_free(p->host->world, f);
}

struct file *
file_get(struct process *p, long fd)
{
    return fd >= 0 && fd < p->n_fds ? p->fd[fd] : NULL;
}

/* Room for descriptors up to this one. */
static void
reserve(struct process *p, int fd)
{
    int n = p->n_fds ? p->n_fds : 16;

    while (n <= fd)
        n *= 2;
    if (n == p->n_fds)
        return;
    p->fd =
        world_grow(p->host->world, p->fd, (size_t)p->n_fds * sizeof(*p->fd),
                   (size_t)n * sizeof(*p->fd));
    p->n_fds = n;
}

void
file_set_cloexec(struct process *p, int fd, int on)
{
    uint64_t bit = (uint64_t)1 << fd % 64;

    if (on)
        p->cloexec[fd / 64] |= bit;
    else
        p->cloexec[fd / 64] &= ~bit;
}

int
file_cloexec(const struct process *p, int fd)
{
    return p->cloexec[fd / 64] >> fd % 64 & 1;
}

/* POSIX: the lowest free number. */
static int
add_from(struct process *p, struct file *f, int fd)
{
    while (fd < p->n_fds && p->fd[fd])
        fd++;
    if (fd >= SIM_STEPS_FD)
        return -EMFILE;
    reserve(p, fd);
    p->fd[fd] = f;
    file_set_cloexec(p, fd, 0);
    return fd;
}

int
file_add(struct process *p, struct file *f)
{
    return add_from(p, f, 0);
}

/* dup(2), fcntl(2): the lowest free number from this one on. */
long
file_dup(struct process *p, long fd, long from)
{
    struct file *f = file_get(p, fd);
    int copy;

    if (!f)
        return -EBADF;
    if (from < 0 || from >= SIM_STEPS_FD)
        return -EINVAL;
    copy = add_from(p, f, (int)from);
    if (copy >= 0)
        f->refs++;
    return copy;
}

int
file_close(struct process *p, long fd)
{
    struct file *f = file_get(p, fd);

    if (!f)
        return -EBADF;
    p->fd[fd] = NULL;
    file_put(p, f);
    return 0;
}

/* arg: fd */
long
sys_dup(struct thread *t)
{
    return file_dup(t->proc, (int)t->arg[0], 0);
}

/* arg: fd, the number that is to stand for the same */
long
sys_dup2(struct thread *t)
{
    struct process *p = t->proc;
    int fd = (int)t->arg[0], to = (int)t->arg[1];
    struct file *f = file_get(p, fd);

    if (!f || to < 0 || to >= SIM_STEPS_FD)
        return -EBADF;
    if (fd == to)
        return to;
    f->refs++;
    if (file_get(p, to))
        file_close(p, to);
    reserve(p, to);
    p->fd[to] = f;
    file_set_cloexec(p, to, 0);
    return to;
}

void
console_open(struct process *p)
{
    for (int i = 0; i < 3; i++) {
        struct file *f = file_new(p->threads, &console_ops);

        f->stream = i;
        file_add(p, f);
    }
}

void
files_list(struct process *p, char *buf, size_t cap)
{
    size_t len = 0;

    buf[0] = '\0';
    for (int fd = 3; fd < p->n_fds && len < cap; fd++) {
        const struct file *f = p->fd[fd];
        char place[128];

        if (!f)
            continue;
        image_place(p->image, f->opener_pc - 1, place, sizeof(place));
        len += (size_t)snprintf(buf + len, cap - len,
                                "%sdescriptor %d, a %s opened in %s",
                                len ? "; " : "", fd, f->ops->what, place);
    }
}
