/*
 * sys_tcp.c - the socket calls of TCP, as tcp(7) and the pages of the calls
 * have them; where these leave it open, as Linux does it.
 */
#include "netsim/tcp.h"

#include "netsim/host.h"
#include "netsim/sys.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static int
is_opening(const struct tcp *c)
{
    return c->state == TCPS_SYN_SENT || c->state == TCPS_SYN_RCVD;
}

/* Linux gives TIME_WAIT to another object and calls the socket closed. */
static int
is_closed(const struct tcp *c)
{
    return c->state == TCPS_CLOSED || c->state == TCPS_TIME_WAIT;
}

int
tcp_is_closed(const struct socket *s)
{
    return s->tcp && is_closed(s->tcp);
}

/* The thread sees what has become of the connection: because of what? */
static void
learn(struct thread *t, const struct tcp *c)
{
    t->cause = c->cause;
    if (c->mark)
        t->heard = c->mark;
}

/* ---- connect, listen, accept, shutdown ---------------------------------- */

static long
begin_connect(struct socket *s, uint32_t addr, uint16_t port)
{
    uint32_t before = s->addr;
    int r;

    if (!s->port && (r = socket_bind(s, INADDR_ANY, 0)) < 0)
        return r;
    s->addr = socket_source(s, addr);
    r = tcp_open(s, TCPS_SYN_SENT, addr, port);
    if (r < 0) {
        s->addr = before;
        return r;
    }
    s->tcp->connecting = 1;
    tcp_queue_flag(s, TCPF_SYN);
    tcp_push(s);
    return 0;
}

/* connect(2).  Who does not wait calls again, or polls and asks SO_ERROR. */
static long
tcp_connect(struct thread *t, struct file *f, uint32_t addr, uint16_t port)
{
    struct socket *s = f->socket;
    struct tcp *c = s->tcp;
    long r;

    if (c->state == TCPS_LISTEN || s->connected)
        return -EISCONN;
    if (!c->connecting) {
        if ((r = begin_connect(s, addr, port)) < 0)
            return r;
        t->done = 1; /* it is this call that has begun it */
    }
    if (is_opening(c))
        return socket_wait(t, f, 0, s->sndtimeo_ns,
                           t->done ? -EINPROGRESS : -EALREADY);
    c->connecting = 0;
    learn(t, c);
    if (!is_closed(c)) {
        s->connected = 1;
        return 0;
    }
    r = s->error ? socket_error(s) : -ECONNABORTED;
    tcp_done(s, 0); /* it may be in TIME_WAIT, on a list and with a timer */
    tcp_renew(s);
    socket_disconnect(s);
    return r;
}

static long
tcp_disconnect(struct thread *t, struct file *f)
{
    struct socket *s = f->socket;

    (void)t;
    tcp_refuse_all(s);
    tcp_abort(s, 0);
    tcp_renew(s);
    socket_disconnect(s);
    return 0;
}

static long
tcp_listen(struct thread *t, struct file *f, int backlog)
{
    struct socket *s = f->socket;
    struct tcp *c = s->tcp;
    long r;

    (void)t;
    if (s->connected || c->connecting ||
        (c->state != TCPS_CLOSED && c->state != TCPS_LISTEN))
        return -EINVAL;
    if (!s->port && (r = socket_bind(s, INADDR_ANY, 0)) < 0)
        return r;
    if (c->state == TCPS_CLOSED) {
        if (socket_port_is_taken(s))
            return -EADDRINUSE;
        tcp_renew(s);
        c->state = TCPS_LISTEN;
    }
    c->backlog = backlog < 0 || backlog > TCP_BACKLOG_MAX ? TCP_BACKLOG_MAX
                                                          : (unsigned)backlog;
    return 0;
}

static struct socket *
tcp_accept(struct thread *t, struct file *f, long *err)
{
    struct socket *l = f->socket, *s = l->tcp->ready.first;

    if (l->tcp->state != TCPS_LISTEN) {
        *err = -EINVAL;
        return NULL;
    }
    if (!s) {
        *err = socket_wait(t, f, 0, l->rcvtimeo_ns, -EAGAIN);
        return NULL;
    }
    tcp_list_remove(s);
    l->tcp->n_ready--;
    s->tcp->listener = NULL;
    s->connected = 1;
    learn(t, s->tcp);
    return s;
}

