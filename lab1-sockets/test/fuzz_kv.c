/*
 * fuzz_kv.c - any bytes at all, as a stream of records and as messages.
 *
 *     make CC=clang fuzz
 *
 * Nothing may crash or be read or written beyond its end; a stream must give
 * the same records however it is cut; a message that is taken apart and put
 * together again is the same.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lab1-sockets/kv/kv_msg.h"
#include "lab1-sockets/kv/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define CAP 64

/* What a reader makes of a stream, in one number each. */
struct seen {
    size_t n_records, n_bytes, sum;
    int err, end;
};

static struct seen
feed(const uint8_t *bytes, size_t len, size_t piece)
{
    uint8_t *buf = malloc(CAP);
    struct seen s = { 0 };
    struct record_reader r;

    record_reader_init(&r, buf, CAP);
    for (size_t at = 0; at < len && s.err == 0;) {
        size_t want = len - at < piece ? len - at : piece;
        ssize_t n = record_reader_feed(&r, bytes + at, want);

        if (n < 0 || (size_t)n > want || (n == 0 && !r.done)) {
            s.err = n < 0 ? (int)n : 1;
            break;
        }
        at += (size_t)n;
        if (!r.done)
            continue;
        s.n_records++;
        s.n_bytes += r.len;
        for (size_t i = 0; i < r.len; i++)
            s.sum = s.sum * 31 + buf[i];
        record_reader_init(&r, buf, CAP);
    }
    s.end = record_reader_end(&r);
    free(buf);
    return s;
}

static void
as_stream(const uint8_t *bytes, size_t len)
{
    struct seen whole = feed(bytes, len, SIZE_MAX);

    if (whole.err > 0)
        abort();
    for (size_t piece = 1; piece < 8; piece++) {
        struct seen s = feed(bytes, len, piece);

        if (s.n_records != whole.n_records || s.n_bytes != whole.n_bytes ||
            s.sum != whole.sum || s.err != whole.err ||
            (s.err == 0 && s.end != whole.end))
            abort();
    }
}

static void
as_messages(const uint8_t *bytes, size_t len)
{
    uint8_t again[KV_REQUEST_MAX];
    struct kv_request q;
    struct kv_reply p;

    if (kv_request_decode(&q, bytes, len) == 0 &&
        (kv_request_encode(&q, again, sizeof(again)) != (ssize_t)len ||
         memcmp(again, bytes, len) != 0))
        abort();
    if (kv_reply_decode(&p, bytes, len) == 0 &&
        (kv_reply_encode(&p, again, sizeof(again)) != (ssize_t)len ||
         memcmp(again, bytes, len) != 0))
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    /* A copy of just its length: whoever reads on is seen. */
    uint8_t *copy = malloc(len > 0 ? len : 1);

    if (len > 0)
        memcpy(copy, bytes, len);
    as_stream(copy, len);
    as_messages(copy, len);
    free(copy);
    return 0;
}
