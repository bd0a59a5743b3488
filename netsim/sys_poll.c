/*
 * sys_poll.c - poll(2): what is ready, and waiting until something is.
 */
#include "netsim/sys.h"

#include "netsim/host.h"
#include "netsim/world.h"

#include <errno.h>
#include <poll.h>

static short
ready(struct thread *t, const struct pollfd *p)
{
    struct file *f = file_get(t->proc, p->fd);

    if (!f)
        return POLLNVAL;
    return (f->ops->ready ? f->ops->ready(f) : POLLIN | POLLOUT) &
           (p->events | POLLERR | POLLHUP);
}

/* arg: fds, n, timeout_ms */
long
sys_poll(struct thread *t)
{
    static struct pollfd fds[SIM_FDS_MAX];
    size_t n = (size_t)t->arg[1];
    int timeout_ms = (int)t->arg[2];
    long count = 0;

    if (n > SIM_FDS_MAX)
        return -EINVAL;
    if (copy_in(fds, t->arg[0], n * sizeof(*fds)) < 0)
        return -EFAULT;
    for (size_t i = 0; i < n; i++) {
        fds[i].revents = fds[i].fd < 0 ? 0 : ready(t, &fds[i]);
        count += fds[i].revents != 0;
    }
    if (count == 0 && timeout_ms != 0 && !t->timed_out)
        return sys_wait(t, WAIT_IO,
                        timeout_ms < 0 ? -1
                                       : t->proc->host->world->now_ns +
                                             timeout_ms * (int64_t)1000000);
    if (copy_out(t->arg[0], fds, n * sizeof(*fds)) < 0)
        return -EFAULT;
    return count;
}
