/*
 * test_dispatch.c - a request is executed once and answered, or refused with
 * the right error and not executed.
 *
 * The client's half is the real one; its "transport" is a call of the
 * dispatcher, with a chance to spoil the message on the way.
 */
#include "grader/testing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc.h"

/* ---- a program: twice(int) = int ---------------------------------------- */

#define TWICE_PROG 0x20000099

static int executed;

static void
twice_skeleton(struct rpc_exec *x, void *service)
{
    int32_t n = xdr_get_i32(&x->args);

    (void)service;
    if (!rpc_exec_begin(x))
        return;
    executed++;
    rpc_exec_end(x);
    xdr_put_i32(&x->results, 2 * n);
}

static const struct rpc_procedure procedures[] = {
    { 1, "twice", twice_skeleton },
};
static const struct rpc_program version_2 = { TWICE_PROG, 2, "twice",
                                              procedures, 1 };
static const struct rpc_program version_4 = { TWICE_PROG, 4, "twice",
                                              procedures, 1 };

/* ---- a transport that is a function call -------------------------------- */

struct direct {
    struct rpc_client base;
    struct rpc_server server;
    size_t cut;       /* bytes missing at the end of the request */
    size_t more;      /* or superfluous ones */
    size_t room;      /* of the server for a reply */
    int spoilt_word;  /* word of the request to change; -1 none */
    uint32_t spoiler; /* its new value */
};

static enum rpc_status
direct_transact(struct rpc_client *c, struct rpc_call *call)
{
    struct direct *t = (struct direct *)c;
    struct rpc_request q = { call->request,
                             call->request_len - t->cut + t->more, NULL };

    rpc_msg_set_xid(call->request, 77);
    if (t->spoilt_word >= 0)
        rpc_msg_set_xid(call->request + 4 * t->spoilt_word, t->spoiler);
    call->reply_len = rpc_dispatch(&t->server, &q, call->reply, t->room);
    if (call->reply_len == 0)
        return RPC_TIMED_OUT;
    assert_int_equal(rpc_msg_xid(call->reply), 77);
    return RPC_OK;
}

static const struct rpc_client_ops direct_ops = { direct_transact, NULL };

static struct direct
direct(void)
{
    struct direct t = { .base.ops = &direct_ops,
                        .room = RPC_REPLY_HEADER_MAX,
                        .spoilt_word = -1 };

    executed = 0;
    assert_int_equal(rpc_register(&t.server, &version_4, NULL), 0);
    assert_int_equal(rpc_register(&t.server, &version_2, NULL), 0);
    return t;
}

static enum rpc_status
twice(struct direct *t, int32_t n, int32_t *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + 8];
    uint8_t reply[RPC_REPLY_HEADER_MAX + 4];
    struct rpc_call call = {
        .client = &t->base,
        .prog = TWICE_PROG,
        .vers = 2,
        .proc = 1,
        .name = "twice",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    memset(request, 0, sizeof(request));
    rpc_call_begin(&call);
    xdr_put_i32(&call.args, n);
    rpc_call_transact(&call);
    *res = xdr_get_i32(&call.results);
    return rpc_call_end(&call);
}

/* ---- tests -------------------------------------------------------------- */

static void
a_call_is_executed_once_and_answered(void **state)
{
    struct direct t = direct();
    int32_t res;

    (void)state;
    assert_int_equal(twice(&t, 21, &res), RPC_OK);
    assert_int_equal(res, 42);
    assert_int_equal(executed, 1);
}

/* One word of the header is another: this status, and no execution. */
static void
expect(int word, uint32_t value, enum rpc_status status)
{
    struct direct t = direct();
    int32_t res;

    t.spoilt_word = word;
    t.spoiler = value;
    assert_int_equal(twice(&t, 21, &res), status);
    assert_int_equal(res, 0);
    assert_int_equal(executed, 0);
}

