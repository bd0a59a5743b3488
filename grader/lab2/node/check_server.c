/*
 * check_server.c - lab2-raw SERVER:PORT TOPIC: what a WordCount server makes
 * of the bytes of its clients.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/peer.h"
#include "grader/lab2/node/wire.h"
#include "grader/node/check.h"
#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_tcp.h"

#define SOON_MS 1000
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct sockaddr_in server;

/* ---- replies ------------------------------------------------------------ */

/* The next record must be this message. */
static int
comes(int fd, const struct wire *want, const char *what)
{
    struct wire got;

    if (!wire_recv(fd, &got, SOON_MS)) {
        check_failed("no reply to %s", what);
        return 0;
    }
    if (wire_get(&got, 0) != wire_get(want, 0)) {
        check_failed("the reply to %s has xid %u, expected %u", what,
                     (unsigned)wire_get(&got, 0), (unsigned)wire_get(want, 0));
        return 0;
    }
    CHECK(got.len == want->len && memcmp(got.at, want->at, got.len) == 0,
          "the reply to %s has %zu bytes that are not the %zu expected", what,
          got.len, want->len);
    return 1;
}

static int
counts(int fd, uint32_t xid, const char *word, const char *what)
{
    struct wire reply;

    wire_count(&reply, xid, word, 1);
    return comes(fd, &reply, what);
}

/* A whole call, for a look at whether the server is still there. */
static void
is_served(uint32_t xid, const char *when)
{
    int fd = peer_connect(&server);
    struct wire call;

    wire_call(&call, xid, "still");
    wire_send(fd, &call);
    counts(fd, xid, "still", when);
    close(fd);
}

/* ---- requests and segments ---------------------------------------------- */

static void
one_segment(void)
{
    int fd = peer_connect(&server);
    uint8_t bytes[1024];
    struct wire call;
    size_t len = 0;
    uint32_t seen = 0;

    for (uint32_t xid = 0; xid < 4; xid++) {
        wire_call(&call, xid, "word");
        len += wire_record(bytes + len, &call);
    }
    peer_send(fd, bytes, len);
    for (int i = 0; i < 4; i++) {
        struct wire reply;

        if (wire_recv(fd, &reply, SOON_MS) && wire_get(&reply, 0) < 4)
            seen |= 1u << wire_get(&reply, 0);
    }
    CHECK(seen == 0xf,
          "of 4 requests in one segment not all were answered, only those "
          "with the bits of %x",
          (unsigned)seen);
    close(fd);
}

static void
in_pieces(void)
{
    int fd = peer_connect(&server);
    uint8_t bytes[1024];
    struct wire call, part = { 0 };
    size_t len;

    wire_call(&call, 11, "word");
    len = wire_record(bytes, &call);
    for (size_t i = 0; i < len; i++) {
        peer_send(fd, bytes + i, 1);
        peer_pause(1);
    }
    counts(fd, 11, "word", "a request that came one byte at a time");
    wire_u32(&part, 10);
    memcpy(part.at + 4, call.at, 10);
    part.len += 10;
    wire_u32(&part, 0x80000000u | (uint32_t)(call.len - 10));
    memcpy(part.at + part.len, call.at + 10, call.len - 10);
    peer_send(fd, part.at, part.len + call.len - 10);
    counts(fd, 11, "word", "a request in two fragments");
    close(fd);
}

/* The client has no more to say, but wants to hear. */
static void
half_closed(void)
{
    int fd = peer_connect(&server);
    struct wire call;

    wire_call(&call, 21, "word");
    wire_send(fd, &call);
    shutdown(fd, SHUT_WR);
    if (counts(fd, 21, "word", "a request before the end of the stream"))
        CHECK(peer_sees_end(fd, SOON_MS),
              "the server has not closed a connection that its client has "
              "closed");
    close(fd);
}

/* ---- errors ------------------------------------------------------------- */

/* One word of a call changed, and the reply to that: header without xid. */
struct wrong {
    size_t at;
    uint32_t value;
    size_t len; /* of the call, if not 0 */
    uint32_t reply[8];
    size_t n;
    const char *what;
};

