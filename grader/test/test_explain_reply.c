/*
 * test_explain_reply.c - whose reply a call was given, and what is known of a
 * call that its client denies: the sentences of explain_reply.c.
 */
#include "grader/explain.h"

#include "grader/testing.h"
#include "grader/test/tell_rpc.h"

#define DEBIT "debit(alice, 10)"
#define BALANCE "balance(alice)"

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
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, 0, 0), 0);
    step(SERVER, "exec", DEBIT);
    story.late_ns += 20000000;
    tell_return(3, DEBIT ": not executed");
    assert_denied("1 datagram had been sent, and the server executed it 20 ms "
                  "before that");
    tell_begin();
    step(CLIENT, "call", DEBIT);
    tell_drop(tell_rpc(CLIENT, 0x11, 0, 0));
    late = tell_rpc(CLIENT, 0x11, 0, 0);
    tell_return(3, DEBIT ": not executed");
    story.late_ns += 30000000;
    tell_deliver(late, 0);
    step(SERVER, "exec", DEBIT);
    assert_denied("2 datagrams had been sent, and the server executed it 30 "
                  "ms after that");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reply_to_another_call_was_taken),
        cmocka_unit_test(two_calls_can_have_one_xid),
        cmocka_unit_test(nothing_had_come),
        cmocka_unit_test(a_stranger_answered),
        cmocka_unit_test(the_server_gave_an_old_reply),
        cmocka_unit_test(the_server_made_a_reply_up),
        cmocka_unit_test(a_reply_can_change_over_a_restart),
        cmocka_unit_test(what_is_denied_can_be_executed_before_or_after),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
