/*
 * fault.c - what befalls a host: at a call, at a step, at a time.
 *
 * The chooser is asked before and after each system call that may be named,
 * before and after each step that a program reports, and at the start of the
 * run and each time it has then named (SIM_TIME).  A host that is paused
 * stands still: its threads do not run and its timers wait, but the network
 * goes on delivering to the buffers of its kernel.
 */
#include "netsim/fault.h"

#include "netsim/chooser.h"
#include "netsim/host.h"
#include "netsim/sched.h"
#include "netsim/sys.h"
#include "netsim/tcp.h"
#include "netsim/world.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* ---- the trace ---------------------------------------------------------- */

/* Another decision about a host than the default, or the end of it. */
static void
trace_choice(struct host *h, struct thread *t, const struct deviation *dev,
             const char *rule, int over)
{
    struct sim_world *w = h->world;
    struct trace_event ev = { .kind = TRACE_CHOICE,
                              .rule = rule,
                              .host = h->index,
                              .inc = h->proc.inc };
    char did[256];

    if (!tracing(w))
        return;
    deviation_print(did, sizeof(did), dev, &w->names);
    ev.did = did;
    if (over)
        ev.text = "over";
    else
        ev.dec = ++w->decision;
    if (t)
        thread_trace(t, &ev);
    else
        world_trace(w, &ev);
}

void
thread_deviate(struct thread *t, const struct deviation *dev, const char *rule)
{
    trace_choice(t->proc->host, t, dev, rule, 0);
}

/* ---- pauses ------------------------------------------------------------- */

static void
host_pause(struct host *h, struct thread *t, const struct deviation *dev,
           const char *rule)
{
    struct event_queue *q = &h->world->queue;
    int64_t until_ns = h->world->now_ns + dev->for_ns;

    trace_choice(h, t, dev, rule, 0);
    if (h->paused && h->resume.at_ns >= until_ns)
        return;
    h->paused = 1;
    h->pause = *dev;
    event_cancel(q, &h->resume);
    event_add(q, &h->resume, until_ns);
    for (struct thread *each = h->proc.threads; each; each = each->mate)
        if (each->queued) {
            thread_unready(each);
            each->stalled = 1;
        }
}

void
host_end_pause(struct host *h)
{
    event_cancel(&h->world->queue, &h->resume);
    h->paused = 0;
    for (struct thread *t = h->proc.threads; t; t = t->mate)
        if (t->stalled) {
            t->stalled = 0;
            if (t->stop != STOP_NOT && t->keep_turn) /* see user/shim.h */
                thread_ready_first(t);
            else
                thread_ready(t);
        }
}

void
host_resume(struct host *h)
{
    trace_choice(h, NULL, &h->pause, "schedule", 1);
    host_end_pause(h);
}

/* ---- at a call ---------------------------------------------------------- */

static int
is_ready(struct thread *t, long fd, short events)
{
    struct file *f = file_get(t->proc, fd);

    if (!f || !f->ops->ready)
        return 1;
    return (f->ops->ready(f) & (events | POLLERR | POLLHUP)) != 0;
}

static int
poll_waits(struct thread *t)
{
    static struct pollfd fds[SIM_FDS_MAX];
    size_t n = (size_t)t->arg[1];

    if ((int)t->arg[2] == 0 || n > SIM_FDS_MAX ||
        copy_in(fds, t->arg[0], n * sizeof(*fds)) < 0)
        return 0;
    for (size_t i = 0; i < n; i++)
        if (fds[i].fd >= 0 && is_ready(t, fds[i].fd, fds[i].events))
            return 0;
    return 1;
}

/* A blocking call on a descriptor that cannot be done at once. */
static int
transfer_waits(struct thread *t, short events, long flags)
{
    const struct file *f = file_get(t->proc, t->arg[0]);

    return f && !f->nonblocking && !(flags & MSG_DONTWAIT) &&
           !is_ready(t, t->arg[0], events);
}

/* A stream takes all of a blocking send, or waits for room. */
static int
send_waits(struct thread *t, long flags)
{
    const struct file *f = file_get(t->proc, t->arg[0]);

    if (f && f->socket && f->socket->tcp && !f->nonblocking &&
        !(flags & MSG_DONTWAIT) && f->socket->connected)
        return (size_t)t->arg[2] > tcp_room(f->socket);
    return transfer_waits(t, POLLOUT, flags);
}

