/*
 * test_lab4_exact_oracles.c - for each oracle of lab 4, parts B and E, runs
 * that it accepts and runs that it rejects, told by hand.
 */
#include "grader/testing.h"

#include "grader/lab4/oracles.h"
#include "grader/test/tell.h"
#include "lab2-stubs/rpclib/rpc_status.h"

#define DEBIT "debit(alice, 10)"
#define DEBIT_IS DEBIT " = 90"

static void
accepts(oracle_fn *oracle)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 1);
    assert_string_equal(v.why, "");
}

static void
rejects(oracle_fn *oracle, const char *why)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 0);
    if (!strstr(v.why, why))
        fail_msg("\"%s\", expected \"%s\"", v.why, why);
    assert_true(strlen(v.expected) > 0);
    assert_true(strlen(v.actual) > 0);
}

/* ---- identities --------------------------------------------------------- */

#define CLIENT_A "00000000000000aa"
#define CLIENT_B "00000000000000bb"

static void
each_start_is_the_next(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "identity", CLIENT_A " 00000009");
    step(OTHER, "identity", CLIENT_B " 00000001");
    step(CLIENT, "identity", CLIENT_A " 0000000b");
    accepts(lab4_oracle_never_again);
    tell_end();
}

static void
an_identity_is_not_had_again(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "identity", CLIENT_A " 00000001");
    step(CLIENT, "identity", CLIENT_A " 00000002");
    step(CLIENT, "identity", CLIENT_A " 00000001");
    rejects(lab4_oracle_never_again,
            "two starts are the same incarnation of a client");
    tell_end();
    tell_begin();
    step(CLIENT, "identity", CLIENT_A " 00000002");
    step(CLIENT, "identity", CLIENT_A " 00000001");
    rejects(lab4_oracle_never_again, "an incarnation comes after a later one");
    tell_end();
}

static void
a_client_is_a_machine(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "identity", CLIENT_A " 00000001");
    step(OTHER, "identity", CLIENT_A " 00000002");
    rejects(lab4_oracle_never_again, "two machines are the same client");
    tell_end();
    tell_begin();
    step(CLIENT, "identity", CLIENT_A " 00000001");
    step(CLIENT, "identity", CLIENT_B " 00000002");
    rejects(lab4_oracle_never_again, "a restarted client is another client");
    tell_end();
}

/* ---- all is done -------------------------------------------------------- */

/* A debit, and its client crashes before it has returned. */
static void
tell_interrupted_debit(void)
{
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_crash(CLIENT);
    tell_start(CLIENT);
}

static void
a_later_incarnation_may_return_it(void **state)
{
    (void)state;
    tell_interrupted_debit();
    step(CLIENT, "resume", DEBIT);
    tell_return(RPC_OK, DEBIT_IS);
    tell_exit(CLIENT, 0, "");
    accepts(lab4_oracle_done);
    tell_end();
}

static void
a_call_must_return_its_result(void **state)
{
    (void)state;
    tell_interrupted_debit();
    tell_exit(CLIENT, 0, "");
    rejects(lab4_oracle_done, DEBIT " has never returned its result");
    tell_end();
    tell_interrupted_debit();
    step(CLIENT, "resume", DEBIT);
    tell_return(RPC_TIMED_OUT, DEBIT ": timed out");
    tell_exit(CLIENT, 1, "");
    rejects(lab4_oracle_done, DEBIT " has never returned its result");
    tell_end();
    tell_begin();
    rejects(lab4_oracle_done, "no call was ever made");
    tell_end();
}

static void
a_client_must_come_to_its_end(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_return(RPC_OK, DEBIT_IS);
    rejects(lab4_oracle_done, "the client has not gone through all");
    tell_crash(CLIENT);
    rejects(lab4_oracle_done, "the client has not gone through all");
    tell_start(CLIENT);
    tell_exit(CLIENT, 1, "");
    rejects(lab4_oracle_done, "the client has not gone through all");
    tell_end();
}

/* ---- once --------------------------------------------------------------- */

static void
tell_request(void)
{
    tell_deliver(tell_send(CLIENT, "debit"), 0);
}

/* It is executed, and then the server crashes. */
static void
tell_undone_debit(void)
{
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_request();
    tell_execution(DEBIT, "90");
    tell_crash(SERVER);
    tell_start(SERVER);
}

static void
a_crash_may_undo_an_execution(void **state)
{
    (void)state;
    tell_undone_debit();
    tell_request();
    tell_execution(DEBIT, "90");
    tell_return(RPC_OK, DEBIT_IS);
    accepts(lab4_oracle_once);
    tell_end();
}

static void
not_after_its_result_is_there(void **state)
{
    uint64_t late;

    (void)state;
    tell_undone_debit();
    late = tell_send(CLIENT, "debit");
    tell_return(RPC_OK, DEBIT_IS);
    tell_deliver(late, 0);
    tell_execution(DEBIT, "90");
    rejects(lab4_oracle_once, "debit #1");
    tell_end();
}

static void
nor_by_the_same_process(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_request();
    tell_execution(DEBIT, "90");
    tell_request();
    tell_execution(DEBIT, "80");
    rejects(lab4_oracle_once, "debit #1");
    tell_end();
}

/* An execution, a crash of the client, and another of what it does then. */
static void
tell_again(const char *how)
{
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_request();
    tell_execution(DEBIT, "90");
    tell_crash(CLIENT);
    tell_start(CLIENT);
    tell_crash(SERVER);
    tell_start(SERVER);
    step(CLIENT, how, DEBIT);
    tell_request();
    tell_execution(DEBIT, "90");
}

static void
nor_as_another_call(void **state)
{
    (void)state;
    tell_again("resume");
    accepts(lab4_oracle_once);
    tell_again("call");
    rejects(lab4_oracle_once, "another call instead of going on");
    tell_end();
}

static void
two_clients_may_do_the_same(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_request();
    tell_execution(DEBIT, "90");
    step(OTHER, "call", DEBIT);
    tell_deliver(tell_send(OTHER, "debit"), 0);
    tell_execution(DEBIT, "80");
    accepts(lab4_oracle_once);
    tell_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_start_is_the_next),
        cmocka_unit_test(an_identity_is_not_had_again),
        cmocka_unit_test(a_client_is_a_machine),
        cmocka_unit_test(a_later_incarnation_may_return_it),
        cmocka_unit_test(a_call_must_return_its_result),
        cmocka_unit_test(a_client_must_come_to_its_end),
        cmocka_unit_test(a_crash_may_undo_an_execution),
        cmocka_unit_test(not_after_its_result_is_there),
        cmocka_unit_test(nor_by_the_same_process),
        cmocka_unit_test(nor_as_another_call),
        cmocka_unit_test(two_clients_may_do_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
