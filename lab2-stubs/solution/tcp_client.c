/*
 * tcp_client.c - many calls at once on one connection.
 *
 * There is no thread that only reads.  Of the threads that wait for replies
 * one is the reader: it takes whatever comes and hands it to the call it
 * belongs to, until its own call is done; then another one reads.  So a
 * single caller reads its reply itself, and nobody has to be woken for it.
 *
 * A call ends in one of three places: its reply comes, or its time is over,
 * or the connection is.  The last one is for the reader to say of calls that
 * were sent, and for the sender of one that it is about to send.
 */
#include "lab2-stubs/rpclib/rpc_tcp.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab2-stubs/tcp/dial.h"
#include "lab2-stubs/tcp/record_stream.h"

/* How long a sender sleeps while another thread takes the replies. */
#define SENDER_PAUSE_MS 10

struct tcp_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    int fd;
    int timeout_ms;

    pthread_mutex_t sending; /* a record goes out in one piece */
    uint8_t out[RECORD_MARK_LEN + RPC_TCP_MAX];

    pthread_mutex_t lock;     /* guards what follows, and pending calls */
    pthread_cond_t changed;   /* a call is done, or nobody reads any more */
    uint32_t xid;             /* of the latest call */
    struct rpc_call *pending; /* the newest first */
    int ended;                /* no reply will come any more */
    int reading;              /* a thread is the reader, and owns the rest */

    struct record_stream in;
    uint8_t message[RPC_TCP_MAX];
};

/* ---- pending calls; all of these with the lock held --------------------- */

static void
end_call(struct tcp_client *t, struct rpc_call *call, enum rpc_status status)
{
    struct rpc_call **p = &t->pending;

    while (*p != call)
        p = &(*p)->next;
    *p = call->next;
    call->status = status;
    call->done = 1;
}

static struct rpc_call *
find_pending(struct tcp_client *t, uint32_t xid)
{
    struct rpc_call *call = t->pending;

    while (call && call->xid != xid)
        call = call->next;
    return call;
}

/* A message has come: whose reply is it? */
static void
deliver(struct tcp_client *t, size_t len)
{
    struct rpc_text why = { 0 };
    struct rpc_call *call = NULL;
    uint32_t xid;

    if (rpc_reply_peek(t->message, len, &xid, &why) == 0) {
        call = find_pending(t, xid);
        rpc_text_str(&why, "reply to no call that is pending");
    }
    if (!call) {
        rpc_step_ignored(len, NULL, why.s);
        return;
    }
    call->reply_len = len < call->reply_cap ? len : call->reply_cap;
    memcpy(call->reply, t->message, call->reply_len);
    end_call(t, call, RPC_OK);
}

/* Who sends now will see for himself how far his request has come. */
static void
end_all(struct tcp_client *t)
{
    struct rpc_call *next;

    t->ended = 1;
    for (struct rpc_call *call = t->pending; call; call = next) {
        next = call->next;
        if (call->sent)
            end_call(t, call, RPC_DISCONNECTED);
    }
}

/* The index of one that is done, or -1; then *until_ms is when to look. */
static int
find_done(struct tcp_client *t, struct rpc_call *const *call, size_t n,
          int64_t *until_ms)
{
    *until_ms = DEADLINE_NEVER;
    for (size_t i = 0; i < n; i++) {
        if (!call[i])
            continue;
        if (!call[i]->done && deadline_left(call[i]->until_ms) == 0)
            end_call(t, call[i], RPC_TIMED_OUT);
        if (call[i]->done)
            return (int)i;
        if (call[i]->until_ms < *until_ms)
            *until_ms = call[i]->until_ms;
    }
    return -1;
}

/* ---- the reader --------------------------------------------------------- */

/* 1: this thread is the reader now, and must read_one(). */
static int
become_reader(struct tcp_client *t)
{
    int free_now;

    pthread_mutex_lock(&t->lock);
    free_now = !t->reading;
    t->reading = 1;
    pthread_mutex_unlock(&t->lock);
    return free_now;
}

/*
 * A message into t->message: 1, 0: not until then (0: not now), or a negative
 * errno.
 */
static int
next_message(struct tcp_client *t, int64_t until_ms, size_t *len)
{
    struct pollfd p = { .fd = t->fd, .events = POLLIN };
    int flags = until_ms == DEADLINE_NEVER ? 0 : MSG_DONTWAIT;
    int got;

    got =
        record_stream_read(&t->in, t->message, sizeof(t->message), flags, len);
    if (got == 0 && until_ms > 0 && poll(&p, 1, deadline_left(until_ms)) > 0)
        got = record_stream_read(&t->in, t->message, sizeof(t->message), flags,
                                 len);
    return got;
}

/*
 * The reader takes one message, if it comes in time, and is the reader no
 * more.  A negative errno: there will be no other.
 */
static int
read_one(struct tcp_client *t, int64_t until_ms)
{
    size_t len;
    int got = next_message(t, until_ms, &len);

    pthread_mutex_lock(&t->lock);
    if (got > 0)
        deliver(t, len);
    if (got < 0)
        end_all(t);
    t->reading = 0;
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
    return got;
}

/* ---- sending ------------------------------------------------------------ */

/*
 * Nothing can be sent now.  The server may be waiting in the same way, for
 * somebody to take its replies.
 */
