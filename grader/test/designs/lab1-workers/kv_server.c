/*
 * kv_server.c - a few threads with a poll() each, and buffers that grow.
 *
 * The solution has one thread, and a client is either read from or written
 * to.  Here WORKERS threads share the listener, and whoever has accepted a
 * client serves it until it goes.  Requests are read while replies wait to be
 * sent, until OUT_MAX bytes do: then the client has to read first.  A request
 * stays in the buffer where it came, and its fragments are pushed together
 * there when the last one is complete; so no record_reader is needed.
 *
 * A worker owns its clients alone.  What they share is the service, which one
 * of them uses at a time, and the number of clients.
 */
#include "lab1-sockets/kv/kv_server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"

#define WORKERS 3
#define CHUNK 1024   /* bytes of one recv() */
#define OUT_MAX 8192 /* bytes of replies that wait, before one more */
#define REST_MS 100  /* without descriptors, until accept() is tried again */

struct server {
    kv_handler_fn *handle;
    void *service;
    int listener;
    pthread_mutex_t lock; /* for the service and what is below */
    int n_clients;
};

struct buffer {
    uint8_t *bytes; /* owned; those from begin to end count */
    size_t begin, end, cap;
};

struct client {
    struct client *next;
    int fd;
    int ended; /* it has closed its end */
    int64_t deadline_ms;
    struct buffer in, out;
};

struct worker {
    struct server *server;
    pthread_t thread;
    int64_t rest_until_ms; /* no accept() before; 0: no rest */
    size_t n;
    struct client *first;                   /* owned, n of them */
    struct pollfd poll[1 + KV_CLIENTS_MAX]; /* the first: the listener */
};

/* ---- buffers ------------------------------------------------------------ */

static size_t
waiting(const struct buffer *b)
{
    return b->end - b->begin;
}

/* Room for len more bytes at b->bytes + b->end: 0, or -1 without memory. */
static int
make_room(struct buffer *b, size_t len)
{
    size_t cap = 2 * (waiting(b) + len);
    uint8_t *bytes;

    if (b->begin > 0)
        memmove(b->bytes, b->bytes + b->begin, waiting(b));
    b->end = waiting(b);
    b->begin = 0;
    if (b->cap - b->end >= len)
        return 0;
    bytes = realloc(b->bytes, cap);
    if (!bytes)
        return -1;
    b->bytes = bytes;
    b->cap = cap;
    return 0;
}

/* ---- records ------------------------------------------------------------ */

