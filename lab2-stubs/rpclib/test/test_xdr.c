/*
 * test_xdr.c - bytes as RFC 4506 has them, and no others.
 *
 * At stake: two programs of different makers understand each other, and a
 * hostile message neither crashes one nor is taken for a value.
 */
#include "grader/testing.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/xdr.h"

#define NO_BOUND UINT32_MAX

static void
assert_encoded(const struct xdr_enc *e, const char *bytes, size_t len)
{
    assert_int_equal(e->err, 0);
    assert_int_equal(e->len, len);
    assert_memory_equal(e->buf, bytes, len);
}

/* A decoder of exactly these bytes, on the heap: ASan guards both ends. */
static struct xdr_dec
decoder(const void *bytes, size_t len)
{
    struct xdr_dec d;
    uint8_t *copy = malloc(len ? len : 1);

    assert_non_null(copy);
    memcpy(copy, bytes, len);
    xdr_dec_init(&d, copy, len);
    return d;
}

static void
release(struct xdr_dec *d)
{
    free((void *)d->buf);
}

/* ---- single values ------------------------------------------------------ */

static void
numbers_are_big_endian(void **state)
{
    uint8_t buf[64];
    struct xdr_enc e;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_u32(&e, 0xfedcba98);
    xdr_put_i32(&e, -2);
    xdr_put_u64(&e, 0x0102030405060708);
    xdr_put_i64(&e, -2);
    xdr_put_enum(&e, -1);
    xdr_put_bool(&e, 7);
    xdr_put_bool(&e, 0);
    assert_encoded(&e,
                   "\xfe\xdc\xba\x98"
                   "\xff\xff\xff\xfe"
                   "\x01\x02\x03\x04\x05\x06\x07\x08"
                   "\xff\xff\xff\xff\xff\xff\xff\xfe"
                   "\xff\xff\xff\xff"
                   "\x00\x00\x00\x01"
                   "\x00\x00\x00\x00",
                   36);
}

static void
numbers_come_back(void **state)
{
    static const int64_t value[] = { 0,         1,         -1,       INT32_MIN,
                                     INT32_MAX, INT64_MIN, INT64_MAX };
    uint8_t buf[64];

    (void)state;
    for (size_t i = 0; i < sizeof(value) / sizeof(value[0]); i++) {
        struct xdr_enc e;
        struct xdr_dec d;

        xdr_enc_init(&e, buf, sizeof(buf));
        xdr_put_i64(&e, value[i]);
        xdr_put_u64(&e, (uint64_t)value[i]);
        xdr_put_i32(&e, (int32_t)value[i]);
        xdr_put_u32(&e, (uint32_t)value[i]);
        xdr_put_bool(&e, value[i] != 0);
        xdr_dec_init(&d, buf, e.len);
        assert_true(xdr_get_i64(&d) == value[i]);
        assert_true(xdr_get_u64(&d) == (uint64_t)value[i]);
        assert_true(xdr_get_i32(&d) == (int32_t)value[i]);
        assert_true(xdr_get_u32(&d) == (uint32_t)value[i]);
        assert_int_equal(xdr_get_bool(&d), value[i] != 0);
        assert_int_equal(xdr_get_end(&d), 0);
    }
}

static void
bytes_are_padded_with_zeros(void **state)
{
    static const char *const padded[] = {
        "", "a\0\0\0", "ab\0\0", "abc\0", "abcd", "abcde\0\0\0",
    };
    uint8_t buf[16];

    (void)state;
    for (uint32_t len = 0; len <= 5; len++) {
        uint32_t whole = (len + 3) / 4 * 4;
        char back[9] = "########";
        struct xdr_enc e;
        struct xdr_dec d;

        memset(buf, 0xff, sizeof(buf));
        xdr_enc_init(&e, buf, sizeof(buf));
        xdr_put_fixed(&e, "abcde", len);
        assert_encoded(&e, padded[len], whole);
        xdr_enc_init(&e, buf, sizeof(buf));
        xdr_put_opaque(&e, "abcde", len, 5);
        assert_int_equal(e.len, 4 + whole);
        assert_int_equal(buf[3], len);
        assert_memory_equal(buf + 4, padded[len], whole);

        d = decoder(buf, e.len);
        assert_int_equal(xdr_get_opaque(&d, back, 5), len);
        assert_int_equal(xdr_get_end(&d), 0);
        assert_memory_equal(back, "abcde", len);
        assert_int_equal(back[len], '#'); /* not touched */
        release(&d);
    }
}

