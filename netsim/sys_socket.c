/*
 * sys_socket.c - the socket calls.  Errors as in the manual page of each.
 */
#include "netsim/sim.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

static const struct file_ops udp_ops;

struct file *
socket_file(struct thread *t, long *err)
{
    struct file *f = file_get(t->proc, (int)t->arg[0]);

    *err = !f ? -EBADF : !f->socket ? -ENOTSOCK : 0;
    return *err ? NULL : f;
}

/*
 * An address from the program, in host byte order.  Its family is AF_INET,
 * or AF_UNSPEC, which may be short and means another thing in each call.
 */
static int
addr_in(long user, long len, struct sockaddr_in *sin)
{
    size_t whole = sizeof(*sin), n = (size_t)len;

    if ((int)len < (int)sizeof(sin->sin_family) ||
        n > sizeof(struct sockaddr_storage))
        return -EINVAL;
    memset(sin, 0, whole);
    if (copy_in(sin, user, n < whole ? n : whole) < 0)
        return -EFAULT;
    sin->sin_addr.s_addr = ntohl(sin->sin_addr.s_addr);
    sin->sin_port = ntohs(sin->sin_port);
    if (sin->sin_family == AF_UNSPEC)
        return 0;
    if (n < whole)
        return -EINVAL;
    return sin->sin_family == AF_INET ? 0 : -EAFNOSUPPORT;
}

/* An address to the program, cut to the room it has; both may be 0. */
static int
addr_out(long user, long user_len, uint32_t addr, uint16_t port)
{
    struct sockaddr_in sin = { .sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(addr),
                               .sin_port = htons(port) };
    socklen_t len, whole = sizeof(sin);

    if (!user)
        return 0;
    if (copy_in(&len, user_len, sizeof(len)) < 0)
        return -EFAULT;
    if ((int)len < 0)
        return -EINVAL;
    if (copy_out(user, &sin, len < whole ? len : whole) < 0)
        return -EFAULT;
    return copy_out(user_len, &whole, sizeof(whole));
}

/* arg: domain, type, protocol */
long
sys_socket(struct thread *t)
{
    int type = (int)t->arg[1] & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct file *f;
    int fd;

    if (t->arg[0] != AF_INET)
        return -EAFNOSUPPORT;
    if (type < 0 || type > SOCK_PACKET || t->arg[2] < 0 ||
        t->arg[2] >= IPPROTO_MAX)
        return -EINVAL;
    if (type != SOCK_DGRAM)
        return type == SOCK_STREAM ? -EPROTONOSUPPORT : -ESOCKTNOSUPPORT;
    if (t->arg[2] != 0 && t->arg[2] != IPPROTO_UDP)
        return -EPROTONOSUPPORT;
    f = file_new(t, &udp_ops);
    f->socket = socket_new(t->proc);
    f->nonblocking = (t->arg[1] & SOCK_NONBLOCK) != 0;
    fd = file_add(t->proc, f);
    if (fd < 0)
        file_put(t->proc, f);
    else
        file_set_cloexec(t->proc, fd, (t->arg[1] & SOCK_CLOEXEC) != 0);
    return fd;
}

/* arg: fd, addr, addr_len */
long
sys_bind(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);
    struct sockaddr_in sin;

    if (!f)
        return err;
    if ((err = addr_in(t->arg[1], t->arg[2], &sin)) < 0)
        return err;
    if ((size_t)t->arg[2] < sizeof(sin))
        return -EINVAL;
    /* Old programs say AF_UNSPEC, and mean INADDR_ANY. */
    if (sin.sin_family == AF_UNSPEC && sin.sin_addr.s_addr != INADDR_ANY)
        return -EAFNOSUPPORT;
    return socket_bind(f->socket, sin.sin_addr.s_addr, sin.sin_port);
}

static uint32_t
source_address(const struct socket *s, uint32_t to)
{
    if (s->addr)
        return s->addr;
    return to >> 24 == 127 ? INADDR_LOOPBACK
                           : host_address(s->proc->host->index);
}

/* arg: fd, addr, addr_len.  AF_UNSPEC dissolves the association. */
long
sys_connect(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);
    struct sockaddr_in sin;
    struct socket *s;

    if (!f)
        return err;
    if ((err = addr_in(t->arg[1], t->arg[2], &sin)) < 0)
        return err;
    s = f->socket;
    if (sin.sin_family == AF_UNSPEC) {
        socket_disconnect(s);
        return 0;
    }
    if (!s->port && (err = socket_bind(s, INADDR_ANY, 0)) < 0)
        return err;
    s->peer_addr = sin.sin_addr.s_addr ? sin.sin_addr.s_addr : INADDR_LOOPBACK;
    s->peer_port = sin.sin_port;
    s->connected = 1;
    if (s->addr == INADDR_ANY)
        s->addr = source_address(s, s->peer_addr);
    return 0;
}

