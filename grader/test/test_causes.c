/*
 * test_causes.c - causes in a process whose threads hand work to each other:
 * thread 1 receives, thread 2 executes, thread 3 replies.
 */
#include "grader/causes.h"
#include "grader/explain.h"
#include "grader/oracle.h"
#include "grader/request.h"

#include "grader/testing.h"
#include "grader/test/tell_rpc.h"

#define DEBIT "debit(alice, 10)"

/* Thread 1 of the server has received a copy of a sending: the delivery. */
static uint64_t
received(uint64_t send, uint32_t copy)
{
    uint64_t delivery;

    tell_deliver(send, copy);
    delivery = story.cause[SERVER];
    tell((struct trace_event){
        .kind = TRACE_LOG, .host = SERVER, .thread = 1, .text = "received" });
    return delivery;
}

static void
executed(const char *dispatched)
{
    tell((struct trace_event){ .kind = TRACE_STEP,
                               .host = SERVER,
                               .thread = 2,
                               .name = "dispatch",
                               .text = dispatched });
    tell((struct trace_event){ .kind = TRACE_STEP,
                               .host = SERVER,
                               .thread = 2,
                               .name = "exec",
                               .text = DEBIT });
}

static uint64_t
replied(uint32_t xid)
{
    uint8_t b[24] = { 0 };

    put_word(b, xid);
    put_word(b + 4, 1);
    return tell((struct trace_event){ .kind = TRACE_SEND,
                                      .host = SERVER,
                                      .thread = 3,
                                      .src = SERVER,
                                      .dst = CLIENT,
                                      .dgram = ++story.dgrams,
                                      .bytes = b,
                                      .len = sizeof(b) });
}

/* What was received is what the nth execution came from. */
static void
assert_came_from(int n, uint64_t delivery)
{
    assert_ptr_equal(cause_delivery(&story.tr, nth("exec", DEBIT, n)),
                     trace_find(&story.tr, delivery));
}

static void
an_execution_is_of_the_xid_that_was_dispatched(void **state)
{
    uint64_t request, reply, first, other;

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    request = tell_rpc(CLIENT, 7, 0, 0);
    step(OTHER, "call", "debit(bob, 5)");
    first = received(request, 0);
    other = received(tell_rpc(OTHER, 8, 0, 0), 0);
    executed("bank debit, xid 7, 40 bytes");
    reply = replied(7);
    assert_came_from(1, first);
    assert_ptr_equal(explain_call(&story.tr, nth("exec", DEBIT, 1)),
                     nth("call", DEBIT, 1));
    assert_ptr_equal(cause_reply(&story.tr, nth("exec", DEBIT, 1)),
                     trace_find(&story.tr, reply));
    executed("bank debit, xid 8, 40 bytes");
    assert_came_from(2, other);
    assert_null(cause_reply(&story.tr, nth("exec", DEBIT, 2)));
    tell_end();
}

static void
each_of_two_copies_has_its_execution(void **state)
{
    struct verdict v = { 0 };
    uint64_t request, first, second;

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    request = tell_rpc(CLIENT, 7, 0, 0);
    first = received(request, 0);
    second = received(request, 1);
    executed("bank debit, xid 7, 40 bytes");
    executed("bank debit, xid 7, 40 bytes");
    assert_came_from(1, first);
    assert_came_from(2, second);
    assert_int_equal(oracle_at_most_once(&story.tr, &v), 0);
    assert_string_equal(v.why,
                        "debit #1 executed twice: the network delivered the "
                        "request twice, and the second copy was a new request "
                        "to the server");
    tell_end();
}

static void
what_was_acknowledged_was_executed_by_another_thread(void **state)
{
    struct verdict v = { 0 };

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    received(tell_rpc(CLIENT, 7, 0, 0), 0);
    executed("bank debit, xid 7, 40 bytes");
    tell_deliver(replied(7), 0);
    tell_return(0, DEBIT " = 90");
    assert_int_equal(oracle_at_least_once(&story.tr, &v), 1);
    tell_end();
}

/* What has no xid that was received remains without a cause. */
static void
an_xid_that_nobody_sent_has_no_delivery(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    received(tell_rpc(CLIENT, 7, 0, 0), 0);
    executed("bank debit, xid 9, 40 bytes");
    assert_null(cause_delivery(&story.tr, nth("exec", DEBIT, 1)));
    tell_end();
}

static void
a_sender_sends_for_the_call_that_waits(void **state)
{
    uint8_t b[RPC_NUMBERED_LEN];
    uint64_t send;

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_return(0, DEBIT " = 90");
    step(CLIENT, "call", "balance(alice)");
    send = tell(
        (struct trace_event){ .kind = TRACE_SEND,
                              .host = CLIENT,
                              .thread = 3,
                              .src = CLIENT,
                              .dst = SERVER,
                              .dgram = ++story.dgrams,
                              .bytes = b,
                              .len = (uint32_t)rpc_bytes(b, 1, 0, 0, 0) });
    assert_ptr_equal(cause_call(&story.tr, trace_find(&story.tr, send)),
                     nth("call", "balance(alice)", 1));
    tell_end();
}

static void
an_xid_is_behind_a_record_mark_on_a_stream(void **state)
{
    uint8_t b[4 + RPC_NUMBERED_LEN];
    struct trace_event ev = { .bytes = b };
    uint32_t xid = 0;

    (void)state;
    ev.len = 4 + (uint32_t)rpc_bytes(b + 4, 7, 0, 0, 0);
    put_word(b, 0x80000000u | (ev.len - 4));
    assert_true(request_xid(&ev, 1, &xid));
    assert_int_equal(xid, 7);
    assert_false(request_xid(&ev, 0, &xid));
    ev.len = 3;
    assert_false(request_xid(&ev, 1, &xid));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_execution_is_of_the_xid_that_was_dispatched),
        cmocka_unit_test(each_of_two_copies_has_its_execution),
        cmocka_unit_test(what_was_acknowledged_was_executed_by_another_thread),
        cmocka_unit_test(an_xid_that_nobody_sent_has_no_delivery),
        cmocka_unit_test(a_sender_sends_for_the_call_that_waits),
        cmocka_unit_test(an_xid_is_behind_a_record_mark_on_a_stream),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
