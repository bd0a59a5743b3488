/*
 * tcp_server.c - a thread that reads for each connection, and a thread for
 * each request.
 *
 * In the solution the threads of a connection take turns at reading.  Here
 * one of them only reads, and starts another one for each request, which
 * executes it, answers and ends.  When as many execute as may, the reader
 * waits before it reads on, and TCP makes the client wait.  The reader closes
 * the connection when the last of the others has ended.
 */
#include "lab2-stubs/rpclib/rpc_tcp.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"
#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab2-stubs/tcp/record_stream.h"

/* How many there are of something, and room for how many more. */
struct counter {
    pthread_mutex_t lock;
    pthread_cond_t fewer;
    int n;
};

struct server {
    const struct rpc_server *programs;
    struct rpc_tcp_limits limits;
    struct counter connections;
};

struct connection {
    struct server *server;
    int fd;
    struct sockaddr_in from;
    struct counter executing;
    pthread_mutex_t sending; /* a reply goes out in one piece */
    struct record_stream in;
    uint8_t message[RPC_TCP_MAX];
};

struct request {
    struct connection *connection;
    size_t len;
    uint8_t *reply; /* RPC_TCP_MAX bytes, behind the request's own */
    uint8_t bytes[];
};

/* ---- counters ----------------------------------------------------------- */

static void
counter_init(struct counter *c)
{
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->fewer, NULL);
    c->n = 0;
}

static void
counter_destroy(struct counter *c)
{
    pthread_cond_destroy(&c->fewer);
    pthread_mutex_destroy(&c->lock);
}

/* Wait until there are at most max, and count so many more. */
static void
counter_add(struct counter *c, int max, int more)
{
    pthread_mutex_lock(&c->lock);
    while (c->n > max)
        pthread_cond_wait(&c->fewer, &c->lock);
    c->n += more;
    pthread_mutex_unlock(&c->lock);
}

static void
counter_less(struct counter *c)
{
    pthread_mutex_lock(&c->lock);
    c->n--;
    pthread_cond_signal(&c->fewer);
    pthread_mutex_unlock(&c->lock);
}

/* 0 or a positive errno. */
static int
start_thread(void *(*run)(void *), void *arg)
{
    pthread_t thread;
    int err = pthread_create(&thread, NULL, run, arg);

    if (err == 0)
        pthread_detach(thread);
    return err;
}

/* ---- a request ---------------------------------------------------------- */

static void *
execute(void *arg)
{
    struct request *r = arg;
    struct connection *c = r->connection;
    struct rpc_request q = { r->bytes, r->len, &c->from };
    size_t len = rpc_dispatch(c->server->programs, &q, r->reply, RPC_TCP_MAX);

    if (len > 0) {
        pthread_mutex_lock(&c->sending);
        /* A part of it may be out.  No other reply may follow, and the reader
         * will see that the connection has ended. */
        if (record_write(c->fd, r->reply, len, DEADLINE_NEVER) < 0)
            shutdown(c->fd, SHUT_RDWR);
        pthread_mutex_unlock(&c->sending);
    }
    free(r);
    counter_less(&c->executing);
    return NULL;
}

/* The message in c->message, by another thread; without memory for one by
 * this one, which only is slower.  0, or -1: not even that. */
static int
begin_request(struct connection *c, size_t len)
{
    struct request *r = malloc(sizeof(*r) + len + RPC_TCP_MAX);

    if (!r)
        return -1;
    r->connection = c;
    r->len = len;
    r->reply = r->bytes + len;
    memcpy(r->bytes, c->message, len);
    counter_add(&c->executing, c->server->limits.executing - 1, 1);
    if (start_thread(execute, r) != 0)
        execute(r);
    return 0;
}

/* ---- a connection ------------------------------------------------------- */

static void
end_connection(struct connection *c)
{
    struct server *s = c->server;

    close(c->fd);
    pthread_mutex_destroy(&c->sending);
    counter_destroy(&c->executing);
    free(c);
    counter_less(&s->connections);
}

static void *
read_requests(void *arg)
{
    struct connection *c = arg;
    size_t len;
    int got;

    do {
        /* Room first: what cannot be executed yet is not read either. */
        counter_add(&c->executing, c->server->limits.executing - 1, 0);
        got = record_stream_read(&c->in, c->message, sizeof(c->message), 0,
                                 &len);
    } while (got > 0 && begin_request(c, len) == 0);
    if (got == -EMSGSIZE || got == -EBADMSG)
        rpc_step_ignored(0, &c->from, "a record that is too long");
    counter_add(&c->executing, 0, 0);
    end_connection(c);
    return NULL;
}

/* Takes fd in any case. */
static void
begin_connection(struct server *s, int fd, const struct sockaddr_in *from)
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
    counter_init(&c->executing);
    pthread_mutex_init(&c->sending, NULL);
    record_stream_init(&c->in, fd);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    counter_add(&s->connections, s->limits.connections, 1);
    if (start_thread(read_requests, c) != 0)
        end_connection(c);
}

/* ---- the server --------------------------------------------------------- */

/* accept() has failed.  0: the next one may not, perhaps after a moment. */
static int
is_over(int err)
{
    static const struct timespec moment = { .tv_nsec = 10 * 1000 * 1000 };

    switch (err) {
    case EBADF:
    case EINVAL:
    case ENOTSOCK:
    case EOPNOTSUPP:
        return 1;
    case EINTR:
    case ECONNABORTED:
        return 0;
    default: /* no descriptor, say: something must end first */
        nanosleep(&moment, NULL);
        return 0;
    }
}

int
tcp_serve(int fd, const struct rpc_server *server,
          const struct rpc_tcp_limits *limits)
{
    struct server s = { .programs = server, .limits = *limits };
    int err = 0;

    counter_init(&s.connections);
    while (!err) {
        struct sockaddr_in from;
        socklen_t len = sizeof(from);
        int one;

        counter_add(&s.connections, limits->connections - 1, 0);
        one = accept(fd, (struct sockaddr *)&from, &len);
        if (one >= 0)
            begin_connection(&s, one, &from);
        else if (is_over(errno))
            err = errno;
    }
    counter_add(&s.connections, 0, 0);
    counter_destroy(&s.connections);
    return -err;
}

int
tcp_server_open(const struct sockaddr_in *addr)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1, err = fd < 0 ? -errno : 0;

    if (err < 0)
        return err;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
        bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0 ||
        listen(fd, SOMAXCONN) < 0)
        err = -errno;
    if (err < 0)
        close(fd);
    return err < 0 ? err : fd;
}
