/*
 * sys_udp.c - the socket calls of UDP, as udp(7) has them.
 */
#include "netsim/sys.h"

#include "netsim/datagram.h"
#include "netsim/host.h"
#include "netsim/link.h"
#include "netsim/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

static struct socket *
udp_open(struct process *p)
{
    struct socket *s = socket_new(p);

    s->proto = &udp_proto;
    return s;
}

static long
udp_connect(struct thread *t, struct file *f, uint32_t addr, uint16_t port)
{
    struct socket *s = f->socket;
    long err;

    (void)t;
    if (!s->port && (err = socket_bind(s, INADDR_ANY, 0)) < 0)
        return err;
    s->peer_addr = addr;
    s->peer_port = port;
    s->connected = 1;
    s->addr = socket_source(s, addr);
    return 0;
}

static long
udp_disconnect(struct thread *t, struct file *f)
{
    (void)t;
    socket_disconnect(f->socket);
    return 0;
}

/* The peer is not told: nothing is sent any more, and no one waits. */
static long
udp_shutdown(struct thread *t, struct file *f, int rd, int wr)
{
    struct socket *s = f->socket;

    (void)t;
    s->shut_rd |= rd;
    s->shut_wr |= wr;
    socket_wake(s);
    return s->connected ? 0 : -ENOTCONN; /* so does Linux: done, but */
}

static long
udp_send(struct thread *t, struct file *f)
{
    long err;
    size_t len = (size_t)t->arg[2];
    struct sockaddr_in to = { 0 };
    struct socket *s = f->socket;
    struct datagram *d;

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
    if (s->shut_wr)
        return -EPIPE;
    d = datagram_new(t->proc->host->world, (uint32_t)len);
    if (copy_in(d->bytes, t->arg[1], len) < 0) {
        datagram_free(t->proc->host->world, d);
        return -EFAULT;
    }
    d->daddr = to.sin_addr.s_addr ? to.sin_addr.s_addr : INADDR_LOOPBACK;
    d->dport = to.sin_port;
    d->saddr = socket_source(s, d->daddr);
    d->sport = s->port;
    link_send(t, d);
    return (long)len;
}

static long
udp_recv(struct thread *t, struct file *f)
{
    long err;
    struct sim_world *w = t->proc->host->world;
    struct socket *s = f->socket;
    struct datagram *d;
    size_t len;

    if (s->error)
        return socket_error(s);
    d = s->first;
    if (!d && s->shut_rd && !f->nonblocking && !(t->arg[3] & MSG_DONTWAIT))
        return 0;
    if (!d)
        return socket_wait(t, f, t->arg[3], s->rcvtimeo_ns, -EAGAIN);
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

static short
udp_ready(struct file *f)
{
    short r = POLLOUT | POLLWRNORM;

    if (f->socket->first)
        r |= POLLIN | POLLRDNORM;
    if (f->socket->shut_rd)
        r |= POLLIN | POLLRDNORM | POLLRDHUP;
    if (f->socket->shut_rd && f->socket->shut_wr)
        r |= POLLHUP;
    return f->socket->error ? (short)(r | POLLERR) : r;
}

static void
udp_close(struct file *f)
{
    socket_free(f->socket);
}

static const struct file_ops udp_ops = {
    .what = "UDP socket",
    .read = socket_read,
    .write = socket_write,
    .ready = udp_ready,
    .close = udp_close,
};

const struct proto udp_proto = {
    .type = SOCK_DGRAM,
    .number = IPPROTO_UDP,
    .file = &udp_ops,
    .open = udp_open,
    .connect = udp_connect,
    .disconnect = udp_disconnect,
    .send = udp_send,
    .recv = udp_recv,
    .shutdown = udp_shutdown,
};