static void
what_is_not_there_is_said_and_not_executed(void **state)
{
    (void)state;
    expect(1, 1, RPC_TIMED_OUT); /* a reply is not answered */
    expect(2, 3, RPC_DENIED);
    expect(3, TWICE_PROG + 1, RPC_PROG_UNAVAIL);
    expect(4, 3, RPC_PROG_MISMATCH);
    expect(5, 2, RPC_PROC_UNAVAIL);
    expect(6, 6, RPC_DENIED); /* credential of another flavour */
}

static void
arguments_too_short_or_too_long_are_garbage(void **state)
{
    int32_t res;

    (void)state;
    for (size_t n = 1; n <= 4; n++) {
        struct direct t = direct();

        t.cut = n;
        assert_int_equal(twice(&t, 1, &res), RPC_GARBAGE_ARGS);
        t.cut = 0;
        t.more = n;
        assert_int_equal(twice(&t, 1, &res), RPC_GARBAGE_ARGS);
        assert_int_equal(executed, 0);
    }
}

static void
results_without_room_are_a_system_error(void **state)
{
    struct direct t = direct();
    int32_t res;

    (void)state;
    t.room = 24; /* the header of the reply and not a byte more */
    assert_int_equal(twice(&t, 1, &res), RPC_SYSTEM_ERR);
    assert_int_equal(executed, 1);
    assert_false(rpc_is_definite(RPC_SYSTEM_ERR));
}

/* A call of version vers and procedure proc without arguments. */
static struct rpc_reply_header
raw_call(uint32_t rpcvers, uint32_t vers, uint32_t proc, uint32_t flavor)
{
    struct direct t = direct();
    struct rpc_call_header h = { .rpcvers = rpcvers,
                                 .prog = TWICE_PROG,
                                 .vers = vers,
                                 .proc = proc,
                                 .cred.flavor = flavor };
    uint8_t request[RPC_CALL_HEADER_MAX], reply[RPC_REPLY_HEADER_MAX];
    struct rpc_reply_header r;
    struct rpc_text why = { 0 };
    struct rpc_request q = { .bytes = request };
    struct xdr_enc e;
    struct xdr_dec d;

    xdr_enc_init(&e, request, sizeof(request));
    rpc_call_header_put(&e, &h);
    q.len = e.len;
    xdr_dec_init(&d, reply, rpc_dispatch(&t.server, &q, reply, sizeof(reply)));
    assert_int_equal(rpc_reply_header_get(&d, &r, &why), 0);
    assert_int_equal(xdr_get_end(&d), 0);
    return r;
}

static void
mismatches_say_what_would_match(void **state)
{
    struct rpc_reply_header r = raw_call(2, 3, 1, RPC_AUTH_NONE);

    (void)state;
    assert_int_equal(r.accept, RPC_ACCEPT_PROG_MISMATCH);
    assert_int_equal(r.low, 2);
    assert_int_equal(r.high, 4);
    r = raw_call(7, 2, 1, RPC_AUTH_NONE);
    assert_int_equal(r.stat, RPC_MSG_DENIED);
    assert_int_equal(r.reject, RPC_REJECT_MISMATCH);
    assert_int_equal(r.low, 2);
    assert_int_equal(r.high, 2);
    r = raw_call(2, 2, 1, 400000);
    assert_int_equal(r.stat, RPC_MSG_DENIED);
    assert_int_equal(r.reject, RPC_REJECT_AUTH_ERROR);
    assert_int_equal(r.auth_stat, RPC_AUTH_REJECTEDCRED);
}

static void
procedure_0_of_every_program_does_nothing(void **state)
{
    struct rpc_reply_header r = raw_call(2, 4, 0, RPC_AUTH_SYS);

    (void)state;
    assert_int_equal(r.stat, RPC_MSG_ACCEPTED);
    assert_int_equal(r.accept, RPC_ACCEPT_SUCCESS);
    assert_int_equal(executed, 0);
}