/* An error that the network has reported: told once. */
long
socket_error(struct socket *s)
{
    int e = s->error;

    s->error = 0;
    return -e;
}

/* arg: fd, buf, len, flags, addr (0: the connected peer), addr_len */
long
sys_sendto(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);
    size_t len = (size_t)t->arg[2];
    struct sockaddr_in to = { 0 };
    struct socket *s;
    struct datagram *d;

    if (!f)
        return err;
    s = f->socket;
    if (t->arg[3] & MSG_OOB)
        return -EOPNOTSUPP;
    if (len > SIM_UDP_MAX)
        return -EMSGSIZE;
    if (t->arg[4]) {
        if ((err = addr_in(t->arg[4], t->arg[5], &to)) < 0)
            return err;
        if ((size_t)t->arg[5] < sizeof(to) || to.sin_port == 0)
            return -EINVAL;
    } else if (!s->connected) {
        return -EDESTADDRREQ;
    } else {
        to.sin_addr.s_addr = s->peer_addr;
        to.sin_port = s->peer_port;
    }
    if (s->error)
        return socket_error(s);
    if (!s->port && (err = socket_bind(s, INADDR_ANY, 0)) < 0)
        return err;
    d = datagram_new(t->proc->host->world, (uint32_t)len);
    if (copy_in(d->bytes, t->arg[1], len) < 0) {
        datagram_free(t->proc->host->world, d);
        return -EFAULT;
    }
    d->daddr = to.sin_addr.s_addr ? to.sin_addr.s_addr : INADDR_LOOPBACK;
    d->dport = to.sin_port;
    d->saddr = source_address(s, d->daddr);
    d->sport = s->port;
    link_send(t, d);
    return (long)len;
}

/* arg: fd, buf, len, flags, addr, addr_len */
long
sys_recvfrom(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);
    struct sim_world *w = t->proc->host->world;
    struct socket *s;
    struct datagram *d;
    size_t len;

    if (!f)
        return err;
    s = f->socket;
    if (s->error)
        return socket_error(s);
    d = s->first;
    if (!d) {
        if (f->nonblocking || t->arg[3] & MSG_DONTWAIT || t->timed_out ||
            s->rcvtimeo_ns == RCVTIMEO_NOW)
            return -EAGAIN;
        return sys_wait(t, WAIT_IO,
                        s->rcvtimeo_ns ? w->now_ns + s->rcvtimeo_ns : -1);
    }
    len = (size_t)t->arg[2] < d->len ? (size_t)t->arg[2] : d->len;
    err = copy_out(t->arg[1], d->bytes, len);
    if (err == 0)
        err = addr_out(t->arg[4], t->arg[5], d->saddr, d->sport);
    t->cause = d->deliver_seq;
    t->heard = d->mark;
    if (t->arg[3] & MSG_TRUNC)
        len = d->len;
    if (!(t->arg[3] & MSG_PEEK)) {
        s->first = d->next;
        if (!s->first)
            s->last = &s->first;
        s->queued -= d->len + SIM_DATAGRAM_OVERHEAD;
        datagram_free(w, d);
    }
    return err < 0 ? err : (long)len;
}

/* ---- as a file ---------------------------------------------------------- */

static long
udp_read(struct thread *t, struct file *f)
{
    (void)f;
    /* To read(2) nothing takes nothing; to recv(2) it takes a datagram. */
    if (t->arg[2] == 0)
        return 0;
    t->arg[3] = t->arg[4] = t->arg[5] = 0;
    return sys_recvfrom(t);
}

static long
udp_write(struct thread *t, struct file *f)
{
    (void)f;
    t->arg[3] = t->arg[4] = t->arg[5] = 0;
    return sys_sendto(t);
}

static short
udp_ready(struct file *f)
{
    short r = POLLOUT | POLLWRNORM;

    if (f->socket->first)
        r |= POLLIN | POLLRDNORM;
    return f->socket->error ? (short)(r | POLLERR) : r;
}

static void
udp_close(struct file *f)
{
    socket_free(f->socket);
}

static const struct file_ops udp_ops = {
    .what = "UDP socket",
    .read = udp_read,
    .write = udp_write,
    .ready = udp_ready,
    .close = udp_close,
};

/* ---- poll --------------------------------------------------------------- */

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

/* ---- names -------------------------------------------------------------- */

/* arg: fd, addr, addr_len */
long
sys_getsockname(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);

    if (!f)
        return err;
    if (!t->arg[1])
        return -EFAULT;
    return addr_out(t->arg[1], t->arg[2], f->socket->addr, f->socket->port);
}

/* arg: fd, addr, addr_len */
long
sys_getpeername(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);

    if (!f)
        return err;
    if (!f->socket->peer_port)
        return -ENOTCONN;
    if (!t->arg[1])
        return -EFAULT;
    return addr_out(t->arg[1], t->arg[2], f->socket->peer_addr,
                    f->socket->peer_port);
}
