/*
 * xdr_cut.c - part A: messages that end too early, and buffers that are too
 * small, by one byte after the other.
 *
 * The first message is the example of RFC 4506, section 7; the second has one
 * of everything else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/lab2/node/xdr_check.h"
#include "grader/node/check.h"

static const char file_bytes[] = "\0\0\0\x09sillyprog\0\0\0"
                                 "\0\0\0\x02"
                                 "\0\0\0\x04lisp"
                                 "\0\0\0\x04john"
                                 "\0\0\0\x06(quit)\0\0";
static const char other_bytes[] = "\0\0\0\1"
                                  "\1\2\3\4\5\6\7\x8"
                                  "\x3f\x80\0\0"
                                  "\xc0\x04\0\0\0\0\0\0"
                                  "abc\0"
                                  "\0\0\0\2"
                                  "\0\0\0\3\0\0\0\4";

/* What was decoded; all zero after an error, as far as it was not before. */
struct values {
    char name[256], interpreter[256], owner[33];
    int32_t kind;
    uint8_t data[100];
    uint32_t data_len;

    int flag;
    uint64_t big;
    float real;
    double longer;
    uint8_t fixed[3];
    uint32_t count;
    uint32_t word[2];
};

static void
put_file(struct xdr_enc *e)
{
    xdr_put_string(e, "sillyprog", 255);
    xdr_put_enum(e, 2);
    xdr_put_string(e, "lisp", 255);
    xdr_put_string(e, "john", 32);
    xdr_put_opaque(e, "(quit)", 6, 100);
}

static void
get_file(struct xdr_dec *d, struct values *v)
{
    xdr_get_string(d, v->name, 255);
    v->kind = xdr_get_enum(d);
    xdr_get_string(d, v->interpreter, 255);
    xdr_get_string(d, v->owner, 32);
    v->data_len = xdr_get_opaque(d, v->data, 100);
}

static void
put_other(struct xdr_enc *e)
{
    static const uint32_t words[2] = { 3, 4 };

    xdr_put_bool(e, 1);
    xdr_put_u64(e, 0x0102030405060708);
    xdr_put_float(e, 1);
    xdr_put_double(e, -2.5);
    xdr_put_fixed(e, "abc", 3);
    xdr_put_count(e, 2, 2);
    xdr_put_u32s(e, words, 2);
}

static void
get_other(struct xdr_dec *d, struct values *v)
{
    v->flag = xdr_get_bool(d);
    v->big = xdr_get_u64(d);
    v->real = xdr_get_float(d);
    v->longer = xdr_get_double(d);
    xdr_get_fixed(d, v->fixed, 3);
    v->count = xdr_get_count(d, 2, 4);
    xdr_get_u32s(d, v->word, 2);
}

struct message {
    const char *what, *bytes;
    size_t len;
    void (*put)(struct xdr_enc *e);
    void (*get)(struct xdr_dec *d, struct values *v);
};

static const struct message messages[] = {
    { "the example of RFC 4506", file_bytes, sizeof(file_bytes) - 1, put_file,
      get_file },
    { "a message of seven types", other_bytes, sizeof(other_bytes) - 1,
      put_other, get_other },
};

/* ---- decoding ----------------------------------------------------------- */

/*
 * The last value of a message that was cut must be zero: the error is
 * sticky, whatever could be decoded of the bytes that are there.
 */
static int
last_is_zero(const struct values *v)
{
    static const uint32_t none[2];

    return v->data_len == 0 && memcmp(v->word, none, sizeof(none)) == 0;
}

static void
check_truncations(const struct message *m)
{
    for (size_t len = 0; len < m->len; len++) {
        struct values *v = malloc(sizeof(*v));
        char what[80];
        struct xdr_dec d;

        memset(v, 0xee, sizeof(*v));
        v->data_len = v->word[0] = v->word[1] = 0;
        begin_dec(&d, m->bytes, len);
        m->get(&d, v);
        snprintf(what, sizeof(what), "%s, cut after %zu bytes", m->what, len);
        CHECK(last_is_zero(v), "%s: its last value is not zero", what);
        CHECK(xdr_get_end(&d) == -EBADMSG, "%s: xdr_get_end() is not -EBADMSG",
              what);
        expect_dec_error(&d, what);
        free(v);
    }
}

