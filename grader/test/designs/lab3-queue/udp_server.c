/*
 * udp_server.c - one thread receives, one executes, one replies.
 *
 * Another design: two queues between three threads.  The thread that has
 * received a request does not execute it, and the thread that has executed it
 * does not send the reply.
 *
 * Why it is right: a job is of one thread at a time, and queues have locks.
 * Procedures run one at a time, in the order in which requests were received.
 * A full queue is as good as a lost datagram.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_trace.h"

#define LONG 16 /* jobs, in each queue */

struct job {
    struct sockaddr_in from;
    size_t len;
    uint8_t bytes[RPC_UDP_MAX + 1]; /* one more, to notice the too long */
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct job *job[LONG];
    unsigned first, n;
    int closed; /* nothing more will come */
};

struct serving {
    int fd;
    const struct rpc_server *server;
    struct queue requests, replies;
};

int
udp_server_open(const struct sockaddr_in *addr)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int err;

    if (fd < 0)
        return -errno;
    if (bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0) {
        err = -errno;
        close(fd);
        return err;
    }
    return fd;
}

static void
queue_init(struct queue *q)
{
    *q = (struct queue){ .n = 0 };
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->filled, NULL);
}

/* The job is the queue's, which drops it if it is full. */
static void
put(struct queue *q, struct job *job)
{
    pthread_mutex_lock(&q->lock);
    if (q->n < LONG) {
        q->job[(q->first + q->n++) % LONG] = job;
        job = NULL;
        pthread_cond_signal(&q->filled);
    }
    pthread_mutex_unlock(&q->lock);
    free(job);
}

static void
end_queue(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->closed = 1;
    pthread_cond_broadcast(&q->filled);
    pthread_mutex_unlock(&q->lock);
}

/* The oldest job, which is the caller's; NULL: there will be none. */
static struct job *
take(struct queue *q)
{
    struct job *job = NULL;

    pthread_mutex_lock(&q->lock);
    while (q->n == 0 && !q->closed)
        pthread_cond_wait(&q->filled, &q->lock);
    if (q->n > 0) {
        job = q->job[q->first];
        q->first = (q->first + 1) % LONG;
        q->n--;
    }
    pthread_mutex_unlock(&q->lock);
    return job;
}

/* The request of a job becomes its reply. */
static void
execute(const struct rpc_server *server, struct job *job)
{
    uint8_t reply[RPC_UDP_MAX];

    if (job->len > RPC_UDP_MAX) {
        rpc_step_ignored(job->len, &job->from, "longer than a message");
        job->len = 0;
        return;
    }
    job->len = rpc_dispatch(
        server, &(struct rpc_request){ job->bytes, job->len, &job->from },
        reply, sizeof(reply));
    for (size_t i = 0; i < job->len; i++)
        job->bytes[i] = reply[i];
}

static void *
execute_all(void *arg)
{
    struct serving *s = arg;
    struct job *job;

    while ((job = take(&s->requests)) != NULL) {
        execute(s->server, job);
        put(&s->replies, job);
    }
    end_queue(&s->replies);
    return NULL;
}

/* A reply that cannot be sent is as good as lost. */
static void *
reply_to_all(void *arg)
{
    struct serving *s = arg;
    struct job *job;

    while ((job = take(&s->replies)) != NULL) {
        if (job->len > 0)
            sendto(s->fd, job->bytes, job->len, 0,
                   (const struct sockaddr *)&job->from, sizeof(job->from));
        free(job);
    }
    return NULL;
}

/* Errors of a receive that say nothing against the next one. */
static int
is_passing(int err)
{
    return err == EINTR || err == EAGAIN || err == ECONNREFUSED ||
           err == ENOBUFS || err == ENOMEM;
}

/* Until the socket is of no more use: -errno. */
static int
receive_all(struct serving *s)
{
    for (;;) {
        struct job *job = malloc(sizeof(*job));
        socklen_t from_len = sizeof(job->from);
        ssize_t n;

        if (!job)
            return -ENOMEM;
        n = recvfrom(s->fd, job->bytes, sizeof(job->bytes), 0,
                     (struct sockaddr *)&job->from, &from_len);
        if (n < 0) {
            free(job);
            if (!is_passing(errno))
                return -errno;
            continue;
        }
        job->len = (size_t)n;
        put(&s->requests, job);
    }
}

int
udp_serve(int fd, const struct rpc_server *server)
{
    struct serving s = { .fd = fd, .server = server };
    pthread_t worker, sender;
    int err;

    queue_init(&s.requests);
    queue_init(&s.replies);
    err = -pthread_create(&worker, NULL, execute_all, &s);
    if (err)
        return err;
    err = -pthread_create(&sender, NULL, reply_to_all, &s);
    if (!err) {
        err = receive_all(&s);
        end_queue(&s.requests);
        pthread_join(sender, NULL);
    }
    end_queue(&s.requests);
    pthread_join(worker, NULL);
    return err;
}
