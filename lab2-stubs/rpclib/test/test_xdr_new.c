/*
 * test_xdr_new.c - memory for what is decoded, and how much of it.
 *
 * At stake: a message of a few bytes, with a large number in it, must not
 * make its reader take all memory, or all of its stack.
 */
#include "grader/testing.h"

#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/xdr.h"

#define NO_BOUND UINT32_MAX

/* There is memory, or there is none. */
static int no_memory;

static void *
maybe_calloc(size_t n, size_t size)
{
    return no_memory ? NULL : calloc(n, size);
}

#define calloc maybe_calloc
#include "lab2-stubs/rpclib/xdr_new.h"
#undef calloc

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

/* Nobody may allocate for elements that cannot be in the message. */
static void
a_count_is_compared_with_its_bound_and_with_the_message(void **state)
{
    static const struct {
        uint32_t n, max, min_len, got;
    } test[] = {
        { 0, 0, 4, 0 },
        { 2, 2, 4, 2 },
        { 2, 1, 4, 0 },
        { 3, 9, 4, 0 },
        { 1, 9, 8, 1 },
        { 1, 9, 12, 0 },
        { 8, 8, 1, 8 },
        { 0x40000000, NO_BOUND, 4, 0 },
        { 0xffffffff, NO_BOUND, 1, 0 },
        { 0x20000001, NO_BOUND, 8, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(test) / sizeof(test[0]); i++) {
        uint8_t message[12] = { 0 };
        int good = test[i].got == test[i].n;
        struct xdr_enc e;
        struct xdr_dec d;

        xdr_enc_init(&e, message, 4);
        xdr_put_u32(&e, test[i].n);
        d = decoder(message, sizeof(message));
        assert_int_equal(xdr_get_count(&d, test[i].max, test[i].min_len),
                         test[i].got);
        assert_int_equal(d.err, good ? 0 : -EBADMSG);
        release(&d);
    }
}

static void
memory_is_for_what_is_in_the_message(void **state)
{
    static const char two[] = "\0\0\0\2\0\0\0\1\0\0\0\2";
    struct xdr_dec d = decoder(two, 12);
    uint32_t n = 9;
    int32_t *v;

    (void)state;
    v = xdr_new_array(&d, &n, 2, 4, sizeof(*v));
    assert_non_null(v);
    assert_int_equal(n, 2);
    assert_int_equal(v[1], 0);
    free(v);
    release(&d);
    d = decoder(two, 8); /* one is missing */
    assert_null(xdr_new_array(&d, &n, 2, 4, sizeof(*v)));
    assert_int_equal(n, 0);
    assert_int_equal(d.err, -EBADMSG);
    assert_null(xdr_new_optional(&d, 100)); /* after an error */
    release(&d);
    d = decoder("\0\0\0\0\0\0\0\1\0\0\0\2", 12);
    assert_null(xdr_new_optional(&d, 100));
    v = xdr_new_optional(&d, sizeof(*v));
    assert_non_null(v);
    free(v);
    assert_null(xdr_new_optional(&d, 100)); /* 2: neither yes nor no */
    assert_int_equal(d.err, -EBADMSG);
    release(&d);
}

static void
no_memory_is_an_error_of_its_own(void **state)
{
    struct xdr_dec d = decoder("\0\0\0\2\0\0\0\1\0\0\0\2", 12);
    uint32_t n;

    (void)state;
    no_memory = 1;
    assert_null(xdr_new_array(&d, &n, 2, 4, 4));
    no_memory = 0;
    assert_int_equal(n, 0);
    assert_int_equal(d.err, -ENOMEM);
    release(&d);
}

static void
depth_is_limited(void **state)
{
    uint8_t buf[4];
    struct xdr_enc e;
    struct xdr_dec d;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    xdr_dec_init(&d, buf, sizeof(buf));
    for (int i = 0; i < XDR_DEPTH_MAX; i++) {
        assert_true(xdr_enc_enter(&e));
        assert_true(xdr_dec_enter(&d));
    }
    xdr_enc_leave(&e);
    xdr_dec_leave(&d);
    assert_true(xdr_enc_enter(&e));
    assert_true(xdr_dec_enter(&d));
    assert_false(xdr_enc_enter(&e));
    assert_false(xdr_dec_enter(&d));
    assert_int_equal(e.err, -EINVAL);
    assert_int_equal(d.err, -EBADMSG);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_count_is_compared_with_its_bound_and_with_the_message),
        cmocka_unit_test(memory_is_for_what_is_in_the_message),
        cmocka_unit_test(no_memory_is_an_error_of_its_own),
        cmocka_unit_test(depth_is_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
