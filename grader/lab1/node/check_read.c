/*
 * check_read.c - lab1-read TOPIC: record_read() and read_full(), which wait.
 *
 * The stream comes over a connection, whose other end is a thread with a
 * script.  Between two segments it pauses, so that they are not read as one.
 */
#include <errno.h>
#include <string.h>

#include "grader/lab1/node/peer.h"
#include "grader/lab1/node/segments.h"
#include "lab1-sockets/kv/deadline.h"
#include "lab1-sockets/kv/record.h"

#define STREAM_MAX 8192
#define CAP 8        /* of the records here, unless said otherwise */
#define SOON_MS 1000 /* a deadline that none of them comes near */
#define CANARY 0x5a

/* What record_read() is to return; with 1: a record "abc..." of so many.
 * Returns whether that is so. */
static int
expect(int fd, size_t cap, int want, size_t want_len, const char *when)
{
    uint8_t buf[STREAM_MAX + 1];
    size_t len = 0;
    int64_t began_ms = peer_now_ms();
    int got;

    check_trying(when);
    memset(buf, CANARY, sizeof(buf));
    got = record_read(fd, buf, cap, deadline_in(SOON_MS), &len);
    if (got != want)
        check_failed("record_read() of %s returned %s, not %s", when,
                     peer_result(got), peer_result(want));
    else if (got == 1 && len != want_len)
        check_failed("record_read() of %s: length %zu, not %zu", when, len,
                     want_len);
    else if (got == 1 && n_wrong(buf, len) > 0)
        check_failed("record_read() of %s: %zu of %zu bytes are others", when,
                     n_wrong(buf, len), len);
    else if (buf[cap] != CANARY)
        check_failed("record_read() of %s wrote behind its buffer", when);
    else if (peer_now_ms() - began_ms >= SOON_MS)
        check_failed("record_read() of %s waited for its deadline", when);
    else
        return 1;
    return 0;
}

/* ---- topics ------------------------------------------------------------- */

/* A record "ab" and an empty one. */
static void
segments(void)
{
    uint8_t stream[10];
    size_t len = put_fragment(stream, 1, 'a', 2), end[10], n;
    struct act act[20];
    char when[200];
    struct pair p;
    int ok = 1;

    len += put_fragment(stream + len, 1, 'a', 0);
    check_begin("record_read() of two records in every segmentation");
    pair_open(&p);
    for (unsigned way = 0; ok && way < 1u << (len - 1); way++) {
        n = segments_of(way, len, end);
        for (size_t i = 0; i < n; i++) {
            size_t begin = i > 0 ? end[i - 1] : 0;

            act[2 * i] = (struct act){ .kind = ACT_SEND,
                                       .bytes = stream + begin,
                                       .len = end[i] - begin };
            act[2 * i + 1] = (struct act){ .kind = ACT_PAUSE, .ms = 1 };
        }
        strcpy(when, "2 bytes, which came with the next record in ");
        strcat(when, segments_text(end, n));
        pair_play(&p, act, 2 * n);
        ok = expect(p.fd, CAP, 1, 2, when) &&
             expect(p.fd, CAP, 1, 0, "an empty record behind it");
        pair_wait(&p);
    }
    pair_close(&p);
}

/* 5 bytes in every way to cut them, an empty fragment put in at each place;
 * place n: none is put in. */
static size_t
put_fragments(uint8_t *out, const size_t *end, size_t n, size_t empty_at)
{
    size_t len = 0, begin = 0;

    for (size_t i = 0; i < n; i++) {
        if (i == empty_at)
            len += put_fragment(out + len, 0, 'a', 0);
        len += put_fragment(out + len, i + 1 == n && empty_at != n + 1,
                            (char)('a' + begin), end[i] - begin);
        begin = end[i];
    }
    if (empty_at == n + 1)
        len += put_fragment(out + len, 1, 'a', 0);
    return len;
}

static void
fragments(void)
{
    uint8_t stream[100];
    size_t end[5], n;
    char when[200];
    struct pair p;
    int ok = 1;

    check_begin("record_read() of fragments of every length");
    pair_open(&p);
    for (unsigned way = 0; way < 1u << 4; way++) {
        n = segments_of(way, 5, end);
        for (size_t empty_at = 0; ok && empty_at <= n + 1; empty_at++) {
            size_t len = put_fragments(stream, end, n, empty_at);

            len += put_fragment(stream + len, 1, 'a', 1);
            strcpy(when, "a record in fragments of ");
            strcat(when, segments_text(end, n));
            if (empty_at != n)
                strcat(when, " and an empty one");
            peer_send(p.peer, stream, len);
            ok = expect(p.fd, CAP, 1, 5, when) &&
                 expect(p.fd, CAP, 1, 1, "the record behind that");
        }
    }
    pair_close(&p);
}

/* Two fragments, of 2 bytes and 1. */
static void
end_of_stream(void)
{
    uint8_t stream[20];
    size_t len = put_fragment(stream, 0, 'a', 2);
    char when[100] = "a stream that ends behind byte ";
    size_t at = strlen(when);
    struct pair p;

    len += put_fragment(stream + len, 1, 'c', 1);
    check_begin("record_read() of streams that end after every byte");
    for (size_t n = 0; n <= len; n++) {
        strcpy(when + at, peer_result((long)n));
        pair_open(&p);
        peer_send(p.peer, stream, n);
        pair_play(&p, &(struct act){ .kind = ACT_CLOSE }, 1);
        if (n == len)
            expect(p.fd, CAP, 1, 3, "a whole record, before the stream ends");
        expect(p.fd, CAP, n > 0 && n < len ? -EPIPE : 0, 0, when);
        pair_wait(&p);
        pair_close(&p);
    }
}

