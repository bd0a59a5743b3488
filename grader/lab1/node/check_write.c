/*
 * check_write.c - lab1-write TOPIC: record_write(), write_full() and
 * record_mark().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/lab1/node/peer.h"
#include "grader/lab1/node/segments.h"
#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"

#define LARGE 300000 /* more than the buffers of both ends hold */

/* A record of len bytes; what comes out at the other end. */
static void
write_one(size_t len)
{
    uint8_t want[400], got[400];
    size_t want_len = put_fragment(want, 1, 'a', len), got_len;
    char what[32];
    struct pair p;
    int r;

    snprintf(what, sizeof(what), "%zu bytes", len);
    check_trying(what);
    pair_open(&p);
    r = record_write(p.fd, want + 4, len, deadline_in(1000));
    close(p.fd);
    p.fd = -1;
    got_len = peer_recv(p.peer, got, sizeof(got), 1000);
    CHECK(r == 0, "record_write() of %zu bytes returned %s", len,
          peer_result(r));
    CHECK(got_len == want_len,
          "record_write() of %zu bytes sent %zu bytes, not %zu", len, got_len,
          want_len);
    for (size_t i = 0; i < 4 && i < got_len; i++)
        CHECK(got[i] == want[i],
              "record_write() of %zu bytes: byte %zu of the mark is 0x%02x, "
              "not 0x%02x",
              len, i, got[i], want[i]);
    CHECK(got_len != want_len || memcmp(got, want, want_len) == 0,
          "record_write() of %zu bytes sent others", len);
    pair_close(&p);
}

static void
bytes(void)
{
    uint8_t mark[4] = { 0 };

    check_begin("record_write() of some lengths");
    record_mark(mark, 0x01020304);
    CHECK(memcmp(mark, "\x81\x02\x03\x04", 4) == 0,
          "record_mark() of 0x01020304 is %02x %02x %02x %02x, not 81 02 03 "
          "04",
          mark[0], mark[1], mark[2], mark[3]);
    write_one(0);
    write_one(1);
    write_one(26);
    write_one(300);
}

/* The other end reads all of it, slowly, in a thread. */
static void *
read_slowly(void *arg)
{
    struct pair *p = arg;
    static uint8_t got[LARGE + 4];
    size_t n = 0, part = 1;

    while (part > 0) {
        peer_pause(1);
        part = sizeof(got) - n < 10000 ? sizeof(got) - n : 10000;
        part = peer_recv(p->peer, got + n, part, 500);
        n += part;
    }
    CHECK(n == sizeof(got) && n_wrong(got + 4, LARGE) == 0,
          "record_write() of %d bytes to a slow reader sent %zu, %zu of them "
          "wrong",
          LARGE, n, n < 4 ? n : n_wrong(got + 4, n - 4));
    return NULL;
}

static void
write_large(int nonblocking)
{
    static uint8_t record[LARGE + 4];
    struct pair p;
    int r;

    put_fragment(record, 1, 'a', LARGE);
    pair_open(&p);
    if (nonblocking)
        fcntl(p.fd, F_SETFL, O_NONBLOCK);
    pthread_create(&p.thread, NULL, read_slowly, &p);
    r = record_write(p.fd, record + 4, LARGE, deadline_in(10000));
    CHECK(r == 0,
          "record_write() of %d bytes to a slow reader, %s, returned "
          "%s",
          LARGE, nonblocking ? "non-blocking" : "blocking", peer_result(r));
    pair_wait(&p);
    pair_close(&p);
}

static void
large(void)
{
    check_begin("record_write() of more than the buffers hold");
    write_large(0);
    write_large(1);
}

static void
stuck(void)
{
    static uint8_t much[LARGE];
    int64_t began_ms, took_ms;
    struct pair p;
    int r;

    check_begin("write_full() to a peer that never reads");
    pair_open(&p);
    began_ms = peer_now_ms();
    r = write_full(p.fd, much, sizeof(much), deadline_in(1000));
    took_ms = peer_now_ms() - began_ms;
    CHECK(r == -ETIMEDOUT,
          "write_full() to a peer that never reads returned "
          "%s, not %s",
          peer_result(r), peer_result(-ETIMEDOUT));
    CHECK(took_ms >= 990 && took_ms <= 1100,
          "write_full() had a deadline of 1000 ms, and took %d ms",
          (int)took_ms);
    pair_close(&p);
}

/* The first write is answered by a reset, which the next one learns of. */
static void
gone(void)
{
    struct pair p;
    int r = 0;

    check_begin("record_write() to a peer that has gone");
    pair_open(&p);
    close(p.peer);
    p.peer = -1;
    for (int i = 0; i < 3 && r == 0; i++) {
        r = record_write(p.fd, "abc", 3, deadline_in(1000));
        peer_pause(10);
    }
    CHECK(r == -EPIPE || r == -ECONNRESET,
          "record_write() to a peer that has gone returned %s, not %s",
          peer_result(r), peer_result(-EPIPE));
    pair_close(&p);
}

/* For a world that cuts transfers short. */
static void
whole(void)
{
    check_begin("record_write() and write_full(), short and interrupted");
    write_one(26);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "bytes", bytes }, { "large", large }, { "stuck", stuck },
        { "gone", gone },   { "whole", whole },
    };

    for (size_t i = 0; i < sizeof(topic) / sizeof(topic[0]); i++)
        if (argc > 1 && strcmp(argv[1], topic[i].name) == 0)
            topic[i].check();
    return check_done();
}