static int
wait_for_room(struct tcp_client *t, int64_t until_ms)
{
    struct pollfd p = { .fd = t->fd, .events = POLLOUT };
    int left_ms = deadline_left(until_ms), got = 0;

    if (left_ms == 0)
        return -ETIMEDOUT;
    if (become_reader(t)) {
        p.events |= POLLIN;
        poll(&p, 1, record_stream_has_bytes(&t->in) ? 0 : left_ms);
        got = read_one(t, 0);
    } else {
        /* The reader may go, and leave us to read: do not sleep for long. */
        if (left_ms < 0 || left_ms > SENDER_PAUSE_MS)
            left_ms = SENDER_PAUSE_MS;
        poll(&p, 1, left_ms);
    }
    return got < 0 ? got : 0;
}

/*
 * Hand the whole record to the system.  If that fails, its last byte will
 * never get there: nothing follows what is out of it.
 */
static int
send_record(struct tcp_client *t, const struct rpc_call *call)
{
    size_t len = RECORD_MARK_LEN + call->request_len, sent = 0;
    int err = 0;

    pthread_mutex_lock(&t->sending);
    record_mark(t->out, call->request_len);
    memcpy(t->out + RECORD_MARK_LEN, call->request, call->request_len);
    while (sent < len && err == 0) {
        ssize_t n = send(t->fd, t->out + sent, len - sent,
                         MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n >= 0)
            sent += (size_t)n;
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            err = wait_for_room(t, call->until_ms);
        else if (errno != EINTR)
            err = -errno;
    }
    /* A part of it is out: the next bytes would be taken for its rest. */
    if (err < 0 && sent > 0)
        shutdown(t->fd, SHUT_RDWR);
    pthread_mutex_unlock(&t->sending);
    return err;
}

/* Before a byte is sent: its reply may be quicker than send() returns. */
static int
add_pending(struct tcp_client *t, struct rpc_call *call)
{
    int err;

    call->until_ms =
        t->timeout_ms > 0 ? deadline_in(t->timeout_ms) : DEADLINE_NEVER;
    call->done = call->sent = 0;
    pthread_mutex_lock(&t->lock);
    do
        call->xid = ++t->xid;
    while (find_pending(t, call->xid));
    call->next = t->pending;
    t->pending = call;
    err = t->ended ? -EPIPE : 0;
    pthread_mutex_unlock(&t->lock);
    rpc_msg_set_xid(call->request, call->xid);
    return err;
}

void
tcp_go(struct rpc_client *c, struct rpc_call *call)
{
    struct tcp_client *t = (struct tcp_client *)c;
    int err;

    if (call->request_len > RPC_TCP_MAX) {
        call->status = RPC_CANT_SEND;
        call->done = 1;
        return;
    }
    err = add_pending(t, call);
    if (err == 0)
        err = send_record(t, call);
    pthread_mutex_lock(&t->lock);
    call->sent = err == 0;
    if (!call->done && err < 0)
        end_call(t, call, RPC_CANT_SEND);
    if (!call->done && t->ended)
        end_call(t, call, RPC_DISCONNECTED);
    pthread_mutex_unlock(&t->lock);
}

/* ---- waiting ------------------------------------------------------------ */

/* Until the reader has something to say, or until_ms. */
static void
wait_changed(struct tcp_client *t, int64_t until_ms)
{
    struct timespec until = { .tv_sec = (time_t)(until_ms / 1000),
                              .tv_nsec = (long)(until_ms % 1000) * 1000000 };

    if (until_ms == DEADLINE_NEVER)
        pthread_cond_wait(&t->changed, &t->lock);
    else
        pthread_cond_timedwait(&t->changed, &t->lock, &until);
}

int
tcp_wait_any(struct rpc_client *c, struct rpc_call *const *call, size_t n,
             int block)
{
    struct tcp_client *t = (struct tcp_client *)c;
    int64_t until_ms;
    int found, looked = 0;

    pthread_mutex_lock(&t->lock);
    while ((found = find_done(t, call, n, &until_ms)) < 0) {
        if (!block && (looked || t->reading))
            break;
        if (t->reading) {
            wait_changed(t, until_ms);
            continue;
        }
        t->reading = 1;
        pthread_mutex_unlock(&t->lock);
        read_one(t, block ? until_ms : 0);
        looked = 1;
        pthread_mutex_lock(&t->lock);
    }
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

/* Time-outs are by the clock that nobody sets. */
static void
init_locks(struct tcp_client *t)
{
    pthread_condattr_t attr;

    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&t->changed, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&t->lock, NULL);
    pthread_mutex_init(&t->sending, NULL);
}

struct rpc_client *
tcp_client_open(const struct sockaddr_in *server, int timeout_ms)
{
    static const struct rpc_client_ops ops = { tcp_transact, tcp_close };
    static const struct rpc_async_ops async = { tcp_go, tcp_wait_any };
    struct tcp_client *t = calloc(1, sizeof(*t));

    if (!t)
        return NULL;
    t->fd = getrandom(&t->xid, sizeof(t->xid), 0) < 0
                ? -errno
                : tcp_dial(server, timeout_ms);
    if (t->fd < 0) {
        errno = -t->fd;
        free(t);
        return NULL;
    }
    t->base.ops = &ops;
    t->base.async = &async;
    t->timeout_ms = timeout_ms;
    record_stream_init(&t->in, t->fd);
    init_locks(t);
    return &t->base;
}

void
tcp_close(struct rpc_client *c)
{
    struct tcp_client *t = (struct tcp_client *)c;

    close(t->fd);
    pthread_mutex_destroy(&t->sending);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->changed);
    free(t);
}