/* The stream goes on being open: whoever waits for more waits in vain. */
static void
hostile_stream(const uint8_t *stream, size_t len, int want, size_t want_len,
               const char *when)
{
    struct pair p;

    pair_open(&p);
    peer_send(p.peer, stream, len);
    expect(p.fd, CAP, want, want_len, when);
    pair_close(&p);
}

static void
hostile(void)
{
    uint8_t s[STREAM_MAX];
    size_t n;

    check_begin("record_read() of hostile lengths");
    n = put_fragment(s, 1, 'a', CAP);
    hostile_stream(s, n, 1, CAP, "a record as long as the room for it");
    n = put_mark(s, 1, CAP + 1);
    hostile_stream(s, n, -EMSGSIZE, 0, "a mark of one byte too many");
    n = put_mark(s, 1, 0x7fffffff);
    hostile_stream(s, n, -EMSGSIZE, 0, "a mark of 2^31 - 1 bytes");
    n = put_mark(s, 0, 0x7fffffff);
    hostile_stream(s, n, -EMSGSIZE, 0,
                   "a mark of 2^31 - 1 bytes that is not the last");
    n = put_fragment(s, 0, 'a', 5);
    n += put_mark(s + n, 1, 4);
    hostile_stream(s, n, -EMSGSIZE, 0,
                   "two fragments that together are too long");
    n = put_fragment(s, 0, 'a', CAP);
    n += put_mark(s + n, 1, 0x7fffffff);
    hostile_stream(s, n, -EMSGSIZE, 0, "2^31 - 1 bytes behind a full buffer");
    n = 0;
    for (unsigned i = 0; i < RECORD_FRAGMENTS_MAX; i++)
        n += put_fragment(s + n, i + 1 == RECORD_FRAGMENTS_MAX, 'a', 0);
    hostile_stream(s, n, 1, 0, "RECORD_FRAGMENTS_MAX empty fragments");
    n = 0;
    for (unsigned i = 0; i <= RECORD_FRAGMENTS_MAX; i++)
        n += put_fragment(s + n, 0, 'a', 0);
    hostile_stream(s, n, -EBADMSG, 0, "empty fragments without a last one");
}

/* What is sent, if anything, comes too late for it all to be there. */
static void
too_late(const struct act *act, size_t n, const char *when)
{
    uint8_t buf[CAP];
    struct pair p;
    size_t len;
    int64_t began_ms, took_ms;
    int got;

    check_trying(when);
    pair_open(&p);
    pair_play(&p, act, n);
    began_ms = peer_now_ms();
    got = record_read(p.fd, buf, sizeof(buf), deadline_in(1000), &len);
    took_ms = peer_now_ms() - began_ms;
    pair_wait(&p);
    CHECK(got == -ETIMEDOUT, "record_read() of %s returned %s, not %s", when,
          peer_result(got), peer_result(-ETIMEDOUT));
    CHECK(took_ms >= 990 && took_ms <= 1100,
          "record_read() of %s had a deadline of 1000 ms, and took %d ms",
          when, (int)took_ms);
    pair_close(&p);
}

static void
deadline(void)
{
    uint8_t s[16];
    struct act dribble[16];

    put_fragment(s, 1, 'a', CAP);
    check_begin("record_read() with a deadline");
    too_late(NULL, 0, "a silent peer");
    for (int i = 0; i < 8; i++) {
        dribble[2 * i] =
            (struct act){ .kind = ACT_SEND, .bytes = s + i, .len = 1 };
        dribble[2 * i + 1] = (struct act){ .kind = ACT_PAUSE, .ms = 300 };
    }
    too_late(dribble, 16, "a peer that sends a byte every 300 ms");
}

/*
 * For a world that cuts transfers short, and interrupts: that is in the middle
 * of a wait, so that the bytes must come after it.
 */
static void
whole(void)
{
    uint8_t stream[200];
    size_t len = put_fragment(stream, 0, 'a', 52);
    struct act act[] = {
        { .kind = ACT_PAUSE, .ms = 600 },
        { .kind = ACT_SEND, .bytes = stream, .len = 30 },
        { .kind = ACT_PAUSE, .ms = 200 },
        { .kind = ACT_SEND, .bytes = stream + 30 },
    };
    uint8_t direct[6];
    struct pair p;
    ssize_t got;

    len += put_fragment(stream + len, 1, 'a', 26);
    memcpy(stream + len, "abcdef", 6);
    act[3].len = len + 6 - 30;
    check_begin("record_read() and read_full(), short and interrupted");
    pair_open(&p);
    pair_play(&p, act, 4);
    expect(p.fd, 100, 1, 78, "78 bytes in two fragments");
    got = read_full(p.fd, direct, 6, deadline_in(SOON_MS));
    CHECK(got == 6 && n_wrong(direct, 6) == 0,
          "read_full() of 6 bytes returned %s", peer_result(got));
    pair_wait(&p);
    pair_close(&p);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "segments", segments }, { "fragments", fragments },
        { "end", end_of_stream }, { "hostile", hostile },
        { "deadline", deadline }, { "whole", whole },
    };

    for (size_t i = 0; i < sizeof(topic) / sizeof(topic[0]); i++)
        if (argc > 1 && strcmp(argv[1], topic[i].name) == 0)
            topic[i].check();
    return check_done();
}
