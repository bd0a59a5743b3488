/*
 * test_linear.c - which histories have an order, and what is said of others.
 *
 * What is at stake: two clients at once are judged by nothing else.  A check
 * that is too strict takes a race for an error; one too lax lets a lost
 * update pass.
 */
#include "grader/linear.h"

#include "grader/testing.h"
#include "grader/test/tell.h"
#include "lab2-stubs/rpclib/rpc_status.h"

/* A call and its return, with nothing between. */
static void
done(int host, const char *call, const char *returned)
{
    step(host, "call", call);
    tell_return_to(host, RPC_OK, returned);
}

/* A bank that begins with 100 for alice. */
static void
begin_bank(void)
{
    tell_begin();
    tell((struct trace_event){ .kind = TRACE_START,
                               .host = SERVER,
                               .text = "bank-server --slow 20 0.0.0.0:20049 "
                                       "bob 7 alice 100" });
}

static void
has_order(oracle_fn *oracle)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 1);
    assert_string_equal(v.why, "");
    tell_end();
}

static void
has_none(oracle_fn *oracle, const char *why)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 0);
    assert_string_equal(v.why, why);
    assert_non_null(v.culprit);
    assert_true(v.expected[0] && v.actual[0]);
    tell_end();
}

/* ---- the bank ----------------------------------------------------------- */

static void
test_one_client(void **state)
{
    (void)state;
    begin_bank();
    done(CLIENT, "open(carol)", "open(carol) = 0");
    done(CLIENT, "open(alice)", "open(alice) = 100");
    done(CLIENT, "debit(alice, 10)", "debit(alice, 10) = 90");
    done(CLIENT, "debit(alice, 91)", "debit(alice, 91) = insufficient funds");
    done(CLIENT, "deposit(alice, 0)", "deposit(alice, 0) = bad amount");
    done(CLIENT, "balance(dave)", "balance(dave) = no such account");
    done(CLIENT, "balance(bob)", "balance(bob) = 7");
    done(CLIENT, "debit(bob, 7)", "debit(bob, 7) = 0");
    done(CLIENT, "balance(alice)", "balance(alice) = 90");
    done(CLIENT, "open(erin)", "open(erin) = full");
    has_order(oracle_linear_bank);
}

static void
test_refused_without_reason(void **state)
{
    (void)state;
    begin_bank();
    done(CLIENT, "debit(alice, 10)", "debit(alice, 10) = insufficient funds");
    has_none(oracle_linear_bank,
             "debit(alice, 10) = insufficient funds: no order of the calls "
             "has that result");
}

static void
test_not_a_result(void **state)
{
    (void)state;
    begin_bank();
    done(CLIENT, "balance(alice)", "balance(alice) = soon");
    has_none(oracle_linear_bank, "balance(alice) = soon: no order of the "
                                 "calls has that result");
}

static void
test_twice(void **state)
{
    (void)state;
    begin_bank();
    done(CLIENT, "debit(alice, 10)", "debit(alice, 10) = 90");
    done(CLIENT, "balance(alice)", "balance(alice) = 80");
    has_none(oracle_linear_bank, "balance(alice) = 80 is as if debit(alice, "
                                 "10) had been executed twice");
    begin_bank();
    done(CLIENT, "debit(alice, 10)", "debit(alice, 10) = 80");
    has_none(oracle_linear_bank, "debit(alice, 10) = 80 is as if debit(alice, "
                                 "10) had been executed twice");
}

static void
test_lost(void **state)
{
    (void)state;
    begin_bank();
    done(CLIENT, "debit(alice, 10)", "debit(alice, 10) = 90");
    done(OTHER, "debit(alice, 5)", "debit(alice, 5) = 95");
    has_none(oracle_linear_bank,
             "debit(alice, 5) = 95 is as if debit(alice, 10), which had "
             "returned before, had never been executed: the client has sent "
             "no request");
}

/* Both results are there, and each is of an order of its own. */
static void
test_overlapping(void **state)
{
    (void)state;
    begin_bank();
    step(CLIENT, "call", "debit(alice, 10)");
    step(OTHER, "call", "deposit(alice, 5)");
    tell_return(RPC_OK, "debit(alice, 10) = 95");
    tell_return_to(OTHER, RPC_OK, "deposit(alice, 5) = 105");
    has_order(oracle_linear_bank);

    begin_bank();
    step(CLIENT, "call", "debit(alice, 10)");
    step(OTHER, "call", "deposit(alice, 5)");
    tell_return(RPC_OK, "debit(alice, 10) = 90");
    tell_return_to(OTHER, RPC_OK, "deposit(alice, 5) = 105");
    has_none(oracle_linear_bank,
             "deposit(alice, 5) = 105 is as if debit(alice, 10), whose effect "
             "was there already, had never been executed: the client has sent "
             "no request");
}

