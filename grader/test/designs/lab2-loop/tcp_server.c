/*
 * tcp_server.c - connections that read, and workers that execute for all.
 *
 * In the solution each connection has threads of its own, which do both.
 * Here a connection has one, which puts its requests into a queue that all
 * connections share; the workers at its other end execute, answer, and stay.
 * A worker is added whenever a request comes and none is idle, so none waits
 * for a slow one of another connection: there are as many as ever were busy
 * at once, which the limits bound.
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

struct server {
    const struct rpc_server *programs;
    struct rpc_tcp_limits limits;

    pthread_mutex_t lock; /* guards all that follows, and the counts below */
    pthread_cond_t work;  /* there is a job, or there will be none */
    pthread_cond_t less;  /* of whatever somebody waits for to become less */
    struct job *first, **end; /* the queue */
    int n_jobs;               /* in it */
    int idle, workers, connections;
    int over;
};

struct connection {
    struct server *server;
    int fd;
    struct sockaddr_in from;
    int executing;           /* its jobs, those in the queue included */
    pthread_mutex_t sending; /* a reply goes out in one piece */
    struct record_stream in;
    uint8_t message[RPC_TCP_MAX];
};

/* A request that is to be executed. */
struct job {
    struct job *next;
    struct connection *connection;
    size_t len;
    uint8_t bytes[];
};

/* With the lock held: wait until *n is at most max. */
static void
wait_until(struct server *s, const int *n, int max)
{
    while (*n > max)
        pthread_cond_wait(&s->less, &s->lock);
}

/* With the lock held. */
static void
decrease(struct server *s, int *n)
{
    --*n;
    pthread_cond_broadcast(&s->less);
}

static int
start_thread(void *(*run)(void *), void *arg)
{
    pthread_t thread;
    int err = pthread_create(&thread, NULL, run, arg);

    if (err == 0)
        pthread_detach(thread);
    return -err;
}

/* ---- workers ------------------------------------------------------------ */

static void
execute(struct server *s, struct job *job, uint8_t *reply)
{
    struct connection *c = job->connection;
    struct rpc_request q = { job->bytes, job->len, &c->from };
    size_t len = rpc_dispatch(s->programs, &q, reply, RPC_TCP_MAX);

    if (len == 0)
        return;
    pthread_mutex_lock(&c->sending);
    /* A part of it may be out, and nothing may follow that. */
    if (record_write(c->fd, reply, len, DEADLINE_NEVER) < 0)
        shutdown(c->fd, SHUT_RDWR);
    pthread_mutex_unlock(&c->sending);
}

/* With the lock held, and a job there; the lock is free meanwhile. */
static void
do_first_job(struct server *s, uint8_t *reply)
{
    struct job *job = s->first;

    s->first = job->next;
    if (!s->first)
        s->end = &s->first;
    s->n_jobs--;
    pthread_mutex_unlock(&s->lock);
    execute(s, job, reply);
    pthread_mutex_lock(&s->lock);
    decrease(s, &job->connection->executing);
    free(job);
}

static void *
work(void *arg)
{
    struct server *s = arg;
    uint8_t reply[RPC_TCP_MAX];

    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (!s->first && !s->over) {
            s->idle++;
            pthread_cond_wait(&s->work, &s->lock);
            s->idle--;
        }
        if (!s->first)
            break;
        do_first_job(s, reply);
    }
    decrease(s, &s->workers);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* With the lock held: into the queue, and see that somebody does it. */
static void
enqueue(struct server *s, struct job *job)
{
    job->next = NULL;
    *s->end = job;
    s->end = &job->next;
    s->n_jobs++;
    job->connection->executing++;
    if (s->n_jobs > s->idle && start_thread(work, s) == 0)
        s->workers++;
    else
        pthread_cond_signal(&s->work);
}

/* ---- a connection ------------------------------------------------------- */

