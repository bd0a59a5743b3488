/*
 * test_oracle.c - each oracle accepts what is right and rejects what is not.
 *
 * What is at stake is the grade: an oracle that is too strict fails a right
 * program, one that is too lax passes a wrong one, and either is believed.
 */
#include "grader/oracle.h"

#include "grader/testing.h"
#include "grader/test/tell.h"
#include "lab2-stubs/rpclib/rpc_status.h"

#define OPEN "open(alice)"
#define DEBIT "debit(alice, 10)"
#define DEBITED "debit(alice, 10) = 90"

/* A call as it should be. */
static void
tell_call(const char *call, const char *returned)
{
    step(CLIENT, "call", call);
    tell_deliver(tell_send(CLIENT, call), 0);
    tell_deliver(tell_execution(call, "reply"), 0);
    tell_return(RPC_OK, returned);
}

static void
tell_good_run(void)
{
    tell_begin();
    tell_call(OPEN, "open(alice) = 0");
    tell_call(DEBIT, DEBITED);
    tell_exit(CLIENT, 0, NULL);
}

static void
assert_accepts(oracle_fn *oracle)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 1);
    assert_null(v.culprit);
    assert_string_equal(v.why, "");
    tell_end();
}

/* It shows at the nth event of the story, counted from 1; 0: at none. */
static void
assert_rejects(oracle_fn *oracle, uint64_t nth, const char *why)
{
    struct verdict v = { 0 };

    assert_int_equal(oracle(&story.tr, &v), 0);
    assert_string_equal(v.why, why);
    assert_int_equal(v.culprit ? v.culprit->seq : 0, nth);
    /* A check's one sentence says both. */
    assert_true((v.expected[0] && v.actual[0]) || oracle == oracle_checked);
    tell_end();
}

static oracle_fn *const all[] = { oracle_implemented,
                                  oracle_no_fault,
                                  oracle_answered,
                                  oracle_at_least_once,
                                  oracle_at_most_once,
                                  oracle_closed,
                                  NULL };

static void
all_accept_a_run_without_faults(void **state)
{
    struct verdict v = { 0 };

    (void)state;
    for (oracle_fn *const *oracle = all; *oracle; oracle++) {
        tell_good_run();
        assert_accepts(*oracle);
    }
    tell_good_run();
    assert_int_equal(oracle_all(all, &story.tr, &v), 1);
    tell_end();
}

/* ---- implemented, no fault, closed -------------------------------------- */

static void
missing_code_is_told_first(void **state)
{
    struct verdict v = { 0 };

    (void)state;
    tell_begin();
    step(SERVER, "missing", "lab 3 part B: udp_serve()");
    tell_exit(SERVER, 1, "descriptor 3");
    assert_int_equal(oracle_all(all, &story.tr, &v), 0);
    assert_string_equal(v.why, "not implemented: lab 3 part B: udp_serve()");
    assert_rejects(oracle_implemented, 1,
                   "not implemented: lab 3 part B: udp_serve()");
}

static void
a_program_must_not_fail(void **state)
{
    (void)state;
    tell_good_run();
    tell((struct trace_event){ .kind = TRACE_FAULT,
                               .host = SERVER,
                               .name = "SIGSEGV",
                               .text = "NULL pointer in serve() (s.c:7)" });
    assert_rejects(oracle_no_fault, story.seq,
                   "the server failed by itself: SIGSEGV: NULL pointer in "
                   "serve() (s.c:7)");
}

static void
tell_spin(int host)
{
    tell((struct trace_event){
        .kind = TRACE_FAULT, .host = host, .name = "spin", .text = "why" });
}

/* What it did then is known where a check says it. */
static void
a_failure_says_what_was_checked(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "checking", "records");
    step(CLIENT, "trying", "one of 1 byte");
    step(CLIENT, "trying", "an empty one");
    tell_spin(CLIENT);
    assert_rejects(oracle_no_fault, 4,
                   "the client failed by itself: spin: why; the check was "
                   "about records (an empty one)");
    tell_begin();
    step(CLIENT, "checking", "two requests");
    tell_spin(SERVER);
    assert_rejects(oracle_no_fault, 2,
                   "the server failed by itself: spin: why; the check was "
                   "about two requests");
    tell_begin();
    step(CLIENT, "checking", "two requests");
    step(CLIENT, "checked", "");
    tell_spin(SERVER);
    assert_rejects(oracle_no_fault, 3,
                   "the server failed by itself: spin: why");
}

/* It is the world that has killed it. */
static void
a_crash_is_no_failure(void **state)
{
    (void)state;
    tell_good_run();
    tell_crash(SERVER);
    assert_accepts(oracle_no_fault);
}