static long
tcp_shutdown(struct thread *t, struct file *f, int rd, int wr)
{
    struct socket *s = f->socket;
    struct tcp *c = s->tcp;

    (void)t;
    if (is_closed(c)) { /* as Linux: done, but an error */
        s->shut_rd |= rd;
        s->shut_wr |= wr;
        socket_wake(s);
        return -ENOTCONN;
    }
    if (c->state == TCPS_LISTEN) {
        if (rd) {
            tcp_refuse_all(s);
            tcp_renew(s);
        }
    } else if (c->state == TCPS_SYN_SENT) {
        tcp_done(s, ECONNRESET);
    } else {
        if (c->connecting && !is_opening(c)) { /* as if connect() had asked */
            c->connecting = 0;
            s->connected = 1;
        }
        if (rd)
            s->shut_rd = 1;
        if (wr)
            tcp_finish(s);
    }
    socket_wake(s);
    return 0;
}

/* ---- send --------------------------------------------------------------- */

/*
 * SIGPIPE, signal(7): its default action ends the process.  Returns what
 * the call returns if there is one.
 */
static long
broken_pipe(struct thread *t)
{
    char text[300], place[128];

    if (t->arg[3] & MSG_NOSIGNAL || t->proc->ignores_sigpipe)
        return -EPIPE;
    thread_place(t, place, sizeof(place));
    snprintf(text, sizeof(text),
             "sent to a connection that takes no more,%s; with "
             "MSG_NOSIGNAL or SIGPIPE ignored it is the error EPIPE",
             place);
    process_fault(t, "SIGPIPE", text);
    return 0;
}

/* What has been sent counts; an error is told by the next call. */
static long
cannot_send(struct thread *t, struct socket *s)
{
    long err;

    if (t->done)
        return (long)t->done;
    learn(t, s->tcp);
    err = socket_error(s);
    return err && err != -EPIPE ? err : broken_pipe(t);
}

/* So many bytes go to the end of the queue; -EFAULT: none. */
static long
append(struct thread *t, struct socket *s, uint32_t len)
{
    struct sim_world *w = t->proc->host->world;
    struct tcp *c = s->tcp;
    long from = t->arg[1] + (long)t->done;
    struct datagram *d;

    if (c->unsent) {
        d = CONTAINER(c->queue_last, struct datagram, next);
        if (d->tcp == TCPF_DATA && d->cap - d->len >= len) {
            if (copy_in(d->bytes + d->len, from, len) < 0)
                return -EFAULT;
            d->len += len;
            d->mark = t->mark;
            c->end += len;
            return 0;
        }
    }
    d = datagram_new(w, len);
    d->tcp = TCPF_DATA;
    d->mark = t->mark;
    if (copy_in(d->bytes, from, len) < 0) {
        datagram_free(w, d);
        return -EFAULT;
    }
    tcp_queue(s, d);
    return 0;
}

/* What the call asks for, or is to be content with: see fault_here(). */
static size_t
asked_for(const struct thread *t)
{
    size_t len = (size_t)t->arg[2];

    return t->bytes_max && len > t->bytes_max ? t->bytes_max : len;
}

static long
tcp_send(struct thread *t, struct file *f)
{
    struct socket *s = f->socket;
    struct tcp *c = s->tcp;
    size_t len = asked_for(t);

    if (t->arg[3] & MSG_OOB)
        return -EOPNOTSUPP;
    if (is_opening(c) && !s->error)
        return socket_wait(t, f, t->arg[3], s->sndtimeo_ns, -EAGAIN);
    for (;;) {
        uint32_t n = tcp_room(s);

        if (s->error || s->shut_wr ||
            (c->state != TCPS_ESTABLISHED && c->state != TCPS_CLOSE_WAIT))
            return cannot_send(t, s);
        if (t->done == len)
            return (long)len;
        if (n == 0) {
            c->nospace = 1;
            return socket_wait(t, f, t->arg[3], s->sndtimeo_ns,
                               t->done ? (long)t->done : -EAGAIN);
        }
        if (n > len - t->done)
            n = (uint32_t)(len - t->done);
        if (n > TCP_SEGMENT_MAX)
            n = TCP_SEGMENT_MAX;
        if (append(t, s, n) < 0)
            return t->done ? (long)t->done : -EFAULT;
        t->done += n;
        tcp_push(s);
    }
}

/* ---- receive ------------------------------------------------------------ */