static const struct wrong wrongs[] = {
    { 12, 77, 0, { 1, 0, 0, 0, 1 }, 5, "a call of program 77" },
    { 16, 9, 0, { 1, 0, 0, 0, 2, 1, 1 }, 7, "a call of version 9" },
    { 20, 9, 0, { 1, 0, 0, 0, 3 }, 5, "a call of procedure 9" },
    { 40, 1025, 0, { 1, 0, 0, 0, 4 }, 5, "a text of 1025 bytes" },
    { 20, 1, 40, { 1, 0, 0, 0, 4 }, 5, "a call without its argument" },
    { 8, 3, 0, { 1, 1, 0, 2, 2 }, 5, "a call of RPC version 3" },
    { 20, 0, 40, { 1, 0, 0, 0, 0 }, 5, "a call of procedure 0" },
};

static void
errors(void)
{
    int fd = peer_connect(&server);
    struct wire call, reply;

    for (size_t i = 0; i < COUNT(wrongs); i++) {
        wire_call(&call, 31, "word");
        wire_set(&call, wrongs[i].at, wrongs[i].value);
        if (wrongs[i].len > 0)
            call.len = wrongs[i].len;
        reply.len = 0;
        wire_u32(&reply, 31);
        for (size_t k = 0; k < wrongs[i].n; k++)
            wire_u32(&reply, wrongs[i].reply[k]);
        wire_send(fd, &call);
        if (!comes(fd, &reply, wrongs[i].what))
            return;
    }
    /* No calls: a reply, three bytes, none. */
    wire_reply(&call, 31, 0);
    wire_send(fd, &call);
    call.len = 3;
    wire_send(fd, &call);
    call.len = 0;
    wire_send(fd, &call);
    wire_call(&call, 32, "word");
    wire_send(fd, &call);
    counts(fd, 32, "word", "a call after records that are no calls");
    close(fd);
}

static void
requests(void)
{
    one_segment();
    in_pieces();
    half_closed();
    errors();
}

/* ---- slow requests: a word takes 100 ms --------------------------------- */

static void
slow(void)
{
    int fd = peer_connect(&server), other = peer_connect(&server);
    struct wire call, reply;
    int64_t begin_ms = peer_now_ms(), ms;

    for (uint32_t xid = 1; xid <= 3; xid++) {
        wire_call(&call, xid, "a b c d e f g h i j");
        wire_send(fd, &call);
    }
    wire_call(&call, 4, "quick");
    wire_send(fd, &call);
    wire_call(&call, 5, "other");
    wire_send(other, &call);
    counts(fd, 4, "quick", "a quick request behind three slow ones");
    ms = peer_now_ms() - begin_ms;
    CHECK(ms < 500,
          "a request of 100 ms behind three of 1000 ms was answered after "
          "%d ms",
          (int)ms);
    counts(other, 5, "other", "a quick request on another connection");
    ms = peer_now_ms() - begin_ms;
    CHECK(ms < 500,
          "a request of 100 ms was answered after %d ms: another connection "
          "has three of 1000 ms",
          (int)ms);
    for (int i = 0; i < 3; i++)
        CHECK(wire_recv(fd, &reply, 2000), "%d of 3 slow requests answered",
              i);
    ms = peer_now_ms() - begin_ms;
    CHECK(ms < 1500, "three requests of 1000 ms at once took %d ms", (int)ms);
    close(fd);
    close(other);
}

/* The client has no more to say while its request is executed. */
static void
half_closed_early(void)
{
    int fd = peer_connect(&server);
    struct wire call;

    wire_call(&call, 6, "patience");
    wire_send(fd, &call);
    shutdown(fd, SHUT_WR);
    counts(fd, 6, "patience",
           "a request that was executing when the stream ended");
    close(fd);
}

/* One request more than may execute at once, of 300 ms each. */
static void
one_too_many(void)
{
    const int n = rpc_tcp_limits_default.executing;
    int fd = peer_connect(&server), n_early = 0;
    int64_t begin_ms = peer_now_ms();
    struct wire call, reply;

    for (int i = 0; i <= n; i++) {
        wire_call(&call, (uint32_t)i, "a b c");
        wire_send(fd, &call);
    }
    for (int i = 0; i <= n; i++) {
        CHECK(wire_recv(fd, &reply, SOON_MS), "%d of %d requests answered", i,
              n + 1);
        n_early += peer_now_ms() - begin_ms < 500;
    }
    CHECK(n_early <= n,
          "%d requests of one connection were executed at once: limits say "
          "%d",
          n_early, n);
    close(fd);
}

static void
slow_ones(void)
{
    slow();
    half_closed_early();
    one_too_many();
}

/* ---- more replies than there is room for -------------------------------- */

#define WORDS 330 /* of two letters: the reply is four times as long */
#define REPLY_LEN (WIRE_RESULTS + 4 + WORDS * 12)
#define REPLIES 48