static void
a_descriptor_must_be_closed(void **state)
{
    (void)state;
    tell_begin();
    tell_exit(CLIENT, 0, "descriptor 3, a UDP socket");
    assert_rejects(oracle_closed, 1,
                   "the client left open at its exit: descriptor 3, a UDP "
                   "socket");
}

/* ---- answered ----------------------------------------------------------- */

static void
giving_up_is_wrong(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_drop(tell_send(CLIENT, "request"));
    tell_return(RPC_TIMED_OUT, DEBIT ": no reply");
    assert_rejects(oracle_answered, story.seq,
                   DEBIT " gave up although a retransmission would have been "
                         "answered: its only request was lost");
}

/* Not "gave up": there was nobody who would have answered. */
static void
a_server_that_ends_is_to_blame(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_exit(SERVER, 1, NULL);
    tell_return(RPC_TIMED_OUT, DEBIT ": no reply");
    assert_rejects(oracle_answered, story.seq,
                   "the server exited with status 1 and left " DEBIT
                   " unanswered");
}

static void
a_server_that_ended_but_restarted_is_not(void **state)
{
    (void)state;
    tell_begin();
    tell_exit(SERVER, 1, NULL);
    tell_start(SERVER);
    step(CLIENT, "call", DEBIT);
    tell_return(RPC_TIMED_OUT, DEBIT ": no reply");
    assert_rejects(oracle_answered, story.seq,
                   DEBIT " gave up although a retransmission would have been "
                         "answered: it has sent nothing");
}

static void
a_bad_reply_is_no_giving_up(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_return(RPC_BAD_REPLY, DEBIT ": malformed reply");
    assert_rejects(oracle_answered, story.seq,
                   "a call failed for no fault of the world: " DEBIT
                   ": malformed reply");
}

static void
a_call_must_return(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_send(CLIENT, "request");
    assert_rejects(oracle_answered, 1,
                   DEBIT " never returned: its only request was lost, and the "
                         "client waits for ever");
}

static void
a_client_must_not_end_in_a_call(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_exit(CLIENT, 1, NULL);
    assert_rejects(oracle_answered, 2,
                   "the client exited with status 1 in the middle of " DEBIT);
}

/* The return of the next incarnation is not that of the first. */
static void
a_client_that_crashed_need_not_return(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_crash(CLIENT);
    tell_start(CLIENT);
    tell_call(DEBIT, DEBITED);
    assert_accepts(oracle_answered);
}

static void
a_client_must_call(void **state)
{
    (void)state;
    tell_begin();
    tell_exit(CLIENT, 2, NULL);
    assert_rejects(oracle_answered, 1,
                   "no call was ever made: the run ended with the exit of "
                   "the client");
    tell_begin();
    assert_rejects(oracle_answered, 0, "no call was ever made");
}

/* ---- at least once, at most once ---------------------------------------- */

static void
an_acknowledged_call_was_executed(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_return(RPC_OK, DEBITED);
    assert_rejects(oracle_at_least_once, 2,
                   DEBIT " was acknowledged but never executed: the client "
                         "has sent no request");
}

static void
an_execution_after_the_return_is_too_late(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_return(RPC_OK, DEBITED);
    step(SERVER, "exec", DEBIT);
    assert_rejects(oracle_at_least_once, 2,
                   DEBIT " was acknowledged but never executed: the client "
                         "has sent no request");
}

static void
an_unknown_outcome_promises_nothing(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_return(RPC_TIMED_OUT, DEBIT ": no reply");
    assert_accepts(oracle_at_least_once);
}

static void
tell_double_debit(void)
{
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_send(CLIENT, "request"), 0);
    tell_drop(tell_execution(DEBIT, "reply"));
    tell_deliver(tell_send(CLIENT, "request"), 0);
    tell_deliver(tell_execution(DEBIT, "reply"), 0);
    tell_return(RPC_OK, "debit(alice, 10) = 80");
}

static void
at_least_once_accepts_twice(void **state)
{
    (void)state;
    tell_double_debit();
    assert_accepts(oracle_at_least_once);
}

static void
at_most_once_rejects_twice(void **state)
{
    (void)state;
    tell_double_debit();
    /* call, send, deliver, exec, done, send, drop, send, deliver, exec */
    assert_rejects(oracle_at_most_once, 10,
                   "debit #1 executed twice: the reply was lost, the "
                   "retransmission was a new request to the server");
}

static void
at_most_once_accepts_never(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    assert_accepts(oracle_at_most_once);
}

/* ---- programs of the cases ---------------------------------------------- */

static void
a_check_must_find_nothing(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "checking", "records");
    step(SERVER, "checking", "replies");
    step(SERVER, "checked", "");
    step(CLIENT, "checked", "");
    assert_accepts(oracle_checked);
    tell_begin();
    step(CLIENT, "checking", "records");
    step(CLIENT, "wrong", "2 bytes of 3");
    step(CLIENT, "checked", "");
    assert_rejects(oracle_checked, 2, "2 bytes of 3");
}

