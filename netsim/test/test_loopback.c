/*
 * test_loopback.c - threads of a process that speak by TCP within their
 * host: what one of them sends may come back to it within the same call.
 */
#include "netsim/test/world.h"

#define LET_GO_NS (6 * MS) /* when thread_loopback has slept twice */

static void
begin(struct test_world *w, const char *how)
{
    world_begin(w);
    add_host(w, "h", "thread_loopback", how, NULL, NULL);
}

/*
 * A recv() that has waited takes bytes, so the peer's kernel sends the rest
 * at once, and that arrives before the recv() is over.  Its thread has what
 * it waited for: to wake it for the rest, too, made it go to sleep twice in
 * its next wait, and "all" threads were asleep while main() had a timer.
 */
static void
what_comes_home_does_not_wake_who_waits_no_more(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w, NULL);
    assert_int_equal(run(&w), SIM_QUIET);
    check_exit(&w, 0, 0);
    assert_string_equal(line_of(&w, 0, 1), "8192 bytes");
    assert_string_equal(line_of(&w, 0, 2), "joined");
    assert_true(event_of(&w, TRACE_EXIT, 0, 1)->t_ns == LET_GO_NS);
    world_end(&w);
}

/* The same wait, in vain: it is a deadlock from when main() waits, too. */
static void
who_has_heard_from_home_still_counts_as_asleep(void **state)
{
    const struct trace_event *ev;
    struct test_world w;

    (void)state;
    begin(&w, "stuck");
    run(&w);
    ev = event_of(&w, TRACE_FAULT, 0, 1);
    assert_non_null(ev);
    assert_string_equal(ev->name, "deadlock");
    assert_true(ev->t_ns == LET_GO_NS);
    assert_int_equal(count_of(&w, TRACE_EXIT, 0), 0);
    world_end(&w);
}

/* RFC 9293, section 3.8.6: a window counts from what is expected next, which
 * behind the other side's SYN is byte 1.  Counted from the SYN, the end of the
 * first window was one byte short, and what ended there never arrived. */
static void
the_first_window_of_who_connects_may_be_filled(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w, "connecting");
    assert_int_equal(run(&w), SIM_QUIET);
    check_exit(&w, 0, 0);
    assert_string_equal(line_of(&w, 0, 1), "8192 bytes");
    assert_true(event_of(&w, TRACE_EXIT, 0, 1)->t_ns == LET_GO_NS);
    world_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_home_does_not_wake_who_waits_no_more),
        cmocka_unit_test(who_has_heard_from_home_still_counts_as_asleep),
        cmocka_unit_test(the_first_window_of_who_connects_may_be_filled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
