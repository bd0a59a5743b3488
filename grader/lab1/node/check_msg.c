/*
 * check_msg.c - lab1-msg TOPIC: requests and replies as bytes.
 *
 * Messages lie on the heap, in a block of just their length, at an odd
 * address: whoever reads behind them, or takes a number out of them by a
 * pointer, is a sanitizer's report.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/lab1/node/kv_bytes.h"
#include "grader/lab1/node/peer.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define CANARY 0x5a
#define DRAWN 50 /* requests and replies, of the world's seed */

struct message {
    uint8_t *block, *bytes; /* bytes is behind one byte of block */
    size_t len;
};

static struct message
message_new(const uint8_t *bytes, size_t len)
{
    struct message m = { .block = malloc(len + 1), .len = len };

    m.bytes = m.block + 1;
    if (len > 0)
        memcpy(m.bytes, bytes, len);
    return m;
}

static struct message
message_of_hex(const char *hex)
{
    uint8_t bytes[KV_REQUEST_MAX];
    size_t n = strlen(hex) / 2;

    for (size_t i = 0; i < n; i++) {
        unsigned byte;

        sscanf(hex + 2 * i, "%2x", &byte);
        bytes[i] = (uint8_t)byte;
    }
    return message_new(bytes, n);
}

static struct kv_request
request_of(const struct request_bytes *b)
{
    return (struct kv_request){ .id = b->id,
                                .op = b->op,
                                .key = b->key,
                                .key_len = strlen(b->key),
                                .value = b->value,
                                .value_len = strlen(b->value) };
}

static struct kv_reply
reply_of(const struct reply_bytes *b)
{
    return (struct kv_reply){ .id = b->id,
                              .status = b->status,
                              .value = b->value,
                              .value_len = strlen(b->value) };
}

/* ---- the bytes ---------------------------------------------------------- */

static void
compare(const char *function, uint32_t id, const struct message *want,
        const uint8_t *got, ssize_t len)
{
    if (len != (ssize_t)want->len) {
        check_failed("%s of id 0x%08x returned %s, not %zu", function, id,
                     peer_result(len), want->len);
        return;
    }
    for (size_t i = 0; i < want->len; i++)
        if (got[i] != want->bytes[i]) {
            check_failed("%s of id 0x%08x: byte %zu is 0x%02x, not 0x%02x",
                         function, id, i, got[i], want->bytes[i]);
            return;
        }
}

static int
is_same(const void *bytes, size_t len, const void *want, size_t want_len)
{
    return len == want_len && (len == 0 || memcmp(bytes, want, len) == 0);
}

static void
request_is(const struct kv_request *want, const struct message *m)
{
    uint8_t buf[KV_REQUEST_MAX + 1];
    struct kv_request q;
    int r;

    compare("kv_request_encode()", want->id, m, buf + 1,
            kv_request_encode(want, buf + 1, KV_REQUEST_MAX));
    memset(&q, 0x5a, sizeof(q));
    r = kv_request_decode(&q, m->bytes, m->len);
    CHECK(r == 0, "kv_request_decode() of %zu bytes returned %s", m->len,
          peer_result(r));
    if (r == 0)
        CHECK(q.id == want->id && q.op == want->op &&
                  is_same(q.key, q.key_len, want->key, want->key_len) &&
                  is_same(q.value, q.value_len, want->value, want->value_len),
              "kv_request_decode() of id 0x%08x, operation %d, key of %zu and "
              "value of %zu bytes found id 0x%08x, operation %d, %zu and %zu",
              want->id, (int)want->op, want->key_len, want->value_len, q.id,
              (int)q.op, q.key_len, q.value_len);
}