/* All that is asked for: it may wait although something is there. */
static int
receive_waits(struct thread *t, long flags)
{
    const struct file *f = file_get(t->proc, t->arg[0]);

    if (f && f->socket && f->socket->tcp && !f->nonblocking &&
        flags & MSG_WAITALL && f->socket->queued > 0)
        return f->socket->queued < (size_t)t->arg[2];
    return transfer_waits(t, POLLIN, flags);
}

/* Over TCP, for an answer. */
static int
connect_waits(struct thread *t)
{
    const struct file *f = file_get(t->proc, t->arg[0]);

    return f && f->socket && f->socket->tcp && !f->nonblocking;
}

/* Would the call that t is about to make have to wait, so that a signal could
 * interrupt it?  See signal(7), "Interruption of system calls". */
static int
call_waits(struct thread *t)
{
    switch (t->nr) {
    case SYS_NR_nanosleep:
        return 1;
    case SYS_NR_poll:
        return poll_waits(t);
    case SYS_NR_recvfrom:
        return receive_waits(t, t->arg[3]);
    case SYS_NR_read:
    case SYS_NR_accept:
        return transfer_waits(t, POLLIN, 0);
    case SYS_NR_connect:
        return connect_waits(t);
    case SYS_NR_sendto:
        return send_waits(t, t->arg[3]);
    case SYS_NR_write:
        return send_waits(t, 0);
    default:
        return 0;
    }
}

/* How much it is asked to move, if it may well move less. */
static uint32_t
call_bytes(struct thread *t)
{
    const struct file *f;

    switch (t->nr) {
    case SYS_NR_read:
    case SYS_NR_write:
    case SYS_NR_pread:
    case SYS_NR_pwrite:
    case SYS_NR_recvfrom:
    case SYS_NR_sendto:
        f = file_get(t->proc, t->arg[0]);
        if (!f || !f->ops->may_be_short || t->arg[2] < 0)
            return 0;
        return t->arg[2] < UINT32_MAX ? (uint32_t)t->arg[2] : UINT32_MAX;
    default:
        return 0;
    }
}

/* Is it on the disk (1), and does it need room there (2)? */
static int
call_disk(struct thread *t)
{
    const struct file *f = file_get(t->proc, t->arg[0]);

    switch (t->nr) {
    case SYS_NR_write:
    case SYS_NR_pwrite:
        return f && f->inode ? 2 : 0;
    case SYS_NR_read:
    case SYS_NR_pread:
    case SYS_NR_ftruncate:
    case SYS_NR_fsync:
    case SYS_NR_fdatasync:
        return f && f->inode;
    case SYS_NR_mkdir:
        return 2;
    case SYS_NR_open:
    case SYS_NR_truncate:
    case SYS_NR_rename:
    case SYS_NR_unlink:
    case SYS_NR_rmdir:
        return 1;
    default:
        return 0;
    }
}

/*
 * An interruption comes in the middle of a wait, or at once if the wait has
 * no end; other errors are results.  Returns 1 if the call has its result.
 */
static int
fail(struct thread *t, const struct sim_point *p, int error)
{
    if (error == EINTR && p->waits) {
        t->interrupt = 1;
        return 0;
    }
    t->ret = -error;
    return 1;
}

long
call_interrupted(struct thread *t)
{
    const struct sim_world *w = t->proc->host->world;
    int64_t left_ns = host_time(t->proc->host, t->deadline_ns - w->now_ns);
    struct timespec left = { .tv_sec = left_ns / 1000000000,
                             .tv_nsec = left_ns % 1000000000 };

    if (t->nr == SYS_NR_nanosleep && t->arg[1] &&
        copy_out(t->arg[1], &left, sizeof(left)) < 0)
        return -EFAULT;
    if (t->done && call_bytes(t)) /* then that counts: send(2), recv(2) */
        return (long)t->done;
    return -EINTR;
}

static void
jump(struct host *h, struct thread *t, struct deviation dev,
     const struct sim_decision *d)
{
    dev.kind = DEV_CLOCK;
    dev.by_ns = d->clock_ns;
    trace_choice(h, t, &dev, d->rule, 0);
    host_set_clock(h, d->clock_ns);
}

static void
crash(struct host *h, struct thread *t, struct deviation dev,
      const struct sim_decision *d)
{
    dev.kind = d->power ? DEV_POWER : DEV_CRASH;
    dev.keep = d->keep;
    dev.keep_n = d->keep_n;
    dev.restart_ns = d->restart_ns;
    host_crash(h, t, d->rule, &dev);
}