/* What timed out may have had its effect, late, or never. */
static void
test_indefinite(void **state)
{
    (void)state;
    for (int balance = 90; balance <= 100; balance += 10) {
        begin_bank();
        step(CLIENT, "call", "debit(alice, 10)");
        tell_return(RPC_TIMED_OUT, "debit(alice, 10): no reply");
        done(CLIENT, "balance(alice)", "balance(alice) = 100");
        done(CLIENT, "balance(alice)",
             balance == 90 ? "balance(alice) = 90" : "balance(alice) = 100");
        has_order(oracle_linear_bank);
    }
    begin_bank();
    step(CLIENT, "call", "debit(alice, 10)");
    tell_return(RPC_TIMED_OUT, "debit(alice, 10): no reply");
    done(CLIENT, "balance(alice)", "balance(alice) = 90");
    done(CLIENT, "balance(alice)", "balance(alice) = 80");
    has_none(oracle_linear_bank, "balance(alice) = 80 is as if debit(alice, "
                                 "10) had been executed twice");
}

static void
test_definite(void **state)
{
    (void)state;
    begin_bank();
    step(CLIENT, "call", "debit(alice, 10)");
    tell_return(RPC_CANT_SEND, "debit(alice, 10): not sent");
    done(CLIENT, "balance(alice)", "balance(alice) = 90");
    has_none(oracle_linear_bank, "balance(alice) = 90: no order of the calls "
                                 "has that result");
}

/* A client that crashed; its call is still under way, or never will be. */
static void
test_crashed(void **state)
{
    (void)state;
    begin_bank();
    step(CLIENT, "call", "debit(alice, 10)");
    tell_crash(CLIENT);
    tell_start(CLIENT);
    done(CLIENT, "debit(alice, 10)", "debit(alice, 10) = 90");
    done(CLIENT, "balance(alice)", "balance(alice) = 80");
    has_order(oracle_linear_bank);
}

/* The same, but the new process goes on with the call: it is one. */
static void
test_resumed(void **state)
{
    (void)state;
    begin_bank();
    step(CLIENT, "call", "debit(alice, 10)");
    done(OTHER, "balance(alice)", "balance(alice) = 90");
    tell_crash(CLIENT);
    tell_start(CLIENT);
    step(CLIENT, "resume", "debit(alice, 10)");
    tell_return(RPC_OK, "debit(alice, 10) = 90");
    has_order(oracle_linear_bank);

    begin_bank();
    step(CLIENT, "call", "debit(alice, 10)");
    tell_crash(CLIENT);
    tell_start(CLIENT);
    step(CLIENT, "resume", "debit(alice, 10)");
    tell_return(RPC_OK, "debit(alice, 10) = 80");
    has_none(oracle_linear_bank, "debit(alice, 10) = 80 is as if debit(alice, "
                                 "10) had been executed twice");
}

/* It had returned before the crash: then the same again. */
static void
test_resumed_after_its_return(void **state)
{
    static const char *const again[] = { "debit(alice, 10) = 90",
                                         "debit(alice, 10) = 80" };

    (void)state;
    for (int i = 0; i < 2; i++) {
        begin_bank();
        done(CLIENT, "debit(alice, 10)", again[0]);
        tell_crash(CLIENT);
        tell_start(CLIENT);
        step(CLIENT, "resume", "debit(alice, 10)");
        tell_return(RPC_OK, again[i]);
        if (i == 0)
            has_order(oracle_linear_bank);
        else
            has_none(oracle_linear_bank,
                     "debit(alice, 10) = 90 was resumed and returned another "
                     "result than before: debit(alice, 10) = 80");
    }
}

/* What the old process has sent the new one cannot take back. */
static void
test_resumed_and_not_sent(void **state)
{
    (void)state;
    begin_bank();
    step(CLIENT, "call", "debit(alice, 10)");
    tell_crash(CLIENT);
    tell_start(CLIENT);
    step(CLIENT, "resume", "debit(alice, 10)");
    tell_return(RPC_CANT_SEND, "debit(alice, 10): not sent");
    done(CLIENT, "balance(alice)", "balance(alice) = 90");
    has_order(oracle_linear_bank);
}

/* It was not sent, the first time. */
static void
test_sent_after_a_restart(void **state)
{
    (void)state;
    begin_bank();
    step(CLIENT, "call", "debit(alice, 10)");
    tell_return(RPC_CANT_SEND, "debit(alice, 10): not sent");
    tell_crash(CLIENT);
    tell_start(CLIENT);
    step(CLIENT, "resume", "debit(alice, 10)");
    tell_return(RPC_OK, "debit(alice, 10) = 90");
    done(CLIENT, "balance(alice)", "balance(alice) = 90");
    has_order(oracle_linear_bank);
}

/* Ten deposits at once of which nobody knows: 1,024 sets of them, and the
 * balance of none. */