/* The next request, once there may be one more; or NULL. */
static struct job *
next_job(struct connection *c)
{
    struct server *s = c->server;
    struct job *job;
    size_t len;
    int got;

    pthread_mutex_lock(&s->lock);
    wait_until(s, &c->executing, s->limits.executing - 1);
    pthread_mutex_unlock(&s->lock);
    got = record_stream_read(&c->in, c->message, sizeof(c->message), 0, &len);
    if (got == -EMSGSIZE || got == -EBADMSG)
        rpc_step_ignored(0, &c->from, "a record that is too long");
    job = got > 0 ? malloc(sizeof(*job) + len) : NULL;
    if (!job)
        return NULL;
    job->connection = c;
    job->len = len;
    memcpy(job->bytes, c->message, len);
    return job;
}

static void *
serve_connection(void *arg)
{
    struct connection *c = arg;
    struct server *s = c->server;
    struct job *job;

    while ((job = next_job(c))) {
        pthread_mutex_lock(&s->lock);
        enqueue(s, job);
        /* Without memory for any worker this one is it. */
        if (s->workers == 0)
            do_first_job(s, c->message);
        pthread_mutex_unlock(&s->lock);
    }
    pthread_mutex_lock(&s->lock);
    wait_until(s, &c->executing, 0);
    close(c->fd);
    pthread_mutex_destroy(&c->sending);
    free(c);
    decrease(s, &s->connections);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* Takes fd in any case. */
static void
begin_connection(struct server *s, int fd, const struct sockaddr_in *from)
{
    struct connection *c = malloc(sizeof(*c));
    int one = 1, err = -ENOMEM;

    if (c) {
        c->server = s;
        c->fd = fd;
        c->from = *from;
        c->executing = 0;
        pthread_mutex_init(&c->sending, NULL);
        record_stream_init(&c->in, fd);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
        pthread_mutex_lock(&s->lock);
        err = start_thread(serve_connection, c);
        if (err == 0)
            s->connections++;
        pthread_mutex_unlock(&s->lock);
    }
    if (err < 0) {
        close(fd);
        free(c);
    }
}

/* ---- the server --------------------------------------------------------- */

/* After accept() has failed: does that say something of the listener? */
static int
ends_listening(int err)
{
    return err == EBADF || err == EINVAL || err == ENOTSOCK ||
           err == EOPNOTSUPP;
}

/* Returns a negative errno when no other can come. */
static int
accept_one(struct server *s, int listener)
{
    static const struct timespec moment = { .tv_nsec = 10 * 1000 * 1000 };
    struct sockaddr_in from;
    socklen_t len = sizeof(from);
    int fd;

    pthread_mutex_lock(&s->lock);
    wait_until(s, &s->connections, s->limits.connections - 1);
    pthread_mutex_unlock(&s->lock);
    fd = accept(listener, (struct sockaddr *)&from, &len);
    if (fd >= 0)
        begin_connection(s, fd, &from);
    else if (ends_listening(errno))
        return -errno;
    else if (errno != EINTR && errno != ECONNABORTED)
        nanosleep(&moment, NULL); /* until there is a descriptor, say */
    return 0;
}

int
tcp_serve(int fd, const struct rpc_server *server,
          const struct rpc_tcp_limits *limits)
{
    struct server s = { .programs = server, .limits = *limits };
    int err = 0;

    s.end = &s.first;
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.work, NULL);
    pthread_cond_init(&s.less, NULL);
    while (err == 0)
        err = accept_one(&s, fd);
    pthread_mutex_lock(&s.lock);
    wait_until(&s, &s.connections, 0);
    s.over = 1;
    pthread_cond_broadcast(&s.work);
    wait_until(&s, &s.workers, 0);
    pthread_mutex_unlock(&s.lock);
    pthread_cond_destroy(&s.less);
    pthread_cond_destroy(&s.work);
    pthread_mutex_destroy(&s.lock);
    return err;
}

int
tcp_server_open(const struct sockaddr_in *addr)
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
