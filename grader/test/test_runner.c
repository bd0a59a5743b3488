/*
 * test_runner.c - whatever a case does, the grader says what became of it.
 *
 * What is at stake: a case that dies, hangs or prints must never be taken
 * for one that has passed.
 */
#include "grader/results.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/testing.h"

static const struct grade_options no_options = { .faults = -1 };

static void
passes(const struct grade_case *c, const struct grade_options *opt,
       struct result *r)
{
    *r = (struct result){ OUTCOME_PASS, 7, "all is well", NULL };
    report_text(r, opt, c, REPORT_EXHIBIT, "a sentence", "a text", NULL);
}

static void
fails(const struct grade_case *c, const struct grade_options *opt,
      struct result *r)
{
    static char text[200001]; /* more than a pipe holds */

    memset(text, 'x', sizeof(text) - 1);
    *r = (struct result){ OUTCOME_FAIL, 0, "debit #1 executed twice", NULL };
    report_text(r, opt, c, REPORT_FAILURE, "a sentence", text, NULL);
}

static void
leaves(const struct grade_case *c, const struct grade_options *opt,
       struct result *r)
{
    (void)c;
    passes(c, opt, r);
    _exit(0);
}

/* exit() flushes what is open, and that is the pipe. */
static void
leaves_politely(const struct grade_case *c, const struct grade_options *opt,
                struct result *r)
{
    (void)c;
    passes(c, opt, r);
    result_release(r); /* no leak for a sanitizer to complain of */
    exit(0);
}

static void
leaves_in_anger(const struct grade_case *c, const struct grade_options *opt,
                struct result *r)
{
    (void)c;
    passes(c, opt, r);
    _exit(3);
}

static void
dies(const struct grade_case *c, const struct grade_options *opt,
     struct result *r)
{
    (void)c;
    passes(c, opt, r);
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
}

static void
is_killed(const struct grade_case *c, const struct grade_options *opt,
          struct result *r)
{
    (void)c;
    passes(c, opt, r);
    raise(SIGKILL);
}

static void
never_ends(const struct grade_case *c, const struct grade_options *opt,
           struct result *r)
{
    (void)c;
    passes(c, opt, r);
    for (;;)
        pause();
}

/* The kernel would end this one too, a second later. */
static void
spins(const struct grade_case *c, const struct grade_options *opt,
      struct result *r)
{
    (void)c;
    volatile int on = 1;

    passes(c, opt, r);
    while (on)
        ;
}

/* ---- limits, and what else may go wrong --------------------------------- */

#define PIPE 3 /* that the grader reads */

static void
send(const char *text)
{
    if (write(PIPE, text, strlen(text)) < 0)
        abort();
    _exit(0);
}

static void
sends_half(const struct grade_case *c, const struct grade_options *opt,
           struct result *r)
{
    (void)c;
    (void)opt;
    (void)r;
    send("{\"status\": \"pass\", ");
}

static void
sends_too_many_points(const struct grade_case *c,
                      const struct grade_options *opt, struct result *r)
{
    (void)c;
    (void)opt;
    (void)r;
    send("{\"status\": \"pass\", \"points\": 100, \"statement\": \"\", "
         "\"reports\": []}");
}

static void
sends_too_much(const struct grade_case *c, const struct grade_options *opt,
               struct result *r)
{
    static char block[1 << 20];

    (void)c;
    (void)opt;
    (void)r;
    for (int i = 0; i < 20; i++)
        if (write(PIPE, block, sizeof(block)) < 0)
            abort();
}

static void
writes_too_large_a_file(const struct grade_case *c,
                        const struct grade_options *opt, struct result *r)
{
    passes(c, opt, r);
    if (pwrite(STDERR_FILENO, "x", 1, (off_t)65 << 20) < 0)
        abort();
}

static void
eats_memory(const struct grade_case *c, const struct grade_options *opt,
            struct result *r)
{
    passes(c, opt, r);
    for (size_t n = (size_t)8 << 20;; usleep(1000)) {
        void *volatile more = malloc(n); /* a compiler must ask, too */

        if (!more)
            abort();
        memset(more, 1, n);
    }
}

