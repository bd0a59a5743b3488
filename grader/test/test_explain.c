/*
 * test_explain.c - why a call was executed twice: the sentence a student
 * reads.  A wrong cause would send them looking in the wrong place, so each
 * is told here as a run, and its sentence is compared word for word.
 */
#include "grader/explain.h"

#include "grader/testing.h"
#include "grader/test/tell.h"

#define DEBIT "debit(alice, 10)"
#define TWICE "debit #1 executed twice: "

static const struct trace_event *
nth_exec(int nth)
{
    for (size_t i = 0; i < story.tr.n_events; i++) {
        const struct trace_event *ev = &story.tr.event[i];

        if (ev->kind == TRACE_STEP && !strcmp(ev->name, "exec") && !--nth)
            return ev;
    }
    return NULL;
}

/* The explanation of the story's two executions. */
static void
assert_explained(const char *expected)
{
    char why[512];

    assert_non_null(nth_exec(2));
    explain_twice(&story.tr, nth_exec(1), nth_exec(2), why, sizeof(why));
    assert_string_equal(why, expected);
    tell_end();
}

/* A call, and its first request on the way. */
static uint64_t
first_request(void)
{
    tell_begin();
    step(CLIENT, "call", DEBIT);
    return tell_send(CLIENT, "xid 1");
}

static void
retransmission(const char *request)
{
    tell_deliver(tell_send(CLIENT, request), 0);
    tell_execution(DEBIT, "reply");
}

static void
the_reply_was_lost(void **state)
{
    (void)state;
    tell_deliver(first_request(), 0);
    tell_drop(tell_execution(DEBIT, "reply"));
    retransmission("xid 1");
    assert_explained(TWICE "the reply was lost, the retransmission was a new "
                           "request to the server");
}

static void
the_reply_was_late(void **state)
{
    uint64_t reply, again;

    (void)state;
    tell_deliver(first_request(), 0);
    reply = tell_execution(DEBIT, "reply");
    again = tell_send(CLIENT, "xid 1");
    tell_deliver(reply, 0);
    tell_deliver(again, 0);
    tell_execution(DEBIT, "reply");
    assert_explained(TWICE "the reply was late, the retransmission was a new "
                           "request to the server");
}

static void
the_client_ignored_the_reply(void **state)
{
    (void)state;
    tell_deliver(first_request(), 0);
    tell_deliver(tell_execution(DEBIT, "reply"), 0);
    step(CLIENT, "ignored", "36 bytes: reply to another call");
    retransmission("xid 1");
    assert_explained(TWICE "the client ignored the reply, the retransmission "
                           "was a new request to the server");
}

static void
the_request_was_late(void **state)
{
    uint64_t request = first_request();

    (void)state;
    retransmission("xid 1");
    tell_deliver(request, 0);
    tell_execution(DEBIT, "reply");
    assert_explained(TWICE "the request was late, the retransmission was a "
                           "new request to the server");
}

/* Late, but still executed before its retransmission was. */
static void
a_request_can_be_late_and_first(void **state)
{
    uint64_t request = first_request(), again;

    (void)state;
    again = tell_send(CLIENT, "xid 1");
    tell_deliver(request, 0);
    tell_execution(DEBIT, "reply");
    tell_deliver(again, 0);
    tell_execution(DEBIT, "reply");
    assert_explained(TWICE "the request was late, the retransmission was a "
                           "new request to the server");
}

static void
the_network_delivered_twice(void **state)
{
    uint64_t request = first_request();

    (void)state;
    tell_deliver(request, 0);
    tell_execution(DEBIT, "reply");
    tell_deliver(request, 1);
    tell_execution(DEBIT, "reply");
    assert_explained(TWICE "the network delivered the request twice, and the "
                           "second copy was a new request to the server");
}

static void
the_server_crashed_before_it_replied(void **state)
{
    (void)state;
    tell_deliver(first_request(), 0);
    step(SERVER, "exec", DEBIT);
    tell_crash(SERVER);
    tell_start(SERVER);
    retransmission("xid 1");
    assert_explained(TWICE "the server crashed before it replied, the "
                           "retransmission was a new request to the "
                           "restarted server");
}

static void
the_server_restarted_after_a_lost_reply(void **state)
{
    (void)state;
    tell_deliver(first_request(), 0);
    tell_drop(tell_execution(DEBIT, "reply"));
    tell_crash(SERVER);
    tell_start(SERVER);
    retransmission("xid 1");
    assert_explained(TWICE "the reply was lost, the retransmission was a new "
                           "request to the restarted server");
}

static void
a_server_may_never_reply(void **state)
{
    (void)state;
    tell_deliver(first_request(), 0);
    step(SERVER, "exec", DEBIT);
    retransmission("xid 1");
    assert_explained(TWICE "the server sent no reply, the retransmission was "
                           "a new request to the server");
}

static void
a_retransmission_can_have_another_xid(void **state)
{
    (void)state;
    tell_deliver(first_request(), 0);
    tell_drop(tell_execution(DEBIT, "reply"));
    retransmission("xid 2");
    assert_explained(TWICE "the reply was lost, the retransmission (under "
                           "another xid) was a new request to the server");
}

/* No datagram is behind them: the server has called its own function. */
static void
without_a_cause_only_the_fact_is_told(void **state)
{
    (void)state;
    tell_begin();
    step(SERVER, "exec", DEBIT);
    step(SERVER, "exec", DEBIT);
    assert_explained(DEBIT " executed twice");
}

static void
a_call_is_named_by_its_number(void **state)
{
    char name[64];

    (void)state;
    tell_begin();
    step(CLIENT, "call", "debit(alice, 5)");
    step(CLIENT, "call", "debit_all(alice)");
    step(CLIENT, "call", "deposit(alice, 1)");
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_send(CLIENT, "xid 4"), 0);
    step(SERVER, "exec", DEBIT);
    explain_name(&story.tr, nth_exec(1), name, sizeof(name));
    assert_string_equal(name, "debit #2");
    tell_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reply_was_lost),
        cmocka_unit_test(the_reply_was_late),
        cmocka_unit_test(the_client_ignored_the_reply),
        cmocka_unit_test(the_request_was_late),
        cmocka_unit_test(a_request_can_be_late_and_first),
        cmocka_unit_test(the_network_delivered_twice),
        cmocka_unit_test(the_server_crashed_before_it_replied),
        cmocka_unit_test(the_server_restarted_after_a_lost_reply),
        cmocka_unit_test(a_server_may_never_reply),
        cmocka_unit_test(a_retransmission_can_have_another_xid),
        cmocka_unit_test(without_a_cause_only_the_fact_is_told),
        cmocka_unit_test(a_call_is_named_by_its_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
