/*
 * test_jobs.c - several cases at a time: parents before children, one result
 * whatever the number, and an end of all of them by one signal.
 */
#include "grader/results.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "grader/testing.h"

/* Of all processes. */
static struct shared {
    atomic_int begun;
} * shared;

static void
pass(struct result *r, const struct grade_case *c)
{
    r->outcome = OUTCOME_PASS;
    r->points = c->points;
    snprintf(r->statement, sizeof(r->statement), "well done");
}

static void
passes(const struct grade_case *c, const struct grade_options *opt,
       struct result *r)
{
    (void)opt;
    pass(r, c);
}

static void
passes_late(const struct grade_case *c, const struct grade_options *opt,
            struct result *r)
{
    (void)opt;
    usleep(300000);
    pass(r, c);
}

static void
fails(const struct grade_case *c, const struct grade_options *opt,
      struct result *r)
{
    (void)c;
    (void)opt;
    r->outcome = OUTCOME_FAIL;
    snprintf(r->statement, sizeof(r->statement), "it is wrong");
}

/* Passes only if as many as it has points run at the same time. */
static void
meets(const struct grade_case *c, const struct grade_options *opt,
      struct result *r)
{
    (void)opt;
    atomic_fetch_add(&shared->begun, 1);
    while (atomic_load(&shared->begun) < c->points)
        usleep(1000);
    pass(r, c);
}

static void
stops_all(const struct grade_case *c, const struct grade_options *opt,
          struct result *r)
{
    (void)c;
    (void)opt;
    (void)r;
    atomic_fetch_add(&shared->begun, 1);
    while (atomic_load(&shared->begun) < 2)
        usleep(1000);
    kill(getppid(), SIGTERM);
    for (;;)
        pause();
}

static void
hangs(const struct grade_case *c, const struct grade_options *opt,
      struct result *r)
{
    (void)c;
    (void)opt;
    (void)r;
    atomic_fetch_add(&shared->begun, 1);
    for (;;)
        pause();
}

/* ---- runs --------------------------------------------------------------- */

static char order[200]; /* names, as they end */

static void
note(void *arg, struct job *job)
{
    (void)arg;
    strcat(order, job->c->name);
    strcat(order, " ");
}

/* How run_cases() ends; the cases of the table are in jobs. */
static int
run(const struct grade_case *table, struct job *jobs, int at_a_time)
{
    struct grade_options opt = { .faults = -1, .jobs = at_a_time };
    size_t n = 0;

    for (; table[n].name; n++)
        jobs[n] = (struct job){ .c = &table[n] };
    shared->begun = 0;
    order[0] = '\0';
    return run_cases(jobs, n, &opt, note, NULL);
}

static void
release(const struct grade_case *table, struct job *jobs)
{
    for (size_t n = 0; table[n].name; n++)
        job_release(&jobs[n]);
}

#define CASE(n, f, ...)                                                       \
    {                                                                         \
        .name = n, .lab = 1, .points = 3, .run = f, .timeout_s = 20,          \
        __VA_ARGS__                                                           \
    }

static const struct grade_case family[] = {
    CASE("late", passes_late),
    CASE("bad", fails),
    CASE("of-late", passes, .needs = "late"),
    CASE("of-both", passes, .needs = "late bad"),
    CASE("of-those", passes, .needs = "of-late of-both"),
    CASE("alone", passes),
    { 0 },
};

static void
assert_family(const struct job *jobs)
{
    assert_int_equal(jobs[0].r.outcome, OUTCOME_PASS);
    assert_int_equal(jobs[1].r.outcome, OUTCOME_FAIL);
    assert_int_equal(jobs[2].r.outcome, OUTCOME_PASS);
    assert_int_equal(jobs[2].r.points, 3);
    assert_int_equal(jobs[3].r.outcome, OUTCOME_NOT_RUN);
    assert_string_equal(jobs[3].r.statement, "needs bad");
    assert_int_equal(jobs[4].r.outcome, OUTCOME_NOT_RUN);
    assert_string_equal(jobs[4].r.statement, "needs bad");
    assert_int_equal(jobs[5].r.outcome, OUTCOME_PASS);
}

static void
children_come_after_their_parents(void **state)
{
    struct job jobs[6];

    (void)state;
    assert_int_equal(run(family, jobs, 1), 0);
    assert_family(jobs);
    assert_string_equal(order, "late bad of-late of-both of-those alone ");
    release(family, jobs);
    for (int n = 2; n < 9; n++) {
        assert_int_equal(run(family, jobs, n), 0);
        assert_family(jobs);
        /* What does not need it does not wait for it. */
        assert_non_null(strstr(order, "alone"));
        assert_true(strstr(order, "alone") < strstr(order, "late"));
        release(family, jobs);
    }
}

static void
as_many_run_as_may(void **state)
{
    static const struct grade_case three[] = {
        CASE("a", meets),
        CASE("b", meets),
        CASE("c", meets),
        { 0 },
    };
    struct job jobs[3];

    (void)state;
    assert_int_equal(run(three, jobs, 3), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(jobs[i].r.outcome, OUTCOME_PASS);
    release(three, jobs);
}

static void
a_signal_ends_all(void **state)
{
    static const struct grade_case many[] = {
        CASE("stops", stops_all),
        CASE("hangs", hangs),
        CASE("later", passes),
        { 0 },
    };
    struct job jobs[3];

    (void)state;
    assert_int_equal(run(many, jobs, 2), SIGTERM);
    assert_int_equal(jobs[0].r.outcome, OUTCOME_STOPPED);
    assert_int_equal(jobs[1].r.outcome, OUTCOME_STOPPED);
    assert_false(jobs[2].begun);
    release(many, jobs);
}

static int
share(void **state)
{
    (void)state;
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return shared == MAP_FAILED;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_come_after_their_parents),
        cmocka_unit_test(as_many_run_as_may),
        cmocka_unit_test(a_signal_ends_all),
    };

    return cmocka_run_group_tests(tests, share, NULL);
}
