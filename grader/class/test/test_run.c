/*
 * test_run.c - how a command under limits ends, and what is said of it.
 */
#include "grader/class/run.h"
#include "grader/testing.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A shell command in r, without its output. */
static void
shell(struct run *r, const char *command, int limit_s)
{
    const char *const argv[] = { "sh", "-c", command, NULL };

    *r = (struct run){ .argv = argv, .limit_s = limit_s };
    run_begin();
    assert_int_equal(run(r), 0);
    r->argv = NULL;
    free(r->output);
    r->output = NULL;
}

static void
its_status_is_told(void **state)
{
    struct run r;

    (void)state;
    shell(&r, "exit 0", 60);
    assert_int_equal(r.status, 0);
    shell(&r, "exit 7", 60);
    assert_int_equal(r.status, 7);
    shell(&r, "kill -SEGV $$", 60);
    assert_int_equal(r.status, 128 + SIGSEGV);
    assert_false(r.stopped || r.timed_out);
}

static void
what_is_not_done_in_time_is_ended(void **state)
{
    struct run r;

    (void)state;
    shell(&r, "sleep 600", 1);
    assert_true(r.timed_out);
    assert_false(r.stopped);
    assert_true(r.ms < 60000);
}

/* Whoever cancels us may reach the command first: what it says then, that it
 * was terminated, is not what is wrong with a submission. */
static void
an_end_that_was_ordered_is_no_failure(void **state)
{
    struct sigevent term = { .sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGTERM };
    struct itimerspec soon = { .it_value = { 0, 100000000 } };
    struct run r;
    timer_t timer;

    (void)state;
    run_begin();
    assert_int_equal(timer_create(CLOCK_MONOTONIC, &term, &timer), 0);
    assert_int_equal(timer_settime(timer, 0, &soon, NULL), 0);
    shell(&r, "kill -TERM $$", 60);
    timer_delete(timer);
    assert_true(r.stopped);
    assert_int_equal(run_signalled(), SIGTERM);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_status_is_told),
        cmocka_unit_test(what_is_not_done_in_time_is_ended),
        cmocka_unit_test(an_end_that_was_ordered_is_no_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
