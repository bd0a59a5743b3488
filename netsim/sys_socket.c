/*
 * sys_socket.c - the socket calls: what is common to all kinds of sockets.
 * Errors as in the manual page of each.
 */
#include "netsim/socket.h"

#include "netsim/host.h"
#include "netsim/sys.h"
#include "netsim/tcp.h"
#include "netsim/world.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

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
int
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
int
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

/* socket(2): the kinds there are, or -errno. */
static long
kind_of(long type, long number, const struct proto **proto)
{
    static const struct proto *const kinds[] = { &udp_proto, &tcp_proto };

    if (type < 0 || type > SOCK_PACKET || number < 0 || number >= IPPROTO_MAX)
        return -EINVAL;
    for (int i = 0; i < 2; i++)
        if (kinds[i]->type == type) {
            *proto = kinds[i];
            return number == 0 || number == kinds[i]->number
                       ? 0
                       : -EPROTONOSUPPORT;
        }
    return -ESOCKTNOSUPPORT;
}

/* arg: domain, type, protocol */
long
sys_socket(struct thread *t)
{
    const struct proto *proto;
    struct file *f;
    long err;
    int fd;

    if (t->arg[0] != AF_INET)
        return -EAFNOSUPPORT;
    err = kind_of((int)t->arg[1] & ~(SOCK_NONBLOCK | SOCK_CLOEXEC), t->arg[2],
                  &proto);
    if (err < 0)
        return err;
    f = file_new(t, proto->file);
    f->socket = proto->open(t->proc);
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

/* arg: fd, addr, addr_len.  AF_UNSPEC dissolves the association. */
long
sys_connect(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);
    struct sockaddr_in sin;
    uint32_t addr;

    if (!f)
        return err;
    if ((err = addr_in(t->arg[1], t->arg[2], &sin)) < 0)
        return err;
    if (sin.sin_family == AF_UNSPEC)
        return f->socket->proto->disconnect(t, f);
    addr = sin.sin_addr.s_addr ? sin.sin_addr.s_addr : INADDR_LOOPBACK;
    return f->socket->proto->connect(t, f, addr, sin.sin_port);
}

/* arg: fd, backlog */
long
sys_listen(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);

    if (!f)
        return err;
    if (!f->socket->proto->listen)
        return -EOPNOTSUPP;
    return f->socket->proto->listen(t, f, (int)t->arg[1]);
}

/* arg: fd, addr, addr_len, flags of accept4() */
long
sys_accept(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err), *new;
    int fd;

    if (!f)
        return err;
    if (t->arg[3] & ~(SOCK_NONBLOCK | SOCK_CLOEXEC))
        return -EINVAL;
    if (!f->socket->proto->accept)
        return -EOPNOTSUPP;
    new = file_new(t, f->ops);
    fd = file_add(t->proc, new); /* first, as there may be none */
    if (fd < 0) {
        file_put(t->proc, new);
        return fd;
    }
    new->nonblocking = (t->arg[3] & SOCK_NONBLOCK) != 0;
    new->socket = f->socket->proto->accept(t, f, &err);
    if (new->socket)
        err = addr_out(t->arg[1], t->arg[2], new->socket->peer_addr,
                       new->socket->peer_port);
    if (err < 0)
        file_close(t->proc, fd);
    return err < 0 ? err : fd;
}

/* arg: fd, how */
long
sys_shutdown(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);
    int how = (int)t->arg[1];

    if (!f)
        return err;
    if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR)
        return -EINVAL;
    return f->socket->proto->shutdown(t, f, how != SHUT_WR, how != SHUT_RD);
}

/* arg: fd, buf, len, flags, addr (0: the connected peer), addr_len */
long
sys_sendto(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);

    return f ? f->socket->proto->send(t, f) : err;
}

/* arg: fd, buf, len, flags, addr, addr_len */
long
sys_recvfrom(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);

    return f ? f->socket->proto->recv(t, f) : err;
}

/* As files: the same without flags and addresses. */
long
socket_read(struct thread *t, struct file *f)
{
    /* To read(2) nothing takes nothing; to recv(2) it takes a datagram. */
    if (t->arg[2] == 0)
        return 0;
    t->arg[3] = t->arg[4] = t->arg[5] = 0;
    return f->socket->proto->recv(t, f);
}

long
socket_write(struct thread *t, struct file *f)
{
    t->arg[3] = t->arg[4] = t->arg[5] = 0;
    return f->socket->proto->send(t, f);
}

long
socket_wait(struct thread *t, struct file *f, long flags, int64_t timeout_ns,
            long instead)
{
    if (f->nonblocking || flags & MSG_DONTWAIT || t->timed_out ||
        timeout_ns == RCVTIMEO_NOW)
        return instead;
    t->wait_for = f->socket;
    return sys_wait(t, WAIT_IO,
                    timeout_ns ? t->proc->host->world->now_ns + timeout_ns
                               : -1);
}

/* An error that the network has reported: told once. */
long
socket_error(struct socket *s)
{
    int e = s->error;

    s->error = 0;
    return -e;
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
    if (!f->socket->connected || !f->socket->peer_port ||
        tcp_is_closed(f->socket))
        return -ENOTCONN;
    if (!t->arg[1])
        return -EFAULT;
    return addr_out(t->arg[1], t->arg[2], f->socket->peer_addr,
                    f->socket->peer_port);
}

/* ---- ioctl -------------------------------------------------------------- */

/* arg: fd, request, address of an int.  Those of socket(7) and tcp(7). */
long
sys_ioctl(struct thread *t)
{
    struct file *f = file_get(t->proc, (int)t->arg[0]);
    int value;

    if (!f)
        return -EBADF;
    switch (t->arg[1]) {
    case FIONBIO:
        if (copy_in(&value, t->arg[2], sizeof(value)) < 0)
            return -EFAULT;
        f->nonblocking = value != 0;
        return 0;
    case FIONREAD:
        if (!f->socket)
            return -ENOTTY;
        if (f->socket->tcp)
            value = (int)f->socket->queued;
        else
            value = f->socket->first ? (int)f->socket->first->len : 0;
        return copy_out(t->arg[2], &value, sizeof(value));
    default:
        return -ENOTTY;
    }
}
