/*
 * test_lab2_oracles.c - for each oracle of lab 2 a run that it accepts and
 * runs that it rejects, told by hand.
 */
#include "grader/testing.h"

#include "grader/lab2/oracles.h"
#include "grader/test/tell.h"
#include "lab2-stubs/rpclib/rpc_status.h"

#define ONE "count(one)"
#define TWO "count(two two)"
#define ONE_IS ONE " = ((one, 1))"
#define TWO_IS TWO " = ((two, 2))"

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
    if (story.tr.n_events == 0)
        assert_null(v.culprit);
    else
        assert_ptr_equal(v.culprit, &story.tr.event[culprit]);
}

/* Two calls at once: events 0 and 1. */
static void
tell_calls(void)
{
    tell_begin();
    step(CLIENT, "call", TWO);
    step(CLIENT, "call", ONE);
}

static void
two_calls_at_once_may_end_in_any_order(void **state)
{
    (void)state;
    tell_calls();
    step(SERVER, "exec", TWO);
    step(SERVER, "exec", ONE);
    tell_return(RPC_OK, ONE_IS);
    tell_return(RPC_OK, TWO_IS);
    tell_exit(CLIENT, 0, "");
    accepts(oracle_returned);
    accepts(lab2_oracle_answered);
    accepts(lab2_oracle_right);
    accepts(lab2_oracle_at_most_once);
    accepts(lab2_oracle_honest);
    accepts(lab2_oracle_short_first);
    tell_end();
}

static void
every_call_ends(void **state)
{
    (void)state;
    tell_calls();
    tell_return(RPC_DISCONNECTED, ONE ": connection lost");
    rejects(
        oracle_returned, 0,
        TWO
        " never returned: it has sent nothing, and the client waits for ever");
    tell_exit(CLIENT, 1, "");
    rejects(oracle_returned, 3,
            TWO " never returned: it has sent nothing, and the client exited "
                "in the middle of it");
    tell_end();
    tell_calls();
    tell_crash(CLIENT);
    accepts(oracle_returned);
    tell_end();
}

static void
an_error_is_no_answer(void **state)
{
    (void)state;
    tell_calls();
    tell_return(RPC_OK, TWO_IS);
    tell_return(RPC_DISCONNECTED, ONE ": connection lost");
    accepts(oracle_returned);
    rejects(lab2_oracle_answered, 3,
            ONE " has no result: " ONE ": connection lost");
    tell_end();
    tell_begin();
    rejects(lab2_oracle_answered, 0, "no call was ever made");
    tell_end();
}

static void
a_result_is_that_of_its_own_text(void **state)
{
    (void)state;
    tell_calls();
    tell_return(RPC_OK, TWO " = ((one, 1))");
    rejects(lab2_oracle_right, 2, "a wrong result: " TWO " = ((one, 1))");
    tell_end();
}

static void
nothing_is_executed_twice(void **state)
{
    (void)state;
    tell_calls();
    step(SERVER, "exec", ONE);
    accepts(lab2_oracle_at_most_once);
    step(SERVER, "exec", ONE);
    rejects(lab2_oracle_at_most_once, 1,
            ONE " was executed 2 times, but called 1 times: nothing may be "
                "sent, or executed, twice");
    /* A client that has started again calls again. */
    tell_crash(CLIENT);
    tell_start(CLIENT);
    step(CLIENT, "call", ONE);
    accepts(lab2_oracle_at_most_once);
    tell_end();
}

static void
a_result_was_executed(void **state)
{
    (void)state;
    tell_calls();
    tell_return(RPC_OK, ONE_IS);
    rejects(lab2_oracle_at_most_once, 1,
            ONE " was executed 0 times, but has 1 results");
    tell_end();
}

static void
not_executed_is_a_promise(void **state)
{
    (void)state;
    tell_calls();
    tell_return(RPC_CANT_SEND, ONE ": not executed");
    tell_return(RPC_DISCONNECTED, TWO ": perhaps");
    step(SERVER, "exec", TWO);
    accepts(lab2_oracle_honest);
    step(SERVER, "exec", ONE); /* later is as bad */
    rejects(lab2_oracle_honest, 2,
            "the client said \"not executed\" of " ONE
            ", and it was executed");
    tell_end();
}

static void
the_short_one_comes_first(void **state)
{
    (void)state;
    tell_calls();
    tell_return(RPC_OK, TWO_IS);
    tell_return(RPC_OK, ONE_IS);
    rejects(lab2_oracle_short_first, 3,
            "the shorter call came back later: " TWO_IS ", and then " ONE_IS);
    tell_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_calls_at_once_may_end_in_any_order),
        cmocka_unit_test(every_call_ends),
        cmocka_unit_test(an_error_is_no_answer),
        cmocka_unit_test(a_result_is_that_of_its_own_text),
        cmocka_unit_test(nothing_is_executed_twice),
        cmocka_unit_test(a_result_was_executed),
        cmocka_unit_test(not_executed_is_a_promise),
        cmocka_unit_test(the_short_one_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
