/*
 * check_in_step.c - lab3-in-step listen, lab3-in-step SERVER:PORT: two clients
 * begin at the same time, and a server that is silent compares them.
 *
 * They are two processes of one program, as a client that was restarted and
 * the one before are.
 */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "grader/lab1/node/peer.h"
#include "grader/node/check.h"
#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_msg.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/bank/bank.h"

#define CLIENTS 2
#define COPIES 8
#define NEAR_MS 2

/* 100, 200, 400 ms ..., and up to half of that on top. */
static const struct rpc_retry retry = { 100, 1600, 2, 20000 };

struct seen {
    struct sockaddr_in from;
    uint32_t xid; /* of its first copy */
    int n;
    int64_t at_ms[COPIES];
};

static void
call_once(const struct sockaddr_in *addr)
{
    const struct bank_account alice = { "alice" };
    struct bank_result res;
    struct rpc_client *c = udp_client_open(addr, &retry);

    if (!c)
        return;
    bank_balance(c, &alice, &res);
    rpc_client_close(c);
}

static void
note(struct seen *seen, const struct sockaddr_in *from, uint32_t xid)
{
    int i = 0;

    while (i < CLIENTS && seen[i].n > 0 &&
           !rpc_addr_equal(&seen[i].from, from))
        i++;
    if (i == CLIENTS || seen[i].n == COPIES)
        return;
    if (seen[i].n == 0) {
        seen[i].from = *from;
        seen[i].xid = xid;
    }
    seen[i].at_ms[seen[i].n++] = peer_now_ms();
}

static void
compare(const struct seen *a, const struct seen *b)
{
    int n_near = 0;

    if (a->n < COPIES || b->n < COPIES) {
        check_failed("of two clients %d and %d copies came, expected %d", a->n,
                     b->n, COPIES);
        return;
    }
    CHECK(a->xid != b->xid,
          "the first xid of two clients is the same, %08x: it is not random",
          (unsigned)a->xid);
    for (int i = 1; i < COPIES; i++) {
        int64_t d = (a->at_ms[i] - a->at_ms[0]) - (b->at_ms[i] - b->at_ms[0]);

        n_near += d > -NEAR_MS && d < NEAR_MS;
    }
    CHECK(n_near < COPIES / 2,
          "two clients that began at the same time sent %d of %d copies at "
          "the same time: they are in step",
          n_near + 1, COPIES);
}

static void
listen_to_both(void)
{
    struct sockaddr_in addr = { .sin_family = AF_INET,
                                .sin_port = htons(20049) };
    struct timeval patience = { .tv_sec = 20 };
    struct seen seen[CLIENTS] = { { .n = 0 } };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    uint8_t bytes[RPC_UDP_MAX];

    bind(fd, (struct sockaddr *)&addr, sizeof(addr));
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    while (seen[0].n < COPIES || seen[1].n < COPIES) {
        struct sockaddr_in from = { 0 };
        socklen_t len = sizeof(from);
        ssize_t n = recvfrom(fd, bytes, sizeof(bytes), 0,
                             (struct sockaddr *)&from, &len);

        if (n < 0)
            break;
        if (n >= 4)
            note(seen, &from, rpc_msg_xid(bytes));
    }
    close(fd);
    compare(&seen[0], &seen[1]);
}

int
main(int argc, char **argv)
{
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };

    if (argc == 2 && strcmp(argv[1], "listen") == 0) {
        check_begin("two clients at once");
        listen_to_both();
        return check_done();
    }
    if (argc != 2 || rpc_addr_parse(&addr, argv[1], &why) < 0)
        return 2;
    call_once(&addr);
    return 0;
}
