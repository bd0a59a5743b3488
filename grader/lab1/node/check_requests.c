/*
 * check_requests.c - lab1-requests SERVER:PORT TOPIC: what a server makes of
 * the bytes of its clients.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/kv_caller.h"

#define SOON_MS 1000
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct sockaddr_in server;

/* ---- requests and segments ---------------------------------------------- */

static void
one_segment(void)
{
    uint8_t bytes[5 * KV_PEER_MAX];
    size_t len = peer_request(bytes, 1, 1, "a", "1");
    int fd = peer_connect(&server);

    len += peer_request(bytes + len, 2, 2, "a", "");
    len += peer_request(bytes + len, 3, 3, "a", "");
    len += peer_request(bytes + len, 4, 2, "a", "");
    len += peer_request(bytes + len, 5, 3, "a", "");
    peer_send(fd, bytes, len);
    caller_reply_is(fd, 1, 0, "", SOON_MS, "put, first of 5 in one segment");
    caller_reply_is(fd, 2, 0, "1", SOON_MS, "get, second of 5");
    caller_reply_is(fd, 3, 0, "", SOON_MS, "del, third of 5");
    caller_reply_is(fd, 4, 1, "", SOON_MS, "get of what is gone, fourth of 5");
    caller_reply_is(fd, 5, 1, "", SOON_MS, "del of what is gone, fifth of 5");
    close(fd);
}

/* Cut in two at every byte, so that the second part comes later; then one
 * byte at a time. */
static void
many_segments(void)
{
    uint8_t bytes[KV_PEER_MAX];
    size_t len = peer_request(bytes, 1, 1, "key", "value");
    int fd = peer_connect(&server);

    for (size_t cut = 1; cut < len; cut++) {
        peer_put(bytes + 4, 4, (uint32_t)cut);
        peer_send(fd, bytes, cut);
        peer_pause(1);
        peer_send(fd, bytes + cut, len - cut);
        if (!caller_reply_is(fd, (uint32_t)cut, 0, "", SOON_MS,
                             "a put in two segments"))
            break;
    }
    peer_put(bytes + 4, 4, 99);
    for (size_t i = 0; i < len; i++) {
        peer_send(fd, bytes + i, 1);
        peer_pause(1);
    }
    caller_reply_is(fd, 99, 0, "", SOON_MS, "a put, one byte at a time");
    close(fd);
}

/* The request of one record in three fragments, the second one empty. */
static void
fragments(void)
{
    uint8_t whole[KV_PEER_MAX], bytes[KV_PEER_MAX];
    size_t len = peer_request(whole, 7, 2, "key", "") - 4, n = 0;
    int fd = peer_connect(&server);

    peer_put(bytes + n, 4, 10);
    memcpy(bytes + n + 4, whole + 4, 10);
    n += 14;
    peer_put(bytes + n, 4, 0);
    n += 4;
    peer_put(bytes + n, 4, 0x80000000u | (uint32_t)(len - 10));
    memcpy(bytes + n + 4, whole + 14, len - 10);
    n += 4 + len - 10;
    peer_send(fd, bytes, n);
    caller_reply_is(fd, 7, 0, "value", SOON_MS, "a get in three fragments");
    close(fd);
}

/* Some clients, a byte of each in turn. */
static void
interleaved(void)
{
    uint8_t bytes[5][KV_PEER_MAX];
    char key[2] = "a", value[2] = "0";
    size_t len = 0;
    int fd[5];

    for (int i = 0; i < 5; i++) {
        key[0] = (char)('a' + i);
        value[0] = (char)('0' + i);
        fd[i] = peer_connect(&server);
        len = peer_request(bytes[i], (uint32_t)i + 1, 1, key, value);
    }
    for (size_t at = 0; at < len; at++)
        for (int i = 0; i < 5; i++)
            peer_send(fd[i], bytes[i] + at, 1);
    for (int i = 5; i-- > 0;) {
        caller_reply_is(fd[i], (uint32_t)i + 1, 0, "", SOON_MS,
                        "one of 5 puts, a byte of each in turn");
        key[0] = (char)('a' + i);
        value[0] = (char)('0' + i);
        caller_call(fd[i], 2, key, "", value, SOON_MS,
                    "get, after 5 puts, a byte of each in turn");
        close(fd[i]);
    }
}

