/*
 * test_rpc_msg.c - headers as RFC 5531 has them; anything else has a reason.
 */
#include "grader/testing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_msg.h"

static const uint8_t call_bytes[] = {
    0x12, 0x34, 0x56, 0x78, /* xid */
    0,    0,    0,    0,    /* CALL */
    0,    0,    0,    2,    /* rpcvers */
    0x20, 0,    0,    3,    /* prog */
    0,    0,    0,    1,    /* vers */
    0,    0,    0,    4,    /* proc */
    0,    0,    0,    0,    /* cred: AUTH_NONE */
    0,    0,    0,    0,    /* of no bytes */
    0x20, 0,    0,    1,    /* verf: some flavour */
    0,    0,    0,    5,    /* of five bytes */
    1,    2,    3,    4,    5, 0, 0, 0,
};

static const uint8_t mismatch_bytes[] = {
    0x12, 0x34, 0x56, 0x78, /* xid */
    0,    0,    0,    1,    /* REPLY */
    0,    0,    0,    0,    /* MSG_ACCEPTED */
    0,    0,    0,    0,    /* verf: AUTH_NONE */
    0,    0,    0,    0,    /* of no bytes */
    0,    0,    0,    2,    /* PROG_MISMATCH */
    0,    0,    0,    3,    /* low */
    0,    0,    0,    9,    /* high */
};

static int
get_call(const void *bytes, size_t len, struct rpc_call_header *h,
         struct rpc_text *why)
{
    struct xdr_dec d;
    uint8_t *copy = malloc(len ? len : 1); /* ASan guards the end */
    int err;

    assert_non_null(copy);
    memcpy(copy, bytes, len);
    xdr_dec_init(&d, copy, len);
    err = rpc_call_header_get(&d, h, why);
    free(copy);
    return err;
}

static int
get_reply(const void *bytes, size_t len, struct rpc_reply_header *h,
          struct rpc_text *why)
{
    struct xdr_dec d;
    uint8_t *copy = malloc(len ? len : 1);
    int err;

    assert_non_null(copy);
    memcpy(copy, bytes, len);
    xdr_dec_init(&d, copy, len);
    err = rpc_reply_header_get(&d, h, why);
    free(copy);
    return err;
}

static void
a_call_is_encoded_byte_by_byte(void **state)
{
    struct rpc_call_header h = {
        .xid = 0x12345678,
        .rpcvers = 2,
        .prog = 0x20000003,
        .vers = 1,
        .proc = 4,
        .verf = { .flavor = 0x20000001, .len = 5, .body = { 1, 2, 3, 4, 5 } },
    };
    uint8_t buf[RPC_CALL_HEADER_MAX];
    struct xdr_enc e;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    rpc_call_header_put(&e, &h);
    assert_int_equal(e.err, 0);
    assert_int_equal(e.len, sizeof(call_bytes));
    assert_memory_equal(buf, call_bytes, sizeof(call_bytes));
}

static void
a_call_is_decoded(void **state)
{
    struct rpc_call_header h;
    struct rpc_text why = { 0 };

    (void)state;
    assert_int_equal(get_call(call_bytes, sizeof(call_bytes), &h, &why), 0);
    assert_int_equal(h.xid, 0x12345678);
    assert_int_equal(h.prog, 0x20000003);
    assert_int_equal(h.vers, 1);
    assert_int_equal(h.proc, 4);
    assert_int_equal(h.cred.flavor, RPC_AUTH_NONE);
    assert_int_equal(h.cred.len, 0);
    assert_int_equal(h.verf.flavor, 0x20000001);
    assert_int_equal(h.verf.len, 5);
    assert_memory_equal(h.verf.body, "\1\2\3\4\5", 5);
}