/* Get functions yield zeros after an error, though there are bytes. */
static void
check_sticky(void)
{
    static const char bytes[] = "\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\1\1\1\1";
    uint8_t fixed[4] = "####";
    uint32_t word[1] = { 9 };
    char s[5] = "####";
    struct xdr_dec d;

    begin_dec(&d, bytes, sizeof(bytes) - 1);
    xdr_dec_fail(&d); /* as the caller of xdr_get_enum() may */
    CHECK(xdr_get_u32(&d) == 0, "after an error xdr_get_u32() is not 0");
    CHECK(xdr_get_u64(&d) == 0, "after an error xdr_get_u64() is not 0");
    CHECK(xdr_get_string(&d, s, 4) == 0 && s[0] == '\0',
          "after an error xdr_get_string() is not empty");
    xdr_get_fixed(&d, fixed, 4);
    CHECK(memcmp(fixed, "\0\0\0\0", 4) == 0,
          "after an error xdr_get_fixed() does not yield zeros");
    xdr_get_u32s(&d, word, 1);
    CHECK(word[0] == 0, "after an error xdr_get_u32s() does not yield zeros");
    expect_dec_error(&d, "a decoder that was told to fail");
}

/* A part of a number is none, and a string is not longer than it may be. */
static void
check_parts(void)
{
    static const char five[] = "\0\0\0\5abcde\0\0";
    struct xdr_dec d;
    char s[16];

    for (size_t len = 1; len < 8; len++) {
        char what[60];

        snprintf(what, sizeof(what), "xdr_get_u64() of %zu bytes", len);
        begin_dec(&d, "\1\2\3\4\5\6\7", len);
        CHECK(xdr_get_u64(&d) == 0, "%s is not 0", what);
        expect_dec_error(&d, what);
    }
    begin_dec(&d, five, sizeof(five));
    CHECK(xdr_get_string(&d, s, 4) == 0 && s[0] == '\0',
          "xdr_get_string() of a string<4> with 5 bytes is not empty");
    expect_dec_error(&d, "a string<4> of 5 bytes");
}

/* ---- encoding ----------------------------------------------------------- */

static void
check_small_buffers(const struct message *m)
{
    struct xdr_enc e;

    for (size_t cap = 0; cap < m->len; cap++) {
        char what[80];

        begin_enc(&e, cap);
        m->put(&e);
        snprintf(what, sizeof(what), "%s into %zu bytes", m->what, cap);
        expect_enc_error(&e, what, -EMSGSIZE);
    }
    begin_enc(&e, m->len);
    m->put(&e);
    expect_bytes(&e, m->what, m->bytes, m->len);
}

/* The reason that is kept is the first one. */
static void
check_first_error(void)
{
    struct xdr_enc e;

    begin_enc(&e, 4);
    xdr_put_string(&e, "long", 1);
    xdr_put_u64(&e, 1);
    expect_enc_error(&e, "a string<1> of 4 bytes, then a full buffer",
                     -EINVAL);
    begin_enc(&e, 4);
    xdr_put_u64(&e, 1);
    xdr_put_string(&e, "long", 1);
    expect_enc_error(&e, "a full buffer, then a string<1> of 4 bytes",
                     -EMSGSIZE);
}

int
main(void)
{
    struct xdr_dec d;

    check_begin("every truncation, every small buffer");
    for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
        check_small_buffers(&messages[i]);
        check_truncations(&messages[i]);
    }
    check_sticky();
    check_parts();
    check_first_error();
    begin_dec(&d, "\0\0\0\1\0", 5);
    xdr_get_u32(&d);
    CHECK(xdr_get_end(&d) == -EBADMSG, "a byte too many is no error");
    expect_dec_error(&d, "a byte too many");
    return check_done();
}
