/*
 * kv_server.c - one thread, many clients, and no waiting but in poll().
 *
 * A connection is either reading a request or writing a reply, never both.
 * While its reply is not out it is not read from.  So what a client makes the
 * server keep is bounded: one record, one reply, and the bytes of one recv().
 * A client that does not read is held back by TCP.
 */
#include "lab1-sockets/kv/kv_server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"

#define IN_MAX 2048 /* bytes of one recv() */
#define REST_MS 100 /* without descriptors, until accept() is tried again */

struct conn {
    int fd;
    int ended;           /* the client has closed its end */
    int64_t deadline_ms; /* by then it must get on */
    struct record_reader reader;
    size_t in_at, in_len;   /* what of in[] is not looked at yet */
    size_t out_at, out_len; /* what of out[] is not sent yet */
    uint8_t in[IN_MAX];
    uint8_t record[KV_REQUEST_MAX];
    uint8_t out[RECORD_MARK_LEN + KV_REPLY_MAX];
};

struct server {
    kv_handler_fn *handle;
    void *service;
    int listener;
    int64_t rest_until_ms; /* no accept() before; 0: no rest */
    size_t n;
    struct conn *conn[KV_CLIENTS_MAX];      /* owned; the first n */
    struct pollfd poll[KV_CLIENTS_MAX + 1]; /* the last: the listener */
};

/* ---- one connection ----------------------------------------------------- */

/* All functions here: 0, or -1: the connection is to be closed. */

static int
is_passing(int err)
{
    return err == EAGAIN || err == EWOULDBLOCK || err == EINTR;
}

/* Execute the request that is complete, and prepare its reply. */
static int
execute(struct server *s, struct conn *c)
{
    struct kv_request q;
    struct kv_reply reply = { 0 };
    ssize_t len;

    if (kv_request_decode(&q, c->record, c->reader.len) < 0)
        return -1;
    s->handle(s->service, &q, &reply);
    reply.id = q.id;
    len = kv_reply_encode(&reply, c->out + RECORD_MARK_LEN, KV_REPLY_MAX);
    if (len < 0)
        return -1;
    record_mark(c->out, (size_t)len);
    c->out_at = 0;
    c->out_len = RECORD_MARK_LEN + (size_t)len;
    record_reader_init(&c->reader, c->record, sizeof(c->record));
    return 0;
}

