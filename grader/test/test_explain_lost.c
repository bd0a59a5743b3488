/*
 * test_explain_lost.c - why a call has no result, or no effect, or no end.
 */
#include "grader/explain.h"

#include "grader/testing.h"
#include "grader/test/tell_rpc.h"

#define DEBIT "debit(alice, 10)"
#define BALANCE "balance(alice)"

/* ---- why there is no result --------------------------------------------- */

static void
assert_silence(const char *expected)
{
    char why[200];

    explain_silence(&story.tr, nth("call", DEBIT, 1), NULL, why, sizeof(why));
    assert_string_equal(why, expected);
    tell_end();
}

static uint64_t
request(void)
{
    return tell_rpc(CLIENT, 0x11, 0, 0);
}

static void
call(void)
{
    tell_begin();
    step(CLIENT, "call", DEBIT);
}

static void
nothing_was_sent(void **state)
{
    (void)state;
    call();
    assert_silence("it has sent nothing");
}

static void
the_only_request_was_lost(void **state)
{
    (void)state;
    call();
    tell_drop(request());
    assert_silence("its only request was lost");
}

static void
all_copies_were_lost(void **state)
{
    (void)state;
    call();
    for (int i = 0; i < 3; i++)
        tell_drop(request());
    assert_silence("all 3 copies of its request were lost");
}

static void
the_server_did_not_answer(void **state)
{
    (void)state;
    call();
    tell_drop(request());
    tell_deliver(request(), 0);
    step(SERVER, "ignored", "40 bytes: no call");
    assert_silence("the server got its request, and sent no reply");
    call();
    tell_deliver(request(), 0);
    step(SERVER, "exec", DEBIT);
    assert_silence("the server executed it, and sent no reply");
    call();
    tell_deliver(request(), 0);
    step(SERVER, "exec", DEBIT);
    tell_crash(SERVER);
    assert_silence("the server crashed before it replied");
}

static void
the_reply_was_lost(void **state)
{
    (void)state;
    call();
    tell_deliver(request(), 0);
    tell_drop(tell_execution(DEBIT, "reply"));
    assert_silence("its reply was lost");
    call();
    for (int i = 0; i < 2; i++) {
        tell_deliver(request(), 0);
        tell_drop(tell_execution(DEBIT, "reply"));
    }
    assert_silence("2 replies to it were lost");
}

static void
the_reply_is_still_on_its_way(void **state)
{
    (void)state;
    call();
    tell_deliver(request(), 0);
    tell_execution(DEBIT, "reply");
    assert_silence("its reply has not come");
}

static void
the_reply_went_astray(void **state)
{
    (void)state;
    call();
    tell_deliver(request(), 0);
    step(SERVER, "exec", DEBIT);
    tell_deliver(tell_reply(OTHER, 0x11, 90), 0);
    assert_silence("the server sent its reply to the other");
}

static void
the_reply_was_not_taken(void **state)
{
    (void)state;
    call();
    tell_deliver(request(), 0);
    tell_deliver(tell_execution(DEBIT, "reply"), 0);
    assert_silence("its reply came, and the client did not take it");
    call();
    tell_deliver(request(), 0);
    tell_deliver(tell_execution(DEBIT, "reply"), 0);
    step(CLIENT, "ignored", "5 bytes: no reply");
    assert_silence("its reply came, and the client did not take it (5 bytes: "
                   "no reply)");
}

/* What comes to a server's thread next is another story. */
static void
a_request_that_follows_is_not_its_answer(void **state)
{
    (void)state;
    call();
    tell_deliver(request(), 0);
    step(SERVER, "ignored", "40 bytes: no call");
    tell_deliver(tell_rpc(OTHER, 0x22, 0, 0), 0);
    step(SERVER, "exec", BALANCE);
    tell_reply(OTHER, 0x22, 90);
    assert_silence("the server got its request, and sent no reply");
}

static void
of_a_connection_nothing_is_told(void **state)
{
    (void)state;
    call();
    tell((struct trace_event){ .kind = TRACE_SEND,
                               .host = CLIENT,
                               .dst = SERVER,
                               .dgram = 1,
                               .name = "SYN" });
    assert_silence("");
}