/* Up to len bytes of what has come; they stay there if peek is set. */
static long
take(struct thread *t, struct socket *s, size_t len, int peek)
{
    struct tcp *c = s->tcp;
    uint32_t off = c->read_off;
    struct datagram *d = s->first;
    size_t done = 0;

    while (d && done < len) {
        struct datagram *next = d->next;
        size_t n = d->len - off < len - done ? d->len - off : len - done;

        if (!(t->arg[3] & MSG_TRUNC) &&
            copy_out(t->arg[1] + (long)(t->done + done), d->bytes + off, n) <
                0)
            return done ? (long)done : -EFAULT;
        t->cause = d->deliver_seq;
        t->heard = d->mark;
        done += n;
        off = n == d->len - off ? 0 : off + (uint32_t)n;
        if (!peek) {
            c->read_off = off;
            s->queued -= (uint32_t)n;
            if (off == 0) {
                s->first = next;
                datagram_free(t->proc->host->world, d);
            }
        }
        d = off == 0 ? next : NULL;
    }
    if (!s->first)
        s->last = &s->first;
    if (done && !peek)
        tcp_offer(s);
    return (long)done;
}

/* Nothing is there.  Linux' order: the end of file comes before an error. */
static long
nothing_to_take(struct thread *t, struct file *f)
{
    struct socket *s = f->socket;
    struct tcp *c = s->tcp;

    if (!c->fin_came && !s->error && !s->shut_rd) {
        if (c->state == TCPS_CLOSED || c->state == TCPS_LISTEN)
            return -ENOTCONN;
        return socket_wait(t, f, t->arg[3], s->rcvtimeo_ns, -EAGAIN);
    }
    learn(t, c);
    return c->fin_came ? 0 : socket_error(s);
}

static long
tcp_recv(struct thread *t, struct file *f)
{
    struct socket *s = f->socket;
    size_t len = asked_for(t);
    int peek = (t->arg[3] & MSG_PEEK) != 0;
    long n;

    if (t->arg[3] & MSG_OOB)
        return -EINVAL;
    if (peek)
        t->done = 0;
    n = take(t, s, len - t->done, peek);
    if (n < 0)
        return t->done ? (long)t->done : n;
    t->done += (size_t)n;
    if (t->arg[4] && t->done && copy_out(t->arg[5], &(int){ 0 }, 4) < 0)
        return -EFAULT;
    if (t->done == 0 && (len || s->queued == 0))
        return nothing_to_take(t, f);
    if (t->done == len || !(t->arg[3] & MSG_WAITALL) || s->shut_rd || s->error)
        return (long)t->done;
    return socket_wait(t, f, t->arg[3], s->rcvtimeo_ns, (long)t->done);
}

/* ---- as a file ---------------------------------------------------------- */

/* Linux, tcp_poll(). */
static short
tcp_ready(struct file *f)
{
    struct socket *s = f->socket;
    struct tcp *c = s->tcp;
    short r = 0;

    if (c->state == TCPS_LISTEN)
        return c->ready.first ? POLLIN | POLLRDNORM : 0;
    if (is_closed(c) || (s->shut_rd && s->shut_wr))
        r |= POLLHUP;
    if (s->shut_rd)
        r |= POLLIN | POLLRDNORM | POLLRDHUP;
    if (s->error)
        r |= POLLERR;
    if (is_opening(c))
        return r;
    if (s->queued)
        r |= POLLIN | POLLRDNORM;
    if (s->shut_wr || tcp_writable(s))
        r |= POLLOUT | POLLWRNORM;
    else
        c->nospace = 1;
    return r;
}

static void
tcp_close_file(struct file *f)
{
    if (f->socket) /* else accept() had none to give */
        tcp_close(f->socket);
}

static const struct file_ops tcp_ops = {
    .what = "TCP socket",
    .may_be_short = 1,
    .read = socket_read,
    .write = socket_write,
    .ready = tcp_ready,
    .close = tcp_close_file,
};

const struct proto tcp_proto = {
    .type = SOCK_STREAM,
    .number = IPPROTO_TCP,
    .file = &tcp_ops,
    .open = tcp_new,
    .connect = tcp_connect,
    .disconnect = tcp_disconnect,
    .send = tcp_send,
    .recv = tcp_recv,
    .shutdown = tcp_shutdown,
    .listen = tcp_listen,
    .accept = tcp_accept,
};

/* ---- SIGPIPE ------------------------------------------------------------ */

/* arg: signal, whether it is to be ignored (-1: as it is).  Returns whether
 * it was.  There are no other signals here. */
long
sys_signal(struct thread *t)
{
    int before = t->proc->ignores_sigpipe;

    if (t->arg[0] != SIGPIPE)
        return -EINVAL;
    if (t->arg[1] >= 0)
        t->proc->ignores_sigpipe = t->arg[1] != 0;
    return before;
}