/* The record of such a request. */
static size_t
many_words(uint8_t *bytes, uint32_t xid)
{
    char text[3 * WORDS];
    struct wire call;

    for (int i = 0; i < WORDS; i++) {
        text[3 * i] = (char)('a' + i / 26);
        text[3 * i + 1] = (char)('a' + i % 26);
        text[3 * i + 2] = ' ';
    }
    text[sizeof(text) - 1] = '\0';
    wire_call(&call, xid, text);
    return wire_record(bytes, &call);
}

/* A client reads late: until then several replies wait to be sent, each with a
 * part of it out.  They may not come mixed. */
static void
replies(void)
{
    int fd = peer_connect(&server);
    char seen[REPLIES] = { 0 };
    uint8_t bytes[1200];
    struct wire reply;

    for (uint32_t xid = 0; xid < REPLIES; xid++)
        peer_send(fd, bytes, many_words(bytes, xid));
    peer_pause(100);
    for (int i = 0; i < REPLIES; i++) {
        uint32_t xid = REPLIES;

        if (wire_recv(fd, &reply, SOON_MS) && reply.len == REPLY_LEN)
            xid = wire_get(&reply, 0);
        if (xid < REPLIES && !seen[xid]) {
            seen[xid] = 1;
            continue;
        }
        check_failed("a client with %d requests begins to read after 100 ms: "
                     "after %d whole replies comes what is none: are parts of "
                     "two replies mixed?",
                     REPLIES, i);
        break;
    }
    close(fd);
    is_served(40, "a call after that");
}

/* ---- hostile clients ---------------------------------------------------- */

static void
is_ended_by(const void *bytes, size_t len, const char *what)
{
    int fd = peer_connect(&server);

    peer_send(fd, bytes, len);
    CHECK(peer_sees_end(fd, SOON_MS),
          "%s did not end the connection within %d ms", what, SOON_MS);
    close(fd);
    is_served(41, what);
}

/* More connections than a server has at once, one after the other. */
static void
vanish(void)
{
    struct wire call;
    uint8_t bytes[128];

    wire_call(&call, 42, "gone");
    wire_record(bytes, &call);
    for (int i = 0; i < 100; i++) {
        int fd = peer_connect(&server);

        peer_send(fd, bytes, (size_t)i % 56);
        if (i % 2)
            peer_reset(fd);
        else
            close(fd);
    }
    is_served(43, "a call after 100 clients that went away in the middle");
}

/* A client that takes no replies stands beside one that does; soon there is no
 * room for one.  Then it goes away, and what waits to be sent cannot be. */
static void
never_reads(void)
{
    int fd = peer_connect(&server);
    uint8_t bytes[1200];
    size_t len = many_words(bytes, 44);

    for (int i = 0; i < 2000; i++)
        if (send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL) < (ssize_t)len)
            break;
    is_served(45, "a call beside a client that takes no replies");
    peer_reset(fd);
    is_served(46, "a call after it has gone, with replies half sent");
}

/* As many connections as there may be, and one, which must wait. */
static void
one_connection_more(void)
{
    static int fd[128];
    const int n = rpc_tcp_limits_default.connections;
    struct wire call, reply;

    wire_call(&call, 47, "still");
    for (int i = 0; i < n; i++) {
        fd[i] = peer_connect(&server);
        wire_send(fd[i], &call);
        counts(fd[i], 47, "still", "a call on one of many connections");
    }
    fd[n] = peer_connect(&server);
    wire_send(fd[n], &call);
    CHECK(!wire_recv(fd[n], &reply, 100),
          "%d connections are served at once: limits say %d", n + 1, n);
    close(fd[0]);
    counts(fd[n], 47, "still", "a connection that had to wait for another");
    for (int i = 1; i <= n; i++)
        close(fd[i]);
}

static void
hostile(void)
{
    static const uint8_t huge[] = { 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4 };
    static const uint8_t first[] = { 0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4 };
    static const uint8_t empty[4 * 2000]; /* fragments, none the last */

    is_ended_by(huge, sizeof(huge), "a record of 2^31 - 1 bytes");
    is_ended_by(first, sizeof(first), "a fragment of 2^31 - 1 bytes");
    is_ended_by(empty, sizeof(empty), "2000 empty fragments");
    vanish();
    never_reads();
    one_connection_more();
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "requests", requests },
        { "slow", slow_ones },
        { "replies", replies },
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