/* ---- over a connection -------------------------------------------------- */

static void
tell_segment(int src, int dst, const char *name, const char *bytes)
{
    tell_deliver(tell((struct trace_event){ .kind = TRACE_SEND,
                                            .host = src,
                                            .src = src,
                                            .dst = dst,
                                            .dgram = ++story.dgrams,
                                            .name = name,
                                            .bytes = (const uint8_t *)bytes,
                                            .len = (uint32_t)strlen(bytes) }),
                 0);
}

static void
assert_stream(const char *expected)
{
    char why[200];

    tell_return(1, DEBIT ": no reply in time");
    explain_stream(&story.tr, nth("call", DEBIT, 1), nth("return", DEBIT, 1),
                   why, sizeof(why));
    assert_string_equal(why, expected);
    tell_end();
}

static void
bytes_are_counted_both_ways(void **state)
{
    (void)state;
    call();
    tell_segment(CLIENT, SERVER, "SYN", "");
    tell_segment(CLIENT, SERVER, "data", "request");
    tell_segment(OTHER, SERVER, "data", "another request");
    tell_segment(SERVER, CLIENT, "data", "r");
    tell_segment(SERVER, OTHER, "data", "reply");
    assert_stream("7 bytes had come to the server, and 1 byte back");
}

static void
a_server_can_close_or_be_gone(void **state)
{
    (void)state;
    call();
    tell_segment(CLIENT, SERVER, "data", "request");
    tell_segment(SERVER, CLIENT, "FIN", "");
    assert_stream("7 bytes had come to the server, and 0 bytes back, and the "
                  "connection was closed");
    call();
    tell_exit(SERVER, 1, "");
    tell_drop(tell_bytes(CLIENT, SERVER, (const uint8_t *)"", 0));
    tell_segment(SERVER, CLIENT, "RST", "");
    assert_stream("");
    call();
    tell_exit(SERVER, 1, "");
    tell_segment(CLIENT, SERVER, "SYN", "");
    tell_segment(SERVER, CLIENT, "RST", "");
    assert_stream("the server had exited with status 1, and the connection "
                  "was reset");
    call();
    tell_segment(CLIENT, SERVER, "data", "request");
    tell_exit(SERVER, 1, "");
    assert_stream("the server had exited with status 1, and 7 bytes had come "
                  "to the server, and 0 bytes back");
}

/* ---- why there is no end ------------------------------------------------ */

static void
assert_end(const char *expected)
{
    char why[200];

    explain_end(&story.tr, nth("call", DEBIT, 1), why, sizeof(why));
    assert_string_equal(why, expected);
    tell_end();
}

static void
at_the_end_a_process_waits(void **state)
{
    (void)state;
    call();
    tell_over("quiet: server waits in recvfrom(), client waits in recvfrom() "
              "(thread 1), poll() (thread 2), other waits in poll()");
    assert_end("it waits in recvfrom() (thread 1), poll() (thread 2)");
    call();
    tell_over("limit of time: client waits in poll()");
    assert_end("it waits in poll()");
}

static void
at_the_end_a_process_has_gone(void **state)
{
    (void)state;
    call();
    tell_exit(CLIENT, 3, "");
    tell_over("quiet: server waits in recvfrom()");
    assert_end("it exited with status 3");
    call();
    tell_over("quiet: server waits in recvfrom()");
    assert_end("");
}

/* ---- an effect that is not there ---------------------------------------- */

static void
assert_lost(const char *text, const char *by, const char *expected)
{
    char why[250];

    explain_lost(&story.tr, nth("call", text, 1), nth("return", by, 1), why,
                 sizeof(why));
    assert_string_equal(why, expected);
    tell_end();
}

static void
debit_and_return(void)
{
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    tell_deliver(tell_execution(DEBIT, "reply"), 0);
    tell_return(0, DEBIT " = 90");
}

static void
look_at_balance(void)
{
    step(CLIENT, "call", BALANCE);
    tell_deliver(tell_rpc(CLIENT, 0x12, ID(1, 2), 0), 0);
    tell_deliver(tell_execution(BALANCE, "reply"), 0);
    tell_return(0, BALANCE " = 100");
}