/* What may befall a host anywhere.  Returns 1 if its process is no more. */
static int
befall(struct host *h, struct thread *t, struct deviation dev,
       const struct sim_decision *d)
{
    if (d->clock_ns)
        jump(h, t, dev, d);
    if (d->crash && h->proc.alive) {
        crash(h, t, dev, d);
        return 1;
    }
    if (d->pause_ns) {
        dev.kind = DEV_PAUSE;
        dev.for_ns = d->pause_ns;
        host_pause(h, t, &dev, d->rule);
    }
    return 0;
}

int
fault_at_call(struct thread *t, int after)
{
    struct host *h = t->proc->host;
    struct sim_point p = { .kind = SIM_CALL,
                           .host = h->index,
                           .call = t->nr,
                           .after = after,
                           .nth = t->nth,
                           .unsynced = h->disk.n_unsynced };
    struct sim_decision d = { .restart_ns = RESTART_DEFAULT_NS };
    struct deviation dev = { .host = h->index,
                             .place = after ? AFTER_CALL : BEFORE_CALL,
                             .call = t->nr,
                             .nth = p.nth };
    int done = after;

    if (!after) {
        p.waits = call_waits(t);
        p.bytes = call_bytes(t);
        p.disk = call_disk(t);
    }
    world_choose(h->world, &p, &d);
    if (befall(h, t, dev, &d))
        return 1;
    if (!after && d.bytes) {
        dev.kind = DEV_SHORT;
        dev.to = t->bytes_max = d.bytes;
        thread_deviate(t, &dev, d.rule);
    }
    if (!after && d.error) {
        dev.kind = DEV_ERROR;
        dev.error = d.error;
        thread_deviate(t, &dev, d.rule);
        done = fail(t, &p, d.error);
    }
    if (h->paused) {
        t->stop = done ? STOP_AFTER : STOP_BEFORE;
        t->stalled = 1;
    }
    return (done && !after) || t->stop != STOP_NOT;
}

/* ---- at a step ---------------------------------------------------------- */

int
fault_at_step(struct thread *t, int step, int after)
{
    struct host *h = t->proc->host;
    struct sim_point p = { .kind = SIM_STEP,
                           .host = h->index,
                           .step = step,
                           .after = after,
                           .nth = h->steps[step] };
    struct sim_decision d = { .restart_ns = RESTART_DEFAULT_NS };
    struct deviation dev = { .host = h->index,
                             .place = after ? AFTER_CALL : BEFORE_CALL,
                             .step = step + 1,
                             .nth = p.nth };

    if (!h->world->chooser || !h->world->chooser->wants_calls)
        return 0;
    world_choose(h->world, &p, &d);
    if (befall(h, t, dev, &d))
        return 1;
    /* The report is a call, which can be finished; then it stands still. */
    if (h->paused) {
        t->stop = STOP_AFTER;
        t->stalled = 1;
    }
    return 0;
}

/* ---- at a time ---------------------------------------------------------- */

void
fault_at_time(struct host *h)
{
    struct sim_point p = { .kind = SIM_TIME, .host = h->index };
    struct sim_decision d = { .at_ns = -1, .restart_ns = RESTART_DEFAULT_NS };
    struct deviation dev = { .host = h->index,
                             .place = AT_TIME,
                             .at_ns = h->world->now_ns };

    world_choose(h->world, &p, &d);
    if (d.at_ns > h->world->now_ns)
        event_add(&h->world->queue, &h->due, d.at_ns);
    befall(h, h->proc.threads, dev, &d);
}

/*
 * Cuts of the network are the chooser's own doing, at each datagram; here
 * they are only told of.  So they keep no run going.
 */
void
network_at_time(struct sim_world *w)
{
    struct sim_point p = { .kind = SIM_TIME, .host = -1 };
    struct sim_decision d;

    do {
        struct trace_event ev = { .kind = TRACE_CHOICE, .host = -1 };
        char did[1500];

        p.nth++;
        d = (struct sim_decision){ .at_ns = -1 };
        world_choose(w, &p, &d);
        if (!d.cut || !tracing(w))
            continue;
        deviation_print(did, sizeof(did), d.cut, &w->names);
        ev.did = did;
        ev.rule = d.rule;
        if (d.cut->at_ns != w->now_ns)
            ev.text = "over";
        else
            ev.dec = ++w->decision;
        world_trace(w, &ev);
    } while (d.cut);
    w->network_ns = d.at_ns;
}
