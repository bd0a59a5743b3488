/*
 * test_explain_again.c - why a restarted client made a call anew that it had
 * begun: the sentences of explain_again.c.
 */
#include "grader/explain.h"

#include "grader/testing.h"
#include "grader/test/tell_rpc.h"

#define DEBIT "debit(alice, 10)"
#define TWICE "debit #1 executed twice: "

static void
assert_again(const char *expected)
{
    char why[512];

    explain_again(&story.tr, nth("exec", DEBIT, 1), nth("exec", DEBIT, 2), why,
                  sizeof(why));
    assert_string_equal(why, expected);
    tell_end();
}

static void
make_call_again(uint64_t number)
{
    tell_start(CLIENT);
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x21, number, 0), 0);
    tell_execution(DEBIT, "reply");
}

#define ANOTHER                                                               \
    "made another call instead of going on with the one it had begun (number" \
    " 1 of incarnation 2, not 1 of incarnation 1); "

static void
a_client_can_forget_what_it_has_begun(void **state)
{
    (void)state;
    tell_begin();
    tell((struct trace_event){ .kind = TRACE_START, .host = CLIENT });
    tell_sync(CLIENT, "id", "2 changes");
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    tell_drop(tell_execution(DEBIT, "reply"));
    tell_crash_as(CLIENT, "crash client after @sendto #2 restart 50ms", "");
    make_call_again(ID(2, 1));
    assert_again(TWICE
                 "the client crashed before it had the reply, and " ANOTHER
                 "when it crashed (after @sendto #2), 2 changes of id "
                 "had been synced since its start");
}

static void
a_client_can_forget_that_it_had_the_reply(void **state)
{
    (void)state;
    tell_begin();
    tell_sync(CLIENT, "id", "2 changes");
    step(CLIENT, "call", DEBIT);
    tell_deliver(tell_rpc(CLIENT, 0x11, ID(1, 1), 0), 0);
    tell_deliver(tell_execution(DEBIT, "reply"), 0);
    tell_return(0, DEBIT " = 90");
    tell_crash_as(CLIENT, "power client after @write #2 restart 50ms",
                  "kept 0 of 1 unsynced changes; lost #1 write of 8 bytes to "
                  "pending at 0");
    make_call_again(ID(2, 1));
    assert_again(TWICE
                 "the client lost power when it had the reply, and " ANOTHER
                 "the power failed (after @write #2), and what was not "
                 "synced is gone (lost #1 write of 8 bytes to pending "
                 "at 0)");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_can_forget_what_it_has_begun),
        cmocka_unit_test(a_client_can_forget_that_it_had_the_reply),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