/* The client has no more to say, but wants to hear. */
static void
half_closed(void)
{
    uint8_t bytes[3 * KV_PEER_MAX];
    size_t len = peer_request(bytes, 1, 1, "h", "1");
    int fd = peer_connect(&server);

    len += peer_request(bytes + len, 2, 2, "h", "");
    peer_send(fd, bytes, len);
    shutdown(fd, SHUT_WR);
    caller_reply_is(fd, 1, 0, "", SOON_MS, "put, then the client's end");
    caller_reply_is(fd, 2, 0, "1", SOON_MS, "get, then the client's end");
    CHECK(peer_sees_end(fd, SOON_MS),
          "a client has closed its end, and the server keeps its own open");
    close(fd);
}

static void
requests(void)
{
    check_begin("requests, however they are cut");
    one_segment();
    many_segments();
    fragments();
    interleaved();
    half_closed();
}

/* ---- hostile clients ---------------------------------------------------- */

struct attack {
    const char *what;
    const char *bytes;
    size_t len;
};

/* The mark that one that is too long begins with: 12 + 64 + 1024 + 1. */
static const struct attack attacks[] = {
    { "a mark of KV_REQUEST_MAX + 1 bytes", "\x80\0\x04\x4d", 4 },
    { "a mark of 2^31 - 1 bytes", "\xff\xff\xff\xff", 4 },
    { "a mark of 2^31 - 1 bytes, not the last", "\x7f\xff\xff\xff", 4 },
    { "an empty record", "\x80\0\0\0", 4 },
    { "a record of 3 bytes", "\x80\0\0\3abc", 7 },
    { "operation 9", "\x80\0\0\x0d\0\0\0\1\0\x09\0\1\0\0\0\0k", 17 },
    { "a key longer than the record",
      "\x80\0\0\x0d\0\0\0\1\0\2\0\x40\0\0\0\0k", 17 },
    { "a value of 2^32 - 1 bytes",
      "\x80\0\0\x0d\0\0\0\1\0\1\0\2\xff\xff\xff\xffk", 17 },
    { "a key of 65535 bytes", "\x80\0\0\x0d\0\0\0\1\0\2\xff\xff\0\0\0\0k",
      17 },
    { "HTTP", "GET / HTTP/1.1\r\n\r\n", 18 },
    { "TLS", "\x16\3\1\2\0\1\0\1\xfc\3\3", 11 },
};

static void
attack(int good, const void *bytes, size_t len, const char *what)
{
    char when[100] = "another client, after ";
    int fd = peer_connect(&server);

    peer_send(fd, bytes, len);
    CHECK(peer_sees_end(fd, SOON_MS),
          "%s: the server does not close the connection", what);
    close(fd);
    strcat(when, what);
    caller_call(good, 2, "good", "", "client", 100, when);
}

static void
hostile(void)
{
    static uint8_t empty[4 * 2000];
    int good;

    check_begin("hostile clients beside a good one");
    good = peer_connect(&server);
    caller_call(good, 1, "good", "client", "", SOON_MS, "put(good, client)");
    for (size_t i = 0; i < COUNT(attacks); i++)
        attack(good, attacks[i].bytes, attacks[i].len, attacks[i].what);
    attack(good, empty, sizeof(empty), "empty fragments without end");
    close(good);
}

/* ---- main --------------------------------------------------------------- */

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

    server = caller_server(argc, argv);
    peer_pause(10); /* it may begin later than its clients */
    for (size_t i = 0; i < COUNT(topic); i++)
        if (argc > 2 && strcmp(argv[2], topic[i].name) == 0)
            topic[i].check();
    return check_done();
}
