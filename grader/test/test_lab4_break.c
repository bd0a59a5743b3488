/*
 * test_lab4_break.c - for each oracle of part F of lab 4 runs that it accepts
 * and runs that it rejects, told by hand.
 */
#include "grader/testing.h"

#include "grader/lab4/oracles_break.h"
#include "grader/test/tell.h"

#define DEBIT "debit(alice, 10)"
#define CASH "10 to alice, withdrawal 1"

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
    assert_string_equal(v.why, why);
    assert_non_null(v.culprit);
}

/* ---- cash --------------------------------------------------------------- */

/* The dispenser is the client: it has a balance. */
static void
tell_debit(const char *step_name)
{
    step(CLIENT, step_name, DEBIT);
    tell_return(0, DEBIT " = 90");
}

static void
tell_dispenser(void)
{
    tell_begin();
    story.tr.meta.host[CLIENT].program = "atm.so";
}

static void
tell_restart(void)
{
    tell_crash(CLIENT);
    tell_start(CLIENT);
}

static void
cash_once_is_right(void **state)
{
    (void)state;
    tell_dispenser();
    tell_debit("call");
    tell_restart();
    tell_debit("resume");
    step(CLIENT, "dispense", CASH);
    tell_exit(CLIENT, 0, "");
    accepts(cash_at_most_once);
    accepts(cash_at_least_once);
    tell_end();
}

static void
a_call_that_never_left_may_be_made_anew(void **state)
{
    (void)state;
    tell_dispenser();
    step(CLIENT, "call", DEBIT);
    tell_restart();
    tell_debit("call");
    step(CLIENT, "dispense", CASH);
    tell_exit(CLIENT, 0, "");
    accepts(cash_at_least_once);
    tell_end();
}

static void
two_withdrawals_are_not_one_twice(void **state)
{
    (void)state;
    tell_dispenser();
    tell_debit("call");
    step(CLIENT, "dispense", CASH);
    tell_debit("call");
    step(CLIENT, "dispense", "10 to alice, withdrawal 2");
    tell_exit(CLIENT, 0, "");
    accepts(cash_at_most_once);
    accepts(cash_at_least_once);
    tell_end();
}

static void
cash_that_comes_out_twice_is_seen(void **state)
{
    (void)state;
    tell_dispenser();
    tell_debit("call");
    step(CLIENT, "dispense", CASH);
    step(CLIENT, "dispense", CASH);
    rejects(cash_at_most_once,
            "the money was debited once, and the cash came out twice");
    tell_end();
    tell_dispenser();
    tell_debit("call");
    step(CLIENT, "dispense", CASH);
    tell_restart();
    tell_debit("resume");
    step(CLIENT, "dispense", CASH);
    tell_exit(CLIENT, 0, "");
    rejects(cash_at_most_once,
            "the money was debited once, and the cash came out twice: the "
            "crash fell between the dispensing and the note of it");
    accepts(cash_at_least_once);
    tell_end();
}

static void
cash_that_never_comes_is_seen_at_the_end(void **state)
{
    (void)state;
    tell_dispenser();
    tell_debit("call");
    accepts(cash_at_least_once);
    tell_restart();
    accepts(cash_at_least_once);
    tell_exit(CLIENT, 0, "");
    rejects(cash_at_least_once,
            "the money was debited, and no cash came out: the crash fell "
            "between the note and the dispensing");
    accepts(cash_at_most_once);
    tell_end();
}

static void
who_says_that_it_failed_takes_nothing_for_done(void **state)
{
    (void)state;
    tell_dispenser();
    tell_debit("call");
    tell_exit(CLIENT, 1, "");
    accepts(cash_at_least_once);
    tell_end();
}

