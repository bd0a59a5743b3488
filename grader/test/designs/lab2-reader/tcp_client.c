/*
 * tcp_client.c - many calls at once on one connection, and a thread that
 * only reads.
 *
 * In the solution the threads that wait take turns as the reader.  Here the
 * connection has a thread of its own, from open to close, which takes all that
 * comes and ends the calls it belongs to; whoever waits only sleeps.  So a
 * sender who has no room need not read: somebody always does.  Pending calls
 * stand in a hash table by xid.  The turn to send is a flag and not a mutex,
 * because a mutex cannot be waited for until a time by the clock that nobody
 * sets.
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

#define BUCKETS 64

struct tcp_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    int fd;
    int timeout_ms;
    pthread_t reader;

    pthread_mutex_t lock;   /* guards what follows, and pending calls */
    pthread_cond_t changed; /* a call is done, or the turn to send is free */
    uint32_t xid;           /* of the latest call */
    struct rpc_call *bucket[BUCKETS];
    int ended;   /* no reply will come any more */
    int sending; /* somebody has the turn to send */

    /* The reader's own. */
    struct record_stream in;
    uint8_t message[RPC_TCP_MAX];
};

/* ---- pending calls; all of these with the lock held --------------------- */

/* Where the pointer to the call with this xid is, or would be. */
static struct rpc_call **
place_of(struct tcp_client *t, uint32_t xid)
{
    struct rpc_call **p = &t->bucket[xid % BUCKETS];

    while (*p && (*p)->xid != xid)
        p = &(*p)->next;
    return p;
}

static void
end_call(struct tcp_client *t, struct rpc_call *call, enum rpc_status status)
{
    *place_of(t, call->xid) = call->next;
    call->status = status;
    call->done = 1;
    pthread_cond_broadcast(&t->changed);
}

/* With an xid that no other pending call has. */
static void
add_call(struct tcp_client *t, struct rpc_call *call)
{
    struct rpc_call **p;

    do {
        call->xid = ++t->xid;
        p = place_of(t, call->xid);
    } while (*p);
    call->next = NULL;
    call->done = call->sent = 0;
    *p = call;
}

/* Until something has changed.  0: it may have.  ETIMEDOUT: it has not. */
static int
wait_changed(struct tcp_client *t, int64_t until_ms)
{
    struct timespec until = { .tv_sec = (time_t)(until_ms / 1000),
                              .tv_nsec = (long)(until_ms % 1000) * 1000000 };

    if (until_ms == DEADLINE_NEVER)
        return pthread_cond_wait(&t->changed, &t->lock);
    return pthread_cond_timedwait(&t->changed, &t->lock, &until);
}

/* ---- the reader --------------------------------------------------------- */

/* A message has come: whose reply is it? */
static void
deliver(struct tcp_client *t, size_t len)
{
    struct rpc_text why = { 0 };
    struct rpc_call *call;
    uint32_t xid;

    if (rpc_reply_peek(t->message, len, &xid, &why) < 0) {
        rpc_step_ignored(len, NULL, why.s);
        return;
    }
    pthread_mutex_lock(&t->lock);
    call = *place_of(t, xid);
    if (call) {
        call->reply_len = len < call->reply_cap ? len : call->reply_cap;
        memcpy(call->reply, t->message, call->reply_len);
        end_call(t, call, RPC_OK);
    }
    pthread_mutex_unlock(&t->lock);
    if (!call)
        rpc_step_ignored(len, NULL, "reply to no call that is pending");
}

/* Whoever sends now finds out by himself how far his request has come. */
static void
end_all(struct tcp_client *t)
{
    pthread_mutex_lock(&t->lock);
    t->ended = 1;
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct rpc_call *call = t->bucket[i], *next; call; call = next) {
            next = call->next;
            if (call->sent)
                end_call(t, call, RPC_DISCONNECTED);
        }
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
}

static void *
read_all(void *arg)
{
    struct tcp_client *t = arg;
    size_t len;

    while (record_stream_read(&t->in, t->message, sizeof(t->message), 0,
                              &len) > 0)
        deliver(t, len);
    end_all(t);
    /* Who waits for room to send would not learn of a record too long. */
    shutdown(t->fd, SHUT_RDWR);
    return NULL;
}

/* ---- sending ------------------------------------------------------------ */

/* Send them all, or as many as go until then.  Returns how many. */
static size_t
send_bytes(int fd, const uint8_t *bytes, size_t len, int64_t until_ms)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    size_t sent = 0;

    while (sent < len) {
        ssize_t n =
            send(fd, bytes + sent, len - sent, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n >= 0) {
            sent += (size_t)n;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (poll(&p, 1, deadline_left(until_ms)) == 0)
                break;
        } else if (errno != EINTR) {
            break;
        }
    }
    return sent;
}

