/*
 * check_server.c - lab3-raw SERVER:PORT TOPIC: what a bank over UDP makes of
 * the datagrams of its clients.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/peer.h"
#include "grader/node/check.h"
#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"

#define SOON_MS 1000
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define BANK 0x20000003u
#define BALANCE 4

static struct sockaddr_in server;

/* ---- requests and replies ----------------------------------------------- */

struct message {
    size_t len;
    uint8_t at[2 * RPC_UDP_MAX];
};

static void
set(struct message *m, size_t word, uint32_t v)
{
    v = htonl(v);
    memcpy(m->at + 4 * word, &v, 4);
    if (m->len < 4 * word + 4)
        m->len = 4 * word + 4;
}

/* xid CALL 2 prog vers proc, no credential, no verifier, "alice" */
static void
balance_call(struct message *m, uint32_t xid)
{
    const uint32_t word[] = { xid, 0, 2, BANK, 1, BALANCE, 0, 0, 0, 0, 5 };

    memset(m, 0, sizeof(*m));
    for (size_t i = 0; i < COUNT(word); i++)
        set(m, i, word[i]);
    memcpy(m->at + m->len, "alice", 5);
    m->len += 8;
}

static int
open_socket(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (fd >= 0)
        return fd;
    check_failed("the check itself is wrong: no socket");
    exit(1);
}

static void
say(int fd, const struct message *m)
{
    sendto(fd, m->at, m->len, 0, (struct sockaddr *)&server, sizeof(server));
}

/* Whether anything comes, which is then in *m. */
static int
hears(int fd, struct message *m, int ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    ssize_t n;

    if (poll(&p, 1, ms) <= 0)
        return 0;
    n = recv(fd, m->at, sizeof(m->at), 0);
    m->len = n > 0 ? (size_t)n : 0;
    return 1;
}

/* The next datagram must be the balance of 100 with this xid. */
static void
is_told(int fd, uint32_t xid, const char *what)
{
    struct message want = { 0 }, got;
    const uint32_t word[] = { xid, 1, 0, 0, 0, 0, 0, 0, 100 };

    for (size_t i = 0; i < COUNT(word); i++)
        set(&want, i, word[i]);
    if (!hears(fd, &got, SOON_MS)) {
        check_failed("no reply to %s", what);
        return;
    }
    CHECK(got.len == want.len && memcmp(got.at, want.at, got.len) == 0,
          "the reply to %s has %zu bytes that are not the %zu expected", what,
          got.len, want.len);
}

/* A whole call, for a look at whether the server is still there. */
static void
is_served(uint32_t xid, const char *when)
{
    int fd = open_socket();
    struct message call;

    balance_call(&call, xid);
    say(fd, &call);
    is_told(fd, xid, when);
    close(fd);
}

/* ---- topics ------------------------------------------------------------- */

/* Several clients at once: each is told its own. */
static void
requests(void)
{
    int fd[3];
    struct message call, more;

    for (uint32_t i = 0; i < 3; i++)
        fd[i] = open_socket();
    for (uint32_t round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < 3; i++) {
            balance_call(&call, 100 * round + i);
            say(fd[i], &call);
        }
        for (uint32_t i = 3; i-- > 0;)
            is_told(fd[i], 100 * round + i, "one of three clients");
    }
    balance_call(&call, 7);
    say(fd[0], &call);
    say(fd[0], &call);
    is_told(fd[0], 7, "a request");
    is_told(fd[0], 7, "its copy: the server remembers nothing");
    for (int i = 0; i < 3; i++) {
        CHECK(!hears(fd[i], &more, 100), "a reply that nobody has asked for");
        close(fd[i]);
    }
}

/* What is no call gets no answer, and ends nothing. */
static void
is_ignored(const struct message *m, const char *what)
{
    int fd = open_socket();
    struct message got;

    say(fd, m);
    CHECK(!hears(fd, &got, 100), "%s was answered, with %zu bytes", what,
          got.len);
    close(fd);
    is_served(41, what);
}

static void
no_calls(void)
{
    struct message m;

    memset(&m, 0, sizeof(m));
    is_ignored(&m, "an empty datagram");
    m.len = 3;
    is_ignored(&m, "a datagram of three bytes");
    balance_call(&m, 40);
    m.len = 39;
    is_ignored(&m, "a datagram one byte shorter than a header");
    balance_call(&m, 42);
    set(&m, 1, 1);
    is_ignored(&m, "a reply");
    set(&m, 1, 99);
    is_ignored(&m, "a message that is neither call nor reply");
    memset(m.at, 0xff, sizeof(m.at));
    m.len = RPC_UDP_MAX;
    is_ignored(&m, "1472 bytes of nonsense");
}

/* A call that would be right if only its first part were looked at. */
static void
too_long(void)
{
    struct message m;

    balance_call(&m, 43);
    m.len = RPC_UDP_MAX + 1;
    is_ignored(&m, "a datagram of 1473 bytes");
    m.len = sizeof(m.at);
    is_ignored(&m, "a datagram of 2944 bytes");
}

static void
is_refused(const struct message *m, uint32_t xid, const char *what)
{
    int fd = open_socket();
    struct message got = { 0 };
    uint32_t first = 0;

    say(fd, m);
    if (hears(fd, &got, SOON_MS) && got.len >= 4)
        first = rpc_msg_xid(got.at);
    CHECK(first == xid, "no error was sent for %s", what);
    close(fd);
}

static void
wrong_calls(void)
{
    struct message m;

    balance_call(&m, 44);
    set(&m, 2, 3);
    is_refused(&m, 44, "a call of RPC version 3");
    balance_call(&m, 45);
    set(&m, 3, 77);
    is_refused(&m, 45, "a call of program 77");
    balance_call(&m, 46);
    set(&m, 10, 33);
    is_refused(&m, 46, "a name of 33 bytes");
    is_served(47, "a call after calls that were refused");
}

/* Who has asked is no longer there: the reply finds nobody. */
static void
gone(void)
{
    struct message call;

    for (uint32_t i = 0; i < 20; i++) {
        int fd = open_socket();

        balance_call(&call, 50 + i);
        say(fd, &call);
        close(fd);
    }
    peer_pause(100);
    is_served(49, "a call after 20 clients that did not wait");
}

static void
hostile(void)
{
    no_calls();
    too_long();
    wrong_calls();
    gone();
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "requests", requests },
        { "hostile", hostile },
    };
    struct rpc_text why = { 0 };

    if (argc != 3 || rpc_addr_parse(&server, argv[1], &why) < 0)
        return 2;
    for (size_t i = 0; i < COUNT(topic); i++)
        if (strcmp(argv[2], topic[i].name) == 0) {
            check_begin(topic[i].name);
            topic[i].check();
            return check_done();
        }
    return 2;
}