static void
reply_is(const struct kv_reply *want, const struct message *m)
{
    uint8_t buf[KV_REPLY_MAX + 1];
    struct kv_reply p;
    int r;

    compare("kv_reply_encode()", want->id, m, buf + 1,
            kv_reply_encode(want, buf + 1, KV_REPLY_MAX));
    memset(&p, 0x5a, sizeof(p));
    r = kv_reply_decode(&p, m->bytes, m->len);
    CHECK(r == 0, "kv_reply_decode() of %zu bytes returned %s", m->len,
          peer_result(r));
    if (r == 0)
        CHECK(p.id == want->id && p.status == want->status &&
                  is_same(p.value, p.value_len, want->value, want->value_len),
              "kv_reply_decode() of id 0x%08x, status %d and value of %zu "
              "bytes found id 0x%08x, status %d and %zu bytes",
              want->id, (int)want->status, want->value_len, p.id,
              (int)p.status, p.value_len);
}

/* ---- bytes that nobody knows before ------------------------------------- */

static uint32_t
draw(void)
{
    uint32_t n = 0;

    check_draw(&n, sizeof(n));
    return n;
}

/* The header of a message; returns how long that is. */
static size_t
write_header(uint8_t *at, uint32_t id, unsigned kind, size_t key_len,
             size_t value_len)
{
    const uint64_t field[] = { id, kind, key_len, value_len };
    const size_t width[] = { 4, 2, 2, 4 };
    size_t len = 0;

    for (size_t i = 0; i < COUNT(field); i++)
        for (size_t k = width[i]; k-- > 0;)
            at[len++] = (uint8_t)(field[i] >> 8 * k);
    return len;
}

static void
drawn_request(void)
{
    uint8_t bytes[KV_REQUEST_MAX];
    struct kv_request q = { .id = draw(), .op = (enum kv_op)(1 + draw() % 3) };
    struct message m;
    size_t len;

    q.key_len = 1 + draw() % KV_KEY_MAX;
    q.value_len = q.op == KV_PUT ? draw() % (KV_VALUE_MAX + 1) : 0;
    len = write_header(bytes, q.id, q.op, q.key_len, q.value_len);
    check_draw(bytes + len, q.key_len + q.value_len);
    q.key = bytes + len;
    q.value = bytes + len + q.key_len;
    m = message_new(bytes, len + q.key_len + q.value_len);
    request_is(&q, &m);
    free(m.block);
}

static void
drawn_reply(void)
{
    uint8_t bytes[KV_REPLY_MAX];
    struct kv_reply p = { .id = draw(), .status = KV_OK };
    struct message m;
    size_t len;

    p.value_len = draw() % (KV_VALUE_MAX + 1);
    len = write_header(bytes, p.id, p.status, 0, p.value_len);
    check_draw(bytes + len, p.value_len);
    p.value = bytes + len;
    m = message_new(bytes, len + p.value_len);
    reply_is(&p, &m);
    free(m.block);
}

static void
bytes(void)
{
    check_begin("messages and the bytes of another language's program");
    for (size_t i = 0; i < COUNT(request_bytes); i++) {
        struct message m = message_of_hex(request_bytes[i].hex);
        struct kv_request q = request_of(&request_bytes[i]);

        request_is(&q, &m);
        free(m.block);
    }
    for (size_t i = 0; i < COUNT(reply_bytes); i++) {
        struct message m = message_of_hex(reply_bytes[i].hex);
        struct kv_reply p = reply_of(&reply_bytes[i]);

        reply_is(&p, &m);
        free(m.block);
    }
    for (int i = 0; i < DRAWN; i++) {
        drawn_request();
        drawn_reply();
    }
}

/* ---- limits ------------------------------------------------------------- */

/* Of an error nothing is written. */
static int
is_untouched(const uint8_t *buf, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (buf[i] != CANARY)
            return 0;
    return 1;
}

static void
encodes_to(struct kv_request q, size_t cap, ssize_t want, const char *what)
{
    static const uint8_t any[KV_VALUE_MAX + 1];
    uint8_t *buf = malloc(cap + 1);
    ssize_t got;

    check_trying(what);
    memset(buf, CANARY, cap + 1);
    q.key = q.value = any;
    got = kv_request_encode(&q, buf + 1, cap);
    CHECK(got == want, "kv_request_encode() of %s returned %s, not %s", what,
          peer_result(got), peer_result(want));
    CHECK(want >= 0 || is_untouched(buf, cap + 1),
          "kv_request_encode() of %s has written something", what);
    free(buf);
}