static void
bytes_may_be_missing_where_there_are_none(void **state)
{
    uint8_t buf[4];
    struct xdr_enc e;
    struct xdr_dec d;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_fixed(&e, NULL, 0);
    xdr_put_opaque(&e, NULL, 0, NO_BOUND);
    assert_encoded(&e, "\0\0\0\0", 4);
    d = decoder(buf, 4);
    xdr_get_fixed(&d, NULL, 0);
    assert_int_equal(xdr_get_opaque(&d, NULL, 0), 0);
    assert_int_equal(xdr_get_end(&d), 0);
    release(&d);
}

/* RFC 4506, 4.6 and 4.7: sign, exponent, fraction, as IEEE 754 has them. */
static void
floating_point_numbers_are_sent_as_their_bits(void **state)
{
    static const double value[] = { 0.0,   -0.0,   1.0,      -2.5,
                                    1e300, 1e-300, INFINITY, -INFINITY };
    uint8_t buf[96];
    struct xdr_enc e;
    struct xdr_dec d;
    double not_a_number;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_float(&e, 1.0f);
    xdr_put_float(&e, -0.15625f);
    xdr_put_double(&e, 1.0);
    xdr_put_double(&e, -2.5);
    assert_encoded(&e,
                   "\x3f\x80\0\0"
                   "\xbe\x20\0\0"
                   "\x3f\xf0\0\0\0\0\0\0"
                   "\xc0\x04\0\0\0\0\0\0",
                   24);
    xdr_enc_init(&e, buf, sizeof(buf));
    for (size_t i = 0; i < sizeof(value) / sizeof(value[0]); i++)
        xdr_put_double(&e, value[i]);
    xdr_put_double(&e, NAN);
    xdr_put_float(&e, 0.1f);
    xdr_dec_init(&d, buf, e.len);
    for (size_t i = 0; i < sizeof(value) / sizeof(value[0]); i++) {
        double back = xdr_get_double(&d);

        assert_memory_equal(&back, &value[i], sizeof(back));
    }
    not_a_number = xdr_get_double(&d);
    assert_true(not_a_number != not_a_number);
    assert_true(xdr_get_float(&d) == 0.1f);
    assert_int_equal(xdr_get_end(&d), 0);
}

