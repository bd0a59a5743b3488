/*
 * test_explain.c - why a call was executed twice: the sentence a student
 * reads (test_explain_*.c have the others).  A wrong cause would send them
 * looking in the wrong place, so each is told here as a run, and its sentence
 * is compared word for word.
 */
#include "grader/explain.h"

#include "grader/testing.h"
#include "grader/test/tell_rpc.h"

#define DEBIT "debit(alice, 10)"
#define TWICE "debit #1 executed twice: "

static const struct trace_event *
nth_exec(int nth)
{
    for (size_t i = 0; i < story.tr.n_events; i++) {
        const struct trace_event *ev = &story.tr.event[i];

        if (trace_is_step(ev, "exec") && !strcmp(ev->text, DEBIT) && !--nth)
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

/* A thread of the client that makes no calls sends the copies. */
static void
another_thread_can_send_the_copy(void **state)
{
    uint64_t copy;

    (void)state;
    tell_drop(first_request());
    copy = tell((struct trace_event){ .kind = TRACE_SEND,
                                      .host = CLIENT,
                                      .thread = 2,
                                      .src = CLIENT,
                                      .dst = SERVER,
                                      .dgram = ++story.dgrams,
                                      .bytes = (const uint8_t *)"xid 1",
                                      .len = 5 });
    tell_deliver(copy, 0);
    tell_execution(DEBIT, "reply");
    assert_non_null(explain_call(&story.tr, nth_exec(1)));
    assert_string_equal(explain_call(&story.tr, nth_exec(1))->text, DEBIT);
    tell_end();
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

/* It has come, and waits: the server, not the network, took its time. */
static void
a_slow_server_is_no_late_request(void **state)
{
    uint64_t request = first_request(), again;

    (void)state;
    tell_deliver(request, 0);
    again = tell_send(CLIENT, "xid 1");
    tell_execution(DEBIT, "reply");
    tell_deliver(again, 0);
    tell_execution(DEBIT, "reply");
    assert_explained(TWICE "the server was slow, the retransmission was a new "
                           "request to the server");
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

/* ---- what the second request carried ------------------------------------ */

/* A call with its first request, which was executed; the reply was lost. */
static void
lose_reply(uint32_t xid, uint64_t number)
{
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, xid, number, 0), 0);
    tell_drop(tell_execution(DEBIT, "reply"));
}

static void
again(uint32_t xid, uint64_t number, uint64_t ack)
{
    tell_deliver(tell_rpc(CLIENT, xid, number, ack), 0);
    tell_execution(DEBIT, "reply");
}

static void
a_retransmission_has_the_same_xid(void **state)
{
    (void)state;
    lose_reply(0x11, 0);
    again(0x11, 0, 0);
    assert_explained(TWICE "the reply was lost, the retransmission carried "
                           "the same xid, and was a new request to the "
                           "server");
}

static void
a_retransmission_can_have_another_xid(void **state)
{
    (void)state;
    lose_reply(0x11, 0);
    again(0x12, 0, 0);
    assert_explained(TWICE "the reply was lost, the retransmission carried "
                           "another xid, and was a new request to the "
                           "server");
}

/* Of a numbered call the xid is of no interest. */
static void
a_retransmission_has_the_same_number(void **state)
{
    (void)state;
    lose_reply(0x11, ID(1, 1));
    again(0x12, ID(1, 1), 0);
    assert_explained(TWICE "the reply was lost, the retransmission carried "
                           "the same number, and was a new request to the "
                           "server");
}

static void
a_retransmission_can_have_another_number(void **state)
{
    (void)state;
    lose_reply(0x11, ID(1, 1));
    again(0x11, ID(1, 2), 0);
    assert_explained(TWICE "the reply was lost, the retransmission carried "
                           "number 2 of incarnation 1, not 1 of incarnation "
                           "1, and was a new request to the server");
}

/* ---- what the server could have known it by ----------------------------- */

#define SAME                                                                  \
    TWICE "the reply was lost, the retransmission carried the same number, "  \
          "and was a new request to the "

static void
a_call_can_be_acknowledged_before_its_last_copy(void **state)
{
    uint64_t request;

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    request = tell_rpc(CLIENT, 0x11, ID(1, 1), 0);
    tell_deliver(request, 0);
    tell_deliver(tell_execution(DEBIT, "reply"), 0);
    tell_return(0, DEBIT " = 90");
    step(CLIENT, "call", "balance(alice)");
    tell_deliver(tell_rpc(CLIENT, 0x12, ID(1, 2), ID(1, 1)), 0);
    tell_execution("balance(alice)", "reply");
    tell_deliver(request, 1);
    tell_execution(DEBIT, "reply");
    assert_explained(TWICE "the network delivered the request twice, and the "
                           "second copy was a new request to the server; by "
                           "then its client had acknowledged it");
}

/* Another client's acknowledgement says nothing about it. */
static void
an_acknowledgement_is_of_its_client(void **state)
{
    (void)state;
    lose_reply(0x11, ID(1, 1));
    tell_deliver(tell_rpc(OTHER, 0x77, ID(1, 2), ID(1, 1)), 0);
    tell_execution("balance(alice)", "reply");
    again(0x11, ID(1, 1), 0);
    assert_explained(SAME "server");
}

static void
a_client_can_be_in_a_later_incarnation(void **state)
{
    uint64_t request;

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    request = tell_rpc(CLIENT, 0x11, ID(1, 1), 0);
    tell_deliver(request, 0);
    tell_execution(DEBIT, "reply");
    tell_crash(CLIENT);
    tell_start(CLIENT);
    tell_deliver(tell_rpc(CLIENT, 0x21, ID(2, 0), ID(1, 1)), 0);
    step(SERVER, "reply", "success, 24 bytes");
    tell_deliver(request, 1);
    tell_execution(DEBIT, "reply");
    assert_explained(TWICE "the network delivered the request twice, and the "
                           "second copy was a new request to the server; by "
                           "then its client was in incarnation 2");
}

static void
an_earlier_copy_can_have_been_answered(void **state)
{
    (void)state;
    lose_reply(0x11, ID(1, 1));
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    step(SERVER, "reply", "the same as before, 36 bytes");
    tell_drop(tell_send(SERVER, "reply"));
    again(0x11, ID(1, 1), 0);
    assert_explained(SAME "server; an earlier copy had been answered (the "
                          "same as before, 36 bytes)");
}

/* In two threads of the server. */
static void
a_copy_can_come_while_the_first_is_in_progress(void **state)
{
    uint64_t first, second;

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    first = tell_rpc(CLIENT, 0x11, ID(1, 1), 0);
    tell_deliver(first, 0);
    second = tell_rpc(CLIENT, 0x11, ID(1, 1), 0);
    step(SERVER, "exec", DEBIT);
    tell_deliver(second, 0);
    tell((struct trace_event){ .kind = TRACE_STEP,
                               .host = SERVER,
                               .thread = 2,
                               .name = "exec",
                               .text = DEBIT });
    step(SERVER, "done", "90");
    assert_explained(TWICE "the server was slow, the retransmission carried "
                           "the same number, and was a new request to the "
                           "server; it came while the first was in progress");
}

static void
a_client_can_be_silent_for_too_long(void **state)
{
    (void)state;
    tell_begin();
    tell((struct trace_event){ .kind = TRACE_START,
                               .host = SERVER,
                               .text = "vault --lease 1000 0.0.0.0:1" });
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    tell_drop(tell_execution(DEBIT, "reply"));
    story.late_ns = 5000000000;
    again(0x11, ID(1, 1), 0);
    assert_explained(SAME "server; for 5000 ms the server had not heard of "
                          "its client, whose lease is 1000 ms");
}

/* ---- what a crash has left ---------------------------------------------- */

static void
restart_server(const char *did, const char *disk)
{
    tell_crash_as(SERVER, did, disk);
    tell_start(SERVER);
}

static void
a_server_without_a_disk_forgets(void **state)
{
    (void)state;
    lose_reply(0x11, ID(1, 1));
    restart_server("crash server @recvfrom #3 restart 50ms", "");
    again(0x11, ID(1, 1), 0);
    assert_explained(SAME "restarted server; when it crashed (@recvfrom #3), "
                          "nothing had ever been synced to its disk");
}

static void
nothing_may_have_been_synced_of_the_call(void **state)
{
    (void)state;
    tell_begin();
    tell_sync(SERVER, "journal", "1 change");
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    step(SERVER, "exec", DEBIT);
    restart_server("crash server after @write #5 restart 50ms", "");
    again(0x11, ID(1, 1), 0);
    assert_explained(TWICE
                     "the server crashed before it replied, the "
                     "retransmission carried the same number, and was a new "
                     "request to the restarted server; when it crashed "
                     "(after @write #5), nothing had been synced since the "
                     "request came");
}

static void
what_was_synced_is_counted(void **state)
{
    (void)state;
    tell_begin();
    tell_sync(SERVER, "/", "1 change");
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    tell_sync(SERVER, "journal", "2 changes");
    step(SERVER, "exec", DEBIT);
    tell_sync(SERVER, "journal", "1 change");
    tell_sync(SERVER, "index", "0 changes");
    restart_server("power server at 30ms restart 50ms", "");
    again(0x11, ID(1, 1), 0);
    assert_explained(TWICE
                     "the server lost power before it replied, the "
                     "retransmission carried the same number, and was a new "
                     "request to the restarted server; when it lost power, 3 "
                     "changes of journal had been synced since the request "
                     "came");
}

static void
what_the_power_took_is_named(void **state)
{
    (void)state;
    lose_reply(0x11, ID(1, 1));
    tell((struct trace_event){ .kind = TRACE_CHOICE,
                               .host = SERVER,
                               .did = "error server @fsync #2 EIO" });
    restart_server("power server after @write #3 restart 50ms",
                   "kept 0 of 1 unsynced changes; lost #1 create journal");
    again(0x11, ID(1, 1), 0);
    assert_explained(SAME "restarted server; the power failed (after @write "
                          "#3), and what was not synced is gone (lost #1 "
                          "create journal), and @fsync #2 EIO had "
                          "failed before");
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
        cmocka_unit_test(another_thread_can_send_the_copy),
        cmocka_unit_test(the_reply_was_late),
        cmocka_unit_test(the_client_ignored_the_reply),
        cmocka_unit_test(the_request_was_late),
        cmocka_unit_test(a_request_can_be_late_and_first),
        cmocka_unit_test(the_network_delivered_twice),
        cmocka_unit_test(the_server_crashed_before_it_replied),
        cmocka_unit_test(the_server_restarted_after_a_lost_reply),
        cmocka_unit_test(a_server_may_never_reply),
        cmocka_unit_test(a_slow_server_is_no_late_request),
        cmocka_unit_test(a_retransmission_has_the_same_xid),
        cmocka_unit_test(a_retransmission_can_have_another_xid),
        cmocka_unit_test(a_retransmission_has_the_same_number),
        cmocka_unit_test(a_retransmission_can_have_another_number),
        cmocka_unit_test(a_call_can_be_acknowledged_before_its_last_copy),
        cmocka_unit_test(an_acknowledgement_is_of_its_client),
        cmocka_unit_test(a_client_can_be_in_a_later_incarnation),
        cmocka_unit_test(an_earlier_copy_can_have_been_answered),
        cmocka_unit_test(a_copy_can_come_while_the_first_is_in_progress),
        cmocka_unit_test(a_client_can_be_silent_for_too_long),
        cmocka_unit_test(a_server_without_a_disk_forgets),
        cmocka_unit_test(nothing_may_have_been_synced_of_the_call),
        cmocka_unit_test(what_was_synced_is_counted),
        cmocka_unit_test(what_the_power_took_is_named),
        cmocka_unit_test(without_a_cause_only_the_fact_is_told),
        cmocka_unit_test(a_call_is_named_by_its_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
