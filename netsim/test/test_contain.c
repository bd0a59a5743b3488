/*
 * test_contain.c - whatever a program does to itself, its process ends, the
 * reason and the place are said, and the rest of the world goes on.
 */
#include "netsim/test/world.h"

#include "netsim/sim.h" /* SIM_ASAN: some faults are seen only then */

/* The failure of a program beside one that does its work. */
static const struct trace_event *
failure(struct test_world *w, const char *how)
{
    int bad, good;

    world_begin(w);
    bad = add_host(w, "bad", "misbehave", how, NULL, NULL);
    good = add_host(w, "good", "fresh", NULL, NULL, NULL);
    run(w);
    assert_string_equal(line_of(w, good, 4), "no newlineatexit");
    check_exit(w, good, 3);
    return event_of(w, TRACE_FAULT, bad, 1);
}

static void
check_failure(const char *how, const char *name, const char *text)
{
    struct test_world w;
    const struct trace_event *ev = failure(&w, how);

    if (!ev)
        fail_msg("%s: no failure", how);
    if (strcmp(ev->name, name) || !strstr(ev->text, text))
        fail_msg("%s: %s: %s", how, ev->name, ev->text);
    world_end(&w);
}

static void
a_null_pointer_is_contained_and_placed(void **state)
{
    (void)state;
    if (SIM_ASAN) /* UBSan sees it first */
        check_failure("null", "sanitizer", "at misbehave.c:");
    else
        check_failure("null", "SIGSEGV",
                      "NULL pointer in main() (misbehave.c:");
}

static void
a_fault_in_a_library_is_placed_at_its_caller(void **state)
{
    (void)state;
    if (SIM_ASAN)
        check_failure("strlen-null", "sanitizer", "at misbehave.c:");
    else
        check_failure("strlen-null", "SIGSEGV", "main() (misbehave.c:");
}

static void
a_pointer_that_was_never_set_is_called_so(void **state)
{
    static const char text[] = "bad address (a pointer that was never set?) "
                               "in main() (misbehave.c:";

    (void)state;
    check_failure("of-kernel", "SIGSEGV", text);
#if defined(__x86_64__) /* qemu-aarch64 on x86-64 says that it was NULL */
    check_failure("never-set", "SIGSEGV", text);
#endif
}

static void
a_stack_overflow_is_called_so(void **state)
{
    (void)state;
    check_failure("overflow-stack", "SIGSEGV", "stack overflow in recurse()");
}

static void
division_by_zero_is_contained(void **state)
{
    (void)state;
    if (SIM_ASAN)
        check_failure("divide", "sanitizer", "ivision by zero");
#if defined(__x86_64__)
    else /* elsewhere dividing by zero gives 0 */
        check_failure("divide", "SIGFPE", "main() (misbehave.c:");
#endif
}

static void
abort_and_assert_are_contained(void **state)
{
    (void)state;
    check_failure("abort", "SIGABRT", "abort() called in main()");
    check_failure("assert", "SIGABRT",
                  "assertion \"zero == 1\" failed in main() (misbehave.c:");
}

static void
a_loop_for_ever_is_stopped(void **state)
{
    (void)state;
    check_failure("spin", "spin", "in main() (misbehave.c:");
}

static void
a_loop_of_calls_is_stopped(void **state)
{
    (void)state;
    check_failure("spin-with-calls", "spin", "clock_gettime()");
}

static void
wrong_use_of_the_heap_is_contained(void **state)
{
    (void)state;
    if (SIM_ASAN)
        check_failure("heap-overflow", "sanitizer", "misbehave.c:");
    if (SIM_ASAN)
        check_failure("double-free", "sanitizer", "double_free()");
    else
        check_failure("double-free", "SIGABRT", "double_free() (misbehave.c:");
}

static void
an_early_exit_is_no_fault_but_seen(void **state)
{
    struct test_world w;

    (void)state;
    assert_null(failure(&w, "exit"));
    check_exit(&w, 0, 0);
    assert_string_equal(event_of(&w, TRACE_EXIT, 0, 1)->text, "");
    world_end(&w);
}

