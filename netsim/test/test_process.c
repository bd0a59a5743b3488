/*
 * test_process.c - a process has everything to itself, and a restarted one
 * has it as new.
 */
#include "netsim/test/world.h"

#include <stdlib.h>

static const char first_line[] = "counter 0 seven 7 constructed 1 ";

static void
a_restart_finds_everything_as_new(void **state)
{
    struct test_world w;
    const struct trace_event *again;

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "fresh", NULL, NULL, NULL);
    set_schedule(&w, "crash h at 500ms restart 100ms");
    run(&w);
    assert_int_equal(count_of(&w, TRACE_CRASH, 0), 1);
    again = event_of(&w, TRACE_START, 0, 2);
    assert_non_null(again);
    assert_int_equal(again->inc, 2);
    assert_int_equal(again->t_ns, 600 * MS);
    /* Three lines, then the crash takes what was not ended by a newline. */
    assert_memory_equal(line_of(&w, 0, 1), first_line, sizeof(first_line) - 1);
    assert_string_equal(line_of(&w, 0, 1), line_of(&w, 0, 4));
    assert_string_equal(line_of(&w, 0, 3), "on stderr");
    assert_string_equal(line_of(&w, 0, 7), "no newlineatexit");
    check_exit(&w, 0, 3);
    world_end(&w);
}

/* getrandom(2): other bytes for each process, the same in each run. */
static void
randomness_is_of_the_incarnation(void **state)
{
    struct test_world w;
    char before[64];

    (void)state;
    world_begin(&w);
    add_host(&w, "a", "fresh", NULL, NULL, NULL);
    add_host(&w, "b", "fresh", NULL, NULL, NULL);
    set_schedule(&w, "crash a at 500ms");
    run(&w);
    snprintf(before, sizeof(before), "%s", line_of(&w, 0, 2));
    assert_string_not_equal(before, line_of(&w, 0, 5));
    assert_string_not_equal(before, line_of(&w, 1, 2));
    run(&w);
    assert_string_equal(before, line_of(&w, 0, 2));
    sim_set_seed(w.sim, 99);
    run(&w);
    assert_string_not_equal(before, line_of(&w, 0, 2));
    world_end(&w);
}

static void
two_hosts_share_nothing(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "a", "fresh", NULL, NULL, NULL);
    add_host(&w, "b", "fresh", NULL, NULL, NULL);
    run(&w);
    assert_string_equal(line_of(&w, 0, 1), line_of(&w, 1, 1));
    world_end(&w);
}

static void
a_crash_for_good_ends_the_host(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "fresh", NULL, NULL, NULL);
    set_schedule(&w, "crash h @nanosleep #1 restart never");
    run(&w);
    assert_int_equal(count_of(&w, TRACE_CRASH, 0), 1);
    assert_string_equal(event_of(&w, TRACE_CRASH, 0, 1)->did,
                        "crash h @nanosleep #1 restart never");
    assert_int_equal(count_of(&w, TRACE_START, 0), 1);
    assert_int_equal(count_of(&w, TRACE_EXIT, 0), 0);
    world_end(&w);
}

/* Before and after each call that the program makes, and at once again. */
static void
a_crash_anywhere_is_survived(void **state)
{
    static const char *const place[] = {
        "@write #1",     "after @write #1",     "@write #3", "after @write #3",
        "@nanosleep #1", "after @nanosleep #1", "@exit #1"
    };
    struct test_world w;
    char src[100];

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "fresh", NULL, NULL, NULL);
    for (size_t i = 0; i < COUNT(place); i++) {
        snprintf(src, sizeof(src), "crash h %s restart 0s", place[i]);
        set_schedule(&w, src);
        assert_int_equal(run(&w), SIM_QUIET);
        assert_int_equal(count_of(&w, TRACE_CRASH, 0), 1);
        check_exit(&w, 0, 3);
        assert_int_equal(event_of(&w, TRACE_EXIT, 0, 1)->inc, 2);
    }
    world_end(&w);
}

/* sleep(3): not for less; here not for more either. */
static void
a_sleep_takes_what_was_asked(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "fresh", NULL, NULL, NULL);
    assert_int_equal(run(&w), SIM_QUIET);
    assert_int_equal(event_of(&w, TRACE_EXIT, 0, 1)->t_ns, SECOND);
    world_end(&w);
}

static void
the_limit_of_time_ends_a_run(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "fresh", NULL, NULL, NULL);
    sim_set_limit(w.sim, SECOND - 1);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(run(&w), SIM_LIMIT);
        assert_int_equal(count_of(&w, TRACE_EXIT, 0), 0);
        assert_non_null(strstr(event_of(&w, TRACE_END, -1, 1)->text, "limit"));
    }
    sim_set_limit(w.sim, SECOND);
    assert_int_equal(run(&w), SIM_QUIET);
    world_end(&w);
}

static void
what_is_no_node_is_refused_with_a_reason(void **state)
{
    static const char *const path[] = { "/nonexistent", "/", "Makefile",
                                        "/bin/true" };
    struct sim_world *w = sim_new();
    char *argv[] = { NULL };

    (void)state;
    for (size_t i = 0; i < COUNT(path); i++) {
        const char *why = NULL;

        assert_true(sim_add_host(w, "h", path[i], 0, argv, &why) < 0);
        assert_non_null(why);
    }
    sim_free(w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_restart_finds_everything_as_new),
        cmocka_unit_test(randomness_is_of_the_incarnation),
        cmocka_unit_test(two_hosts_share_nothing),
        cmocka_unit_test(a_crash_for_good_ends_the_host),
        cmocka_unit_test(a_crash_anywhere_is_survived),
        cmocka_unit_test(a_sleep_takes_what_was_asked),
        cmocka_unit_test(the_limit_of_time_ends_a_run),
        cmocka_unit_test(what_is_no_node_is_refused_with_a_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
