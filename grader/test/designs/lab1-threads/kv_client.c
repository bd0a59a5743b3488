/*
 * kv_client.c - a client that blocks, for as long as the system is told to.
 *
 * The solution makes its socket non-blocking and waits in poll().  Here the
 * socket blocks, and SO_SNDTIMEO and SO_RCVTIMEO say before each call how
 * much of the time is left: so connect(), send() and recv() themselves come
 * back in time.  What is sent is one buffer, mark and all, and what is read is
 * never more than the record still needs.
 */
#include "lab1-sockets/kv/kv_client.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"

void
kv_client_init(struct kv_client *c, const struct sockaddr_in *server,
               int timeout_ms)
{
    memset(c, 0, sizeof(*c));
    c->server = *server;
    c->timeout_ms = timeout_ms;
    c->fd = -1;
}

void
kv_client_close(struct kv_client *c)
{
    if (c->fd < 0)
        return;
    close(c->fd);
    c->fd = -1;
}

/*
 * The next call on fd may wait until then.  0, or -1: there is no time left,
 * which for the system would mean to wait for ever.
 */
static int
limit(int fd, int option, int64_t deadline_ms)
{
    int left_ms = deadline_left(deadline_ms);
    struct timeval t = { .tv_sec = left_ms / 1000,
                         .tv_usec = left_ms % 1000 * 1000 };

    if (left_ms == 0)
        return -1;
    return setsockopt(fd, SOL_SOCKET, option, &t, sizeof(t));
}

/* ---- connecting --------------------------------------------------------- */

/* An interrupted connect() goes on; a second one would not know of it. */
static int
finish_connect(int fd, int64_t deadline_ms)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    socklen_t len = sizeof(int);
    int n, err = 0;

    while ((n = poll(&p, 1, deadline_left(deadline_ms))) < 0)
        if (errno != EINTR)
            return errno;
    if (n == 0)
        return ETIMEDOUT;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0)
        return errno;
    return err;
}

static enum kv_outcome
ensure_connected(struct kv_client *c, int64_t deadline_ms)
{
    int err = 0;

    if (c->fd >= 0)
        return KV_DONE;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || limit(c->fd, SO_SNDTIMEO, deadline_ms) < 0)
        return KV_NO_CONNECTION;
    if (connect(c->fd, (struct sockaddr *)&c->server, sizeof(c->server)) < 0)
        err = errno;
    if (err == EINTR)
        err = finish_connect(c->fd, deadline_ms);
    if (err == ECONNREFUSED)
        return KV_REFUSED;
    /* EINPROGRESS is what a connect() says whose time is over. */
    return err ? KV_NO_CONNECTION : KV_DONE;
}

/* ---- one call ----------------------------------------------------------- */

static enum kv_outcome
send_request(struct kv_client *c, const uint8_t *bytes, size_t len,
             int64_t deadline_ms)
{
    while (len > 0) {
        ssize_t n;

        if (limit(c->fd, SO_SNDTIMEO, deadline_ms) < 0)
            return KV_NOT_SENT;
        n = send(c->fd, bytes, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return KV_NOT_SENT;
        bytes += n;
        len -= (size_t)n;
    }
    return KV_DONE;
}

/* How many bytes the record needs at least: of its mark, or of a fragment. */
static size_t
needed(const struct record_reader *r)
{
    return r->mark_len < RECORD_MARK_LEN ? RECORD_MARK_LEN - r->mark_len
                                         : r->left;
}

/* The request is out.  Whatever is wrong from here on, it may be executed. */
static enum kv_outcome
receive_record(struct kv_client *c, struct record_reader *r,
               int64_t deadline_ms)
{
    uint8_t bytes[KV_REPLY_MAX];

    while (!r->done) {
        ssize_t n;

        if (limit(c->fd, SO_RCVTIMEO, deadline_ms) < 0)
            return KV_TIMED_OUT;
        n = recv(c->fd, bytes, needed(r), 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return KV_TIMED_OUT;
        if (n <= 0)
            return KV_CLOSED;
        if (record_reader_feed(r, bytes, (size_t)n) < 0)
            return KV_BAD_REPLY;
    }
    return KV_DONE;
}

static enum kv_outcome
exchange(struct kv_client *c, const uint8_t *out, size_t len,
         struct kv_reply *reply)
{
    int64_t deadline_ms = deadline_in(c->timeout_ms);
    struct record_reader r;
    enum kv_outcome outcome = ensure_connected(c, deadline_ms);

    if (outcome == KV_DONE)
        outcome = send_request(c, out, len, deadline_ms);
    if (outcome != KV_DONE)
        return outcome;
    record_reader_init(&r, c->reply, sizeof(c->reply));
    outcome = receive_record(c, &r, deadline_ms);
    if (outcome != KV_DONE)
        return outcome;
    if (kv_reply_decode(reply, c->reply, r.len) < 0)
        return KV_BAD_REPLY;
    return reply->id == c->last_id ? KV_DONE : KV_BAD_REPLY;
}

enum kv_outcome
kv_call(struct kv_client *c, struct kv_request *q, struct kv_reply *reply)
{
    uint8_t out[RECORD_MARK_LEN + KV_REQUEST_MAX];
    enum kv_outcome outcome;
    ssize_t len;

    q->id = c->last_id + 1;
    len = kv_request_encode(q, out + RECORD_MARK_LEN, KV_REQUEST_MAX);
    if (len < 0)
        return KV_INVALID;
    record_mark(out, (size_t)len);
    c->last_id = q->id;
    outcome = exchange(c, out, RECORD_MARK_LEN + (size_t)len, reply);
    if (outcome != KV_DONE)
        kv_client_close(c);
    return outcome;
}

/* ---- the calls ---------------------------------------------------------- */

static enum kv_outcome
call(struct kv_client *c, enum kv_op op, const char *key, const void *value,
     size_t value_len, struct kv_reply *reply)
{
    struct kv_request q = {
        .op = op,
        .key = key,
        .key_len = strlen(key),
        .value = value,
        .value_len = value_len,
    };

    return kv_call(c, &q, reply);
}

enum kv_outcome
kv_put(struct kv_client *c, const char *key, const void *value,
       size_t value_len, struct kv_reply *reply)
{
    return call(c, KV_PUT, key, value, value_len, reply);
}

enum kv_outcome
kv_get(struct kv_client *c, const char *key, struct kv_reply *reply)
{
    return call(c, KV_GET, key, NULL, 0, reply);
}

enum kv_outcome
kv_del(struct kv_client *c, const char *key, struct kv_reply *reply)
{
    return call(c, KV_DEL, key, NULL, 0, reply);
}