/* As a program does that is isolated. */
static void
has_it_eaten(const struct grade_case *c, const struct grade_options *opt,
             struct result *r)
{
    if (fork() == 0) {
        eats_memory(c, opt, r);
        _exit(0);
    }
    wait(NULL);
    passes(c, opt, r);
}

static void
opens_many(const struct grade_case *c, const struct grade_options *opt,
           struct result *r)
{
    int n = 0;

    passes(c, opt, r);
    while (open("/dev/null", O_RDONLY) >= 0)
        n++;
    snprintf(r->statement, sizeof(r->statement), "%s",
             n > 200 && n < 256 ? "some" : "none or too many");
}

static void
closes_the_pipe(const struct grade_case *c, const struct grade_options *opt,
                struct result *r)
{
    passes(c, opt, r);
    close(PIPE);
    for (;;)
        pause();
}

/* A process that it leaves has the pipe open, too. */
static void
leaves_a_process(const struct grade_case *c, const struct grade_options *opt,
                 struct result *r)
{
    passes(c, opt, r);
    if (fork() == 0)
        for (;;)
            pause();
}

static void
prints(const struct grade_case *c, const struct grade_options *opt,
       struct result *r)
{
    (void)c;
    static const char forged[] = "{\"status\": \"pass\", \"points\": 7, "
                                 "\"statement\": \"all\", \"reports\": []}";

    passes(c, opt, r);
    fputs(forged, stdout);
    fflush(stdout);
    if (write(STDOUT_FILENO, forged, sizeof(forged) - 1) < 0)
        abort();
    r->outcome = OUTCOME_FAIL;
    snprintf(r->statement, sizeof(r->statement), "the truth");
}

/* As an exploration does, now and then. */
static void
spends_its_budget(const struct grade_case *c, const struct grade_options *opt,
                  struct result *r)
{
    (void)c;
    struct exploration x = { .runs = 5, .faults = 1 };

    while (!opt->watch(opt->watch_arg, &x))
        usleep(10000);
    r->outcome = OUTCOME_UNKNOWN;
    report_coverage(r->statement, sizeof(r->statement), opt, x.runs, x.faults,
                    "budget spent");
}

static void
is_stopped_by_hand(const struct grade_case *c, const struct grade_options *opt,
                   struct result *r)
{
    (void)c;
    struct exploration x = { .runs = 4242, .faults = 2 };

    passes(c, opt, r);
    if (opt->watch(opt->watch_arg, &x))
        abort();
    kill(getppid(), SIGINT);
    for (;;)
        pause();
}

static void
ignore(void *arg, struct job *job)
{
    (void)arg;
    (void)job;
}

/* What run_cases() has returned. */
static int
run_case(const struct grade_case *c, const struct grade_options *opt,
         struct result *r)
{
    struct job job = { .c = c };
    int signalled = run_cases(&job, 1, opt, ignore, NULL);

    *r = job.r;
    job.r.reports = NULL;
    job_release(&job);
    return signalled;
}

static void
run_one(case_fn *fn, struct result *r)
{
    struct grade_case c = { .name = "test",
                            .lab = 1,
                            .points = 7,
                            .rows = "A1",
                            .run = fn,
                            .timeout_s = 1 };

    memset(r, 0xa5, sizeof(*r));
    run_case(&c, &no_options, r);
}

/* A field of the first report. */
static const char *
report_of(const struct result *r, const char *key)
{
    return json_string_value(
        json_object_get(json_array_get(r->reports, 0), key));
}

/* With no report, as nothing that has gone wrong has one. */
static void
assert_judged(case_fn *fn, enum outcome outcome, const char *statement)
{
    struct result r;

    run_one(fn, &r);
    assert_int_equal(r.outcome, outcome);
    assert_int_equal(r.points, 0);
    assert_string_equal(r.statement, statement);
    assert_null(r.reports);
}