static void
the_longest_header_fits_its_constant(void **state)
{
    struct rpc_call_header h = { .cred.len = RPC_AUTH_MAX,
                                 .verf.len = RPC_AUTH_MAX };
    uint8_t buf[RPC_CALL_HEADER_MAX];
    struct xdr_enc e;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    rpc_call_header_put(&e, &h);
    assert_int_equal(e.err, 0);
    assert_int_equal(e.len, sizeof(buf));
    h.verf.len = RPC_AUTH_MAX + 1;
    xdr_enc_init(&e, buf, sizeof(buf));
    rpc_call_header_put(&e, &h);
    assert_int_equal(e.err, -EINVAL);
}

static void
every_truncated_call_has_a_reason(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof(call_bytes); len++) {
        struct rpc_call_header h;
        struct rpc_text why = { 0 };

        assert_int_equal(get_call(call_bytes, len, &h, &why), -EBADMSG);
        assert_string_equal(why.s, len < RPC_CALL_HEADER_MIN
                                       ? "shorter than a call header"
                                       : "malformed verifier");
    }
}

/* The call above with one word changed. */
static void
expect_changed(size_t word, uint32_t value, int err, const char *reason)
{
    uint8_t bytes[sizeof(call_bytes)];
    struct rpc_call_header h;
    struct rpc_text why = { 0 };

    memcpy(bytes, call_bytes, sizeof(bytes));
    rpc_msg_set_xid(bytes + 4 * word, value);
    assert_int_equal(get_call(bytes, sizeof(bytes), &h, &why), err);
    assert_string_equal(why.s, reason);
    assert_int_equal(h.xid, 0x12345678);
}

static void
what_is_no_call_has_a_reason(void **state)
{
    (void)state;
    expect_changed(1, 1, -EBADMSG, "not a call");
    expect_changed(1, 77, -EBADMSG, "not a call");
    expect_changed(2, 7, -EPROTONOSUPPORT, "rpcvers 7");
    expect_changed(7, 401, -EBADMSG, "malformed credential");
    expect_changed(7, UINT32_MAX, -EBADMSG, "malformed credential");
    expect_changed(9, 9, -EBADMSG, "malformed verifier"); /* 8 are there */
    expect_changed(9, 4, 0, "");
}

static void
a_reply_is_encoded_byte_by_byte(void **state)
{
    struct rpc_reply_header h = { .xid = 0x12345678,
                                  .accept = RPC_ACCEPT_PROG_MISMATCH,
                                  .low = 3,
                                  .high = 9 };
    uint8_t buf[RPC_REPLY_HEADER_MAX];
    struct xdr_enc e;

    (void)state;
    xdr_enc_init(&e, buf, sizeof(buf));
    rpc_reply_header_put(&e, &h);
    assert_int_equal(e.err, 0);
    assert_int_equal(e.len, sizeof(mismatch_bytes));
    assert_memory_equal(buf, mismatch_bytes, sizeof(mismatch_bytes));
}

static void
round_trip(const struct rpc_reply_header *h)
{
    uint8_t buf[RPC_REPLY_HEADER_MAX];
    struct rpc_reply_header back = { 0 };
    struct rpc_text why = { 0 };
    struct xdr_enc e;

    xdr_enc_init(&e, buf, sizeof(buf));
    rpc_reply_header_put(&e, h);
    assert_int_equal(e.err, 0);
    assert_int_equal(get_reply(buf, e.len, &back, &why), 0);
    assert_memory_equal(&back, h, sizeof(back));
    for (size_t len = 0; len < e.len; len++)
        assert_int_equal(get_reply(buf, len, &back, &why), -EBADMSG);
}

static void
every_kind_of_reply_comes_back(void **state)
{
    struct rpc_reply_header h = { .xid = 5, .verf.flavor = 1, .verf.len = 3 };

    (void)state;
    for (unsigned i = 0; i <= RPC_ACCEPT_SYSTEM_ERR; i++) {
        h.accept = (enum rpc_accept_stat)i;
        h.low = i == RPC_ACCEPT_PROG_MISMATCH ? 1 : 0;
        h.high = i == RPC_ACCEPT_PROG_MISMATCH ? 3 : 0;
        round_trip(&h);
    }
    round_trip(&(struct rpc_reply_header){
        .stat = RPC_MSG_DENIED, .low = 2, .high = 2 });
    round_trip(
        &(struct rpc_reply_header){ .stat = RPC_MSG_DENIED,
                                    .reject = RPC_REJECT_AUTH_ERROR,
                                    .auth_stat = RPC_AUTH_REJECTEDCRED });
}