static void
a_leaked_descriptor_is_named_with_its_place(void **state)
{
    struct test_world w;
    const struct trace_event *ev;

    (void)state;
    assert_null(failure(&w, "leak"));
    ev = event_of(&w, TRACE_EXIT, 0, 1);
    assert_non_null(strstr(ev->text, "descriptor 3, a UDP socket opened in "
                                     "main() (misbehave.c:"));
    world_end(&w);
}

/* Every manual page: EFAULT, "points outside the address space". */
static void
bad_pointers_give_an_error(void **state)
{
    struct test_world w;

    (void)state;
    assert_null(failure(&w, "bad-pointers"));
    for (int i = 2; i <= 7; i++)
        assert_string_equal(line_of(&w, 0, i), "-1");
    check_exit(&w, 0, 0);
    world_end(&w);
}

/* syscalls(2): a call that there is not fails with ENOSYS. */
static void
calls_that_there_are_not_do_no_harm(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "hostile", "unknown-calls", NULL, NULL);
    run(&w);
    for (int i = 1; i <= 4; i++)
        assert_string_equal(line_of(&w, 0, i), "-38");
    assert_non_null(event_of(&w, TRACE_FAULT, 0, 1));
    world_end(&w);
}

/* arp(7): no one answers for that address. */
static void
nothing_is_traced_where_no_one_listens(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    add_host(&w, "h", "hostile", "nowhere", NULL, NULL);
    run(&w);
    assert_string_equal(line_of(&w, 0, 1), "1");
    assert_string_equal(line_of(&w, 0, 3), "connect: No route to host");
    sim_set_sink(w.sim, NULL, NULL);
    assert_int_equal(sim_run(w.sim), SIM_QUIET);
    world_end(&w);
}

/* What is set there would be so in the next run, too. */
static void
the_descriptor_of_steps_can_only_be_written_to(void **state)
{
    struct test_world w;

    (void)state;
    world_begin(&w);
    sim_set_steps(w.sim, 1);
    add_host(&w, "h", "hostile", "steps", NULL, NULL);
    run(&w);
    assert_string_equal(line_of(&w, 0, 1), "-1");
    assert_string_equal(line_of(&w, 0, 2), "-1");
    assert_string_equal(line_of(&w, 0, 3), "7");
    assert_int_equal(count_of(&w, TRACE_STEP, 0), 1);
    world_end(&w);
}

/* What the call has returned is the same, and what it was told is not in the
 * program's memory. */
static uint64_t
state_after(const char *how)
{
    struct test_world w;
    uint64_t state;

    world_begin(&w);
    add_host(&w, "h", "hostile", how, NULL, NULL);
    sim_set_state_by(w.sim, SIM_BY_RESULTS);
    sim_set_limit(w.sim, SECOND / 2);
    assert_int_equal(run(&w), SIM_LIMIT);
    state = sim_state(w.sim);
    world_end(&w);
    return state;
}

static void
a_signal_that_is_ignored_is_part_of_the_state(void **state)
{
    (void)state;
    assert_true(state_after("ignore") == state_after("ignore"));
    assert_true(state_after("ignore") != state_after("obey"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_null_pointer_is_contained_and_placed),
        cmocka_unit_test(a_fault_in_a_library_is_placed_at_its_caller),
        cmocka_unit_test(a_pointer_that_was_never_set_is_called_so),
        cmocka_unit_test(a_stack_overflow_is_called_so),
        cmocka_unit_test(division_by_zero_is_contained),
        cmocka_unit_test(abort_and_assert_are_contained),
        cmocka_unit_test(a_loop_for_ever_is_stopped),
        cmocka_unit_test(a_loop_of_calls_is_stopped),
        cmocka_unit_test(wrong_use_of_the_heap_is_contained),
        cmocka_unit_test(an_early_exit_is_no_fault_but_seen),
        cmocka_unit_test(a_leaked_descriptor_is_named_with_its_place),
        cmocka_unit_test(bad_pointers_give_an_error),
        cmocka_unit_test(calls_that_there_are_not_do_no_harm),
        cmocka_unit_test(nothing_is_traced_where_no_one_listens),
        cmocka_unit_test(a_signal_that_is_ignored_is_part_of_the_state),
        cmocka_unit_test(the_descriptor_of_steps_can_only_be_written_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
