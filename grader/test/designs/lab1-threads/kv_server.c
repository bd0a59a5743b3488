/*
 * kv_server.c - a thread for each client, which reads and writes by itself.
 *
 * The solution has one thread and one poll() for all.  Here the system keeps
 * the clients apart: whoever is slow makes his own thread wait, in recv() for
 * as long as SO_RCVTIMEO says, or for room to send.  One request is executed
 * at a time, since the service was made for one thread.  Reading ahead is
 * bounded by in[], and a thread that sends does not read.
 */
#include "lab1-sockets/kv/kv_server.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"

#define IN_MAX 2048
#define REST_NS 100000000 /* without descriptors, until the next accept() */

struct server {
    kv_handler_fn *handle;
    void *service;
    pthread_mutex_t executing; /* for the service, and what it returns */

    pthread_mutex_t lock; /* guards the list of clients */
    pthread_cond_t gone;  /* one of them has gone */
    struct client *first;
    int n;
};

struct client {
    struct server *server;
    int fd;
    struct client *prev, *next;
    struct record_reader reader;
    uint8_t in[IN_MAX];
    uint8_t record[KV_REQUEST_MAX];
    uint8_t out[RECORD_MARK_LEN + KV_REPLY_MAX];
};

/* ---- one client --------------------------------------------------------- */

/* All functions here: 0, or -1: the connection is to be closed. */

/* How long a recv() may wait; 0 is for ever. */
static int
set_timeout(int fd, int ms)
{
    struct timeval t = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
}

/* Wait until the client has taken something of what is on its way. */
static int
wait_for_room(int fd, int64_t until_ms)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    int n;

    while ((n = poll(&p, 1, deadline_left(until_ms))) < 0)
        if (errno != EINTR)
            return -1;
    return n == 0 ? -1 : 0;
}

/*
 * Not by SO_SNDTIMEO: a send() that has taken half of the bytes at once, and
 * then none until the time is over, looks like one that gets on.
 */
static int
send_all(int fd, const uint8_t *bytes, size_t len)
{
    int64_t until_ms = deadline_in(KV_STALL_MS);

    while (len > 0) {
        ssize_t n = send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n < 0 && errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
            return -1;
        if (n > 0) {
            bytes += n;
            len -= (size_t)n;
            until_ms = deadline_in(KV_STALL_MS);
        } else if (errno != EINTR && wait_for_room(fd, until_ms) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The reply is encoded before another thread may call the service. */
static int
execute(struct client *c)
{
    struct server *s = c->server;
    struct kv_request q;
    struct kv_reply reply = { 0 };
    ssize_t len;

    if (kv_request_decode(&q, c->record, c->reader.len) < 0)
        return -1;
    pthread_mutex_lock(&s->executing);
    s->handle(s->service, &q, &reply);
    reply.id = q.id;
    len = kv_reply_encode(&reply, c->out + RECORD_MARK_LEN, KV_REPLY_MAX);
    pthread_mutex_unlock(&s->executing);
    if (len < 0)
        return -1;
    record_mark(c->out, (size_t)len);
    return send_all(c->fd, c->out, RECORD_MARK_LEN + (size_t)len);
}

/* Execute what is complete in the bytes that have come. */
static int
take(struct client *c, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t n = record_reader_feed(&c->reader, c->in + at, len - at);

        if (n < 0)
            return -1;
        at += (size_t)n;
        if (!c->reader.done)
            continue;
        if (execute(c) < 0)
            return -1;
        record_reader_init(&c->reader, c->record, sizeof(c->record));
    }
    return 0;
}

/* Only inside of a request does the time run. */
static void
serve_client(struct client *c)
{
    int inside = 0;

    record_reader_init(&c->reader, c->record, sizeof(c->record));
    for (;;) {
        ssize_t n = recv(c->fd, c->in, sizeof(c->in), 0);
        int was_inside = inside;

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || take(c, (size_t)n) < 0)
            return;
        inside = record_reader_end(&c->reader) < 0;
        if (inside != was_inside &&
            set_timeout(c->fd, inside ? KV_STALL_MS : 0) < 0)
            return;
    }
}

/* ---- all of them -------------------------------------------------------- */

/* Closed with the lock held: nobody may shut down the next one who gets this
 * number for a descriptor. */
static void
leave(struct client *c)
{
    struct server *s = c->server;

    pthread_mutex_lock(&s->lock);
    if (c->prev)
        c->prev->next = c->next;
    else
        s->first = c->next;
    if (c->next)
        c->next->prev = c->prev;
    close(c->fd);
    free(c);
    s->n--;
    pthread_cond_signal(&s->gone);
    pthread_mutex_unlock(&s->lock);
}

static void *
run(void *arg)
{
    serve_client(arg);
    leave(arg);
    return NULL;
}

/* Returns 0 or -1: there is no memory, and fd is closed. */
static int
enter(struct server *s, int fd)
{
    struct client *c = malloc(sizeof(*c));
    pthread_t thread;

    if (!c) {
        close(fd);
        return -1;
    }
    c->server = s;
    c->fd = fd;
    c->prev = NULL;
    pthread_mutex_lock(&s->lock);
    c->next = s->first;
    if (c->next)
        c->next->prev = c;
    s->first = c;
    s->n++;
    pthread_mutex_unlock(&s->lock);
    if (pthread_create(&thread, NULL, run, c) != 0) {
        leave(c);
        return -1;
    }
    pthread_detach(thread);
    return 0;
}

/* No descriptor, or no memory: until one has gone, or for a moment. */
static void
rest(struct server *s)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += REST_NS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&s->lock);
    pthread_cond_timedwait(&s->gone, &s->lock, &until);
    pthread_mutex_unlock(&s->lock);
}

