/*
 * check_crowd.c - lab1-crowd SERVER:PORT TOPIC: what clients of a server
 * suffer from one another.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/kv_caller.h"
#include "lab1-sockets/kv/kv_server.h"

#define SOON_MS 1000
#define FAST_MS 30 /* a round trip is 20 ms in these worlds */
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct sockaddr_in server;

/* ---- a slow client ------------------------------------------------------ */

static void
slow(void)
{
    uint8_t bytes[KV_PEER_MAX];
    size_t len = peer_request(bytes, 1, 1, "slow", "but sure");
    int fd = peer_connect(&server), fast[3];

    check_begin("a slow client beside fast ones");
    for (size_t k = 0; k < COUNT(fast); k++)
        fast[k] = peer_connect(&server);
    for (size_t i = 0; i < len; i++) {
        peer_send(fd, bytes + i, 1);
        for (size_t k = 0; k < COUNT(fast); k++) {
            caller_call(fast[k], 1, "fast", "x", "", FAST_MS,
                        "a fast client, while a slow one sends its request");
            caller_call(fast[k], 2, "fast", "", "x", FAST_MS,
                        "a fast client, while a slow one sends its request");
        }
        peer_pause(300);
    }
    caller_reply_is(fd, 1, 0, "", SOON_MS, "the slow client");
    caller_call(fd, 2, "slow", "", "but sure", SOON_MS, "the slow client");
    close(fd);
    for (size_t k = 0; k < COUNT(fast); k++)
        close(fast[k]);
}

/* ---- a client that does not read ---------------------------------------- */

#define FLOOD_MAX 400000 /* bytes of requests that are offered */
#define TAKEN_MAX 300000 /* more than all buffers of TCP hold */

#define BATCH                                                                 \
    50 /* requests in one send(): a link has no room for
                             thousands of small segments */

/* So many gets, the first with this id. */
static size_t
put_batch(uint8_t *out, uint32_t id)
{
    size_t len = 0;

    for (uint32_t i = 0; i < BATCH; i++)
        len += peer_request(out + len, id + i, 2, "big", "");
    return len;
}

/*
 * Send gets, the first with id 1, until none is taken for half a second.
 * Returns how many complete ones were; *bytes: how many bytes.
 */
static uint32_t
flood(int fd, size_t *bytes)
{
    static uint8_t batch[BATCH * 32];
    size_t len = 0, at = 0;
    uint32_t n = 0;
    int idle = 0;

    fcntl(fd, F_SETFL, O_NONBLOCK);
    for (*bytes = 0; *bytes < FLOOD_MAX && idle < 50;) {
        ssize_t sent;

        if (at == len) {
            len = put_batch(batch, n + 1);
            n += BATCH;
            at = 0;
        }
        sent = send(fd, batch + at, len - at, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            break;
        idle = sent < 0 ? idle + 1 : 0;
        if (sent < 0)
            peer_pause(10);
        else
            at += (size_t)sent;
        *bytes += sent < 0 ? 0 : (size_t)sent;
    }
    fcntl(fd, F_SETFL, 0);
    return n - BATCH + (uint32_t)(at / (len / BATCH));
}

static void
put_big(int fd, char big[KV_VALUE_MAX + 1])
{
    memset(big, 'b', KV_VALUE_MAX);
    big[KV_VALUE_MAX] = '\0';
    caller_call(fd, 1, "big", big, "", SOON_MS, "put of 1024 bytes");
}

static void
no_reader(void)
{
    char big[KV_VALUE_MAX + 1];
    int fd = peer_connect(&server), other = peer_connect(&server);
    size_t bytes;
    uint32_t n;

    check_begin("a client that does not read its replies");
    put_big(fd, big);
    n = flood(fd, &bytes);
    CHECK(bytes <= TAKEN_MAX,
          "the server goes on reading, %zu bytes so far, from a client that "
          "does not read its replies",
          bytes);
    for (int i = 0; i < 10; i++)
        caller_call(other, 2, "big", "", big, FAST_MS,
                    "another client, beside one that does not read");
    for (uint32_t id = 1; id <= n; id++)
        if (!caller_reply_is(fd, id, 0, big, SOON_MS,
                             "a client that reads its replies at last"))
            break;
    close(fd);
    close(other);
}

/* ---- many clients ------------------------------------------------------- */

#define MANY 500

static void
many(void)
{
    static int fd[MANY];
    uint8_t bytes[KV_PEER_MAX];
    char key[8] = "k000";
    int64_t began_ms;
    int ok = 1;

    check_begin("500 clients at once");
    for (int i = 0; i < MANY; i++)
        fd[i] = peer_connect(&server);
    began_ms = peer_now_ms();
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < MANY; i++) {
            key[3] = (char)('0' + i % 10);
            key[2] = (char)('0' + i / 10 % 10);
            peer_send(fd[i], bytes,
                      peer_request(bytes, (uint32_t)i + 1, 1 + round, key,
                                   round == 0 ? "v" : ""));
        }
        for (int i = MANY; ok && i-- > 0;)
            ok = caller_reply_is(fd[i], (uint32_t)i + 1, 0,
                                 round == 0 ? "" : "v", SOON_MS,
                                 "one of 500 clients");
    }
    CHECK(peer_now_ms() - began_ms <= 200,
          "500 clients had to wait %d ms for two replies each",
          (int)(peer_now_ms() - began_ms));
    for (int i = 0; i < MANY; i++)
        close(fd[i]);
}

