/*
 * sys.c - the table of system calls, and those that belong to no other file.
 */
#include "netsim/sys.h"

#include "netsim/arch.h"
#include "netsim/cell.h"
#include "netsim/chooser.h"
#include "netsim/history.h"
#include "netsim/host.h"
#include "netsim/sched.h"
#include "netsim/world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

const struct sys_entry sys_table[SYS_NR_COUNT] = {
#define X(name, at) [SYS_NR_##name] = { #name, sys_##name, at },
    SYSCALLS(X)
#undef X
};

const char *const sys_call_name[SYS_NR_COUNT] = {
#define X(name, at) [SYS_NR_##name] = (at) == 1 ? #name : NULL,
    SYSCALLS(X)
#undef X
};

int
copy_in(void *dst, long user, size_t len)
{
    if (sched_user && sched_user->cell)
        return cell_copy_in(sched_user->cell, dst, user, len);
    return arch_copy(dst, (const void *)user, len);
}

struct thread *sys_caller;

int
copy_out(long user, const void *src, size_t len)
{
    struct process *p = sys_caller ? sys_caller->proc : NULL;

    if (p && p->host->world->state_by == SIM_BY_RESULTS)
        p->results = hash64(p->results, src, len);
    if (sched_user && sched_user->cell)
        return cell_copy_out(sched_user->cell, user, src, len);
    return arch_copy((void *)user, src, len);
}

/* Any number that is no call's. */
long
sys_unknown(struct thread *t)
{
    (void)t;
    return -ENOSYS;
}

/* ---- descriptors -------------------------------------------------------- */

long
sys_close(struct thread *t)
{
    return file_close(t->proc, (int)t->arg[0]);
}

/* arg: fd, buf, len */
long
sys_write(struct thread *t)
{
    int fd = (int)t->arg[0];
    struct file *f = file_get(t->proc, fd);

    if (fd == SIM_STEPS_FD && t->proc->host->world->steps)
        return steps_write(t);
    return f && f->ops->write ? f->ops->write(t, f) : -EBADF;
}

/* arg: fd, buf, len */
long
sys_read(struct thread *t)
{
    struct file *f = file_get(t->proc, (int)t->arg[0]);

    return f && f->ops->read ? f->ops->read(t, f) : -EBADF;
}

/*
 * arg: fd, op, arg.  fcntl(2).  A lock is always had, because a host has one
 * process.
 */
long
sys_fcntl(struct thread *t)
{
    int fd = (int)t->arg[0];
    struct file *f = file_get(t->proc, fd);
    long r;

    if (!f)
        return -EBADF;
    switch (t->arg[1]) {
    case F_GETFL:
        return (f->inode ? f->flags : O_RDWR) |
               (f->nonblocking ? O_NONBLOCK : 0);
    case F_SETFL:
        f->nonblocking = (t->arg[2] & O_NONBLOCK) != 0;
        f->flags = (f->flags & ~O_APPEND) | (int)(t->arg[2] & O_APPEND);
        return 0;
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        r = file_dup(t->proc, fd, t->arg[2]);
        if (r >= 0 && t->arg[1] == F_DUPFD_CLOEXEC)
            file_set_cloexec(t->proc, (int)r, 1);
        return r;
    case F_GETFD:
        return file_cloexec(t->proc, fd) ? FD_CLOEXEC : 0;
    case F_SETFD:
        file_set_cloexec(t->proc, fd, (t->arg[2] & FD_CLOEXEC) != 0);
        return 0;
    case F_SETLK:
    case F_SETLKW:
        return f->inode ? 0 : -EINVAL;
    default:
        return -EINVAL;
    }
}

/* ---- time --------------------------------------------------------------- */

#define LONG_WAIT_S INT64_C(4000000000) /* as good as for ever */

