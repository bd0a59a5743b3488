/*
 * kv_client.c - one connection, one call at a time, no call forgotten.
 *
 * The one question that matters after a failure is whether the server may
 * have executed the request.  It executes complete requests only.  So as long
 * as send() has not taken the last byte the answer is no; from then on nobody
 * here knows.
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

void
kv_client_init(struct kv_client *c, const struct sockaddr_in *server,
               int timeout_ms)
{
    *c = (struct kv_client){
        .server = *server,
        .timeout_ms = timeout_ms,
        .fd = -1,
    };
}

void
kv_client_close(struct kv_client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

/* The connection is under way: 0 when it is there, or a negative errno. */
static int
wait_connected(int fd, int64_t deadline_ms)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    int err, n;
    socklen_t len = sizeof(err);

    do
        n = poll(&p, 1, deadline_left(deadline_ms));
    while (n < 0 && errno == EINTR);
    if (n == 0)
        return -ETIMEDOUT;
    if (n < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0)
        return -errno;
    return -err;
}

/*
 * A blocking connect() would wait for minutes where nobody answers.  One that
 * was interrupted goes on all the same, and must not be called again.
 */
static int
connect_until(int fd, const struct sockaddr_in *addr, int64_t deadline_ms)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return -errno;
    if (connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) == 0)
        return 0;
    if (errno != EINPROGRESS && errno != EINTR)
        return -errno;
    return wait_connected(fd, deadline_ms);
}

static enum kv_outcome
ensure_connected(struct kv_client *c, int64_t deadline_ms)
{
    int err;

    if (c->fd >= 0)
        return KV_DONE;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0)
        return KV_NO_CONNECTION;
    err = connect_until(c->fd, &c->server, deadline_ms);
    if (err == -ECONNREFUSED)
        return KV_REFUSED;
    return err < 0 ? KV_NO_CONNECTION : KV_DONE;
}

/* The request is out: what comes, if anything. */
static enum kv_outcome
receive_reply(struct kv_client *c, struct kv_reply *reply, int64_t deadline_ms)
{
    size_t len;
    int n = record_read(c->fd, c->reply, sizeof(c->reply), deadline_ms, &len);

    if (n == -ETIMEDOUT)
        return KV_TIMED_OUT;
    if (n == -EMSGSIZE || n == -EBADMSG)
        return KV_BAD_REPLY;
    if (n <= 0)
        return KV_CLOSED;
    if (kv_reply_decode(reply, c->reply, len) < 0 || reply->id != c->last_id)
        return KV_BAD_REPLY;
    return KV_DONE;
}

static enum kv_outcome
exchange(struct kv_client *c, const uint8_t *request, size_t len,
         struct kv_reply *reply)
{
    int64_t deadline_ms = deadline_in(c->timeout_ms);
    enum kv_outcome outcome = ensure_connected(c, deadline_ms);

    if (outcome != KV_DONE)
        return outcome;
    if (record_write(c->fd, request, len, deadline_ms) < 0)
        return KV_NOT_SENT;
    return receive_reply(c, reply, deadline_ms);
}

enum kv_outcome
kv_call(struct kv_client *c, struct kv_request *q, struct kv_reply *reply)
{
    uint8_t request[KV_REQUEST_MAX];
    enum kv_outcome outcome;
    ssize_t len;

    q->id = c->last_id + 1;
    len = kv_request_encode(q, request, sizeof(request));
    if (len < 0)
        return KV_INVALID;
    c->last_id = q->id;
    outcome = exchange(c, request, (size_t)len, reply);
    if (outcome != KV_DONE)
        kv_client_close(c);
    return outcome;
}

/* ---- the calls ---------------------------------------------------------- */

enum kv_outcome
kv_put(struct kv_client *c, const char *key, const void *value,
       size_t value_len, struct kv_reply *reply)
{
    struct kv_request q = {
        .op = KV_PUT,
        .key = key,
        .key_len = strlen(key),
        .value = value,
        .value_len = value_len,
    };

    return kv_call(c, &q, reply);
}

enum kv_outcome
kv_get(struct kv_client *c, const char *key, struct kv_reply *reply)
{
    struct kv_request q = { .op = KV_GET, .key = key, .key_len = strlen(key) };

    return kv_call(c, &q, reply);
}

enum kv_outcome
kv_del(struct kv_client *c, const char *key, struct kv_reply *reply)
{
    struct kv_request q = { .op = KV_DEL, .key = key, .key_len = strlen(key) };

    return kv_call(c, &q, reply);
}