/* More than the server has descriptors for: all of them send at once, and
 * whoever has its reply goes. */
static void
scarce(void)
{
    static int fd[60];
    uint8_t bytes[KV_PEER_MAX];
    size_t left = COUNT(fd);

    check_begin("more clients than descriptors");
    for (size_t i = 0; i < COUNT(fd); i++) {
        fd[i] = peer_connect(&server);
        peer_send(fd[i], bytes,
                  peer_request(bytes, (uint32_t)i, 1, "key", "value"));
    }
    peer_pause(2000); /* whoever turns in a circle is caught here */
    for (size_t i = 0; i < COUNT(fd); i++) {
        if (!caller_reply_is(fd[i], (uint32_t)i, 0, "", SOON_MS,
                             "one of 60 clients of a server that has "
                             "descriptors for fewer"))
            break;
        close(fd[i]);
        left--;
    }
    for (size_t i = COUNT(fd) - left; i < COUNT(fd); i++)
        close(fd[i]);
}

/* ---- clients that go ---------------------------------------------------- */

/* More replies than the system takes at once are on their way to a client
 * that is no more: what is sent behind its reset is answered by SIGPIPE. */
static void
go_before_replies(void)
{
    static uint8_t bytes[10 * BATCH * 32];
    char big[KV_VALUE_MAX + 1];
    int gone = peer_connect(&server);
    size_t len = 0;

    put_big(gone, big);
    for (uint32_t i = 0; i < 10; i++)
        len += put_batch(bytes + len, i * BATCH);
    peer_send(gone, bytes, len);
    close(gone);
}

/* "watch" is a key by which lab1-server looks at what it has. */
static void
vanish(void)
{
    uint8_t bytes[KV_PEER_MAX];
    size_t len = peer_request(bytes, 1, 2, "no-such-key", "");
    int fd = peer_connect(&server);

    check_begin("clients that go in the middle of a request");
    caller_call(fd, 1, "watch", "0 clients", "", SOON_MS, "put(watch)");
    for (size_t n = 0; n <= len; n++)
        for (int reset = 0; reset < 2; reset++) {
            int gone = peer_connect(&server);

            peer_send(gone, bytes, n);
            if (reset)
                peer_reset(gone);
            else
                close(gone);
        }
    go_before_replies();
    peer_pause(1000);
    caller_call(fd, 1, "watch", "clients that have gone", "", SOON_MS,
                "put(watch)");
    close(fd);
}

/* Nobody hears of a machine that has lost its power. */
static void
ends_by(int fd, int64_t since_ms, const char *what)
{
    int ends = peer_sees_end(fd, KV_STALL_MS + 1000);
    int after_ms = (int)(peer_now_ms() - since_ms);

    CHECK(ends, "%s is still served after %d ms", what, after_ms);
    CHECK(!ends || after_ms >= KV_STALL_MS - 100,
          "%s was given up after %d ms, not %d", what, after_ms, KV_STALL_MS);
    close(fd);
}

static void
stall(void)
{
    uint8_t bytes[KV_PEER_MAX];
    char big[KV_VALUE_MAX + 1];
    size_t len = peer_request(bytes, 1, 2, "big", ""), n;
    int idle = peer_connect(&server), half = peer_connect(&server);
    int deaf;
    int64_t since_ms = peer_now_ms();

    check_begin("clients that are never heard of again");
    peer_send(half, bytes, len - 1);
    ends_by(half, since_ms, "a client that has stopped inside its request");
    deaf = peer_connect(&server);
    put_big(deaf, big);
    flood(deaf, &n);
    peer_pause(KV_STALL_MS + 1000);
    for (n = 0; peer_recv(deaf, bytes, sizeof(bytes), 500) > 0; n++)
        ;
    CHECK(peer_sees_end(deaf, 1),
          "a client that has not read for %d ms is still served", KV_STALL_MS);
    close(deaf);
    caller_call(idle, 2, "big", "", big, SOON_MS,
                "a client that was idle between two requests");
    close(idle);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "slow", slow },     { "no-reader", no_reader }, { "many", many },
        { "scarce", scarce }, { "vanish", vanish },       { "stall", stall },
    };

    peer_pause(10); /* the server may begin later than its clients */
    server = caller_server(argc, argv);
    for (size_t i = 0; i < COUNT(topic); i++)
        if (argc > 2 && strcmp(argv[2], topic[i].name) == 0)
            topic[i].check();
    return check_done();
}