static void
expect_no_reply(size_t word, uint32_t value, const char *reason)
{
    uint8_t bytes[sizeof(mismatch_bytes)];
    struct rpc_reply_header h;
    struct rpc_text why = { 0 };

    memcpy(bytes, mismatch_bytes, sizeof(bytes));
    rpc_msg_set_xid(bytes + 4 * word, value);
    assert_int_equal(get_reply(bytes, sizeof(bytes), &h, &why), -EBADMSG);
    assert_string_equal(why.s, reason);
}

static void
what_is_no_reply_has_a_reason(void **state)
{
    (void)state;
    expect_no_reply(1, 0, "not a reply");
    expect_no_reply(2, 2, "reply_stat 2");
    expect_no_reply(4, 401, "malformed reply header");
    expect_no_reply(5, 6, "accept_stat 6");
}

static void
a_transport_sees_xid_and_type_only(void **state)
{
    uint8_t bytes[8] = { 0, 0, 0, 0, 0, 0, 0, 1 };
    struct rpc_text why = { 0 };
    uint32_t xid;

    (void)state;
    rpc_msg_set_xid(bytes, 0xdeadbeef);
    assert_memory_equal(bytes, "\xde\xad\xbe\xef", 4);
    assert_int_equal(rpc_msg_xid(bytes), 0xdeadbeef);
    assert_int_equal(rpc_reply_peek(bytes, 8, &xid, &why), 0);
    assert_int_equal(xid, 0xdeadbeef);
    assert_int_equal(rpc_reply_peek(bytes, 7, &xid, &why), -EBADMSG);
    assert_string_equal(why.s, "shorter than a reply header");
    bytes[7] = 0;
    assert_int_equal(rpc_reply_peek(bytes, 8, &xid, &why), -EBADMSG);
    assert_string_equal(why.s, "not a reply");
}

/* Every byte of both messages set to a few values: errors, no crash. */
static void
mutations_never_crash(void **state)
{
    static const uint8_t value[] = { 0, 1, 2, 4, 0x7f, 0x80, 0xfe, 0xff };
    uint8_t call[sizeof(call_bytes)], reply[sizeof(mismatch_bytes)];
    struct rpc_call_header c;
    struct rpc_reply_header r;
    struct rpc_text why = { 0 };

    (void)state;
    for (size_t v = 0; v < sizeof(value); v++) {
        for (size_t i = 0; i < sizeof(call); i++) {
            memcpy(call, call_bytes, sizeof(call));
            call[i] = value[v];
            get_call(call, sizeof(call), &c, &why);
            get_reply(call, sizeof(call), &r, &why);
        }
        for (size_t i = 0; i < sizeof(reply); i++) {
            memcpy(reply, mismatch_bytes, sizeof(reply));
            reply[i] = value[v];
            get_reply(reply, sizeof(reply), &r, &why);
            get_call(reply, sizeof(reply), &c, &why);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_encoded_byte_by_byte),
        cmocka_unit_test(a_call_is_decoded),
        cmocka_unit_test(the_longest_header_fits_its_constant),
        cmocka_unit_test(every_truncated_call_has_a_reason),
        cmocka_unit_test(what_is_no_call_has_a_reason),
        cmocka_unit_test(a_reply_is_encoded_byte_by_byte),
        cmocka_unit_test(every_kind_of_reply_comes_back),
        cmocka_unit_test(what_is_no_reply_has_a_reason),
        cmocka_unit_test(a_transport_sees_xid_and_type_only),
        cmocka_unit_test(mutations_never_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