static void
a_program_is_registered_once_and_so_many_at_most(void **state)
{
    struct rpc_program p[RPC_PROGRAMS_MAX + 1] = { { .prog = 0 } };
    struct rpc_server s = { 0 };

    (void)state;
    for (uint32_t i = 0; i < RPC_PROGRAMS_MAX; i++) {
        p[i].prog = i;
        assert_int_equal(rpc_register(&s, &p[i], NULL), 0);
    }
    assert_int_equal(rpc_register(&s, &p[3], NULL), -EEXIST);
    p[RPC_PROGRAMS_MAX].prog = 99;
    assert_int_equal(rpc_register(&s, &p[RPC_PROGRAMS_MAX], NULL), -ENOSPC);
}

static void
arguments_that_cannot_be_encoded_are_not_sent(void **state)
{
    struct direct t = direct();
    uint8_t request[RPC_CALL_HEADER_MIN], reply[RPC_REPLY_HEADER_MAX];
    struct rpc_call call = {
        .client = &t.base,
        .name = "twice",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    (void)state;
    rpc_call_begin(&call);
    xdr_put_i32(&call.args, 1); /* no room */
    rpc_call_transact(&call);
    assert_int_equal(xdr_get_i32(&call.results), 0);
    assert_int_equal(rpc_call_end(&call), RPC_CANT_ENCODE);
    assert_true(rpc_is_definite(RPC_CANT_ENCODE));
}

/* This transport has no asynchronous calls: they are done when they begin. */
static void
a_call_may_be_made_in_two_halves(void **state)
{
    struct direct t = direct();
    uint8_t request[RPC_CALL_HEADER_MAX + 8];
    uint8_t reply[RPC_REPLY_HEADER_MAX + 4];
    struct rpc_call call = {
        .client = &t.base,
        .prog = TWICE_PROG,
        .vers = 2,
        .proc = 1,
        .name = "twice",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };
    struct rpc_call *handle[] = { NULL, &call, NULL };

    (void)state;
    rpc_call_begin(&call);
    xdr_put_i32(&call.args, 21);
    rpc_go(&call);
    assert_true(rpc_done(&call));
    assert_int_equal(rpc_wait_any(handle, 3), 1);
    rpc_wait(&call);
    assert_int_equal(xdr_get_i32(&call.results), 42);
    assert_int_equal(rpc_call_end(&call), RPC_OK);
    assert_int_equal(executed, 1);
    handle[1] = NULL;
    assert_int_equal(rpc_wait_any(handle, 3), -1);
    /* What cannot be encoded is not sent, and done, too. */
    call.request_cap = RPC_CALL_HEADER_MIN;
    rpc_call_begin(&call);
    xdr_put_i32(&call.args, 21);
    rpc_go(&call);
    assert_true(rpc_done(&call));
    rpc_wait(&call);
    assert_int_equal(rpc_call_end(&call), RPC_CANT_ENCODE);
    assert_int_equal(executed, 1);
}

static void
every_status_has_a_text(void **state)
{
    (void)state;
    for (unsigned i = 0; i <= RPC_DISCONNECTED; i++)
        assert_string_not_equal(rpc_status_text((enum rpc_status)i),
                                "unknown status");
    assert_string_equal(rpc_status_text((enum rpc_status)99),
                        "unknown status");
    assert_false(rpc_is_definite((enum rpc_status)99));
    assert_false(rpc_is_definite(RPC_OK));
    assert_false(rpc_is_definite(RPC_TIMED_OUT));
    assert_false(rpc_is_definite(RPC_DISCONNECTED));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_executed_once_and_answered),
        cmocka_unit_test(what_is_not_there_is_said_and_not_executed),
        cmocka_unit_test(arguments_too_short_or_too_long_are_garbage),
        cmocka_unit_test(results_without_room_are_a_system_error),
        cmocka_unit_test(mismatches_say_what_would_match),
        cmocka_unit_test(procedure_0_of_every_program_does_nothing),
        cmocka_unit_test(a_program_is_registered_once_and_so_many_at_most),
        cmocka_unit_test(arguments_that_cannot_be_encoded_are_not_sent),
        cmocka_unit_test(a_call_may_be_made_in_two_halves),
        cmocka_unit_test(every_status_has_a_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
