/*
 * udp_client.c - a client as a loop over two timers and a socket.
 *
 * Another design: the socket is connected and never blocks, and the only
 * place to wait is one poll().  A timer is a point in time at which something
 * is due: the next copy, or the end of the call.  The first copy is nothing
 * special, it is due at once.
 *
 * Why it is right: each round looks at both timers before it waits, and takes
 * at most one datagram after it, so no stream of datagrams can hold a timer
 * up.  The kernel drops what is not from the server.  A connected socket is
 * told that nobody listens; somebody may later, so that is one more loss.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_trace.h"

struct udp_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    int fd;
    struct sockaddr_in server;
    struct rpc_retry retry;
    uint32_t xid; /* of the latest call */
};

/* What is due when, of one call. */
struct timers {
    int64_t copy_ms;
    int64_t end_ms;
    int64_t interval_ms; /* after the next copy, without its random part */
    int copies;          /* sent so far */
};

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* 0 .. max, drawn from the kernel; 0 if it has none to give. */
static int64_t
random_up_to(int64_t max)
{
    uint32_t drawn = 0;

    if (getrandom(&drawn, sizeof(drawn), 0) != (ssize_t)sizeof(drawn))
        return 0;
    return drawn % (max + 1);
}

/* ---- copies go out ------------------------------------------------------ */

/*
 * What came of the copy before may be told by this send, which then sends
 * nothing: so once more.
 */
static int
send_copy(const struct udp_client *u, const struct rpc_call *call)
{
    int refusals = 0;

    while (send(u->fd, call->request, call->request_len, 0) < 0) {
        if (errno == ECONNREFUSED && refusals++ < 2)
            continue;
        if (errno != EINTR)
            return -errno;
    }
    return 0;
}

/* The copy is out, or lost: when is the next one due? */
static void
set_copy_timer(struct timers *t, const struct rpc_retry *retry, int64_t now)
{
    int64_t wait_ms = t->interval_ms;

    if (retry->jitter > 0)
        wait_ms += random_up_to(t->interval_ms / retry->jitter);
    t->copy_ms = now + wait_ms;
    t->interval_ms *= 2;
    if (t->interval_ms > retry->max_ms)
        t->interval_ms = retry->max_ms;
}

/* ---- replies come in ---------------------------------------------------- */

/* Wait for a datagram until one of the timers is due. */
static int
wait_for_datagram(const struct udp_client *u, const struct timers *t)
{
    struct pollfd p = { .fd = u->fd, .events = POLLIN };
    int64_t due_ms = t->copy_ms < t->end_ms ? t->copy_ms : t->end_ms;
    int64_t left_ms = due_ms - now_ms();

    return poll(&p, 1, left_ms > 0 ? (int)left_ms : 0) > 0;
}

/* One datagram, if there is one: is it the reply to this call? */
static int
take_datagram(const struct udp_client *u, struct rpc_call *call)
{
    ssize_t n = recv(u->fd, call->reply, call->reply_cap, MSG_DONTWAIT);
    struct rpc_text why = { 0 };
    uint32_t xid;

    if (n < 0)
        return 0;
    call->reply_len = (size_t)n;
    if (rpc_reply_peek(call->reply, call->reply_len, &xid, &why) == 0) {
        if (xid == u->xid)
            return 1;
        rpc_text_str(&why, "reply to another call");
    }
    rpc_step_ignored(call->reply_len, &u->server, why.s);
    return 0;
}

/* ---- the client --------------------------------------------------------- */

enum rpc_status
udp_transact(struct rpc_client *c, struct rpc_call *call)
{
    struct udp_client *u = (struct udp_client *)c;
    int64_t now = now_ms();
    struct timers t = {
        .copy_ms = now,
        .end_ms = now + u->retry.deadline_ms,
        .interval_ms = u->retry.first_ms,
    };

    if (call->request_len > RPC_UDP_MAX)
        return RPC_CANT_SEND;
    rpc_msg_set_xid(call->request, ++u->xid);
    do {
        if (now >= t.copy_ms) {
            if (send_copy(u, call) < 0 && t.copies == 0)
                return RPC_CANT_SEND;
            t.copies++;
            set_copy_timer(&t, &u->retry, now);
        }
        if (wait_for_datagram(u, &t) && take_datagram(u, call))
            return RPC_OK;
        now = now_ms();
    } while (now < t.end_ms);
    return RPC_TIMED_OUT;
}

void
udp_close(struct rpc_client *c)
{
    struct udp_client *u = (struct udp_client *)c;

    close(u->fd);
    free(u);
}

/* A socket that hears one server only, or a negative errno. */
static int
connected_socket(const struct sockaddr_in *server)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int err;

    if (fd < 0)
        return -errno;
    if (connect(fd, (const struct sockaddr *)server, sizeof(*server)) < 0) {
        err = -errno;
        close(fd);
        return err;
    }
    return fd;
}

struct rpc_client *
udp_client_open(const struct sockaddr_in *server,
                const struct rpc_retry *retry)
{
    static const struct rpc_client_ops ops = { udp_transact, udp_close };
    struct udp_client *u = malloc(sizeof(*u));

    if (!u)
        return NULL;
    *u = (struct udp_client){ .base.ops = &ops,
                              .server = *server,
                              .retry = *retry };
    /* Random: a late reply to a client before us must not be ours. */
    if (getrandom(&u->xid, sizeof(u->xid), 0) < 0)
        u->fd = -errno;
    else
        u->fd = connected_socket(server);
    if (u->fd < 0) {
        errno = -u->fd;
        free(u);
        return NULL;
    }
    return &u->base;
}