/* Wait until there are at most n clients. */
static void
wait_until_at_most(struct server *s, int n)
{
    pthread_mutex_lock(&s->lock);
    while (s->n > n)
        pthread_cond_wait(&s->gone, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

/* Returns 0, or a negative errno that says that no other will come. */
static int
accept_one(struct server *s, int listener)
{
    int fd;

    wait_until_at_most(s, KV_CLIENTS_MAX - 1);
    fd = accept(listener, NULL, NULL);
    if (fd >= 0) {
        if (enter(s, fd) < 0)
            rest(s);
        return 0;
    }
    switch (errno) {
    case EBADF:
    case EINVAL:
    case ENOTSOCK:
    case EOPNOTSUPP:
        return -errno;
    case EINTR:
    case ECONNABORTED: /* that one waits no more */
        return 0;
    default:
        rest(s);
        return 0;
    }
}

/* ---- the server --------------------------------------------------------- */

int
kv_listen(const struct sockaddr_in *addr)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1, err = 0;

    if (fd < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
        bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0 ||
        listen(fd, SOMAXCONN) < 0)
        err = -errno;
    if (err < 0)
        close(fd);
    return err < 0 ? err : fd;
}

static void
init_locks(struct server *s)
{
    pthread_condattr_t attr;

    pthread_mutex_init(&s->executing, NULL);
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&s->gone, &attr);
    pthread_condattr_destroy(&attr);
}

/* Threads that wait in recv() or send() are woken by the end of it. */
static void
end_all(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    for (struct client *c = s->first; c; c = c->next)
        shutdown(c->fd, SHUT_RDWR);
    pthread_mutex_unlock(&s->lock);
    wait_until_at_most(s, 0);
    pthread_cond_destroy(&s->gone);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->executing);
}

int
kv_serve(int listener, kv_handler_fn *handle, void *service)
{
    struct server *s = calloc(1, sizeof(*s));
    int err = 0;

    if (!s)
        return -ENOMEM;
    s->handle = handle;
    s->service = service;
    init_locks(s);
    while (err == 0)
        err = accept_one(s, listener);
    end_all(s);
    free(s);
    return err;
}