/* Send what there is to send, as far as it goes without waiting. */
static int
flush(struct conn *c)
{
    while (c->out_len > 0) {
        ssize_t n = send(c->fd, c->out + c->out_at, c->out_len,
                         MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return is_passing(errno) ? 0 : -1;
        c->out_at += (size_t)n;
        c->out_len -= (size_t)n;
        c->deadline_ms = DEADLINE_NEVER; /* it gets on */
    }
    return 0;
}

/* Go through the bytes that have come, as long as replies can be sent. */
static int
work(struct server *s, struct conn *c)
{
    if (flush(c) < 0)
        return -1;
    while (c->out_len == 0 && c->in_len > 0) {
        ssize_t n =
            record_reader_feed(&c->reader, c->in + c->in_at, c->in_len);

        if (n < 0)
            return -1;
        c->in_at += (size_t)n;
        c->in_len -= (size_t)n;
        if (c->reader.done && (execute(s, c) < 0 || flush(c) < 0))
            return -1;
    }
    return c->ended && c->out_len == 0 ? -1 : 0;
}

/* One recv() a turn: the others want theirs, too. */
static int
receive(struct conn *c)
{
    ssize_t n = recv(c->fd, c->in, sizeof(c->in), MSG_DONTWAIT);

    if (n < 0)
        return is_passing(errno) ? 0 : -1;
    c->ended = n == 0;
    c->in_at = 0;
    c->in_len = (size_t)n;
    c->deadline_ms = DEADLINE_NEVER;
    return 0;
}

/* It has something to read or room to write, or it is out of time. */
static int
go_on(struct server *s, struct conn *c, int ready)
{
    if (ready) {
        if (c->out_len == 0 && receive(c) < 0)
            return -1;
        if (work(s, c) < 0)
            return -1;
    } else if (deadline_left(c->deadline_ms) == 0)
        return -1;
    if (c->out_len == 0 && record_reader_end(&c->reader) == 0)
        c->deadline_ms = DEADLINE_NEVER; /* idle, as long as it likes */
    else if (c->deadline_ms == DEADLINE_NEVER)
        c->deadline_ms = deadline_in(KV_STALL_MS);
    return 0;
}

/* ---- all of them -------------------------------------------------------- */

static void
drop(struct server *s, size_t i)
{
    close(s->conn[i]->fd);
    free(s->conn[i]);
    s->conn[i] = s->conn[--s->n];
    s->rest_until_ms = 0; /* here is a descriptor */
}

/* Returns 0, or -1 if there is no memory for it. */
static int
add(struct server *s, int fd)
{
    struct conn *c = malloc(sizeof(*c));

    if (!c)
        return -1;
    c->fd = fd;
    c->ended = 0;
    c->deadline_ms = DEADLINE_NEVER;
    c->in_len = c->out_len = 0;
    record_reader_init(&c->reader, c->record, sizeof(c->record));
    s->conn[s->n++] = c;
    return 0;
}

/* Errors of accept() that say nothing about the next one: of the client who
 * has just gone, or of its network. */
static int
ends_listening(int err)
{
    return err == EBADF || err == EINVAL || err == ENOTSOCK ||
           err == EOPNOTSUPP;
}

/* Take all who wait and for whom there is room. */
static int
accept_all(struct server *s)
{
    while (s->n < KV_CLIENTS_MAX) {
        int fd = accept(s->listener, NULL, NULL);

        if (fd >= 0 && add(s, fd) == 0)
            continue;
        if (fd >= 0) {
            close(fd);
            errno = ENOMEM;
        }
        if (ends_listening(errno))
            return -errno;
        /*
         * No descriptor is left, say: whoever waits still makes the listener
         * readable.  Look away.  (ECONNABORTED: that one waits no more.)
         */
        if (!is_passing(errno) && errno != ECONNABORTED)
            s->rest_until_ms = deadline_in(REST_MS);
        return 0;
    }
    return 0;
}

/* Whom to wait for, and until when. */
static int64_t
prepare(struct server *s)
{
    struct pollfd *last = &s->poll[s->n];
    int64_t until_ms = DEADLINE_NEVER;

    for (size_t i = 0; i < s->n; i++) {
        const struct conn *c = s->conn[i];

        s->poll[i] = (struct pollfd){
            .fd = c->fd,
            .events = c->out_len > 0 ? POLLOUT : POLLIN,
        };
        if (c->deadline_ms < until_ms)
            until_ms = c->deadline_ms;
    }
    *last = (struct pollfd){ .fd = s->listener, .events = POLLIN };
    if (s->rest_until_ms || s->n == KV_CLIENTS_MAX)
        last->fd = -1;
    if (s->rest_until_ms && s->rest_until_ms < until_ms)
        until_ms = s->rest_until_ms;
    return until_ms;
}

static int
serve_turn(struct server *s)
{
    int64_t until_ms = prepare(s);
    size_t n = s->n;

    if (poll(s->poll, n + 1, deadline_left(until_ms)) < 0)
        return errno == EINTR || errno == ENOMEM ? 0 : -errno;
    if (s->rest_until_ms && deadline_left(s->rest_until_ms) == 0)
        s->rest_until_ms = 0;
    /* From the last: one that is dropped is replaced by one already served. */
    for (size_t i = n; i-- > 0;)
        if (go_on(s, s->conn[i], s->poll[i].revents) < 0)
            drop(s, i);
    return s->poll[n].revents ? accept_all(s) : 0;
}

/* ---- the server --------------------------------------------------------- */

static int
set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno
                                                                   : 0;
}

int
kv_listen(const struct sockaddr_in *addr)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1, err;

    if (fd < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
        bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) == 0 &&
        listen(fd, SOMAXCONN) == 0)
        return fd;
    err = -errno;
    close(fd);
    return err;
}

int
kv_serve(int listener, kv_handler_fn *handle, void *service)
{
    struct server *s = malloc(sizeof(*s));
    int err;

    if (!s)
        return -ENOMEM;
    s->handle = handle;
    s->service = service;
    s->listener = listener;
    s->rest_until_ms = 0;
    s->n = 0;
    /* A client may have gone between poll() and accept(). */
    err = set_nonblocking(listener);
    while (err == 0)
        err = serve_turn(s);
    while (s->n > 0)
        drop(s, s->n - 1);
    free(s);
    return err;
}