int
clock_until(struct thread *t, long clock, long user, int64_t *at_ns)
{
    const struct host *h = t->proc->host;
    struct timespec ts;
    int64_t s, now_ns;

    if (copy_in(&ts, user, sizeof(ts)) < 0)
        return -EFAULT;
    if (ts.tv_nsec < 0 || ts.tv_nsec > 999999999 ||
        host_clock(h, clock, &now_ns) < 0)
        return -EINVAL;
    s = ts.tv_sec > LONG_WAIT_S ? LONG_WAIT_S : ts.tv_sec < 0 ? 0 : ts.tv_sec;
    *at_ns = h->world->now_ns + (s * 1000000000 + ts.tv_nsec - now_ns);
    if (*at_ns < h->world->now_ns)
        *at_ns = h->world->now_ns;
    t->until_clock = clock == CLOCK_REALTIME;
    h->world->dated = 1;
    return 0;
}

/* arg: clock, timespec */
long
sys_clock_gettime(struct thread *t)
{
    struct timespec ts;
    int64_t ns;

    if (host_clock(t->proc->host, t->arg[0], &ns) < 0)
        return -EINVAL;
    t->proc->host->world->dated = 1;
    ts.tv_sec = ns / 1000000000;
    ts.tv_nsec = ns % 1000000000;
    return copy_out(t->arg[1], &ts, sizeof(ts));
}

/* arg: timespec wanted, timespec left (call_interrupted() writes it) */
long
sys_nanosleep(struct thread *t)
{
    int64_t now_ns = t->proc->host->world->now_ns;
    struct timespec ts;

    if (t->timed_out)
        return 0;
    if (copy_in(&ts, t->arg[0], sizeof(ts)) < 0)
        return -EFAULT;
    if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec > 999999999)
        return -EINVAL;
    if (ts.tv_sec > LONG_WAIT_S)
        ts.tv_sec = LONG_WAIT_S;
    return sys_wait(t, WAIT_TIME,
                    now_ns + ts.tv_sec * 1000000000 + ts.tv_nsec);
}

/* ---- the process -------------------------------------------------------- */

long
sys_exit(struct thread *t)
{
    process_exit(t, (int)(t->arg[0] & 0xff));
    return 0;
}

/*
 * arg: a sentence and its length, or none; whether it lacks the place.
 * abort(3), assert(3), and what the heap finds wrong.
 */
long
sys_abort(struct thread *t)
{
    char text[256] = "abort() called", place[200] = "";
    size_t len = (size_t)t->arg[1];
    int given =
        t->arg[0] && len < sizeof(text) && copy_in(text, t->arg[0], len) == 0;

    if (given)
        text[len] = '\0';
    if (!given || t->arg[2])
        thread_place(t, place, sizeof(place));
    strncat(text, place, sizeof(text) - strlen(text) - 1);
    process_fault(t, "SIGABRT", text);
    return 0;
}

/* A restarted process may well get the number it had. */
long
sys_getpid(struct thread *t)
{
    return 100 + t->proc->host->index;
}

/* arg: buf, len, flags.  Another host or incarnation draws other bytes. */
long
sys_getrandom(struct thread *t)
{
    struct process *p = t->proc;
    const struct host *h = p->host;
    size_t len = (size_t)t->arg[1], done = 0;

    if (t->arg[2] & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE) ||
        (t->arg[2] & GRND_RANDOM && t->arg[2] & GRND_INSECURE))
        return -EINVAL;
    if (len > 1 << 20)
        len = 1 << 20;
    while (done < len) {
        uint64_t bits = random_keyed(h->world->seed, (uint64_t)h->index,
                                     p->inc, p->random_n++);
        size_t n = len - done < sizeof(bits) ? len - done : sizeof(bits);

        if (copy_out(t->arg[0] + (long)done, &bits, n) < 0)
            return -EFAULT;
        done += n;
    }
    return (long)done;
}

/* arg: name, length.  The address in host byte order, or -ENOENT. */
long
sys_resolve(struct thread *t)
{
    char name[64];
    size_t len = (size_t)t->arg[1];
    int host;

    if (len >= sizeof(name))
        return -ENOENT;
    if (copy_in(name, t->arg[0], len) < 0)
        return -EFAULT;
    name[len] = '\0';
    if (!strcmp(name, "localhost"))
        return 0x7f000001;
    host = host_by_name(t->proc->host->world, name);
    return host < 0 ? -ENOENT : (long)host_address(host);
}