static void
a_check_must_come_to_its_end(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "checking", "records");
    step(SERVER, "checked", "");
    assert_rejects(oracle_checked, 1,
                   "records did not come to its end: something waits for "
                   "ever");
    tell_begin();
    step(CLIENT, "checking", "records");
    tell_over("quiet: client waits in poll()");
    assert_rejects(oracle_checked, 1,
                   "records did not come to its end: it waits in poll()");
    tell_begin();
    step(CLIENT, "checking", "records");
    step(CLIENT, "trying", "one of 1 byte");
    step(CLIENT, "trying", "an empty one");
    step(SERVER, "trying", "a reply");
    tell_over("quiet: client waits in poll()");
    assert_rejects(oracle_checked, 1,
                   "records (an empty one) did not come to its end: it waits "
                   "in poll()");
    tell_begin();
    step(CLIENT, "checking", "records");
    tell((struct trace_event){ .kind = TRACE_CRASH, .host = CLIENT });
    assert_accepts(oracle_checked);
}

static void
a_check_must_begin(void **state)
{
    (void)state;
    tell_good_run();
    assert_rejects(oracle_checked, 0,
                   "the check did not come to its end: it did not even "
                   "begin");
}

static void
what_was_found_is_told_from_what_was_expected(void **state)
{
    static const struct {
        const char *says, *expected, *actual;
    } table[] = {
        { "call 1: cache_begin() says CACHE_NEW where CACHE_FULL is right: "
          "there is no room",
          "CACHE_FULL", "cache_begin() says CACHE_NEW" },
        { "put(x, 1): the result is \"ok\", expected \"no such name\"",
          "\"no such name\"", "the result is \"ok\"" },
        { "after zeros, the journal has 5 records instead of 4", "4",
          "after zeros, the journal has 5 records" },
        { "cache_calls() says 6, not 5", "5", "cache_calls() says 6" },
        { "after a put: get(x) says \"ok: (10, 1)\", expected \"ok: (10, 2)\"",
          "\"ok: (10, 2)\"", "get(x) says \"ok: (10, 1)\"" },
        { "no reply to an empty datagram", "", "" },
        { "what is where it was", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct verdict v = { 0 };

        tell_begin();
        step(CLIENT, "wrong", table[i].says);
        assert_int_equal(oracle_checked(&story.tr, &v), 0);
        assert_string_equal(v.why, table[i].says);
        assert_string_equal(v.expected, table[i].expected);
        assert_string_equal(v.actual, table[i].actual);
        tell_end();
    }
}

/* What a crash has left is part of it. */
static void
a_check_after_a_crash_tells_what_was_left(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "checking", "records");
    tell_crash_as(CLIENT, "power client @fsync #1 restart 50ms",
                  "kept 0 of 1 unsynced changes; lost #1 create id");
    tell_start(CLIENT);
    step(CLIENT, "wrong", "id is not there");
    assert_rejects(oracle_checked, 4,
                   "id is not there; the power failed (@fsync #1), and what "
                   "was not synced is gone (lost #1 create id)");
}

/* ---- honest, healed, resumed -------------------------------------------- */

/* A definite failure speaks for what is still on its way, too. */
static void
what_was_not_executed_must_not_be_later(void **state)
{
    static const int indefinite[] = { RPC_TIMED_OUT, RPC_SYSTEM_ERR,
                                      RPC_BAD_REPLY, RPC_DISCONNECTED,
                                      RPC_FORGOTTEN };

    (void)state;
    for (size_t i = 0; i <= sizeof(indefinite) / sizeof(indefinite[0]); i++) {
        uint64_t request;

        tell_begin();
        step(CLIENT, "call", DEBIT);
        request = tell_send(CLIENT, DEBIT);
        tell_return(i ? indefinite[i - 1] : RPC_CANT_SEND, DEBIT ": why");
        tell_deliver(request, 0);
        tell_execution(DEBIT, "reply");
        if (i == 0)
            assert_rejects(oracle_honest, 5,
                           "the client said \"not executed\" of " DEBIT
                           ", and it was executed: 1 datagram had been sent, "
                           "and the server executed it 0 ms after that");
        else
            assert_accepts(oracle_honest);
    }
    tell_good_run();
    assert_accepts(oracle_honest);
}

