/*
 * tcp_server.c - connections, and on each of them several requests at once.
 *
 * A connection has a few threads of its own.  They take turns: one reads a
 * request and lets the next one read before it executes, so a slow request
 * keeps none behind it waiting.  A thread is started only when a request is
 * to be executed and nobody waits for his turn; when as many execute as may,
 * nobody reads, and TCP makes the client wait.  The last one to go closes
 * the connection.
 */
#include "lab2-stubs/rpclib/rpc_tcp.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"
#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab2-stubs/tcp/record_stream.h"

struct tcp_server {
    const struct rpc_server *programs;
    struct rpc_tcp_limits limits;

    pthread_mutex_t lock;
    pthread_cond_t left; /* a connection has ended */
    int connections;
};

struct connection {
    struct tcp_server *server;
    int fd;
    struct sockaddr_in from;

    pthread_mutex_t sending; /* a reply goes out in one piece */

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t turn;  /* nobody reads any more */
    int threads;
    int idle;    /* ... of these wait for their turn */
    int ended;   /* no request will come any more */
    int reading; /* a thread reads, and owns the stream */

    struct record_stream in;
};

/* What a thread works on. */
struct work {
    size_t len; /* of the request */
    uint8_t request[RPC_TCP_MAX];
    uint8_t reply[RPC_TCP_MAX];
};

static void *serve_connection(void *arg);

/* ---- a connection ------------------------------------------------------- */

static int
start_thread(struct connection *c)
{
    pthread_t thread;
    int err = pthread_create(&thread, NULL, serve_connection, c);

    if (err == 0)
        pthread_detach(thread);
    return -err;
}

/* One reads no more: another one has to, lest a request wait for nothing. */
static void
pass_turn(struct connection *c)
{
    c->reading = 0;
    if (c->idle > 0) {
        pthread_cond_signal(&c->turn);
        return;
    }
    /* Without memory for one more thread this one will read again, later. */
    if (!c->ended && c->threads < c->server->limits.executing &&
        start_thread(c) == 0)
        c->threads++;
}

/* Wait for this thread's turn, and for a request.  0: none will come. */
static int
take_request(struct connection *c, struct work *w)
{
    int got = 0;

    pthread_mutex_lock(&c->lock);
    c->idle++;
    while (c->reading)
        pthread_cond_wait(&c->turn, &c->lock);
    c->idle--;
    c->reading = 1;
    pthread_mutex_unlock(&c->lock);

    if (!c->ended)
        got = record_stream_read(&c->in, w->request, sizeof(w->request), 0,
                                 &w->len);
    if (got == -EMSGSIZE || got == -EBADMSG)
        rpc_step_ignored(0, &c->from, "a record that is too long");

    pthread_mutex_lock(&c->lock);
    if (got <= 0)
        c->ended = 1;
    pass_turn(c);
    pthread_mutex_unlock(&c->lock);
    return got > 0;
}

static void
answer(struct connection *c, struct work *w)
{
    struct rpc_request request = { w->request, w->len, &c->from };
    size_t len = rpc_dispatch(c->server->programs, &request, w->reply,
                              sizeof(w->reply));

    if (len == 0)
        return;
    pthread_mutex_lock(&c->sending);
    /*
     * A part of a reply that cannot be sent may be out: no other may follow.
     * Who reads will see that the connection has ended.
     */
    if (record_write(c->fd, w->reply, len, DEADLINE_NEVER) < 0)
        shutdown(c->fd, SHUT_RDWR);
    pthread_mutex_unlock(&c->sending);
}

static void
end_connection(struct connection *c)
{
    struct tcp_server *s = c->server;

    close(c->fd);
    pthread_cond_destroy(&c->turn);
    pthread_mutex_destroy(&c->lock);
    pthread_mutex_destroy(&c->sending);
    free(c);
    pthread_mutex_lock(&s->lock);
    s->connections--;
    pthread_cond_signal(&s->left);
    pthread_mutex_unlock(&s->lock);
}

/* One of the threads of a connection. */
static void *
serve_connection(void *arg)
{
    struct connection *c = arg;
    struct work *w = malloc(sizeof(*w));
    int last;

    while (w && take_request(c, w))
        answer(c, w);
    free(w);
    pthread_mutex_lock(&c->lock);
    last = --c->threads == 0;
    pthread_mutex_unlock(&c->lock);
    if (last)
        end_connection(c);
    return NULL;
}

/* ---- accepting ---------------------------------------------------------- */

/* Takes fd in any case. */
static void
begin_connection(struct tcp_server *s, int fd, const struct sockaddr_in *from)
{
    struct connection *c = malloc(sizeof(*c));
    int one = 1;

    if (!c) {
        close(fd);
        return;
    }
    c->server = s;
    c->fd = fd;
    c->from = *from;
    c->threads = 1;
    c->idle = c->ended = c->reading = 0;
    pthread_mutex_init(&c->sending, NULL);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->turn, NULL);
    record_stream_init(&c->in, fd);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    pthread_mutex_lock(&s->lock);
    s->connections++;
    pthread_mutex_unlock(&s->lock);
    if (start_thread(c) < 0)
        end_connection(c);
}

/* Wait until no more than max connections are left. */
static void
wait_for_room(struct tcp_server *s, int max)
{
    pthread_mutex_lock(&s->lock);
    while (s->connections > max)
        pthread_cond_wait(&s->left, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

/* Errors of accept() that say: there is no listening socket. */
static int
ends_listening(int err)
{
    return err == EBADF || err == EINVAL || err == ENOTSOCK ||
           err == EOPNOTSUPP;
}

/*
 * All others say something of the connection that would have come, or of its
 * network, accept(2); or that there is no descriptor or memory for it, and
 * then something must end first.
 */
static void
rest(int err)
{
    static const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

    if (err != EINTR && err != ECONNABORTED)
        nanosleep(&pause, NULL);
}

int
tcp_serve(int fd, const struct rpc_server *server,
          const struct rpc_tcp_limits *limits)
{
    struct tcp_server s = { .programs = server, .limits = *limits };
    int err = 0;

    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.left, NULL);
    while (err == 0) {
        struct sockaddr_in from;
        socklen_t len = sizeof(from);
        int one;

        wait_for_room(&s, limits->connections - 1);
        one = accept(fd, (struct sockaddr *)&from, &len);
        if (one >= 0)
            begin_connection(&s, one, &from);
        else if (ends_listening(errno))
            err = -errno;
        else
            rest(errno);
    }
    wait_for_room(&s, 0);
    pthread_cond_destroy(&s.left);
    pthread_mutex_destroy(&s.lock);
    return err;
}

int
tcp_server_open(const struct sockaddr_in *addr)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int one = 1, err;

    if (fd < 0)
        return -errno;
    /* A server that starts again does not wait for old connections to fade. */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0 ||
        listen(fd, SOMAXCONN) < 0) {
        err = -errno;
        close(fd);
        return err;
    }
    return fd;
}