/* Mark and request; 0, or -1: it is not all out, and will never be. */
static int
send_record(struct tcp_client *t, const struct rpc_call *call)
{
    uint8_t mark[RECORD_MARK_LEN];
    size_t out;

    record_mark(mark, call->request_len);
    out = send_bytes(t->fd, mark, sizeof(mark), call->until_ms);
    if (out == sizeof(mark))
        out += send_bytes(t->fd, call->request, call->request_len,
                          call->until_ms);
    if (out == sizeof(mark) + call->request_len)
        return 0;
    /* A part of it is out: the next bytes would be taken for its rest. */
    if (out > 0)
        shutdown(t->fd, SHUT_RDWR);
    return -1;
}

/* With the lock held: 0, and the turn is ours, or -1. */
static int
take_turn(struct tcp_client *t, const struct rpc_call *call)
{
    while (t->sending && !t->ended)
        if (wait_changed(t, call->until_ms) == ETIMEDOUT)
            return -1;
    if (t->ended)
        return -1;
    t->sending = 1;
    return 0;
}

void
tcp_go(struct rpc_client *c, struct rpc_call *call)
{
    struct tcp_client *t = (struct tcp_client *)c;
    int err = -1;

    if (call->request_len > RPC_TCP_MAX) {
        call->status = RPC_CANT_SEND;
        call->done = 1;
        return;
    }
    call->until_ms =
        t->timeout_ms > 0 ? deadline_in(t->timeout_ms) : DEADLINE_NEVER;
    pthread_mutex_lock(&t->lock);
    add_call(t, call);
    rpc_msg_set_xid(call->request, call->xid);
    if (take_turn(t, call) == 0) {
        pthread_mutex_unlock(&t->lock);
        err = send_record(t, call);
        pthread_mutex_lock(&t->lock);
        t->sending = 0;
        pthread_cond_broadcast(&t->changed);
    }
    call->sent = err == 0;
    /* The reply may have been quicker than this thread. */
    if (!call->done && err < 0)
        end_call(t, call, RPC_CANT_SEND);
    else if (!call->done && t->ended)
        end_call(t, call, RPC_DISCONNECTED);
    pthread_mutex_unlock(&t->lock);
}

/* ---- waiting ------------------------------------------------------------ */

/* The index of one that is done, or -1; then *until_ms is when the first of
 * them has no more time. */
static int
find_done(struct rpc_call *const *call, size_t n, int64_t *until_ms)
{
    *until_ms = DEADLINE_NEVER;
    for (size_t i = 0; i < n; i++) {
        if (call[i] && call[i]->done)
            return (int)i;
        if (call[i] && call[i]->until_ms < *until_ms)
            *until_ms = call[i]->until_ms;
    }
    return -1;
}

static void
end_late(struct tcp_client *t, struct rpc_call *const *call, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (call[i] && !call[i]->done && deadline_left(call[i]->until_ms) == 0)
            end_call(t, call[i], RPC_TIMED_OUT);
}

int
tcp_wait_any(struct rpc_client *c, struct rpc_call *const *call, size_t n,
             int block)
{
    struct tcp_client *t = (struct tcp_client *)c;
    int64_t until_ms;
    int found;

    pthread_mutex_lock(&t->lock);
    while ((found = find_done(call, n, &until_ms)) < 0) {
        if (deadline_left(until_ms) == 0)
            end_late(t, call, n);
        else if (block)
            wait_changed(t, until_ms);
        else
            break;
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
}

static void
release(struct tcp_client *t)
{
    close(t->fd);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->changed);
    free(t);
}

/* 0 or a negative errno, and then nothing is left. */
static int
start(struct tcp_client *t, const struct sockaddr_in *server)
{
    int err;

    if (getrandom(&t->xid, sizeof(t->xid), 0) < 0) {
        err = -errno;
        free(t);
        return err;
    }
    t->fd = tcp_dial(server, t->timeout_ms);
    if (t->fd < 0) {
        err = t->fd;
        free(t);
        return err;
    }
    init_locks(t);
    record_stream_init(&t->in, t->fd);
    err = pthread_create(&t->reader, NULL, read_all, t);
    if (err)
        release(t);
    return -err;
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
    err = start(t, server);
    if (err == 0)
        return &t->base;
    errno = -err;
    return NULL;
}

/* shutdown() and not close() ends the wait of the reader. */
void
tcp_close(struct rpc_client *c)
{
    struct tcp_client *t = (struct tcp_client *)c;

    shutdown(t->fd, SHUT_RDWR);
    pthread_join(t->reader, NULL);
    release(t);
}
