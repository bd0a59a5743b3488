/*
 * udp_server.c - a pool of threads, each of which receives and answers.
 *
 * Another design: a few threads wait at one socket, and the kernel gives each
 * datagram to one of them.  While one executes, another receives.
 *
 * Why it is right: each thread has its own buffers.  The service has no lock,
 * so procedures run one at a time.  An error that is no passing one is of the
 * socket and not of the thread: all of them get it, and end.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_trace.h"

#define THREADS 3 /* with the caller's */

struct pool {
    int fd;
    const struct rpc_server *server;
    pthread_mutex_t service; /* held while a procedure runs */
    int err;                 /* what has ended the last thread that ended */
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
answer(struct pool *p, const struct rpc_request *request)
{
    uint8_t reply[RPC_UDP_MAX];
    size_t len;

    if (request->len > RPC_UDP_MAX) {
        rpc_step_ignored(request->len, request->from, "longer than a message");
        return;
    }
    pthread_mutex_lock(&p->service);
    len = rpc_dispatch(p->server, request, reply, sizeof(reply));
    pthread_mutex_unlock(&p->service);
    /* A reply that cannot be sent is as good as lost. */
    if (len > 0)
        sendto(p->fd, reply, len, 0, (const struct sockaddr *)request->from,
               sizeof(*request->from));
}

/* Errors of a receive that say nothing against the next one. */
static int
is_passing(int err)
{
    return err == EINTR || err == EAGAIN || err == ECONNREFUSED ||
           err == ENOBUFS || err == ENOMEM;
}

/* What each thread does, until the socket is of no more use. */
static void *
serve(void *arg)
{
    struct pool *p = arg;
    uint8_t bytes[RPC_UDP_MAX + 1]; /* one more, to notice the too long */
    struct sockaddr_in from;
    int err = 0;

    while (err == 0) {
        socklen_t from_len = sizeof(from);
        ssize_t n = recvfrom(p->fd, bytes, sizeof(bytes), 0,
                             (struct sockaddr *)&from, &from_len);

        if (n >= 0)
            answer(p, &(struct rpc_request){ bytes, (size_t)n, &from });
        else if (!is_passing(errno))
            err = -errno;
    }
    pthread_mutex_lock(&p->service);
    p->err = err;
    pthread_mutex_unlock(&p->service);
    return NULL;
}

int
udp_serve(int fd, const struct rpc_server *server)
{
    struct pool p = { .fd = fd, .server = server };
    pthread_t other[THREADS - 1];
    int n = 0;

    pthread_mutex_init(&p.service, NULL);
    while (n < THREADS - 1 && pthread_create(&other[n], NULL, serve, &p) == 0)
        n++; /* with fewer it goes on, too */
    serve(&p);
    while (n > 0)
        pthread_join(other[--n], NULL);
    pthread_mutex_destroy(&p.service);
    return p.err;
}
