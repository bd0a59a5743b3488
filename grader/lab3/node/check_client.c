/*
 * check_client.c - lab3-client TOPIC: what a client over UDP makes of its
 * server, and the server sees of its client.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/count_heap.h"
#include "grader/lab1/node/peer.h"
#include "grader/lab3/node/caller.h"
#include "grader/lab3/node/odd_udp.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct odd_udp server;

/* ---- xids --------------------------------------------------------------- */

#define CALLS 4

/* Every third copy is answered; the last two calls never are. */
static void
answer_third(struct odd_udp *s)
{
    if (s->n_copies % 3 == 0 && s->n_copies < 3 * CALLS)
        odd_udp_reply(s, ODD_SERVER, odd_udp_last(s)->xid, CALLER_BALANCE);
}

static void
same_bytes(const struct odd_copy *a, const struct odd_copy *b)
{
    CHECK(a->xid == b->xid,
          "two copies of one request have xids %08x and %08x",
          (unsigned)a->xid, (unsigned)b->xid);
    CHECK(a->len == b->len && a->len > 4 &&
              memcmp(a->bytes + 4, b->bytes + 4, a->len - 4) == 0,
          "two copies of one request differ behind the xid");
}

static void
xids(void)
{
    const struct rpc_retry retry = { 20, 40, 0, 200 };
    struct rpc_client *c;
    char when[100];

    server.on_copy = answer_third;
    odd_udp_start(&server);
    c = caller_open(&server.addr, &retry);
    for (int i = 0; i < CALLS - 1; i++) {
        snprintf(when, sizeof(when),
                 "call %d, to a server that answers only the third copy of a "
                 "request",
                 i + 1);
        caller_ends(c, RPC_OK, when);
    }
    caller_ends(c, RPC_TIMED_OUT, "a call to a server that answers no copy");
    caller_ends(c, RPC_TIMED_OUT, "another to a server that answers no copy");
    rpc_client_close(c);
    odd_udp_stop(&server);
    if (server.n_copies < 3 * CALLS + 3) {
        check_failed("%d copies of %d requests came, expected 15 or more",
                     server.n_copies, CALLS + 1);
        return;
    }
    for (int i = 0; i < 3 * CALLS; i++)
        same_bytes(&server.copy[i - i % 3], &server.copy[i]);
    for (int i = 0; i < CALLS; i++)
        for (int k = 0; k < i; k++)
            CHECK(server.copy[3 * i].xid != server.copy[3 * k].xid,
                  "calls %d and %d have the same xid, %08x", k + 1, i + 1,
                  (unsigned)server.copy[3 * i].xid);
    CHECK(server.copy[server.n_copies - 1].xid != server.copy[9].xid,
          "a call has the xid of the one before, which got no reply");
}

/* ---- strangers ---------------------------------------------------------- */

static const char *const stranger[] = {
    "after a reply to the call before",
    "after a reply to a call to come",
    "after a reply with the right xid from another port",
    "after a reply with the right xid from another address",
    "after an empty datagram",
    "after a datagram of three bytes",
    "after the xid alone",
    "after its own request came back",
    "after 1472 bytes of nonsense",
};

static size_t kind;

static void
send_stranger(struct odd_udp *s)
{
    static const uint8_t nonsense[RPC_UDP_MAX] = { 0xde, 0xad, 0xbe, 0xef };
    const struct odd_copy *c = odd_udp_last(s);

    switch (kind) {
    case 0:
        odd_udp_reply(s, ODD_SERVER, c->xid - 1, 13);
        break;
    case 1:
        odd_udp_reply(s, ODD_SERVER, c->xid + 1, 13);
        break;
    case 2:
        odd_udp_reply(s, ODD_OTHER_PORT, c->xid, 13);
        break;
    case 3:
        odd_udp_reply(s, ODD_OTHER_ADDRESS, c->xid, 13);
        break;
    case 7:
        odd_udp_send(s, ODD_SERVER, c->bytes, c->len);
        break;
    case 8:
        odd_udp_send(s, ODD_SERVER, nonsense, sizeof(nonsense));
        break;
    default: /* 0, 3, 4 bytes */
        odd_udp_send(s, ODD_SERVER, c->bytes,
                     kind == 4   ? 0
                     : kind == 5 ? 3
                                 : 4);
    }
    peer_pause(100);
    odd_udp_reply(s, ODD_SERVER, c->xid, CALLER_BALANCE);
}

static void
strangers(void)
{
    const struct rpc_retry retry = { 300, 300, 0, 1000 };
    struct rpc_client *c;

    server.on_copy = send_stranger;
    odd_udp_start(&server);
    c = caller_open(&server.addr, &retry);
    for (kind = 0; kind < COUNT(stranger); kind++) {
        int64_t began_ms = peer_now_ms();

        odd_udp_forget(&server);
        caller_ends(c, RPC_OK, stranger[kind]);
        CHECK(server.n_copies == 1, "%s: %d copies were sent, not one",
              stranger[kind], server.n_copies);
        CHECK(peer_now_ms() - began_ms < 200,
              "%s: the reply came after 100 ms, but was not taken",
              stranger[kind]);
    }
    rpc_client_close(c);
    odd_udp_stop(&server);
}

