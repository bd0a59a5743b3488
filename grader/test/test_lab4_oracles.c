/*
 * test_lab4_oracles.c - for each oracle of lab 4 runs that it accepts and
 * runs that it rejects, told by hand.
 */
#include "grader/testing.h"

#include "grader/lab4/oracles.h"
#include "grader/test/tell.h"
#include "lab2-stubs/rpclib/rpc_status.h"

static void
accepts(oracle_fn *oracle)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 1);
    assert_string_equal(v.why, "");
}

static void
rejects(oracle_fn *oracle, size_t culprit, const char *why)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 0);
    assert_string_equal(v.why, why);
    assert_ptr_equal(v.culprit, &story.tr.event[culprit]);
}

/* ---- the program of a journal ------------------------------------------- */

/* It has appended two records, and then it crashed: events 0 to 4. */
static void
tell_two(void)
{
    tell_begin();
    step(SERVER, "found", "0");
    step(SERVER, "kept", "1");
    step(SERVER, "kept", "2");
    tell_crash(SERVER);
    tell_start(SERVER);
}

static void
record_in_progress_may_be_there_or_not(void **state)
{
    (void)state;
    tell_two();
    step(SERVER, "found", "2");
    accepts(lab4_oracle_kept);
    tell_two();
    step(SERVER, "found", "3");
    accepts(lab4_oracle_kept);
}

static void
record_that_was_kept_is_found(void **state)
{
    (void)state;
    tell_two();
    step(SERVER, "found", "1");
    rejects(lab4_oracle_kept, 5,
            "record 2 was there for good, and after a crash or an error the "
            "last one found is record 1; when it crashed, nothing had ever "
            "been synced to its disk");
}

static void
record_that_was_found_is_found_again(void **state)
{
    (void)state;
    tell_two();
    step(SERVER, "found", "3");
    tell_crash(SERVER);
    tell_start(SERVER);
    step(SERVER, "found", "2");
    rejects(lab4_oracle_kept, 8,
            "record 3 was there for good, and after a crash or an error the "
            "last one found is record 2; when it crashed, nothing had ever "
            "been synced to its disk");
}

static void
nothing_is_found_that_was_never_begun(void **state)
{
    (void)state;
    tell_two();
    step(SERVER, "found", "4");
    rejects(lab4_oracle_kept, 5,
            "record 4 is found, and the last one that was even begun is "
            "record 3");
}

/* ---- calls -------------------------------------------------------------- */

#define CALL "debit(alice, 10)"

static void
result_is_an_answer(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", CALL);
    tell_crash(SERVER);
    tell_return(RPC_OK, CALL " = 90");
    accepts(lab4_oracle_told);
}

static void
nobody_knows_after_a_crash_only(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", CALL);
    tell_crash(SERVER);
    tell_return(RPC_SYSTEM_ERR, CALL ": lost");
    accepts(lab4_oracle_told);
    step(CLIENT, "call", CALL);
    tell_return(RPC_SYSTEM_ERR, CALL ": lost");
    rejects(lab4_oracle_told, 4,
            "a call has no result, though no crash came between: "
            "debit(alice, 10): lost");
}

static void
giving_up_is_no_answer(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", CALL);
    tell_crash(SERVER);
    tell_return(RPC_TIMED_OUT, CALL ": no reply");
    rejects(lab4_oracle_told, 2,
            "a call has no result, and the server is there again: "
            "debit(alice, 10): no reply; it has sent nothing");
}

static void
client_must_live_to_be_told(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", CALL);
    tell_crash(CLIENT);
    accepts(lab4_oracle_told);
    tell_begin();
    step(CLIENT, "call", CALL);
    rejects(lab4_oracle_told, 0, CALL " never returned: it has sent nothing");
    tell_exit(CLIENT, 1, "");
    rejects(lab4_oracle_told, 1, CALL " never returned: it has sent nothing");
}

static void
no_call_is_no_answer(void **state)
{
    struct verdict v = { 0 };

    (void)state;
    tell_begin();
    tell_exit(CLIENT, 1, "");
    assert_int_equal(lab4_oracle_told(&story.tr, &v), 0);
    assert_string_equal(v.why, "no call was ever made");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(record_in_progress_may_be_there_or_not),
        cmocka_unit_test(record_that_was_kept_is_found),
        cmocka_unit_test(record_that_was_found_is_found_again),
        cmocka_unit_test(nothing_is_found_that_was_never_begun),
        cmocka_unit_test(result_is_an_answer),
        cmocka_unit_test(nobody_knows_after_a_crash_only),
        cmocka_unit_test(giving_up_is_no_answer),
        cmocka_unit_test(client_must_live_to_be_told),
        cmocka_unit_test(no_call_is_no_answer),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    tell_end();
    return failed;
}
