/*
 * test_relations.c - which events belong together.
 */
#include "netsim/viewer/relations.h"

#include <stdlib.h>

#include "grader/test/tell_rpc.h"
#include "grader/testing.h"

#define DEBIT "debit(alice, 10)"

/* A call whose first reply is lost, and beside it one of another client. */
static void
tell_story(void)
{
    uint64_t request, reply;

    tell_begin();
    step(CLIENT, "call", DEBIT);
    request = tell_rpc(CLIENT, 7, 0, 0);
    step(OTHER, "call", "balance(bob)");
    tell_deliver(request, 0);
    step(SERVER, "exec", DEBIT);
    reply = tell_reply(CLIENT, 7, 90);
    tell_drop(reply);
    tell_deliver(tell_reply(CLIENT, 7, 90), 0);
    tell_return(0, DEBIT " = 90");
}

static uint32_t
index_of(const char *name, const char *text)
{
    return (uint32_t)(nth(name, text, 1) - story.tr.event);
}

static void
the_events_of_a_call_are_a_list(void **state)
{
    struct relations r;
    uint32_t call, at, last = NO_EVENT;
    int n = 0;

    (void)state;
    tell_story();
    relations_init(&r, &story.tr);
    call = index_of("call", DEBIT);
    for (at = call; at != NO_EVENT; at = r.of[at].call_next) {
        assert_int_equal(r.of[at].call, call);
        assert_int_equal(r.of[at].call_prev, last);
        last = at;
        n++;
    }
    assert_int_equal(last, index_of("return", DEBIT));
    assert_int_equal(n, 9); /* all but the other client's call */
    assert_int_equal(r.of[index_of("call", "balance")].call_next, NO_EVENT);
    relations_release(&r);
    tell_end();
}

static void
a_host_s_events_are_a_list(void **state)
{
    struct relations r;
    size_t n = 0;

    (void)state;
    tell_story();
    relations_init(&r, &story.tr);
    for (uint32_t i = 0; i < r.n; i++) {
        uint32_t next = r.of[i].host_next;

        if (next == NO_EVENT)
            continue;
        assert_int_equal(r.of[next].host_prev, i);
        assert_int_equal(story.tr.event[next].host, story.tr.event[i].host);
        n++;
    }
    assert_true(n > 0);
    relations_release(&r);
    tell_end();
}

static void
a_message_has_another_end(void **state)
{
    struct relations r;
    uint32_t i, sendings = 0;

    (void)state;
    tell_story();
    relations_init(&r, &story.tr);
    for (i = 0; i < r.n; i++) {
        if (story.tr.event[i].kind != TRACE_SEND)
            continue;
        assert_true(r.of[i].end != NO_EVENT);
        assert_int_equal(r.of[r.of[i].end].from, i);
        sendings++;
    }
    assert_int_equal(sendings, 3);
    relations_release(&r);
    tell_end();
}

static void
faults_are_found_in_either_direction(void **state)
{
    struct relations r;
    uint32_t drop;

    (void)state;
    tell_story();
    relations_init(&r, &story.tr);
    assert_int_equal(r.n_faults, 1);
    drop = r.fault[0];
    assert_int_equal(story.tr.event[drop].kind, TRACE_DROP);
    assert_int_equal(relation_next_fault(&r, 0), drop);
    assert_int_equal(relation_next_fault(&r, drop), NO_EVENT);
    assert_int_equal(relation_prev_fault(&r, (uint32_t)r.n - 1), drop);
    assert_int_equal(relation_prev_fault(&r, drop), NO_EVENT);
    relations_release(&r);
    tell_end();
}

static void
a_cone_is_what_led_to_an_event_or_follows(void **state)
{
    struct relations r;
    uint8_t mark[32];
    uint32_t exec;
    int n[CONES] = { 0 };

    (void)state;
    tell_story();
    relations_init(&r, &story.tr);
    assert_true(r.n < sizeof(mark));
    exec = index_of("exec", DEBIT);
    for (int what = CONE_OFF; what < CONES; what++) {
        relation_cone(&r, exec, (enum cone)what, mark);
        for (size_t i = 0; i < r.n; i++)
            n[what] += mark[i];
        if (what != CONE_OFF)
            assert_true(mark[exec]);
        assert_false(mark[index_of("call", "balance")]);
    }
    assert_int_equal(n[CONE_OFF], 0);
    assert_int_equal(n[CONE_PAST], 4); /* call, send, delivery, exec */
    assert_int_equal(n[CONE_FUTURE], 6);
    assert_int_equal(n[CONE_BOTH], 9);
    relations_release(&r);
    tell_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_events_of_a_call_are_a_list),
        cmocka_unit_test(a_host_s_events_are_a_list),
        cmocka_unit_test(a_message_has_another_end),
        cmocka_unit_test(faults_are_found_in_either_direction),
        cmocka_unit_test(a_cone_is_what_led_to_an_event_or_follows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
