/*
 * udp_client.c - a client that repeats its request until it has the reply.
 *
 * Three clocks run in a call: how long to wait for an answer to the copy
 * just sent, how much longer for the next, and when to give up.  All are
 * points on the monotonic clock and not durations, so that a datagram that
 * means nothing to us, even a stream of them, moves none of them.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_trace.h"

struct udp_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    int fd;
    struct sockaddr_in server;
    struct rpc_retry retry;
    uint32_t xid;    /* of the latest call */
    uint32_t random; /* state of the generator for jitter, never 0 */
};

/* What came of waiting. */
enum outcome { GOT_REPLY, NO_REPLY_YET, SOCKET_BROKEN };

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t
earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* 0 .. max.  Marsaglia's xorshift: it need not be good, just not in step. */
static int64_t
random_up_to(struct udp_client *u, int64_t max)
{
    u->random ^= u->random << 13;
    u->random ^= u->random >> 17;
    u->random ^= u->random << 5;
    return u->random % (max + 1);
}

static int
send_copy(struct udp_client *u, const struct rpc_call *call)
{
    ssize_t n;

    do
        n = sendto(u->fd, call->request, call->request_len, 0,
                   (struct sockaddr *)&u->server, sizeof(u->server));
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : 0;
}

/* How long a receive may wait from now on.  0 would mean for ever. */
static int
set_timeout(int fd, int64_t ms)
{
    struct timeval t = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
}

/*
 * Is the datagram in call->reply the reply to this call?  If not, say why.
 * A stale one is the answer to an earlier call of ours: late, or a second
 * answer to a request that was sent twice.
 */
static int
is_reply(const struct udp_client *u, const struct rpc_call *call,
         const struct sockaddr_in *from)
{
    struct rpc_text why = { 0 };
    uint32_t xid;

    if (!rpc_addr_equal(from, &u->server))
        rpc_text_str(&why, "not from the server");
    else if (rpc_reply_peek(call->reply, call->reply_len, &xid, &why) == 0) {
        if (xid == u->xid)
            return 1;
        rpc_text_str(&why, "reply to another call");
    }
    rpc_step_ignored(call->reply_len, from, why.s);
    return 0;
}

static enum outcome
wait_for_reply(struct udp_client *u, struct rpc_call *call, int64_t until_ms)
{
    struct sockaddr_in from;
    socklen_t from_len;
    int64_t left_ms;
    ssize_t n;

    while ((left_ms = until_ms - now_ms()) > 0) {
        if (set_timeout(u->fd, left_ms) < 0)
            return SOCKET_BROKEN;
        from_len = sizeof(from);
        n = recvfrom(u->fd, call->reply, call->reply_cap, 0,
                     (struct sockaddr *)&from, &from_len);
        /*
         * The time is over, or a signal came, or it is old news from the
         * network, and worth as much as a lost datagram.
         */
        if (n < 0)
            continue;
        call->reply_len = (size_t)n;
        if (is_reply(u, call, &from))
            return GOT_REPLY;
    }
    return NO_REPLY_YET;
}

enum rpc_status
udp_transact(struct rpc_client *c, struct rpc_call *call)
{
    struct udp_client *u = (struct udp_client *)c;
    const struct rpc_retry *retry = &u->retry;
    int64_t deadline_ms = now_ms() + retry->deadline_ms;
    int64_t interval_ms = retry->first_ms;
    int copies = 0;

    if (call->request_len > RPC_UDP_MAX)
        return RPC_CANT_SEND;
    rpc_msg_set_xid(call->request, ++u->xid);
    do {
        int64_t until_ms = now_ms() + interval_ms;

        /* Once a copy is out, one that cannot be sent is one more loss. */
        if (send_copy(u, call) < 0 && copies == 0)
            return RPC_CANT_SEND;
        copies++;
        if (retry->jitter > 0)
            until_ms += random_up_to(u, interval_ms / retry->jitter);
        switch (wait_for_reply(u, call, earlier(until_ms, deadline_ms))) {
        case GOT_REPLY:
            return RPC_OK;
        case SOCKET_BROKEN:
            return RPC_TIMED_OUT; /* a copy is out: who knows */
        case NO_REPLY_YET:
            interval_ms = earlier(2 * interval_ms, retry->max_ms);
        }
    } while (now_ms() < deadline_ms);
    return RPC_TIMED_OUT;
}

void
udp_close(struct rpc_client *c)
{
    struct udp_client *u = (struct udp_client *)c;

    close(u->fd);
    free(u);
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
    /*
     * A restarted client may get the same port.  Were its first xid always
     * the same, a late reply to its predecessor would answer it.
     */
    if (getrandom(&u->xid, sizeof(u->xid), 0) < 0 ||
        getrandom(&u->random, sizeof(u->random), 0) < 0)
        u->fd = -1;
    else
        u->fd = socket(AF_INET, SOCK_DGRAM, 0);
    u->random |= 1;
    if (u->fd < 0) {
        free(u);
        return NULL;
    }
    return &u->base;
}