static void
arrays_of_words_are_their_words(void **state)
{
    static const int32_t in[3] = { 1, -1, 0x01020304 };
    static const char bytes[] = "\0\0\0\3\0\0\0\1\xff\xff\xff\xff\1\2\3\4";
    int32_t out[4] = { 9, 9, 9, 9 };
    uint8_t buf[16];
    struct xdr_enc e;
    struct xdr_dec d;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_count(&e, 3, 3);
    xdr_put_i32s(&e, in, 3);
    xdr_put_i32s(&e, NULL, 0);
    assert_encoded(&e, bytes, 16);
    d = decoder(bytes, 16);
    assert_int_equal(xdr_get_count(&d, 3, 4), 3);
    xdr_get_i32s(&d, out, 3);
    assert_int_equal(xdr_get_end(&d), 0);
    assert_memory_equal(out, in, sizeof(in));
    assert_int_equal(out[3], 9);
    release(&d);
    for (size_t len = 4; len < 16; len++) {
        d = decoder(bytes, len);
        xdr_get_u32(&d);
        memset(out, 0xee, sizeof(out));
        xdr_get_i32s(&d, out, 3);
        assert_int_equal(d.err, -EBADMSG);
        assert_memory_equal(out, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
        release(&d);
    }
}

/* ---- the example of RFC 4506, section 7 --------------------------------- */

static const char silly_file[] = "\0\0\0\x09sillyprog\0\0\0"
                                 "\0\0\0\x02"
                                 "\0\0\0\x04lisp"
                                 "\0\0\0\x04john"
                                 "\0\0\0\x06(quit)\0\0";
#define SILLY_LEN (sizeof(silly_file) - 1)

struct silly {
    char filename[256], interpretor[256], owner[33];
    int32_t kind;
    uint8_t data[100];
    uint32_t data_len;
};

static void
silly_put(struct xdr_enc *e)
{
    xdr_put_string(e, "sillyprog", 255);
    xdr_put_enum(e, 2);
    xdr_put_string(e, "lisp", 255);
    xdr_put_string(e, "john", 32);
    xdr_put_opaque(e, "(quit)", 6, 65535);
}

static void
silly_get(struct xdr_dec *d, struct silly *v)
{
    xdr_get_string(d, v->filename, 255);
    v->kind = xdr_get_enum(d);
    xdr_get_string(d, v->interpretor, 255);
    xdr_get_string(d, v->owner, 32);
    v->data_len = xdr_get_opaque(d, v->data, sizeof(v->data));
}

static void
the_example_of_the_rfc_is_encoded_as_printed_there(void **state)
{
    uint8_t buf[SILLY_LEN];
    struct xdr_enc e;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    silly_put(&e);
    assert_encoded(&e, silly_file, 48);
}

static void
the_example_of_the_rfc_is_decoded(void **state)
{
    struct xdr_dec d = decoder(silly_file, SILLY_LEN);
    struct silly v;

    (void)state;
    silly_get(&d, &v);
    assert_int_equal(xdr_get_end(&d), 0);
    assert_string_equal(v.filename, "sillyprog");
    assert_int_equal(v.kind, 2);
    assert_string_equal(v.interpretor, "lisp");
    assert_string_equal(v.owner, "john");
    assert_int_equal(v.data_len, 6);
    assert_memory_equal(v.data, "(quit)", 6);
    release(&d);
}

static void
every_truncation_is_an_error(void **state)
{
    (void)state;
    for (size_t len = 0; len < SILLY_LEN; len++) {
        struct xdr_dec d = decoder(silly_file, len);
        struct silly v;

        memset(&v, 0xee, sizeof(v));
        silly_get(&d, &v);
        assert_int_equal(xdr_get_end(&d), -EBADMSG);
        assert_int_equal(v.data_len, 0);
        assert_true(strlen(v.owner) <= 4); /* terminated, whatever came */
        release(&d);
    }
}

static void
a_byte_too_many_is_an_error(void **state)
{
    struct xdr_dec d = decoder(silly_file, SILLY_LEN + 1);
    struct silly v;

    (void)state;
    silly_get(&d, &v);
    assert_int_equal(d.err, 0);
    assert_int_equal(xdr_get_end(&d), -EBADMSG);
    release(&d);
}

static void
every_buffer_too_small_is_an_error(void **state)
{
    (void)state;
    for (size_t cap = 0; cap < SILLY_LEN; cap++) {
        uint8_t *buf = malloc(cap + 1);
        struct xdr_enc e;

        assert_non_null(buf);
        buf[cap] = 0xaa;
        xdr_enc_init(&e, buf, cap);
        silly_put(&e);
        assert_int_equal(e.err, -EMSGSIZE);
        assert_int_equal(buf[cap], 0xaa);
        free(buf);
    }
}

/* ---- hostile messages --------------------------------------------------- */

static void
a_length_over_its_bound_is_refused(void **state)
{
    static const uint32_t length[] = { 5,          8,          1000,
                                       0x7fffffff, 0xfffffffc, 0xfffffffd,
                                       0xffffffff };
    uint8_t message[12] = "LLLLabcdefgh";

    (void)state;
    for (size_t i = 0; i < sizeof(length) / sizeof(length[0]); i++) {
        char s[6] = "#####", bytes[5] = "####";
        struct xdr_enc e;
        struct xdr_dec d;

        xdr_enc_init(&e, message, 4);
        xdr_put_u32(&e, length[i]);
        d = decoder(message, sizeof(message));
        assert_int_equal(xdr_get_string(&d, s, 4), 0);
        assert_int_equal(d.err, -EBADMSG);
        assert_memory_equal(s, "\0####", 5);
        release(&d);
        d = decoder(message, sizeof(message));
        assert_int_equal(xdr_get_opaque(&d, bytes, 4), 0);
        assert_int_equal(d.err, -EBADMSG);
        assert_memory_equal(bytes, "####", 4);
        release(&d);
    }
}

static void
a_length_without_bound_is_compared_with_the_message(void **state)
{
    static const uint8_t message[] = { 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4 };
    struct xdr_dec d = decoder(message, sizeof(message));
    char s[1] = "#";

    (void)state;
    assert_int_equal(xdr_get_string(&d, s, NO_BOUND), 0);
    assert_int_equal(d.err, -EBADMSG);
    assert_int_equal(s[0], 0);
    release(&d);
}

static void
refuse_bytes(const char *bytes, size_t len, void (*get)(struct xdr_dec *))
{
    struct xdr_dec d = decoder(bytes, len);

    get(&d);
    assert_int_equal(d.err, -EBADMSG);
    release(&d);
}

static void
get_bool(struct xdr_dec *d)
{
    assert_int_equal(xdr_get_bool(d), 0);
}

static void
get_string(struct xdr_dec *d)
{
    char s[9];

    assert_int_equal(xdr_get_string(d, s, 8), 0);
    assert_string_equal(s, "");
}

static void
get_fixed(struct xdr_dec *d)
{
    uint8_t bytes[3] = { 1, 2, 3 };

    xdr_get_fixed(d, bytes, sizeof(bytes));
    assert_memory_equal(bytes, "\0\0\0", 3);
}

static void
other_encodings_of_a_value_are_refused(void **state)
{
    (void)state;
    refuse_bytes("\0\0\0\2", 4, get_bool);
    refuse_bytes("\1\0\0\0", 4, get_bool);
    refuse_bytes("\0\0\0\1a\0\0\1", 8, get_string); /* padding */
    refuse_bytes("\0\0\0\1a\1\0\0", 8, get_string);
    refuse_bytes("\0\0\0\4a\0bc", 8, get_string); /* NUL inside */
    refuse_bytes("\0\0\0\1\0\0\0\0", 8, get_string);
    refuse_bytes("abc\1", 4, get_fixed);
}

static void
a_value_over_its_bound_is_not_sent(void **state)
{
    uint8_t buf[32];
    struct xdr_enc e;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_string(&e, "12345", 4);
    assert_int_equal(e.err, -EINVAL);
    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_opaque(&e, "12345", 5, 4);
    assert_int_equal(e.err, -EINVAL);
}

static void
the_first_error_stays(void **state)
{
    uint8_t buf[8] = { 0, 0, 0, 2, 0, 0, 0, 7 };
    struct xdr_enc e;
    struct xdr_dec d;

    (void)state;
    xdr_dec_init(&d, buf, sizeof(buf));
    xdr_get_bool(&d);
    assert_int_equal(d.err, -EBADMSG);
    assert_int_equal(xdr_get_u32(&d), 0); /* and not 7 */
    assert_true(xdr_get_u64(&d) == 0);
    assert_int_equal(xdr_get_end(&d), -EBADMSG);

    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_put_string(&e, "long", 1);
    xdr_put_u64(&e, 1);
    xdr_put_u64(&e, 1);
    assert_int_equal(e.err, -EINVAL); /* and not -EMSGSIZE */
    xdr_enc_init(&e, buf, 4);
    xdr_put_u64(&e, 1);
    xdr_put_string(&e, "long", 1);
    assert_int_equal(e.err, -EMSGSIZE); /* and not -EINVAL */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_big_endian),
        cmocka_unit_test(numbers_come_back),
        cmocka_unit_test(bytes_are_padded_with_zeros),
        cmocka_unit_test(bytes_may_be_missing_where_there_are_none),
        cmocka_unit_test(floating_point_numbers_are_sent_as_their_bits),
        cmocka_unit_test(arrays_of_words_are_their_words),
        cmocka_unit_test(the_example_of_the_rfc_is_encoded_as_printed_there),
        cmocka_unit_test(the_example_of_the_rfc_is_decoded),
        cmocka_unit_test(every_truncation_is_an_error),
        cmocka_unit_test(a_byte_too_many_is_an_error),
        cmocka_unit_test(every_buffer_too_small_is_an_error),
        cmocka_unit_test(a_length_over_its_bound_is_refused),
        cmocka_unit_test(a_length_without_bound_is_compared_with_the_message),
        cmocka_unit_test(other_encodings_of_a_value_are_refused),
        cmocka_unit_test(a_value_over_its_bound_is_not_sent),
        cmocka_unit_test(the_first_error_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