static void
a_pass_keeps_points_and_report(void **state)
{
    struct result r;

    (void)state;
    run_one(passes, &r);
    assert_int_equal(r.outcome, OUTCOME_PASS);
    assert_int_equal(r.points, 7);
    assert_string_equal(r.statement, "all is well");
    assert_string_equal(report_of(&r, "why"), "a sentence");
    assert_string_equal(report_of(&r, "text"), "a text");
    result_release(&r);
}

static void
a_long_report_comes_whole(void **state)
{
    struct result r;

    (void)state;
    run_one(fails, &r);
    assert_int_equal(r.outcome, OUTCOME_FAIL);
    assert_string_equal(r.statement, "debit #1 executed twice");
    assert_int_equal(strlen(report_of(&r, "text")), 200000);
    result_release(&r);
}

static void
leaving_early_is_no_pass(void **state)
{
    static const char why[] =
        "the case's process ended before it reported: exit status 0";

    (void)state;
    assert_judged(leaves, OUTCOME_CRASHED, why);
    assert_judged(leaves_politely, OUTCOME_CRASHED, why);
    assert_judged(
        leaves_in_anger, OUTCOME_CRASHED,
        "the case's process ended before it reported: exit status 3");
}

static void
dying_is_told_by_its_signal(void **state)
{
    (void)state;
    assert_judged(dies, OUTCOME_CRASHED,
                  "the case's process was ended by Aborted");
    assert_judged(is_killed, OUTCOME_CRASHED,
                  "the case's process was ended by Killed");
}

static void
a_case_that_hangs_is_ended(void **state)
{
    (void)state;
    assert_judged(never_ends, OUTCOME_TIMEOUT,
                  "not done after 1 s of real time");
}

static void
a_case_that_spins_is_ended(void **state)
{
    (void)state;
    assert_judged(spins, OUTCOME_TIMEOUT, "not done after 1 s of real time");
}

static void
nonsense_is_no_pass(void **state)
{
    (void)state;
    assert_judged(sends_half, OUTCOME_INFRA,
                  "the case's process has sent nonsense: no JSON: string or "
                  "'}' expected near end of file");
    assert_judged(sends_too_many_points, OUTCOME_INFRA,
                  "the case's process has sent nonsense: 100 of 7 points for "
                  "a case with \"pass\"");
    assert_judged(sends_too_much, OUTCOME_INFRA,
                  "the case's process has sent more than 16 MiB");
}

static void
files_and_descriptors_are_limited(void **state)
{
    struct result r;

    (void)state;
    assert_judged(writes_too_large_a_file, OUTCOME_CRASHED,
                  "the case's process wrote more than 64 MiB to a file");
    run_one(opens_many, &r);
    assert_int_equal(r.outcome, OUTCOME_PASS);
    assert_string_equal(r.statement, "some");
    result_release(&r);
}

static void
assert_too_much_memory(case_fn *run)
{
    struct grade_case c = { .name = "test", .run = run, .timeout_s = 30 };
    struct grade_options opt = { .faults = -1, .memory_mib = 200 };
    struct result r;

    run_case(&c, &opt, &r);
    assert_int_equal(r.outcome, OUTCOME_CRASHED);
    assert_string_equal(r.statement,
                        "the case's process used more than 200 MiB of memory");
}

static void
memory_is_limited(void **state)
{
    (void)state;
    assert_too_much_memory(eats_memory);
}

static void
memory_of_children_is_limited(void **state)
{
    (void)state;
    assert_too_much_memory(has_it_eaten);
}

/* With many at a time real time says little; its own still counts. */
static void
processor_time_is_limited(void **state)
{
    struct grade_case c = { .name = "test", .run = spins, .timeout_s = 1 };
    struct grade_options opt = { .faults = -1, .jobs = GRADE_JOBS_MAX };
    struct result r;

    (void)state;
    run_case(&c, &opt, &r);
    assert_int_equal(r.outcome, OUTCOME_TIMEOUT);
    assert_string_equal(r.statement, "not done after 2 s of processor time");
}