static void
replies_to(struct kv_reply p, size_t cap, ssize_t want, const char *what)
{
    static const uint8_t any[KV_VALUE_MAX + 1];
    uint8_t *buf = malloc(cap + 1);
    ssize_t got;

    check_trying(what);
    memset(buf, CANARY, cap + 1);
    p.value = any;
    got = kv_reply_encode(&p, buf + 1, cap);
    CHECK(got == want, "kv_reply_encode() of %s returned %s, not %s", what,
          peer_result(got), peer_result(want));
    CHECK(want >= 0 || is_untouched(buf, cap + 1),
          "kv_reply_encode() of %s has written something", what);
    free(buf);
}

/* Too long by one, too long for 16 bits, too long for 32. */
static void
limits(void)
{
    const struct kv_request put = { .op = KV_PUT, .key_len = 1 };
    struct kv_request q = put;
    const size_t max = KV_REQUEST_MAX;

    check_begin("messages at the limits of their lengths");
    q.key_len = KV_KEY_MAX;
    q.value_len = KV_VALUE_MAX;
    encodes_to(q, max, KV_REQUEST_MAX, "the longest put");
    encodes_to(q, max - 1, -EMSGSIZE, "a put, into one byte too few,");
    encodes_to(put, 3, -EMSGSIZE, "a put, into 3 bytes,");
    q.key_len++;
    encodes_to(q, max, -EINVAL, "a key of KV_KEY_MAX + 1 bytes");
    q.key_len = 0x10001;
    encodes_to(q, max, -EINVAL, "a key of 65537 bytes");
    q.key_len = 0;
    encodes_to(q, max, -EINVAL, "a key of 0 bytes");
    q = put;
    q.value_len = KV_VALUE_MAX + 1;
    encodes_to(q, max, -EINVAL, "a value of KV_VALUE_MAX + 1 bytes");
    q.value_len = SIZE_MAX;
    encodes_to(q, max, -EINVAL, "a value of SIZE_MAX bytes");
    q = (struct kv_request){ .op = KV_GET, .key_len = 1, .value_len = 1 };
    encodes_to(q, max, -EINVAL, "a get with a value");
    q = (struct kv_request){ .op = (enum kv_op)4, .key_len = 1 };
    encodes_to(q, max, -EINVAL, "operation 4");
    replies_to((struct kv_reply){ .value_len = KV_VALUE_MAX }, KV_REPLY_MAX,
               KV_REPLY_MAX, "the longest value");
    replies_to((struct kv_reply){ .value_len = KV_VALUE_MAX + 1 },
               KV_REPLY_MAX + 1, -EINVAL, "a value of KV_VALUE_MAX + 1 bytes");
    replies_to((struct kv_reply){ .value_len = 1 }, KV_HEADER_LEN, -EMSGSIZE,
               "a reply, into one byte too few,");
    replies_to((struct kv_reply){ .status = KV_NO_SUCH_KEY, .value_len = 1 },
               KV_REPLY_MAX, -EINVAL, "\"no such key\" with a value");
}

/* ---- garbage ------------------------------------------------------------ */

static void
no_request(const uint8_t *bytes, size_t len, const char *what)
{
    struct message m = message_new(bytes, len);
    struct kv_request q;
    int r;

    check_trying(what);
    r = kv_request_decode(&q, m.bytes, m.len);
    CHECK(r == -EBADMSG,
          "kv_request_decode() of %s (%zu bytes) returned %s, "
          "not %s",
          what, len, peer_result(r), peer_result(-EBADMSG));
    free(m.block);
}

static void
no_reply(const uint8_t *bytes, size_t len, const char *what)
{
    struct message m = message_new(bytes, len);
    struct kv_reply p;
    int r;

    check_trying(what);
    r = kv_reply_decode(&p, m.bytes, m.len);
    CHECK(r == -EBADMSG,
          "kv_reply_decode() of %s (%zu bytes) returned %s, "
          "not %s",
          what, len, peer_result(r), peer_result(-EBADMSG));
    free(m.block);
}

