/*
 * udp_client.c - a client with a new socket for each call.
 *
 * Another design: a client owns no descriptor between its calls.  Each call
 * opens a socket, whose port the kernel chooses, and closes it at the end.
 * How long to wait after the nth copy is not remembered but computed, and the
 * random part of it is a hash: of a secret of the client, xid and n.
 *
 * Why it is right: a late reply to a call before goes to a port that is
 * closed, or belongs to another call, which has another xid.  xids count from
 * a random number on.  Two clients have two secrets, so they do not repeat in
 * step.  A call that gets no socket has sent nothing, and says so.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_trace.h"

struct udp_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    struct sockaddr_in server;
    struct rpc_retry retry;
    uint64_t secret; /* the hash of it makes xids and random parts */
    uint32_t calls;  /* so many were begun */
};

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- how long to wait --------------------------------------------------- */

/* Each bit of the result depends on each of x: two rounds of xor, multiply. */
static uint64_t
hash(uint64_t x)
{
    x = (x ^ x >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 29) * UINT64_C(0xd1b54a32d192ed03);
    return x ^ x >> 32;
}

/* After so many copies (from 1 on), with its random part. */
static int64_t
wait_after(const struct udp_client *u, int copies)
{
    const struct rpc_retry *retry = &u->retry;
    int64_t ms = retry->first_ms;
    uint64_t which = (uint64_t)u->calls << 32 | (uint32_t)copies;

    for (int i = 1; i < copies && ms < retry->max_ms; i++)
        ms *= 2;
    if (ms > retry->max_ms)
        ms = retry->max_ms;
    if (retry->jitter > 0)
        ms += (int64_t)(hash(u->secret ^ hash(which)) %
                        (uint64_t)(ms / retry->jitter + 1));
    return ms;
}

/* ---- one socket, one call ----------------------------------------------- */

static int
send_copy(const struct udp_client *u, int fd, const struct rpc_call *call)
{
    ssize_t n;

    do
        n = sendto(fd, call->request, call->request_len, 0,
                   (const struct sockaddr *)&u->server, sizeof(u->server));
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : 0;
}

/* What has come, and is it what we wait for? */
static int
receive_reply(const struct udp_client *u, int fd, uint32_t xid,
              struct rpc_call *call)
{
    struct sockaddr_in from;
    socklen_t from_len = sizeof(from);
    struct rpc_text why = { 0 };
    ssize_t n = recvfrom(fd, call->reply, call->reply_cap, MSG_DONTWAIT,
                         (struct sockaddr *)&from, &from_len);
    uint32_t got;

    if (n < 0)
        return 0;
    call->reply_len = (size_t)n;
    if (!rpc_addr_equal(&from, &u->server)) {
        rpc_text_str(&why, "not from the server");
    } else if (rpc_reply_peek(call->reply, call->reply_len, &got, &why) == 0) {
        if (got == xid)
            return 1;
        rpc_text_str(&why, "reply to another call");
    }
    rpc_step_ignored(call->reply_len, &from, why.s);
    return 0;
}

/* Was it there by then? */
static int
wait_for_reply(const struct udp_client *u, int fd, uint32_t xid,
               struct rpc_call *call, int64_t until_ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    int64_t left_ms;

    while ((left_ms = until_ms - now_ms()) > 0)
        if (poll(&p, 1, (int)left_ms) > 0 && receive_reply(u, fd, xid, call))
            return 1;
    return 0;
}

static enum rpc_status
call_by(const struct udp_client *u, int fd, struct rpc_call *call)
{
    uint32_t xid = (uint32_t)hash(u->secret) + u->calls;
    int64_t deadline_ms = now_ms() + u->retry.deadline_ms;
    int copies = 0;

    rpc_msg_set_xid(call->request, xid);
    do {
        int64_t until_ms;

        if (send_copy(u, fd, call) < 0 && copies == 0)
            return RPC_CANT_SEND;
        until_ms = now_ms() + wait_after(u, ++copies);
        if (until_ms > deadline_ms)
            until_ms = deadline_ms;
        if (wait_for_reply(u, fd, xid, call, until_ms))
            return RPC_OK;
    } while (now_ms() < deadline_ms);
    return RPC_TIMED_OUT;
}

/* ---- the client --------------------------------------------------------- */

enum rpc_status
udp_transact(struct rpc_client *c, struct rpc_call *call)
{
    struct udp_client *u = (struct udp_client *)c;
    enum rpc_status status;
    int fd;

    if (call->request_len > RPC_UDP_MAX)
        return RPC_CANT_SEND;
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0)
        return RPC_CANT_SEND;
    u->calls++;
    status = call_by(u, fd, call);
    close(fd);
    return status;
}

void
udp_close(struct rpc_client *c)
{
    free((struct udp_client *)c);
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
    if (getrandom(&u->secret, sizeof(u->secret), 0) < 0) {
        free(u);
        return NULL;
    }
    return &u->base;
}