static void
an_end_is_that_of_the_process(void **state)
{
    struct result r;

    (void)state;
    assert_judged(closes_the_pipe, OUTCOME_TIMEOUT,
                  "not done after 1 s of real time");
    run_one(leaves_a_process, &r);
    assert_int_equal(r.outcome, OUTCOME_PASS);
    result_release(&r);
}

static void
what_is_printed_is_never_looked_at(void **state)
{
    struct result r;

    (void)state;
    run_one(prints, &r);
    assert_int_equal(r.outcome, OUTCOME_FAIL);
    assert_string_equal(r.statement, "the truth");
    assert_string_equal(report_of(&r, "why"), "a sentence");
    result_release(&r);
}

static void
a_budget_is_kept_and_spent_is_no_pass(void **state)
{
    struct grade_case c = {
        .name = "test", .points = 7, .run = spends_its_budget, .timeout_s = 1
    };
    struct grade_options opt = { .faults = -1, .budget_s = 1 };
    struct result r;

    (void)state;
    assert_int_equal(run_case(&c, &opt, &r), 0);
    assert_int_equal(r.outcome, OUTCOME_UNKNOWN);
    assert_int_equal(r.points, 0);
    assert_string_equal(r.statement,
                        "budget spent after 5 schedules, some of 1 fault");
}

static void
what_is_stopped_says_what_it_has_covered(void **state)
{
    struct grade_case c = {
        .name = "test", .points = 7, .run = is_stopped_by_hand, .timeout_s = 60
    };
    struct grade_options opt = { .faults = 2, .shard = 1, .n_shards = 3 };
    struct result r;

    (void)state;
    assert_int_equal(run_case(&c, &opt, &r), SIGINT);
    assert_int_equal(r.outcome, OUTCOME_STOPPED);
    assert_int_equal(r.points, 0);
    assert_string_equal(r.statement,
                        "part 2 of 3: stopped after 4242 schedules, all of "
                        "at most 1 fault among them, some of 2");
    /* Ctrl-C is what it was. */
    assert_int_equal(run_case(&c, &opt, &r), SIGINT);
}

static void
coverage_is_said_for_what_it_is(void **state)
{
    struct grade_options opt = { .faults = -1 };
    char text[200];

    (void)state;
    report_coverage(text, sizeof(text), &opt, 289, 1, NULL);
    assert_string_equal(text, "all 289 schedules of at most 1 fault");
    report_coverage(text, sizeof(text), &opt, 7, 0, "budget spent");
    assert_string_equal(text, "budget spent after 7 schedules");
    report_coverage(text, sizeof(text), &opt, 900, 3, "budget spent");
    assert_string_equal(text, "budget spent after 900 schedules, all of at "
                              "most 2 faults among them, some of 3");
    opt.n_shards = 4;
    report_coverage(text, sizeof(text), &opt, 100, 2, NULL);
    assert_string_equal(
        text, "part 1 of 4: all its 100 schedules of at most 2 faults");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_budget_is_kept_and_spent_is_no_pass),
        cmocka_unit_test(what_is_stopped_says_what_it_has_covered),
        cmocka_unit_test(coverage_is_said_for_what_it_is),
        cmocka_unit_test(a_pass_keeps_points_and_report),
        cmocka_unit_test(a_long_report_comes_whole),
        cmocka_unit_test(leaving_early_is_no_pass),
        cmocka_unit_test(dying_is_told_by_its_signal),
        cmocka_unit_test(a_case_that_hangs_is_ended),
        cmocka_unit_test(a_case_that_spins_is_ended),
        cmocka_unit_test(nonsense_is_no_pass),
        cmocka_unit_test(files_and_descriptors_are_limited),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(memory_of_children_is_limited),
        cmocka_unit_test(processor_time_is_limited),
        cmocka_unit_test(an_end_is_that_of_the_process),
        cmocka_unit_test(what_is_printed_is_never_looked_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
