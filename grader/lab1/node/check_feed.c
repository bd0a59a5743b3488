/*
 * check_feed.c - lab1-feed TOPIC: struct record_reader, fed piece by piece.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grader/lab1/node/peer.h"
#include "grader/lab1/node/segments.h"
#include "lab1-sockets/kv/record.h"

#define CAP 8
#define STREAM_MAX 8192

/*
 * Records that a reader makes of pieces, one after the other.  The buffer is
 * the heap's, of just the length: a byte behind it is a sanitizer's report.
 */
struct feed {
    struct record_reader r;
    uint8_t *buf;
    size_t n_records;
    size_t len[8]; /* of each */
    size_t wrong;  /* bytes */
    long err;
};

static void
feed_init(struct feed *f)
{
    *f = (struct feed){ .buf = malloc(CAP) };
    record_reader_init(&f->r, f->buf, CAP);
}

/* A piece, in as many calls as there are records in it. */
static void
feed_piece(struct feed *f, const uint8_t *bytes, size_t len)
{
    while (len > 0 && f->err == 0) {
        ssize_t n = record_reader_feed(&f->r, bytes, len);

        if (n < 0 || (size_t)n > len || (n == 0 && !f->r.done)) {
            f->err = n < 0 ? n : -ERANGE;
            CHECK(n < 0, "record_reader_feed() of %zu bytes returned %s", len,
                  peer_result(n));
            return;
        }
        bytes += n;
        len -= (size_t)n;
        if (!f->r.done)
            continue;
        if (f->n_records < 8)
            f->len[f->n_records] = f->r.len;
        f->n_records++;
        f->wrong += f->r.len <= CAP ? n_wrong(f->buf, f->r.len) : CAP;
        record_reader_init(&f->r, f->buf, CAP);
    }
}

/* ---- topics ------------------------------------------------------------- */

/* Records of 2, 0 and 1 bytes. */
static void
segments(void)
{
    uint8_t stream[20];
    size_t len = put_fragment(stream, 1, 'a', 2), end[20], n, begin;
    struct feed f;

    len += put_fragment(stream + len, 1, 'a', 0);
    len += put_fragment(stream + len, 1, 'a', 1);
    check_begin("record_reader_feed() of three records in every way");
    for (unsigned way = 0; way < 1u << (len - 1); way++) {
        n = segments_of(way, len, end);
        feed_init(&f);
        begin = 0;
        for (size_t i = 0; i < n; i++) {
            feed_piece(&f, stream + begin, end[i] - begin);
            begin = end[i];
        }
        CHECK(f.err == 0, "record_reader_feed() of %s returned %s",
              segments_text(end, n), peer_result(f.err));
        CHECK(f.err || f.n_records == 3,
              "record_reader_feed() of 3 records in %s found %zu",
              segments_text(end, n), f.n_records);
        CHECK(f.n_records != 3 || (f.len[0] == 2 && f.len[1] == 0 &&
                                   f.len[2] == 1 && f.wrong == 0),
              "record_reader_feed() of records of 2, 0 and 1 bytes in %s "
              "made others of them",
              segments_text(end, n));
        free(f.buf);
    }
}

/* 4 bytes in every way to cut them, an empty fragment behind each, all of it
 * in one piece and byte by byte. */
static void
fragments(void)
{
    uint8_t stream[100];
    size_t end[4], n;

    check_begin("record_reader_feed() of fragments of every length");
    for (unsigned way = 0; way < 1u << 4; way++) {
        size_t len = 0, begin = 0, piece = way >> 3 ? 1 : sizeof(stream);
        struct feed f;

        n = segments_of(way & 7, 4, end);
        for (size_t i = 0; i < n; i++) {
            len += put_fragment(stream + len, 0, (char)('a' + begin),
                                end[i] - begin);
            len += put_fragment(stream + len, i + 1 == n, 'a', 0);
            begin = end[i];
        }
        feed_init(&f);
        for (size_t at = 0; at < len; at += piece)
            feed_piece(&f, stream + at, len - at < piece ? len - at : piece);
        CHECK(f.err == 0 && f.n_records == 1 && f.len[0] == 4 && f.wrong == 0,
              "record_reader_feed() of a record of 4 bytes in fragments of %s "
              "and empty ones: %zu records, the first of %zu bytes",
              segments_text(end, n), f.n_records, f.len[0]);
        free(f.buf);
    }
}

static void
end_of_stream(void)
{
    uint8_t stream[20];
    size_t len = put_fragment(stream, 0, 'a', 2);

    len += put_fragment(stream + len, 1, 'c', 1);
    check_begin("record_reader_end() after every byte");
    for (size_t n = 0; n <= len; n++) {
        struct feed f;
        int want = n > 0 && n < len ? -EPIPE : 0;
        int got;

        feed_init(&f);
        feed_piece(&f, stream, n);
        got = record_reader_end(&f.r);
        CHECK(got == want,
              "record_reader_end() behind byte %zu returned %s, "
              "not %s",
              n, peer_result(got), peer_result(want));
        free(f.buf);
    }
}

static void
refused(const uint8_t *stream, size_t len, int want, const char *what)
{
    struct feed f;
    ssize_t again;

    check_trying(what);
    feed_init(&f);
    feed_piece(&f, stream, len);
    CHECK(f.err == want, "record_reader_feed() of %s: %s, not %s", what,
          peer_result(f.err), peer_result(want));
    if (f.err == want) {
        again = record_reader_feed(&f.r, "abcd", 4);
        CHECK(again == want,
              "record_reader_feed() after an error returned "
              "%s: an error stays",
              peer_result(again));
    }
    free(f.buf);
}

static void
hostile(void)
{
    uint8_t s[STREAM_MAX];
    size_t n;

    check_begin("record_reader_feed() of hostile lengths");
    n = put_mark(s, 1, CAP + 1);
    refused(s, n, -EMSGSIZE, "a mark of one byte too many");
    n = put_mark(s, 1, 0x7fffffff);
    refused(s, n, -EMSGSIZE, "a mark of 2^31 - 1 bytes");
    n = put_fragment(s, 0, 'a', CAP);
    n += put_mark(s + n, 0, 0x7fffffff);
    refused(s, n, -EMSGSIZE, "2^31 - 1 bytes behind a full buffer");
    n = put_fragment(s, 0, 'a', 5);
    n += put_mark(s + n, 1, 4);
    refused(s, n, -EMSGSIZE, "two fragments that together are too long");
    n = 0;
    for (unsigned i = 0; i <= RECORD_FRAGMENTS_MAX; i++)
        n += put_fragment(s + n, 0, 'a', 0);
    refused(s, n, -EBADMSG, "empty fragments without a last one");
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "segments", segments },
        { "fragments", fragments },
        { "end", end_of_stream },
        { "hostile", hostile },
    };

    for (size_t i = 0; i < sizeof(topic) / sizeof(topic[0]); i++)
        if (argc > 1 && strcmp(argv[1], topic[i].name) == 0)
            topic[i].check();
    return check_done();
}
