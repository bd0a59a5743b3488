/*
 * sys_sockopt.c - setsockopt(2) and getsockopt(2): the options of socket(7).
 */
#include "netsim/sys.h"

#include "netsim/tcp.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

/* On or off, and asked for again; nothing in this world depends on them. */
static const struct {
    int name;
    uint32_t bit;
} switches[] = {
    { SO_BROADCAST, 1 },
    { SO_KEEPALIVE, 2 },
    { SO_DONTROUTE, 4 },
    { SO_OOBINLINE, 8 },
};

static uint32_t
switch_bit(long name)
{
    for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
        if (switches[i].name == name)
            return switches[i].bit;
    return 0;
}

/* ---- timeouts ----------------------------------------------------------- */

static long
timeout_in(long user, long len, int64_t *timeout_ns)
{
    struct timeval tv;

    if ((size_t)len < sizeof(tv))
        return -EINVAL;
    if (copy_in(&tv, user, sizeof(tv)) < 0)
        return -EFAULT;
    if (tv.tv_usec < 0 || tv.tv_usec > 999999)
        return -EDOM;
    /* socket(7) does not say so, but Linux does not wait then. */
    if (tv.tv_sec < 0)
        *timeout_ns = RCVTIMEO_NOW;
    else if (tv.tv_sec > 1000000000)
        *timeout_ns = INT64_C(1000000000) * 1000000000;
    else
        *timeout_ns =
            tv.tv_sec * INT64_C(1000000000) + tv.tv_usec * INT64_C(1000);
    return 0;
}

/* "Do not wait" reads as "none": so Linux has it. */
static struct timeval
timeout_out(int64_t timeout_ns)
{
    struct timeval tv = { 0 };

    if (timeout_ns != RCVTIMEO_NOW) {
        tv.tv_sec = timeout_ns / 1000000000;
        tv.tv_usec = timeout_ns % 1000000000 / 1000;
    }
    return tv;
}

/* ---- of TCP ------------------------------------------------------------- */

/* SO_LINGER: with 0 s close() resets the connection.  A UDP socket keeps
 * what it is told, but has nothing to wait for. */
static long
linger_in(struct socket *s, long user, long len)
{
    struct linger l;

    if ((size_t)len < sizeof(l))
        return -EINVAL;
    if (copy_in(&l, user, sizeof(l)) < 0)
        return -EFAULT;
    if (s->tcp) {
        s->tcp->linger = l.l_onoff != 0;
        s->tcp->linger_ns = l.l_linger * INT64_C(1000000000);
    }
    return 0;
}

static struct linger
linger_out(const struct socket *s)
{
    struct linger l = { 0 };

    if (s->tcp) {
        l.l_onoff = s->tcp->linger;
        l.l_linger = (int)(s->tcp->linger_ns / 1000000000);
    }
    return l;
}

/* Nothing is ever held back to be sent with more, so it changes nothing. */
static long
tcp_option(struct socket *s, long name, int **value)
{
    if (!s->tcp || name != TCP_NODELAY)
        return -ENOPROTOOPT;
    *value = &s->tcp->nodelay;
    return 0;
}

/* ---- setting ------------------------------------------------------------ */

/* socket(7): the kernel doubles what is asked for, and has a least value. */
static uint32_t
buffer_size(int value, int least)
{
    if (value < least / 2)
        return (uint32_t)least;
    return value > SIM_RCVBUF_DEFAULT ? 2 * SIM_RCVBUF_DEFAULT
                                      : 2 * (uint32_t)value;
}

static long
set_integer(struct socket *s, long name, int value)
{
    uint32_t bit = switch_bit(name);

    if (bit) {
        s->switches = value ? s->switches | bit : s->switches & ~bit;
        return 0;
    }
    switch (name) {
    case SO_REUSEADDR:
        s->reuse = value != 0;
        return 0;
    case SO_RCVBUF:
        s->rcvbuf = buffer_size(value, 256);
        return 0;
    case SO_SNDBUF:
        s->sndbuf = buffer_size(value, 2048);
        return 0;
    default:
        return -ENOPROTOOPT;
    }
}

