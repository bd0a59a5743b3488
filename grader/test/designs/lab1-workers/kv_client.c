/*
 * kv_client.c - a call as a machine that one loop drives.
 *
 * The solution connects, sends and receives one after the other, and each
 * step has a wait of its own.  Here a call is in one of these three states,
 * and there is one loop with one poll(): it tries what the state is about,
 * and waits when that cannot be done now.  The state in which a call ends
 * says what is known of it, so the outcomes stand in one table.
 */
#include "lab1-sockets/kv/kv_client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"

enum state { CONNECTING, SENDING, RECEIVING, OVER };

struct call {
    enum state state;
    enum kv_outcome outcome; /* once it is over */
    uint8_t out[RECORD_MARK_LEN + KV_REQUEST_MAX];
    size_t out_at, out_len;
    struct record_reader in;
};

/* How a call ends that gets no further, and if its time is over. */
static const enum kv_outcome broken[] = {
    [CONNECTING] = KV_NO_CONNECTION,
    [SENDING] = KV_NOT_SENT,
    [RECEIVING] = KV_CLOSED,
};
static const enum kv_outcome too_late[] = {
    [CONNECTING] = KV_NO_CONNECTION,
    [SENDING] = KV_NOT_SENT,
    [RECEIVING] = KV_TIMED_OUT,
};

void
kv_client_init(struct kv_client *c, const struct sockaddr_in *server,
               int timeout_ms)
{
    *c = (struct kv_client){ .fd = -1,
                             .server = *server,
                             .timeout_ms = timeout_ms };
}

void
kv_client_close(struct kv_client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

/* ---- states: 1: another step, 0: not now ------------------------------- */

static int
end(struct call *call, enum kv_outcome outcome)
{
    call->state = OVER;
    call->outcome = outcome;
    return 1;
}

/* What an errno says about the next try. */
static int
failed(struct call *call, int err)
{
    if (err == EINTR)
        return 1;
    if (err == EAGAIN || err == EWOULDBLOCK)
        return 0;
    if (call->state == CONNECTING && err == ECONNREFUSED)
        return end(call, KV_REFUSED);
    return end(call, broken[call->state]);
}

/* The system connects by itself; this begins it. */
static int
begin_connect(struct kv_client *c, struct call *call)
{
    int flags;

    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    flags = c->fd < 0 ? -1 : fcntl(c->fd, F_GETFL);
    if (flags < 0 || fcntl(c->fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return end(call, KV_NO_CONNECTION);
    if (connect(c->fd, (const struct sockaddr *)&c->server,
                sizeof(c->server)) < 0)
        return errno == EINPROGRESS || errno == EINTR ? 0
                                                      : failed(call, errno);
    call->state = SENDING;
    return 1;
}

/* poll() has said that it is done, for better or worse. */
static int
end_connect(struct kv_client *c, struct call *call)
{
    socklen_t len = sizeof(int);
    int err = 0;

    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0)
        err = errno;
    if (err)
        return failed(call, err);
    call->state = SENDING;
    return 1;
}

static int
send_some(struct kv_client *c, struct call *call)
{
    ssize_t n = send(c->fd, call->out + call->out_at, call->out_len,
                     MSG_DONTWAIT | MSG_NOSIGNAL);

    if (n < 0)
        return failed(call, errno);
    call->out_at += (size_t)n;
    call->out_len -= (size_t)n;
    if (call->out_len == 0)
        call->state = RECEIVING;
    return 1;
}

/* Here nothing but the one reply may come, so whatever does is looked at: a
 * byte behind it would be no reply to anything. */
static int
receive_some(struct kv_client *c, struct call *call, struct kv_reply *reply)
{
    uint8_t bytes[512];
    ssize_t n = recv(c->fd, bytes, sizeof(bytes), MSG_DONTWAIT), taken;

    if (n < 0)
        return failed(call, errno);
    if (n == 0)
        return end(call, KV_CLOSED);
    taken = record_reader_feed(&call->in, bytes, (size_t)n);
    if (taken == n && !call->in.done)
        return 1;
    if (taken < n || kv_reply_decode(reply, c->reply, call->in.len) < 0 ||
        reply->id != c->last_id)
        return end(call, KV_BAD_REPLY);
    return end(call, KV_DONE);
}

/* ---- the loop ----------------------------------------------------------- */

/* Wait until the next step can be made; an error of poll() shows then. */
static void
wait_for_step(const struct kv_client *c, struct call *call,
              int64_t deadline_ms)
{
    struct pollfd p = { .fd = c->fd, .events = POLLOUT };
    int n;

    if (call->state == RECEIVING)
        p.events = POLLIN;
    do
        n = poll(&p, 1, deadline_left(deadline_ms));
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        end(call, n == 0 ? too_late[call->state] : broken[call->state]);
}

static int
step(struct kv_client *c, struct call *call, struct kv_reply *reply)
{
    switch (call->state) {
    case CONNECTING:
        return c->fd < 0 ? begin_connect(c, call) : end_connect(c, call);
    case SENDING:
        return send_some(c, call);
    case RECEIVING:
        return receive_some(c, call, reply);
    default:
        return 1;
    }
}

enum kv_outcome
kv_call(struct kv_client *c, struct kv_request *q, struct kv_reply *reply)
{
    int64_t deadline_ms = deadline_in(c->timeout_ms);
    struct call call = { .state = c->fd < 0 ? CONNECTING : SENDING };
    ssize_t len;

    q->id = c->last_id + 1;
    len = kv_request_encode(q, call.out + RECORD_MARK_LEN, KV_REQUEST_MAX);
    if (len < 0)
        return KV_INVALID;
    c->last_id = q->id;
    record_mark(call.out, (size_t)len);
    call.out_len = RECORD_MARK_LEN + (size_t)len;
    record_reader_init(&call.in, c->reply, sizeof(c->reply));
    while (call.state != OVER)
        if (!step(c, &call, reply))
            wait_for_step(c, &call, deadline_ms);
    if (call.outcome != KV_DONE)
        kv_client_close(c);
    return call.outcome;
}

/* ---- the calls ---------------------------------------------------------- */

enum kv_outcome
kv_put(struct kv_client *c, const char *key, const void *value,
       size_t value_len, struct kv_reply *reply)
{
    struct kv_request q = { .op = KV_PUT,
                            .key = key,
                            .key_len = strlen(key),
                            .value = value,
                            .value_len = value_len };

    return kv_call(c, &q, reply);
}

/* A call with nothing but a key. */
static enum kv_outcome
call_key(struct kv_client *c, enum kv_op op, const char *key,
         struct kv_reply *reply)
{
    struct kv_request q = { .op = op, .key = key, .key_len = strlen(key) };

    return kv_call(c, &q, reply);
}

enum kv_outcome
kv_get(struct kv_client *c, const char *key, struct kv_reply *reply)
{
    return call_key(c, KV_GET, key, reply);
}

enum kv_outcome
kv_del(struct kv_client *c, const char *key, struct kv_reply *reply)
{
    return call_key(c, KV_DEL, key, reply);
}