/* A message with one byte of its header changed. */
static void
no_longer(const struct message *m, size_t at, uint8_t byte, int is_request,
          const char *what)
{
    uint8_t changed[KV_REQUEST_MAX];

    memcpy(changed, m->bytes, m->len);
    changed[at] = byte;
    if (is_request)
        no_request(changed, m->len, what);
    else
        no_reply(changed, m->len, what);
}

/* A message that is as long as it says, and longer than it may be. */
static void
too_long(void)
{
    static uint8_t bytes[KV_REQUEST_MAX + 1];

    memcpy(bytes, "\0\0\0\1\0\2\0\x41\0\0\0\0", KV_HEADER_LEN);
    no_request(bytes, KV_HEADER_LEN + KV_KEY_MAX + 1,
               "a key of KV_KEY_MAX + 1 bytes");
    memcpy(bytes, "\0\0\0\1\0\1\0\1\0\0\4\1", KV_HEADER_LEN);
    no_request(bytes, KV_HEADER_LEN + 1 + KV_VALUE_MAX + 1,
               "a value of KV_VALUE_MAX + 1 bytes");
    memcpy(bytes, "\0\0\0\1\0\0\0\0\0\0\4\1", KV_HEADER_LEN);
    no_reply(bytes, KV_HEADER_LEN + KV_VALUE_MAX + 1,
             "a value of KV_VALUE_MAX + 1 bytes");
}

static void
garbage(void)
{
    struct message q = message_of_hex(request_bytes[0].hex);
    struct message get = message_of_hex("000000010002000000000001ff");
    struct message p = message_of_hex(reply_bytes[0].hex);
    struct message none = message_of_hex("0000000100010000000000016b");
    uint8_t longer[KV_REQUEST_MAX] = { 0 };

    check_begin("bytes that are no message");
    too_long();
    for (size_t n = 0; n < q.len; n++)
        no_request(q.bytes, n, "the beginning of a put");
    for (size_t n = 0; n < p.len; n++)
        no_reply(p.bytes, n, "the beginning of a reply");
    memcpy(longer, q.bytes, q.len);
    no_request(longer, q.len + 1, "a put and one byte more");
    memcpy(longer, p.bytes, p.len);
    no_reply(longer, p.len + 1, "a reply and one byte more");
    no_longer(&q, 5, 0, 1, "operation 0");
    no_longer(&q, 5, 4, 1, "operation 4");
    no_longer(&q, 4, 1, 1, "operation 257");
    no_longer(&q, 5, KV_GET, 1, "a get with a value");
    no_longer(&q, 7, 2, 1, "a key that takes the value's byte, and more");
    no_longer(&q, 6, 0xff, 1, "a key of 65281 bytes");
    no_longer(&q, 8, 0xff, 1, "a value of 2^32 - 2^24 + 1 bytes");
    no_longer(&q, 11, 0xff, 1, "a value of 255 bytes that are not there");
    no_request(none.bytes, none.len, "a put without a key");
    no_request(get.bytes, get.len, "a get without a key, with a value");
    /* 12 + 2 + 0xffffffff is 13 where it is counted in 32 bits. */
    memcpy(longer, "\0\0\0\1\0\1\0\2\xff\xff\xff\xffk", 13);
    no_request(longer, 13, "a value of 2^32 - 1 bytes");
    no_longer(&p, 5, 3, 0, "status 3");
    no_longer(&p, 4, 1, 0, "status 256");
    no_longer(&p, 5, KV_NO_SUCH_KEY, 0, "\"no such key\" with a value");
    no_longer(&p, 7, 1, 0, "a reply whose byte 7, which must be 0, is 1");
    no_longer(&p, 8, 0x80, 0, "a value of 2^31 + 1 bytes");
    free(q.block);
    free(get.block);
    free(p.block);
    free(none.block);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*check)(void);
    } topic[] = {
        { "bytes", bytes },
        { "limits", limits },
        { "garbage", garbage },
    };

    for (size_t i = 0; i < COUNT(topic); i++)
        if (argc > 1 && strcmp(argv[1], topic[i].name) == 0)
            topic[i].check();
    return check_done();
}
