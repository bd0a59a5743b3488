/*
 * tcp_client.c - many calls at once, and a loop that does all of the work.
 *
 * In the solution whoever calls sends, and whoever waits reads.  Here a
 * thread of the connection does both, around one poll(), and ends calls whose
 * time is over; a caller only stands in line and sleeps.  The line is an
 * array, in the order of the calls:
 *
 *     pending[0 .. n_sent)    requests that are out, whose replies may come
 *     pending[n_sent .. n)    the first of these is on its way out
 *
 * It is in the order of time-outs, too, since all calls have the same one,
 * and of xids, so a reply's call is found by halving.  A caller wakes the
 * loop by a byte over a second connection, from this process to itself.
 */
#include "lab2-stubs/rpclib/rpc_tcp.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab2-stubs/tcp/dial.h"
#include "lab2-stubs/tcp/record_stream.h"

struct tcp_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    int fd;
    int wake, alarm; /* a byte into wake comes out of alarm */
    int timeout_ms;
    pthread_t loop;

    pthread_mutex_t lock; /* guards what follows, and pending calls */
    pthread_cond_t ended; /* a call has */
    uint32_t xid;         /* of the latest call */
    struct rpc_call **pending;
    size_t n_sent, n, cap;
    int no_more; /* requests can be sent */
    int closing;

    /* The loop's own. */
    size_t out; /* bytes of the record of pending[n_sent] that are out */
    struct record_stream in;
    uint8_t message[RPC_TCP_MAX];
};

/* ---- pending calls; all of these with the lock held --------------------- */

/* At the end of the line: 0, or -1 without memory. */
static int
append(struct tcp_client *t, struct rpc_call *call)
{
    if (t->n == t->cap) {
        size_t cap = 2 * t->cap + 8;
        struct rpc_call **p = realloc(t->pending, cap * sizeof(*p));

        if (!p)
            return -1;
        t->pending = p;
        t->cap = cap;
    }
    t->pending[t->n++] = call;
    return 0;
}

static void
end_call(struct tcp_client *t, size_t i, enum rpc_status status)
{
    struct rpc_call *call = t->pending[i];

    t->n--;
    memmove(&t->pending[i], &t->pending[i + 1],
            (t->n - i) * sizeof(*t->pending));
    if (i < t->n_sent)
        t->n_sent--;
    call->status = status;
    call->done = 1;
    pthread_cond_broadcast(&t->ended);
}

/* The index of the call that has this xid and is out, or n_sent.  Differences
 * of xids grow along the line, even where the xids begin again at 0. */
