/*
 * test_explain_lost.c - why a call has no result, another call's result, or
 * no effect: the sentences of explain.h besides those about twice.
 */
#include "grader/explain.h"

#include "grader/testing.h"
#include "grader/test/tell_rpc.h"

#define DEBIT "debit(alice, 10)"
#define BALANCE "balance(alice)"

/* The nth step of this name and text. */
static const struct trace_event *
nth(const char *name, const char *text, int n)
{
    for (size_t i = 0; i < story.tr.n_events; i++) {
        const struct trace_event *ev = &story.tr.event[i];

        if (trace_is_step(ev, name) &&
            !strncmp(ev->text, text, strlen(text)) && !--n)
            return ev;
    }
    return NULL;
}

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

/* ---- whose reply it was ------------------------------------------------- */

/* Of the last call of this text, by its last return. */
static void
assert_reply(const char *text, const char *expected)
{
    const struct trace_event *of = NULL, *ret = NULL;
    char why[250];

    for (int n = 1; nth("call", text, n); n++)
        of = nth("call", text, n);
    for (int n = 1; nth("return", text, n); n++)
        ret = nth("return", text, n);
    explain_reply(&story.tr, of, ret, why, sizeof(why));
    assert_string_equal(why, expected);
    tell_end();
}

/* A debit whose first copy is answered, and a late reply to its second. */
static void
another_call_has_its_reply(uint32_t first_xid, uint32_t xid)
{
    uint64_t late;

    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, first_xid, 0, 0), 0);
    late = tell_execution(DEBIT, "reply 1");
    tell_deliver(late, 0);
    tell_return(0, DEBIT " = 90");
    step(CLIENT, "call", BALANCE);
    tell_drop(tell_rpc(CLIENT, xid, 0, 0));
    tell_deliver(late, 1);
    step(CLIENT, "unmarshal", "balance, 36 bytes");
    tell_return(0, BALANCE " = 90");
}

static void
the_reply_to_another_call_was_taken(void **state)
{
    (void)state;
    another_call_has_its_reply(0x11, 0x13);
    assert_reply(BALANCE, "the client took the reply to debit #1 for its own, "
                          "whose xid is 0x00000011 and not 0x00000013");
}

static void
two_calls_can_have_one_xid(void **state)
{
    (void)state;
    another_call_has_its_reply(0x11, 0x11);
    assert_reply(BALANCE, "the client took the reply to debit #1 for its own: "
                          "both requests have xid 0x00000011");
}

static void
nothing_had_come(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_return(0, DEBIT " = 0");
    assert_reply(DEBIT, "the client has sent no request");
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, 0, 0), 0);
    tell_return(0, DEBIT " = 0");
    assert_reply(DEBIT, "nothing had come since its request was sent");
}

static void
a_stranger_answered(void **state)
{
    uint8_t b[8] = { 0 };

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_drop(tell_rpc(CLIENT, 0x11, 0, 0));
    tell_deliver(tell_bytes(OTHER, CLIENT, b, sizeof(b)), 0);
    step(CLIENT, "unmarshal", "debit, 8 bytes");
    tell_return(0, DEBIT " = 0");
    assert_reply(DEBIT, "what the client took for its reply, 8 bytes from the "
                        "other, answers no request");
}

/* Two calls of two clients, and a server that gives both the one reply. */
static void
one_reply_for_two(uint64_t number, uint64_t other_number)
{
    tell_begin();
    step(OTHER, "call", DEBIT);
    tell_deliver(tell_rpc(OTHER, 0x77, other_number, 0), 0);
    step(SERVER, "exec", DEBIT);
    tell_reply(OTHER, 0x77, 90);
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, number, 0), 0);
    step(SERVER, "reply", "the same as before, 8 bytes");
    tell_deliver(tell_reply(CLIENT, 0x11, 90), 0);
    tell_return(0, DEBIT " = 90");
}

static void
the_server_gave_an_old_reply(void **state)
{
    (void)state;
    one_reply_for_two(ID(1, 1), ID(1, 1));
    assert_reply(DEBIT, "the server answered it without executing it, with "
                        "the reply to debit #1 of the other: both have number "
                        "1 of incarnation 1, of different clients");
    one_reply_for_two(ID(1, 2), ID(1, 1));
    assert_reply(DEBIT, "the server answered it without executing it, with "
                        "the reply to debit #1 of the other");
}

static void
the_server_made_a_reply_up(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    tell_deliver(tell_reply(CLIENT, 0x11, 0), 0);
    tell_return(0, DEBIT " = 0");
    assert_reply(DEBIT, "the server answered it without executing it");
}

static void
a_reply_can_change_over_a_restart(void **state)
{
    char why[250];

    (void)state;
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    step(SERVER, "exec", DEBIT);
    step(SERVER, "reply", "success, 36 bytes");
    tell_crash(SERVER);
    tell_start(SERVER);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    step(SERVER, "reply", "the same as before, 24 bytes");
    tell_deliver(tell_reply(CLIENT, 0x11, 0), 0);
    tell_return(10, DEBIT ": malformed reply");
    explain_other_reply(&story.tr, nth("call", DEBIT, 1),
                        nth("return", DEBIT, 1), why, sizeof(why));
    assert_string_equal(why, "when the server executed it, its reply was "
                             "\"success, 36 bytes\", and then it sent \"the "
                             "same as before, 24 bytes\"");
    tell_end();
}

/* ---- denied ------------------------------------------------------------- */

static void
assert_denied(const char *expected)
{
    char why[200];

    explain_denied(&story.tr, nth("call", DEBIT, 1), nth("return", DEBIT, 1),
                   nth("exec", DEBIT, 1), why, sizeof(why));
    assert_string_equal(why, expected);
    tell_end();
}

static void
what_is_denied_can_be_executed_before_or_after(void **state)
{
    uint64_t late;

    (void)state;
    call();
    tell_deliver(request(), 0);
    step(SERVER, "exec", DEBIT);
    story.late_ns += 20000000;
    tell_return(3, DEBIT ": not executed");
    assert_denied("1 datagram had been sent, and the server executed it 20 ms "
                  "before that");
    call();
    tell_drop(request());
    late = request();
    tell_return(3, DEBIT ": not executed");
    story.late_ns += 30000000;
    tell_deliver(late, 0);
    step(SERVER, "exec", DEBIT);
    assert_denied("2 datagrams had been sent, and the server executed it 30 "
                  "ms after that");
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
        cmocka_unit_test(at_the_end_a_process_waits),
        cmocka_unit_test(at_the_end_a_process_has_gone),
        cmocka_unit_test(the_reply_to_another_call_was_taken),
        cmocka_unit_test(two_calls_can_have_one_xid),
        cmocka_unit_test(nothing_had_come),
        cmocka_unit_test(a_stranger_answered),
        cmocka_unit_test(the_server_gave_an_old_reply),
        cmocka_unit_test(the_server_made_a_reply_up),
        cmocka_unit_test(a_reply_can_change_over_a_restart),
        cmocka_unit_test(what_is_denied_can_be_executed_before_or_after),
        cmocka_unit_test(an_effect_is_gone_with_the_power),
        cmocka_unit_test(an_effect_is_gone_and_its_reply_is_not),
        cmocka_unit_test(an_older_call_can_come_again),
        cmocka_unit_test(what_the_trace_does_not_tell_is_not_told),
        cmocka_unit_test(what_does_not_fit_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
