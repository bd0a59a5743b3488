/*
 * test_store.c - the rules of the store, and how a client writes, without a
 * network.
 *
 * What must hold in every order of puts is a check that grades students, too
 * (grader/lab3/node/check_store.c).  Here are the plain cases, and a client
 * that talks to a real store by a transport in this program.
 */
#include "grader/testing.h"

#include <string.h>

#include "lab3-atleastonce/store/versioned.h"

static struct store_result
put(struct store *s, const char *name, int64_t value, uint64_t vers)
{
    struct store_change args = { .value = value, .vers = vers };
    struct store_result res;

    strcpy(args.name, name);
    store_serve_put(s, &args, &res);
    return res;
}

static struct store_result
get(struct store *s, const char *name)
{
    struct store_name args;
    struct store_result res;

    strcpy(args.name, name);
    store_serve_get(s, &args, &res);
    return res;
}

static struct store_result
set(struct store *s, const char *name, int64_t value)
{
    struct store_setting args = { .value = value };
    struct store_result res;

    strcpy(args.name, name);
    store_serve_set(s, &args, &res);
    return res;
}

static void
assert_result(struct store_result res, enum store_status status, int64_t value,
              uint64_t vers)
{
    assert_int_equal(res.status, status);
    assert_true(res.entry.value == value);
    assert_true(res.entry.vers == vers);
}

/* ---- the server --------------------------------------------------------- */

static void
what_is_newer_wins(void **state)
{
    struct store s = { 0 };

    (void)state;
    assert_int_equal(get(&s, "x").status, STORE_NO_SUCH_NAME);
    assert_result(put(&s, "x", 10, 1001), STORE_OK, 10, 1001);
    assert_result(put(&s, "x", 20, 1002), STORE_OK, 20, 1002);
    assert_result(put(&s, "x", 20, 1002), STORE_OK, 20, 1002);
    assert_result(put(&s, "x", 10, 1001), STORE_SUPERSEDED, 20, 1002);
    assert_result(put(&s, "x", 30, 1002), STORE_SUPERSEDED, 20, 1002);
    assert_result(get(&s, "x"), STORE_OK, 20, 1002);
}

static void
what_arrives_last_wins_if_it_is_set(void **state)
{
    struct store s = { 0 };

    (void)state;
    assert_result(set(&s, "x", 10), STORE_OK, 10, 0);
    assert_result(set(&s, "x", 20), STORE_OK, 20, 0);
    assert_result(set(&s, "x", 10), STORE_OK, 10, 0);
    assert_result(get(&s, "x"), STORE_OK, 10, 0);
    assert_result(put(&s, "x", 20, 1), STORE_OK, 20, 1);
    assert_result(set(&s, "x", 10), STORE_OK, 10, 1);
}

static void
a_full_store_takes_no_new_name(void **state)
{
    struct store s = { 0 }, before;
    char name[] = "A";

    (void)state;
    for (int i = 0; i < STORE_SLOTS_MAX; i++, name[0]++)
        assert_result(put(&s, name, i, 1), STORE_OK, i, 1);
    before = s;
    assert_int_equal(put(&s, "one more", 1, 1).status, STORE_FULL);
    assert_int_equal(set(&s, "one more", 1).status, STORE_FULL);
    assert_int_equal(put(&s, "A", 1, 0).status, STORE_BAD_VERSION);
    assert_memory_equal(&s, &before, sizeof(s));
    assert_result(put(&s, "A", 7, 2), STORE_OK, 7, 2);
}

static void
version_0_makes_no_name(void **state)
{
    struct store s = { 0 };

    (void)state;
    assert_int_equal(put(&s, "x", 1, 0).status, STORE_BAD_VERSION);
    assert_int_equal(s.n_slots, 0);
    assert_result(put(&s, "x", -1, UINT64_MAX), STORE_OK, -1, UINT64_MAX);
}

/* ---- the client --------------------------------------------------------- */

/* A transport that dispatches to a store in this program. */
struct local {
    struct rpc_client base;
    struct rpc_server server;
    struct store store;
    int calls, fails; /* which call, from 1 on, gets no reply; 0: none */
};

static enum rpc_status
transact(struct rpc_client *c, struct rpc_call *call)
{
    struct local *l = (struct local *)c;
    struct rpc_request q = { call->request, call->request_len, NULL };

    rpc_msg_set_xid(call->request, (uint32_t)++l->calls);
    call->reply_len =
        rpc_dispatch(&l->server, &q, call->reply, call->reply_cap);
    return l->calls == l->fails ? RPC_TIMED_OUT : RPC_OK;
}

static void
close_nothing(struct rpc_client *c)
{
    (void)c;
}

static void
open_local(struct local *l)
{
    static const struct rpc_client_ops ops = { transact, close_nothing };

    *l = (struct local){ .base = { .ops = &ops } };
    assert_int_equal(rpc_register(&l->server, &store_program, &l->store), 0);
}

static void
each_write_is_newer(void **state)
{
    const struct store_setting x10 = { "x", 10 }, x20 = { "x", 20 };
    struct store_result res;
    struct local l;

    (void)state;
    open_local(&l);
    assert_int_equal(store_write(&l.base, 1, &x10, &res), RPC_OK);
    assert_result(res, STORE_OK, 10, 1001);
    assert_int_equal(store_write(&l.base, 2, &x20, &res), RPC_OK);
    assert_result(res, STORE_OK, 20, 2002);
    assert_int_equal(store_write(&l.base, 1, &x10, &res), RPC_OK);
    assert_result(res, STORE_OK, 10, 3001);
    assert_int_equal(l.calls, 6);
}

static void
no_version_is_left(void **state)
{
    const struct store_setting x10 = { "x", 10 };
    struct store_result res;
    struct local l;

    (void)state;
    open_local(&l);
    put(&l.store, "x", 1, UINT64_MAX - 1000);
    assert_int_equal(store_write(&l.base, 616, &x10, &res), RPC_OK);
    assert_int_equal(res.status, STORE_BAD_VERSION);
    assert_int_equal(l.calls, 1);
    assert_int_equal(store_write(&l.base, 615, &x10, &res), RPC_OK);
    assert_result(res, STORE_OK, 10, UINT64_MAX);
    assert_int_equal(store_write(&l.base, 1, &x10, &res), RPC_OK);
    assert_int_equal(res.status, STORE_BAD_VERSION);
}

static void
what_failed_is_told(void **state)
{
    const struct store_setting x10 = { "x", 10 };
    struct store_result res;
    struct local l;

    (void)state;
    for (int fails = 1; fails <= 2; fails++) {
        open_local(&l);
        l.fails = fails;
        assert_int_equal(store_write(&l.base, 1, &x10, &res), RPC_TIMED_OUT);
        assert_int_equal(l.calls, fails);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_newer_wins),
        cmocka_unit_test(what_arrives_last_wins_if_it_is_set),
        cmocka_unit_test(a_full_store_takes_no_new_name),
        cmocka_unit_test(version_0_makes_no_name),
        cmocka_unit_test(each_write_is_newer),
        cmocka_unit_test(no_version_is_left),
        cmocka_unit_test(what_failed_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