static void
without_money_there_is_no_cash(void **state)
{
    (void)state;
    tell_dispenser();
    step(CLIENT, "call", DEBIT);
    tell_return(0, DEBIT " = insufficient funds");
    step(CLIENT, "call", DEBIT);
    tell_return(3, DEBIT ": no reply");
    tell_exit(CLIENT, 0, "");
    accepts(cash_at_least_once);
    tell_end();
}

/* ---- numbers ------------------------------------------------------------ */

/* A call under a number: its request is header, verifier, arguments. */
static uint64_t
tell_call(const char *text, char number)
{
    char request[64] = { 0 };

    memcpy(request + 32, "\x20\0\0\1\0\0\0\x18", 8);
    request[47] = 1;
    request[55] = number;
    step(CLIENT, "call", text);
    return tell((struct trace_event){ .kind = TRACE_SEND,
                                      .host = CLIENT,
                                      .src = CLIENT,
                                      .dst = SERVER,
                                      .dgram = ++story.dgrams,
                                      .bytes = (const uint8_t *)request,
                                      .len = sizeof(request) });
}

static void
tell_answer(uint64_t request, const char *exec, const char *ret)
{
    uint64_t reply;

    tell_deliver(request, 0);
    reply = exec ? tell_execution(exec, "reply") : tell_send(SERVER, "reply");
    tell_deliver(reply, 0);
    tell_return(0, ret);
}

static void
calls_with_numbers_of_their_own_are_executed(void **state)
{
    (void)state;
    tell_begin();
    tell_answer(tell_call("debit(a, 1)", 1), "debit(a, 1)", "debit(a, 1) = 9");
    tell_answer(tell_call("debit(a, 1)", 2), "debit(a, 1)", "debit(a, 1) = 8");
    accepts(number_is_new);
    tell_end();
}

static void
the_reply_of_another_call_is_seen(void **state)
{
    (void)state;
    tell_begin();
    tell_answer(tell_call("debit(a, 1)", 5), "debit(a, 1)", "debit(a, 1) = 9");
    tell_answer(tell_call("debit(b, 2)", 5), NULL, "debit(b, 2) = 9");
    rejects(number_is_new,
            "debit(b, 2) was acknowledged but never executed: it has the "
            "number 5, as debit(a, 1) had, and was given its reply");
    tell_end();
}

/* Whoever was not answered may ask again; whoever was has a new wish. */
static void
a_repetition_is_no_new_call(void **state)
{
    (void)state;
    tell_begin();
    tell_deliver(tell_call("debit(a, 1)", 1), 0);
    tell_execution("debit(a, 1)", "reply");
    tell_restart();
    tell_answer(tell_call("debit(a, 1)", 1), NULL, "debit(a, 1) = 9");
    accepts(number_is_new);
    tell_answer(tell_call("debit(a, 1)", 1), NULL, "debit(a, 1) = 9");
    rejects(number_is_new,
            "debit(a, 1) was acknowledged but never executed: it has the "
            "number 1, as debit(a, 1) had, and was given its reply");
    tell_end();
}

static void
calls_without_a_number_are_none_of_its_business(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", "debit(a, 1)");
    tell_answer(tell_send(CLIENT, "short"), NULL, "debit(a, 1) = 9");
    accepts(number_is_new);
    tell_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cash_once_is_right),
        cmocka_unit_test(a_call_that_never_left_may_be_made_anew),
        cmocka_unit_test(two_withdrawals_are_not_one_twice),
        cmocka_unit_test(cash_that_comes_out_twice_is_seen),
        cmocka_unit_test(cash_that_never_comes_is_seen_at_the_end),
        cmocka_unit_test(who_says_that_it_failed_takes_nothing_for_done),
        cmocka_unit_test(without_money_there_is_no_cash),
        cmocka_unit_test(calls_with_numbers_of_their_own_are_executed),
        cmocka_unit_test(the_reply_of_another_call_is_seen),
        cmocka_unit_test(a_repetition_is_no_new_call),
        cmocka_unit_test(calls_without_a_number_are_none_of_its_business),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