static void
a_world_that_has_healed_answers(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_drop(tell_send(CLIENT, DEBIT));
    tell((struct trace_event){ .kind = TRACE_CHOICE,
                               .host = SERVER,
                               .dec = 1,
                               .did = "pause server at 1s for 5s" });
    tell_return(RPC_TIMED_OUT, DEBIT ": no reply");
    tell_call(OPEN, "open(alice) = 0");
    assert_accepts(oracle_healed);

    tell_good_run();
    tell_crash(SERVER);
    tell_start(SERVER);
    step(CLIENT, "call", DEBIT);
    tell_return(RPC_TIMED_OUT, DEBIT ": no reply");
    assert_rejects(oracle_healed, 21,
                   "a call failed though the world was healthy again: " DEBIT
                   ": no reply; it has sent nothing");

    tell_begin();
    tell_crash(SERVER);
    tell_start(SERVER);
    step(CLIENT, "call", DEBIT);
    assert_rejects(oracle_healed, 3,
                   DEBIT
                   " never returned: it has sent nothing, and the client "
                   "waits for ever");
}

/* Before the crash and after it: it is one call. */
static void
a_resumed_call_is_the_one_before_the_crash(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_send(CLIENT, DEBIT), 0);
    tell_execution(DEBIT, "reply");
    tell_crash(CLIENT);
    tell_start(CLIENT);
    step(CLIENT, "resume", DEBIT);
    tell_deliver(tell_send(CLIENT, DEBIT), 0);
    tell_deliver(tell_execution(DEBIT, "reply"), 0);
    tell_return(RPC_OK, DEBITED);
    assert_rejects(
        oracle_at_most_once, 12,
        "debit #1 executed twice: the client crashed before it was done with "
        "it, the request after its restart was a new request to the server");

    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_send(CLIENT, DEBIT), 0);
    tell_execution(DEBIT, "reply");
    tell_crash(CLIENT);
    tell_start(CLIENT);
    step(CLIENT, "resume", DEBIT);
    tell_return(RPC_OK, DEBITED);
    assert_accepts(oracle_at_least_once);

    tell_begin();
    step(CLIENT, "resume", DEBIT);
    assert_rejects(oracle_answered, 1,
                   DEBIT
                   " never returned: it has sent nothing, and the client "
                   "waits for ever");
}

/* ---- an oracle that cannot tell ----------------------------------------- */

static int
cannot_tell(const struct trace *tr, struct verdict *v)
{
    (void)tr;
    snprintf(v->why, sizeof(v->why), "it is too much");
    return ORACLE_UNKNOWN;
}

static int
no_good(const struct trace *tr, struct verdict *v)
{
    (void)tr;
    snprintf(v->why, sizeof(v->why), "it is wrong");
    return 0;
}

static void
what_cannot_be_told_is_no_pass(void **state)
{
    static oracle_fn *const unknown[] = { oracle_answered, cannot_tell,
                                          oracle_closed, NULL };
    static oracle_fn *const wrong[] = { cannot_tell, no_good, cannot_tell,
                                        NULL };
    struct verdict v = { 0 };

    (void)state;
    tell_good_run();
    assert_int_equal(oracle_all(unknown, &story.tr, &v), ORACLE_UNKNOWN);
    assert_string_equal(v.why, "it is too much");
    assert_int_equal(oracle_all(wrong, &story.tr, &v), 0);
    assert_string_equal(v.why, "it is wrong");
    tell_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_accept_a_run_without_faults),
        cmocka_unit_test(missing_code_is_told_first),
        cmocka_unit_test(a_program_must_not_fail),
        cmocka_unit_test(a_failure_says_what_was_checked),
        cmocka_unit_test(a_crash_is_no_failure),
        cmocka_unit_test(a_descriptor_must_be_closed),
        cmocka_unit_test(giving_up_is_wrong),
        cmocka_unit_test(a_server_that_ends_is_to_blame),
        cmocka_unit_test(a_server_that_ended_but_restarted_is_not),
        cmocka_unit_test(a_bad_reply_is_no_giving_up),
        cmocka_unit_test(a_call_must_return),
        cmocka_unit_test(a_client_must_not_end_in_a_call),
        cmocka_unit_test(a_client_that_crashed_need_not_return),
        cmocka_unit_test(a_client_must_call),
        cmocka_unit_test(an_acknowledged_call_was_executed),
        cmocka_unit_test(an_execution_after_the_return_is_too_late),
        cmocka_unit_test(an_unknown_outcome_promises_nothing),
        cmocka_unit_test(at_least_once_accepts_twice),
        cmocka_unit_test(at_most_once_rejects_twice),
        cmocka_unit_test(at_most_once_accepts_never),
        cmocka_unit_test(a_check_must_find_nothing),
        cmocka_unit_test(a_check_must_come_to_its_end),
        cmocka_unit_test(a_check_must_begin),
        cmocka_unit_test(what_was_found_is_told_from_what_was_expected),
        cmocka_unit_test(a_check_after_a_crash_tells_what_was_left),
        cmocka_unit_test(what_was_not_executed_must_not_be_later),
        cmocka_unit_test(a_world_that_has_healed_answers),
        cmocka_unit_test(a_resumed_call_is_the_one_before_the_crash),
        cmocka_unit_test(what_cannot_be_told_is_no_pass),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
