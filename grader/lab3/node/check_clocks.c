/*
 * check_clocks.c - lab3-clocks TOPIC: when a client over UDP sends its copies,
 * and when it gives up.
 */
#include <string.h>

#include "grader/lab1/node/peer.h"
#include "grader/lab3/node/caller.h"
#include "grader/lab3/node/odd_udp.h"
#include "grader/lab3/node/waits.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct odd_udp server;

/* Calls that nobody answers: the second one begins as the first one did. */
static void
times_out(const struct rpc_retry *retry, const char *when)
{
    struct rpc_client *c = caller_open(&server.addr, retry);

    for (int i = 0; i < 2; i++) {
        int64_t began_ms = peer_now_ms();

        odd_udp_forget(&server);
        caller_ends(c, RPC_TIMED_OUT, when);
        waits_check(retry, &server, began_ms, peer_now_ms(), when);
    }
    rpc_client_close(c);
}

static void
waits(void)
{
    static const struct rpc_retry retry[] = {
        { 50, 400, 0, 2000 },   { 100, 100, 0, 450 }, { 30, 30000, 0, 1000 },
        { 5000, 5000, 0, 100 }, { 40, 320, 2, 1500 }, { 64, 256, 8, 800 },
    };

    odd_udp_start(&server);
    for (size_t i = 0; i < COUNT(retry); i++)
        times_out(&retry[i], "without any reply");
    odd_udp_stop(&server);
}

/* A millisecond, another datagram that is not the reply. */
static void
chatter(struct odd_udp *s)
{
    uint32_t xid = odd_udp_last(s)->xid;

    switch (s->n_ticks % 4) {
    case 0:
        odd_udp_reply(s, ODD_SERVER, xid - 1, 13);
        break;
    case 1:
        odd_udp_reply(s, ODD_OTHER_PORT, xid, 13);
        break;
    case 2:
        odd_udp_send(s, ODD_SERVER, "abc", 3);
        break;
    default:
        odd_udp_send(s, ODD_SERVER, "", 0);
    }
}

static void
chattering(void)
{
    static const struct rpc_retry retry[] = {
        { 50, 200, 0, 1000 },
        { 40, 160, 4, 500 },
        { 5000, 5000, 0, 100 },
    };

    server.on_tick = chatter;
    odd_udp_start(&server);
    for (size_t i = 0; i < COUNT(retry); i++)
        times_out(&retry[i], "while other datagrams came each millisecond");
    odd_udp_stop(&server);
}

int
main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    check_begin(argv[1]);
    if (strcmp(argv[1], "chattering") == 0)
        chattering();
    else
        waits();
    return check_done();
}