/* ---- how calls end ------------------------------------------------------ */

static void
echo_as_reply(struct odd_udp *s)
{
    uint8_t bytes[RPC_UDP_MAX];
    const struct odd_copy *c = odd_udp_last(s);

    memcpy(bytes, c->bytes, c->len);
    bytes[7] = 1; /* REPLY */
    odd_udp_send(s, ODD_SERVER, bytes, c->len);
}

/* A request of so many bytes; its reply has as many. */
static void
transact(struct rpc_client *c, size_t len, enum rpc_status want)
{
    static uint8_t request[RPC_UDP_MAX + 1], reply[RPC_UDP_MAX];
    struct rpc_call call = {
        .client = c,
        .request = request,
        .request_len = len,
        .reply = reply,
        .reply_cap = sizeof(reply),
    };
    enum rpc_status got = c->ops->transact(c, &call);

    CHECK(got == want,
          "a request of %zu bytes ended with %d (%s), expected %d (%s)", len,
          (int)got, rpc_status_text(got), (int)want, rpc_status_text(want));
    CHECK(got != RPC_OK || call.reply_len == len,
          "a reply of %zu bytes was taken for one of %zu", len,
          call.reply_len);
}

static void
statuses(void)
{
    const struct rpc_retry retry = { 50, 100, 0, 400 };
    const struct sockaddr_in nobody = peer_loopback(20099);
    struct rpc_client *c = caller_open(&nobody, &retry);
    int64_t began_ms = peer_now_ms();

    caller_ends(c, RPC_TIMED_OUT, "nobody is at the server's port");
    CHECK(peer_now_ms() - began_ms >= 400,
          "nobody is at the server's port: the call ended after %d of 400 "
          "ms, and somebody may come",
          (int)(peer_now_ms() - began_ms));
    rpc_client_close(c);
    server.on_copy = echo_as_reply;
    odd_udp_start(&server);
    c = caller_open(&server.addr, &retry);
    transact(c, RPC_UDP_MAX, RPC_OK);
    odd_udp_forget(&server);
    transact(c, RPC_UDP_MAX + 1, RPC_CANT_SEND);
    CHECK(server.n_copies == 0, "a request of %d bytes was sent",
          RPC_UDP_MAX + 1);
    transact(c, 40, RPC_OK);
    rpc_client_close(c);
    odd_udp_stop(&server);
}

/* ---- open and close ----------------------------------------------------- */

static void
answer(struct odd_udp *s)
{
    odd_udp_reply(s, ODD_SERVER, odd_udp_last(s)->xid, CALLER_BALANCE);
}

/* What udp_client_open() was given is the caller's again. */
static void
copied(void)
{
    struct sockaddr_in addr = server.addr;
    struct rpc_retry retry = { 50, 100, 0, 400 };
    struct rpc_client *c = caller_open(&addr, &retry);

    memset(&addr, 0, sizeof(addr));
    memset(&retry, 0, sizeof(retry));
    caller_ends(c, RPC_OK,
                "the caller's address and rules have changed since");
    rpc_client_close(c);
}

/* Whoever opens its socket later has sent nothing then, and must say so. */
static void
no_descriptor_left(void)
{
    const struct rpc_retry retry = { 50, 100, 0, 400 };
    int fd[2048], n = 0;
    struct rpc_client *c;

    while (n < 2048 && (fd[n] = dup(1)) >= 0)
        n++;
    errno = 0;
    c = udp_client_open(&server.addr, &retry);
    CHECK(c || errno == EMFILE,
          "with no descriptor left udp_client_open() returned NULL, errno %s",
          peer_result(errno));
    if (c) {
        caller_ends(c, RPC_CANT_SEND, "no descriptor is left");
        rpc_client_close(c);
    }
    while (n > 0)
        close(fd[--n]);
}

static void
open_and_close(void)
{
    const struct rpc_retry retry = { 50, 100, 0, 400 };
    size_t blocks;
    int fd;

    server.on_copy = answer;
    odd_udp_start(&server);
    copied();
    fd = peer_next_fd();
    blocks = heap_blocks();
    for (int i = 0; i < 20; i++) {
        struct rpc_client *c = caller_open(&server.addr, &retry);

        caller_ends(c, RPC_OK, "one of many clients, one after the other");
        rpc_client_close(c);
    }
    no_descriptor_left();
    CHECK(peer_next_fd() == fd, "descriptors are left open after "
                                "rpc_client_close()");
    CHECK(heap_blocks() == blocks,
          "%d blocks of memory are left after rpc_client_close()",
          (int)(heap_blocks() - blocks));
    odd_udp_stop(&server);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "xids", xids },
        { "strangers", strangers },
        { "statuses", statuses },
        { "open", open_and_close },
    };

    for (size_t i = 0; i < COUNT(topic); i++)
        if (argc > 1 && strcmp(argv[1], topic[i].name) == 0) {
            check_begin(topic[i].name);
            topic[i].check();
            return check_done();
        }
    return 2;
}