static void
test_budget(void **state)
{
    static char call[10][32];
    struct verdict v = { 0 };

    (void)state;
    begin_bank();
    for (int i = 0; i < 10; i++) {
        snprintf(call[i], sizeof(call[i]), "deposit(alice, %d)", 1 << i);
        step(OTHER, "call", call[i]);
        tell_crash(OTHER);
        tell_start(OTHER);
    }
    done(CLIENT, "balance(alice)", "balance(alice) = 99");
    assert_int_equal(linear_check(&linear_bank, &story.tr, 500, &v),
                     ORACLE_UNKNOWN);
    assert_string_equal(v.why,
                        "whether the 11 calls about alice have an order is "
                        "not known after 500 steps of search");
    memset(&v, 0, sizeof(v));
    assert_int_equal(linear_check(&linear_bank, &story.tr, 100000, &v), 0);
    tell_end();
}

/* ---- the store ---------------------------------------------------------- */

static void
test_store(void **state)
{
    (void)state;
    tell_begin();
    done(CLIENT, "get(x)", "get(x) = no such name");
    done(CLIENT, "set(x, 5)", "set(x, 5) = ok: (5, 0)");
    done(CLIENT, "put(x, 10, 3)", "put(x, 10, 3) = ok: (10, 3)");
    done(OTHER, "put(x, 11, 2)", "put(x, 11, 2) = superseded: (10, 3)");
    done(OTHER, "put(y, 1, 18446744073709551615)",
         "put(y, 1, 18446744073709551615) = ok: (1, 18446744073709551615)");
    done(OTHER, "put(y, 2, 7)",
         "put(y, 2, 7) = superseded: (1, 18446744073709551615)");
    done(CLIENT, "put(x, 10, 3)", "put(x, 10, 3) = ok: (10, 3)");
    done(CLIENT, "get(x)", "get(x) = ok: (10, 3)");
    has_order(oracle_linear_store);
}

static void
test_stale(void **state)
{
    (void)state;
    tell_begin();
    done(CLIENT, "set(x, 10)", "set(x, 10) = ok: (10, 0)");
    done(CLIENT, "set(x, 20)", "set(x, 20) = ok: (20, 0)");
    done(CLIENT, "get(x)", "get(x) = ok: (10, 0)");
    has_none(oracle_linear_store,
             "get(x) = ok: (10, 0) read an old value: "
             "set(x, 20) had returned before; the client has sent no request");
}

static void
test_refused_though_newest(void **state)
{
    (void)state;
    tell_begin();
    done(CLIENT, "put(x, 10, 3)", "put(x, 10, 3) = ok: (10, 3)");
    done(CLIENT, "put(x, 20, 5)", "put(x, 20, 5) = superseded: (10, 3)");
    has_none(oracle_linear_store,
             "put(x, 20, 5) = superseded: (10, 3): no order of the calls has "
             "that result");
}

static void
test_wrong_version(void **state)
{
    (void)state;
    tell_begin();
    done(CLIENT, "put(x, 10, 3)", "put(x, 10, 3) = ok: (10, 3)");
    done(CLIENT, "get(x)", "get(x) = ok: (10, 4)");
    has_none(oracle_linear_store,
             "get(x) = ok: (10, 4): no order of the calls has that result");
}

/* Its first copy was applied and seen; the second found what is newer. */
static void
test_applied_and_superseded(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", "put(x, 10, 3)");
    done(OTHER, "get(x)", "get(x) = ok: (10, 3)");
    done(OTHER, "put(x, 20, 5)", "put(x, 20, 5) = ok: (20, 5)");
    tell_return(RPC_OK, "put(x, 10, 3) = superseded: (20, 5)");
    has_order(oracle_linear_store);
}

static void
test_went_back(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", "put(x, 10, 3)");
    done(OTHER, "put(x, 20, 5)", "put(x, 20, 5) = ok: (20, 5)");
    tell_return(RPC_TIMED_OUT, "put(x, 10, 3): no reply");
    done(OTHER, "get(x)", "get(x) = ok: (10, 3)");
    has_none(oracle_linear_store,
             "get(x) = ok: (10, 3) read an old value: put(x, 20, 5) had "
             "returned before; the client has sent no request");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_client),
        cmocka_unit_test(test_refused_without_reason),
        cmocka_unit_test(test_not_a_result),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_overlapping),
        cmocka_unit_test(test_indefinite),
        cmocka_unit_test(test_definite),
        cmocka_unit_test(test_crashed),
        cmocka_unit_test(test_resumed),
        cmocka_unit_test(test_resumed_after_its_return),
        cmocka_unit_test(test_resumed_and_not_sent),
        cmocka_unit_test(test_sent_after_a_restart),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_store),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_refused_though_newest),
        cmocka_unit_test(test_wrong_version),
        cmocka_unit_test(test_applied_and_superseded),
        cmocka_unit_test(test_went_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
