/*
 * test_store_oracle.c - what is said of a writer of lab 3, part C.
 */
#include "grader/lab3/oracles.h"

#include "grader/testing.h"
#include "grader/test/tell.h"
#include "lab2-stubs/rpclib/rpc_status.h"

static void
begins(int host, const char *call)
{
    step(host, "call", call);
}

static void
ends(int host, const char *returned)
{
    tell_return_to(host, RPC_OK, returned);
}

static void
writes(int host, const char *got, const char *put, const char *result)
{
    begins(host, "get(x)");
    ends(host, got);
    begins(host, put);
    ends(host, result);
}

static void
accepted(void)
{
    struct verdict v = { 0 };

    assert_int_equal(lab3_oracle_written(&story.tr, &v), 1);
    assert_string_equal(v.why, "");
    tell_end();
}

static void
rejected(const char *why)
{
    struct verdict v = { 0 };

    assert_int_equal(lab3_oracle_written(&story.tr, &v), 0);
    assert_string_equal(v.why, why);
    assert_non_null(v.culprit);
    assert_true(v.expected[0] && v.actual[0]);
    tell_end();
}

static void
test_in_turn(void **state)
{
    (void)state;
    tell_begin();
    writes(CLIENT, "get(x) = no such name", "put(x, 10, 1001)",
           "put(x, 10, 1001) = ok: (10, 1001)");
    writes(OTHER, "get(x) = ok: (10, 1001)", "put(x, 20, 2002)",
           "put(x, 20, 2002) = ok: (20, 2002)");
    begins(OTHER, "put(xy, 20, 0)"); /* no reply to this one */
    accepted();
}

static void
test_superseded_by_an_overlapping_one(void **state)
{
    (void)state;
    tell_begin();
    begins(CLIENT, "get(x)");
    writes(OTHER, "get(x) = no such name", "put(x, 20, 1002)",
           "put(x, 20, 1002) = ok: (20, 1002)");
    ends(CLIENT, "get(x) = no such name");
    begins(CLIENT, "put(x, 10, 1001)");
    ends(CLIENT, "put(x, 10, 1001) = superseded: (20, 1002)");
    accepted();
}

/* The one of before a crash may arrive at any time. */
static void
test_superseded_by_one_that_never_returned(void **state)
{
    (void)state;
    tell_begin();
    begins(OTHER, "put(x, 20, 1002)");
    writes(CLIENT, "get(x) = no such name", "put(x, 10, 1001)",
           "put(x, 10, 1001) = superseded: (20, 1002)");
    accepted();
}

static void
test_superseded_by_one_without_reply(void **state)
{
    (void)state;
    tell_begin();
    begins(OTHER, "put(x, 20, 1002)");
    tell_return_to(OTHER, RPC_TIMED_OUT, "put(x, 20, 1002): no reply");
    writes(CLIENT, "get(x) = no such name", "put(x, 10, 1001)",
           "put(x, 10, 1001) = superseded: (20, 1002)");
    accepted();
}

static void
test_superseded_by_an_older_one(void **state)
{
    (void)state;
    tell_begin();
    writes(OTHER, "get(x) = no such name", "put(x, 20, 1002)",
           "put(x, 20, 1002) = ok: (20, 1002)");
    writes(CLIENT, "get(x) = ok: (20, 1002)", "put(x, 10, 1001)",
           "put(x, 10, 1001) = superseded: (20, 1002)");
    rejected("put(x, 10, 1001) was refused in favour of put(x, 20, 1002), "
             "which was over before this write began");
}

/* Without a get the write is the put alone. */
static void
test_did_not_ask(void **state)
{
    (void)state;
    tell_begin();
    begins(CLIENT, "get(y)");
    begins(OTHER, "put(x, 20, 1002)");
    ends(OTHER, "put(x, 20, 1002) = ok: (20, 1002)");
    ends(CLIENT, "get(y) = no such name");
    begins(CLIENT, "put(x, 10, 1001)");
    ends(CLIENT, "put(x, 10, 1001) = superseded: (20, 1002)");
    rejected("put(x, 10, 1001) was refused in favour of put(x, 20, 1002), "
             "which was over before this write began");
}

static void
test_refused(void **state)
{
    (void)state;
    tell_begin();
    writes(CLIENT, "get(x) = no such name", "put(x, 10, 1001)",
           "put(x, 10, 1001) = bad version");
    rejected("put(x, 10, 1001) = bad version, though the store has room and "
             "the version is good");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_turn),
        cmocka_unit_test(test_superseded_by_an_overlapping_one),
        cmocka_unit_test(test_superseded_by_one_that_never_returned),
        cmocka_unit_test(test_superseded_by_one_without_reply),
        cmocka_unit_test(test_superseded_by_an_older_one),
        cmocka_unit_test(test_did_not_ask),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