/* arg: fd, level, name, value, len */
long
sys_setsockopt(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);
    int value, *option;

    if (!f)
        return err;
    if ((int)t->arg[4] < 0)
        return -EINVAL;
    if (t->arg[1] != SOL_SOCKET && t->arg[1] != IPPROTO_TCP)
        return -ENOPROTOOPT;
    if (t->arg[1] == SOL_SOCKET && t->arg[2] == SO_LINGER)
        return linger_in(f->socket, t->arg[3], t->arg[4]);
    if (t->arg[1] == SOL_SOCKET && t->arg[2] == SO_RCVTIMEO)
        return timeout_in(t->arg[3], t->arg[4], &f->socket->rcvtimeo_ns);
    if (t->arg[1] == SOL_SOCKET && t->arg[2] == SO_SNDTIMEO)
        return timeout_in(t->arg[3], t->arg[4], &f->socket->sndtimeo_ns);
    if ((size_t)t->arg[4] < sizeof(value))
        return -EINVAL;
    if (copy_in(&value, t->arg[3], sizeof(value)) < 0)
        return -EFAULT;
    if (t->arg[1] == SOL_SOCKET)
        return set_integer(f->socket, t->arg[2], value);
    err = tcp_option(f->socket, t->arg[2], &option);
    if (err == 0)
        *option = value != 0;
    return err;
}

/* ---- asking ------------------------------------------------------------- */

static long
get_integer(struct socket *s, long name, int *value)
{
    uint32_t bit = switch_bit(name);

    if (bit) {
        *value = (s->switches & bit) != 0;
        return 0;
    }
    switch (name) {
    case SO_TYPE:
        *value = s->proto->type;
        return 0;
    case SO_DOMAIN:
        *value = AF_INET;
        return 0;
    case SO_PROTOCOL:
        *value = s->proto->number;
        return 0;
    case SO_ERROR:
        *value = (int)-socket_error(s);
        return 0;
    case SO_ACCEPTCONN:
        *value = s->tcp && s->tcp->state == TCPS_LISTEN;
        return 0;
    case SO_REUSEADDR:
        *value = s->reuse;
        return 0;
    case SO_RCVBUF:
        *value = (int)s->rcvbuf;
        return 0;
    case SO_SNDBUF:
        *value = (int)s->sndbuf;
        return 0;
    case SO_RCVLOWAT:
    case SO_SNDLOWAT:
        *value = 1;
        return 0;
    default:
        return -ENOPROTOOPT;
    }
}

union option {
    int integer;
    struct timeval tv;
    struct linger linger;
};

/* Returns its size. */
static long
get_option(struct socket *s, long level, long name, union option *value)
{
    int *option;
    long err;

    if (level == IPPROTO_TCP) {
        if ((err = tcp_option(s, name, &option)) < 0)
            return err;
        value->integer = *option;
        return sizeof(value->integer);
    }
    switch (name) {
    case SO_LINGER:
        value->linger = linger_out(s);
        return sizeof(value->linger);
    case SO_RCVTIMEO:
        value->tv = timeout_out(s->rcvtimeo_ns);
        return sizeof(value->tv);
    case SO_SNDTIMEO:
        value->tv = timeout_out(s->sndtimeo_ns);
        return sizeof(value->tv);
    default:
        err = get_integer(s, name, &value->integer);
        return err < 0 ? err : (long)sizeof(value->integer);
    }
}

/* arg: fd, level, name, value, len.  A value is cut to the room it has. */
long
sys_getsockopt(struct thread *t)
{
    long err;
    struct file *f = socket_file(t, &err);
    union option value;
    socklen_t len, whole;

    if (!f)
        return err;
    if (copy_in(&len, t->arg[4], sizeof(len)) < 0)
        return -EFAULT;
    if ((int)len < 0)
        return -EINVAL;
    if (t->arg[1] == IPPROTO_UDP || t->arg[1] == IPPROTO_IP)
        return -ENOPROTOOPT;
    if (t->arg[1] != SOL_SOCKET &&
        (t->arg[1] != IPPROTO_TCP || !f->socket->tcp))
        return -EOPNOTSUPP;
    if ((err = get_option(f->socket, t->arg[1], t->arg[2], &value)) < 0)
        return err;
    whole = (socklen_t)err;
    if (len > whole)
        len = whole;
    if (copy_out(t->arg[3], &value, len) < 0)
        return -EFAULT;
    return copy_out(t->arg[4], &len, sizeof(len));
}