static size_t
find_sent(const struct tcp_client *t, uint32_t xid)
{
    size_t low = 0, high = t->n_sent;

    while (low < high) {
        size_t middle = (low + high) / 2;
        uint32_t first = t->pending[0]->xid;

        if (t->pending[middle]->xid - first < xid - first)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->n_sent && t->pending[low]->xid == xid ? low : t->n_sent;
}

/* Nothing more can be sent: those in line never will be. */
static void
end_unsent(struct tcp_client *t)
{
    t->no_more = 1;
    while (t->n > t->n_sent)
        end_call(t, t->n - 1, RPC_CANT_SEND);
}

/* ---- the loop ----------------------------------------------------------- */

/* All of these with the lock held, but while the loop sleeps. */

/* Those at the front whose time is over. */
static void
end_late(struct tcp_client *t)
{
    while (t->n > 0 && deadline_left(t->pending[0]->until_ms) == 0) {
        if (t->n_sent > 0) {
            end_call(t, 0, RPC_TIMED_OUT);
            continue;
        }
        end_call(t, 0, RPC_CANT_SEND);
        if (t->out == 0)
            continue;
        /* A part is out: the next bytes would be taken for its rest. */
        shutdown(t->fd, SHUT_WR);
        end_unsent(t);
    }
}

/* What is still to go of a record: its mark, or the request. */
static ssize_t
send_some(struct tcp_client *t, const struct rpc_call *call)
{
    uint8_t mark[RECORD_MARK_LEN];
    size_t at = t->out - RECORD_MARK_LEN;
    int flags = MSG_DONTWAIT | MSG_NOSIGNAL;

    if (t->out >= RECORD_MARK_LEN)
        return send(t->fd, call->request + at, call->request_len - at, flags);
    record_mark(mark, call->request_len);
    return send(t->fd, mark + t->out, RECORD_MARK_LEN - t->out, flags);
}

/* As many requests as the system takes. */
static void
send_requests(struct tcp_client *t)
{
    while (t->n > t->n_sent) {
        const struct rpc_call *call = t->pending[t->n_sent];
        ssize_t n = send_some(t, call);

        if (n >= 0) {
            t->out += (size_t)n;
            if (t->out < RECORD_MARK_LEN + call->request_len)
                continue;
            t->out = 0;
            t->n_sent++;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (errno != EINTR) {
            /* Replies to earlier ones may still be there to be read. */
            end_unsent(t);
        }
    }
}

static void
deliver(struct tcp_client *t, size_t len)
{
    struct rpc_text why = { 0 };
    struct rpc_call *call;
    uint32_t xid;
    size_t i;

    if (rpc_reply_peek(t->message, len, &xid, &why) < 0) {
        rpc_step_ignored(len, NULL, why.s);
        return;
    }
    i = find_sent(t, xid);
    if (i == t->n_sent) {
        rpc_step_ignored(len, NULL, "reply to no call that is pending");
        return;
    }
    call = t->pending[i];
    call->reply_len = len < call->reply_cap ? len : call->reply_cap;
    memcpy(call->reply, t->message, call->reply_len);
    end_call(t, i, RPC_OK);
}

/* All that has come: 0, or a negative errno: there will be no more. */
static int
receive_replies(struct tcp_client *t)
{
    size_t len;
    int got;

    while ((got = record_stream_read(&t->in, t->message, sizeof(t->message),
                                     MSG_DONTWAIT, &len)) > 0)
        deliver(t, len);
    return got;
}

/* Until there is something to do; the lock is free meanwhile. */
static void
sleep_a_turn(struct tcp_client *t)
{
    struct pollfd p[] = {
        { .fd = t->fd, .events = POLLIN },
        { .fd = t->alarm, .events = POLLIN },
    };
    int64_t until_ms = t->n > 0 ? t->pending[0]->until_ms : DEADLINE_NEVER;
    uint8_t bytes[16];

    if (t->n > t->n_sent)
        p[0].events |= POLLOUT;
    pthread_mutex_unlock(&t->lock);
    poll(p, 2, deadline_left(until_ms));
    pthread_mutex_lock(&t->lock);
    if (p[1].revents)
        recv(t->alarm, bytes, sizeof(bytes), MSG_DONTWAIT);
}

static void *
loop(void *arg)
{
    struct tcp_client *t = arg;

    pthread_mutex_lock(&t->lock);
    while (!t->closing) {
        if (receive_replies(t) < 0)
            break;
        end_late(t);
        send_requests(t);
        sleep_a_turn(t);
    }
    end_unsent(t);
    while (t->n > 0)
        end_call(t, t->n - 1, RPC_DISCONNECTED);
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

/* ---- callers ------------------------------------------------------------ */

/* If its buffer is full, there are bytes enough to wake it. */
static void
wake_loop(struct tcp_client *t)
{
    while (send(t->wake, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 &&
           errno == EINTR)
        ;
}

/* Into the line; 0, or -1: it will not be sent. */
static int
stand_in_line(struct tcp_client *t, struct rpc_call *call)
{
    uint32_t xid = t->xid + 1;

    if (t->no_more || call->request_len > RPC_TCP_MAX)
        return -1;
    /* The oldest has waited for four thousand million others. */
    if (t->n > 0 && t->pending[0]->xid == xid)
        return -1;
    call->until_ms =
        t->timeout_ms > 0 ? deadline_in(t->timeout_ms) : DEADLINE_NEVER;
    call->xid = xid;
    call->done = 0;
    rpc_msg_set_xid(call->request, xid);
    if (append(t, call) < 0)
        return -1;
    t->xid = xid;
    return 0;
}

void
tcp_go(struct rpc_client *c, struct rpc_call *call)
{
    struct tcp_client *t = (struct tcp_client *)c;

    pthread_mutex_lock(&t->lock);
    if (stand_in_line(t, call) < 0) {
        call->status = RPC_CANT_SEND;
        call->done = 1;
    } else if (t->n == t->n_sent + 1) {
        wake_loop(t);
    }
    pthread_mutex_unlock(&t->lock);
}

static int
find_done(struct rpc_call *const *call, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (call[i] && call[i]->done)
            return (int)i;
    return -1;
}

int
tcp_wait_any(struct rpc_client *c, struct rpc_call *const *call, size_t n,
             int block)
{
    struct tcp_client *t = (struct tcp_client *)c;
    int found;

    pthread_mutex_lock(&t->lock);
    while ((found = find_done(call, n)) < 0 && block)
        pthread_cond_wait(&t->ended, &t->lock);
    pthread_mutex_unlock(&t->lock);
    return found;
}

enum rpc_status
tcp_transact(struct rpc_client *c, struct rpc_call *call)
{
    tcp_go(c, call);
    tcp_wait_any(c, &call, 1, 1);
    return call->status;
}

/* ---- opening and closing ------------------------------------------------ */

/* Two ends of a connection of this process with itself: 0, or a negative
 * errno, and none. */
static int
connect_ends(int *one, int *other)
{
    struct sockaddr_in addr = { .sin_family = AF_INET };
    struct sockaddr *a = (struct sockaddr *)&addr;
    socklen_t len = sizeof(addr);
    int listener = socket(AF_INET, SOCK_STREAM, 0), err = 0;

    *one = socket(AF_INET, SOCK_STREAM, 0);
    *other = -1;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || *one < 0 || bind(listener, a, len) < 0 ||
        listen(listener, 1) < 0 || getsockname(listener, a, &len) < 0 ||
        connect(*one, a, len) < 0 ||
        (*other = accept(listener, NULL, NULL)) < 0)
        err = -errno;
    if (listener >= 0)
        close(listener);
    if (err < 0 && *one >= 0)
        close(*one);
    return err;
}

static void
release(struct tcp_client *t)
{
    close(t->fd);
    close(t->wake);
    close(t->alarm);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->ended);
    free(t->pending);
    free(t);
}

/* 0 or a negative errno, and then no descriptor is left. */
static int
open_all(struct tcp_client *t, const struct sockaddr_in *server)
{
    int err;

    if (getrandom(&t->xid, sizeof(t->xid), 0) < 0)
        return -errno;
    t->fd = tcp_dial(server, t->timeout_ms);
    if (t->fd < 0)
        return t->fd;
    err = connect_ends(&t->wake, &t->alarm);
    if (err < 0)
        close(t->fd);
    return err;
}

struct rpc_client *
tcp_client_open(const struct sockaddr_in *server, int timeout_ms)
{
    static const struct rpc_client_ops ops = { tcp_transact, tcp_close };
    static const struct rpc_async_ops async = { tcp_go, tcp_wait_any };
    struct tcp_client *t = calloc(1, sizeof(*t));
    int err;

    if (!t)
        return NULL;
    t->base.ops = &ops;
    t->base.async = &async;
    t->timeout_ms = timeout_ms;
    err = open_all(t, server);
    if (err < 0) {
        free(t);
        errno = -err;
        return NULL;
    }
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->ended, NULL);
    record_stream_init(&t->in, t->fd);
    err = pthread_create(&t->loop, NULL, loop, t);
    if (err == 0)
        return &t->base;
    release(t);
    errno = err;
    return NULL;
}

void
tcp_close(struct rpc_client *c)
{
    struct tcp_client *t = (struct tcp_client *)c;

    pthread_mutex_lock(&t->lock);
    t->closing = 1;
    wake_loop(t);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->loop, NULL);
    release(t);
}
