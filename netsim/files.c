/*
 * files.c - what a process has open: descriptors and open files.
 *
 * As in POSIX a descriptor stands for an open file description ("open file"
 * for short), which several descriptors may share.  What can be done with an
 * open file its kind says, by a struct file_ops.
 */
#include "netsim/sim.h"

#include <errno.h>
#include <stdio.h>

/* The descriptor on which programs report the steps of calls; far from
 * those that socket() and open() hand out. */
#define STEPS_FD 1023

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
    if (f->ops->close)
        f->ops->close(f);
    world_free(p->host->world, f);
}

struct file *
file_get(struct process *p, long fd)
{
    static struct file steps = { .ops = &steps_ops, .refs = 1 };

    if (fd == STEPS_FD && p->host->world->steps)
        return &steps;
    return fd >= 0 && fd < p->n_fds ? p->fd[fd] : NULL;
}

/* POSIX: the lowest free number. */
int
file_add(struct process *p, struct file *f)
{
    int fd = 0;

    while (fd < p->n_fds && p->fd[fd])
        fd++;
    if (fd == SIM_FDS_MAX - 1)
        return -EMFILE;
    if (fd == p->n_fds) {
        int n = p->n_fds ? 2 * p->n_fds : 16;

        p->fd = world_grow(p->host->world, p->fd,
                           (size_t)p->n_fds * sizeof(*p->fd),
                           (size_t)n * sizeof(*p->fd));
        p->n_fds = n;
    }
    p->fd[fd] = f;
    return fd;
}

int
file_close(struct process *p, long fd)
{
    struct file *f = fd == STEPS_FD ? NULL : file_get(p, fd);

    if (!f)
        return -EBADF;
    p->fd[fd] = NULL;
    file_put(p, f);
    return 0;
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