static void
an_effect_is_gone_with_the_power(void **state)
{
    (void)state;
    debit_and_return();
    tell_crash_as(SERVER, "power server @recvfrom #3 restart 50ms",
                  "kept 0 of 1 unsynced changes; lost #1 write of 40 bytes to "
                  "journal at 0");
    tell_start(SERVER);
    look_at_balance();
    assert_lost(DEBIT, BALANCE,
                "the server had replied, and then its effect was gone; the "
                "power failed (@recvfrom #3), and what was not synced is gone "
                "(lost #1 write of 40 bytes to journal at 0)");
}

static void
an_effect_is_gone_and_its_reply_is_not(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    tell_sync(SERVER, "journal", "1 change");
    step(SERVER, "exec", DEBIT);
    tell_crash_as(SERVER, "crash server after @pwrite #2 restart 50ms", "");
    tell_start(SERVER);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    tell_deliver(tell_reply(CLIENT, 0x11, 90), 0);
    tell_return(0, DEBIT " = 90");
    look_at_balance();
    assert_lost(DEBIT, BALANCE,
                "the restarted server knew its reply, and not its effect; "
                "when it crashed (after @pwrite #2), 1 change of journal had "
                "been synced since the request came");
}

static void
an_older_call_can_come_again(void **state)
{
    uint64_t put;

    (void)state;
    tell_begin();
    step(CLIENT, "call", "put(x, 1)");
    put = tell_rpc(CLIENT, 0x11, 0, 0);
    tell_deliver(put, 0);
    tell_deliver(tell_execution("put(x, 1)", "reply"), 0);
    tell_return(0, "put(x, 1) = ok");
    step(CLIENT, "call", "put(x, 2)");
    tell_deliver(tell_rpc(CLIENT, 0x12, 0, 0), 0);
    tell_deliver(tell_execution("put(x, 2)", "reply"), 0);
    tell_return(0, "put(x, 2) = ok");
    tell_deliver(put, 1);
    tell_execution("put(x, 1)", "reply");
    step(CLIENT, "call", "get(x)");
    tell_deliver(tell_rpc(CLIENT, 0x13, 0, 0), 0);
    tell_deliver(tell_execution("get(x)", "reply"), 0);
    tell_return(0, "get(x) = 1");
    assert_lost(
        "put(x, 2)", "get(x)",
        "after it the server executed put #1 again, for a late copy of "
        "it that the network had made");
}

/* It is there, and nothing came after it: the trace does not tell. */
static void
what_the_trace_does_not_tell_is_not_told(void **state)
{
    (void)state;
    debit_and_return();
    look_at_balance();
    assert_lost(DEBIT, BALANCE, "");
}

/* ---- a sentence that is too long ---------------------------------------- */

static void
what_does_not_fit_is_left_out(void **state)
{
    char why[12];

    (void)state;
    call();
    tell_drop(request());
    memset(why, 'x', sizeof(why));
    explain_silence(&story.tr, nth("call", DEBIT, 1), NULL, why, sizeof(why));
    assert_string_equal(why, "its only r");
    tell_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_was_sent),
        cmocka_unit_test(the_only_request_was_lost),
        cmocka_unit_test(all_copies_were_lost),
        cmocka_unit_test(the_server_did_not_answer),
        cmocka_unit_test(the_reply_was_lost),
        cmocka_unit_test(the_reply_is_still_on_its_way),
        cmocka_unit_test(the_reply_went_astray),
        cmocka_unit_test(the_reply_was_not_taken),
        cmocka_unit_test(a_request_that_follows_is_not_its_answer),
        cmocka_unit_test(of_a_connection_nothing_is_told),
        cmocka_unit_test(bytes_are_counted_both_ways),
        cmocka_unit_test(a_server_can_close_or_be_gone),
        cmocka_unit_test(at_the_end_a_process_waits),
        cmocka_unit_test(at_the_end_a_process_has_gone),
        cmocka_unit_test(an_effect_is_gone_with_the_power),
        cmocka_unit_test(an_effect_is_gone_and_its_reply_is_not),
        cmocka_unit_test(an_older_call_can_come_again),
        cmocka_unit_test(what_the_trace_does_not_tell_is_not_told),
        cmocka_unit_test(what_does_not_fit_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