static uint32_t
mark_at(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

/*
 * How many bytes the first record takes, marks and all: 0 if it is not all
 * here, -1 if it will be none.  *len is how long it is without its marks.
 */
static ssize_t
measure(const uint8_t *bytes, size_t n, size_t *len)
{
    size_t at = 0;

    *len = 0;
    for (unsigned i = 0; i < RECORD_FRAGMENTS_MAX; i++) {
        uint32_t mark, part;

        if (n - at < RECORD_MARK_LEN)
            return 0;
        mark = mark_at(bytes + at);
        part = mark & RECORD_LEN_MAX;
        if (part > KV_REQUEST_MAX - *len)
            return -1;
        if (n - at - RECORD_MARK_LEN < part)
            return 0;
        at += RECORD_MARK_LEN + part;
        *len += part;
        if (mark & RECORD_LAST)
            return (ssize_t)at;
    }
    return -1;
}

/* Push the fragments of a record together, over the first mark. */
static void
join(uint8_t *bytes, size_t len)
{
    const uint8_t *from = bytes;

    for (size_t at = 0; at < len;) {
        size_t part = mark_at(from) & RECORD_LEN_MAX;

        memmove(bytes + at, from + RECORD_MARK_LEN, part);
        from += RECORD_MARK_LEN + part;
        at += part;
    }
}

/* ---- one client --------------------------------------------------------- */

/* All functions here: 0, or -1: the client is to be dropped. */

/* The reply goes behind those that wait. */
static int
execute(struct server *s, struct client *c, size_t len)
{
    struct buffer *out = &c->out;
    struct kv_reply reply = { 0 };
    struct kv_request q;
    ssize_t n;

    if (kv_request_decode(&q, c->in.bytes + c->in.begin, len) < 0 ||
        make_room(out, RECORD_MARK_LEN + KV_REPLY_MAX) < 0)
        return -1;
    pthread_mutex_lock(&s->lock);
    s->handle(s->service, &q, &reply);
    reply.id = q.id;
    n = kv_reply_encode(&reply, out->bytes + out->end + RECORD_MARK_LEN,
                        KV_REPLY_MAX);
    pthread_mutex_unlock(&s->lock);
    if (n < 0)
        return -1;
    record_mark(out->bytes + out->end, (size_t)n);
    out->end += RECORD_MARK_LEN + (size_t)n;
    return 0;
}

/* Execute what is here, as long as the replies may wait. */
static int
execute_all(struct server *s, struct client *c)
{
    while (waiting(&c->out) < OUT_MAX) {
        uint8_t *bytes = c->in.bytes + c->in.begin;
        size_t len;
        ssize_t n = measure(bytes, waiting(&c->in), &len);

        if (n <= 0)
            return (int)n;
        join(bytes, len);
        if (execute(s, c, len) < 0)
            return -1;
        c->in.begin += (size_t)n;
    }
    return 0;
}

/* As much as goes without waiting; 1 if anything did. */
static int
send_waiting(struct client *c)
{
    size_t before = waiting(&c->out);

    while (waiting(&c->out) > 0) {
        ssize_t n = send(c->fd, c->out.bytes + c->out.begin, waiting(&c->out),
                         MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n >= 0)
            c->out.begin += (size_t)n;
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            break;
        else if (errno != EINTR)
            return -1;
    }
    return waiting(&c->out) < before;
}

/* One recv(); 1 if anything has come, the end included. */
static int
receive(struct client *c)
{
    ssize_t n;

    if (make_room(&c->in, CHUNK) < 0)
        return -1;
    n = recv(c->fd, c->in.bytes + c->in.end, CHUNK, MSG_DONTWAIT);
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0
                                                                         : -1;
    c->in.end += (size_t)n;
    c->ended = n == 0;
    return 1;
}

static int
may_read(const struct client *c)
{
    return !c->ended && waiting(&c->out) < OUT_MAX;
}

/* It has something to read, or room for something to send. */
static int
go_on(struct server *s, struct client *c)
{
    int got = may_read(c) ? receive(c) : 0, sent = 0, more = 1;

    /* What has been sent makes room for replies to what came before. */
    while (got >= 0 && more > 0) {
        if (execute_all(s, c) < 0)
            return -1;
        more = send_waiting(c);
        sent |= more;
    }
    if (got < 0 || more < 0 || (c->ended && waiting(&c->out) == 0))
        return -1;
    if (waiting(&c->in) == 0 && waiting(&c->out) == 0)
        c->deadline_ms = DEADLINE_NEVER; /* idle, as long as it likes */
    else if (got || sent || c->deadline_ms == DEADLINE_NEVER)
        c->deadline_ms = deadline_in(KV_STALL_MS);
    return 0;
}

/* ---- a worker ----------------------------------------------------------- */

/* One more (less) client of the server; 0, or -1: there are enough. */
static int
count(struct server *s, int more)
{
    int full;

    pthread_mutex_lock(&s->lock);
    full = s->n_clients + more > KV_CLIENTS_MAX;
    if (!full)
        s->n_clients += more;
    pthread_mutex_unlock(&s->lock);
    return full ? -1 : 0;
}

static void
drop(struct worker *w, struct client **link)
{
    struct client *c = *link;

    *link = c->next;
    close(c->fd);
    free(c->in.bytes);
    free(c->out.bytes);
    free(c);
    w->n--;
    w->rest_until_ms = 0; /* here is a descriptor */
    count(w->server, -1);
}

static int
add(struct worker *w, int fd)
{
    struct client *c = calloc(1, sizeof(*c));

    if (!c)
        return -1;
    c->fd = fd;
    c->deadline_ms = DEADLINE_NEVER;
    c->next = w->first;
    w->first = c;
    w->n++;
    return 0;
}

/* One at a time: the other workers want theirs, too.  0, or the errno of a
 * listener that is of no more use. */
static int
accept_one(struct worker *w)
{
    int fd = -1, err = count(w->server, 1) < 0 ? EMFILE : 0;

    if (err == 0) {
        fd = accept(w->server->listener, NULL, NULL);
        err = fd < 0 ? errno : 0;
        if (fd >= 0 && add(w, fd) == 0)
            return 0;
        count(w->server, -1);
    }
    if (fd >= 0) {
        close(fd);
        err = ENOMEM;
    }
    switch (err) {
    case EBADF:
    case EINVAL:
    case ENOTSOCK:
    case EOPNOTSUPP:
        return err;
    case EAGAIN: /* another worker was quicker */
    case EINTR:
    case ECONNABORTED:
        return 0;
    default:
        w->rest_until_ms = deadline_in(REST_MS);
        return 0;
    }
}

/* Whom to wait for, and until when.  A listener that is not waited for still
 * says if it is of no more use. */
static int64_t
prepare(struct worker *w)
{
    int64_t until_ms = DEADLINE_NEVER;
    struct pollfd *p = w->poll;

    *p++ = (struct pollfd){ .fd = w->server->listener,
                            .events = w->rest_until_ms ? 0 : POLLIN };
    if (w->rest_until_ms)
        until_ms = w->rest_until_ms;
    for (const struct client *c = w->first; c; c = c->next) {
        *p++ = (struct pollfd){
            .fd = c->fd,
            .events = (short)((may_read(c) ? POLLIN : 0) |
                              (waiting(&c->out) > 0 ? POLLOUT : 0)),
        };
        if (c->deadline_ms < until_ms)
            until_ms = c->deadline_ms;
    }
    return until_ms;
}

static int
serve_turn(struct worker *w)
{
    int64_t until_ms = prepare(w);
    const struct pollfd *p = w->poll + 1;
    struct client **link = &w->first;

    if (poll(w->poll, 1 + w->n, deadline_left(until_ms)) < 0)
        return errno == EINTR || errno == ENOMEM ? 0 : errno;
    if (w->rest_until_ms && deadline_left(w->rest_until_ms) == 0)
        w->rest_until_ms = 0;
    while (*link) {
        struct client *c = *link;
        int ready = (p++)->revents;

        if (ready ? go_on(w->server, c) < 0
                  : deadline_left(c->deadline_ms) == 0)
            drop(w, link);
        else
            link = &c->next;
    }
    return w->poll[0].revents ? accept_one(w) : 0;
}

/* Returns the reason, as an errno: each worker sees by itself that there is
 * no listener any more. */
static void *
work(void *arg)
{
    struct worker *w = arg;
    int err = 0;

    while (err == 0)
        err = serve_turn(w);
    while (w->first)
        drop(w, &w->first);
    return (void *)(intptr_t)err;
}

/* ---- the server --------------------------------------------------------- */

int
kv_listen(const struct sockaddr_in *addr)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1, err;

    if (fd < 0)
        return -errno;
    err = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (err == 0)
        err = bind(fd, (const struct sockaddr *)addr, sizeof(*addr));
    if (err == 0)
        err = listen(fd, SOMAXCONN);
    if (err == 0)
        return fd;
    err = -errno;
    close(fd);
    return err;
}

/* The caller's thread is the first worker.  With fewer of the others, for
 * lack of memory, it only is slower. */
static int
work_together(struct server *s, struct worker *w)
{
    intptr_t err;
    int n = 1;

    for (int i = 0; i < WORKERS; i++)
        w[i].server = s;
    while (n < WORKERS && pthread_create(&w[n].thread, NULL, work, &w[n]) == 0)
        n++;
    err = (intptr_t)work(&w[0]);
    while (--n > 0)
        pthread_join(w[n].thread, NULL);
    return (int)-err;
}

int
kv_serve(int listener, kv_handler_fn *handle, void *service)
{
    struct server s = { .handle = handle,
                        .service = service,
                        .listener = listener };
    int flags = fcntl(listener, F_GETFL), err;
    struct worker *w;

    /* Whoever of the workers is too late must not wait in accept(). */
    if (flags < 0 || fcntl(listener, F_SETFL, flags | O_NONBLOCK) < 0)
        return -errno;
    w = calloc(WORKERS, sizeof(*w));
    if (!w)
        return -ENOMEM;
    pthread_mutex_init(&s.lock, NULL);
    err = work_together(&s, w);
    pthread_mutex_destroy(&s.lock);
    free(w);
    return err;
}
