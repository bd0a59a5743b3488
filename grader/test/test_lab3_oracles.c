/*
 * test_lab3_oracles.c - what is said of calls of lab 3: of questions, and of
 * requests that the system does not send.
 */
#include "grader/lab3/oracles.h"

#include "grader/testing.h"
#include "grader/test/tell.h"
#include "lab2-stubs/rpclib/rpc_status.h"

#define QUESTION "balance(alice)"
#define LOST ": no reply; it may or may not have been executed"
#define UNSENT ": not executed: the request cannot be sent"

static void
accepted(oracle_fn *oracle)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 1);
    assert_string_equal(v.why, "");
    tell_end();
}

static void
rejected(oracle_fn *oracle, const char *why)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 0);
    assert_string_equal(v.why, why);
    assert_true(v.expected[0] && v.actual[0]);
    tell_end();
}

static void
a_question_has_the_right_answer(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", QUESTION);
    tell_return(RPC_OK, QUESTION " = 100");
    step(CLIENT, "call", QUESTION);
    tell_return(RPC_TIMED_OUT, QUESTION LOST);
    accepted(lab3_oracle_hundred);
}

static void
a_wrong_answer_is_told(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", QUESTION);
    tell_return(RPC_OK, QUESTION " = 1000");
    rejected(lab3_oracle_hundred,
             QUESTION " = 1000, though nobody has changed the account");
    tell_begin();
    step(CLIENT, "call", QUESTION);
    tell_return(RPC_OK, QUESTION " = no such account");
    rejected(lab3_oracle_hundred, QUESTION
             " = no such account, though nobody has changed the account");
}

static void
what_is_sent_has_a_reply_and_the_rest_is_definite(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", QUESTION);
    tell_return(RPC_CANT_SEND, QUESTION UNSENT);
    step(CLIENT, "call", QUESTION);
    tell_send(CLIENT, "balance");
    tell_return(RPC_OK, QUESTION " = 100");
    accepted(lab3_oracle_sent_or_not);
}

static void
a_claim_that_is_too_strong_or_too_weak_is_told(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", QUESTION);
    tell_send(CLIENT, "balance");
    tell_return(RPC_CANT_SEND, QUESTION UNSENT);
    rejected(lab3_oracle_sent_or_not,
             QUESTION " was sent, and a copy that cannot be is no more than a "
                      "loss, but it ended with: " QUESTION UNSENT);
    tell_begin();
    step(CLIENT, "call", QUESTION);
    tell_return(RPC_TIMED_OUT, QUESTION LOST);
    rejected(lab3_oracle_sent_or_not,
             QUESTION " was never sent, but it ended with: " QUESTION LOST);
}

/* What the server sends is not the client's. */
static void
only_the_client_sends_a_request(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", QUESTION);
    tell_send(SERVER, "late");
    tell_return(RPC_CANT_SEND, QUESTION UNSENT);
    accepted(lab3_oracle_sent_or_not);
}

static void
a_run_without_an_end_is_told(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", QUESTION);
    rejected(lab3_oracle_sent_or_not, "no call has returned");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_has_the_right_answer),
        cmocka_unit_test(a_wrong_answer_is_told),
        cmocka_unit_test(what_is_sent_has_a_reply_and_the_rest_is_definite),
        cmocka_unit_test(a_claim_that_is_too_strong_or_too_weak_is_told),
        cmocka_unit_test(only_the_client_sends_a_request),
        cmocka_unit_test(a_run_without_an_end_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
