/*
 * test_rerun.c - one run, as somebody asks for it.
 *
 * What is at stake: it is judged as the grade judges it, a deviation that is
 * taken away is gone and nothing else is, and P(fail) is 1 where there is no
 * way back and 0 where nothing can go wrong.  The programs are the reference
 * solution's (NODES_SOLUTION); what is wrong is a server that executes a copy
 * again, which at-least-once does.
 */
#include "grader/rerun.h"

#include <stdlib.h>
#include <string.h>

#include "grader/results.h"
#include "grader/testing.h"

static struct grade_options opt = { .worlds = "grader",
                                    .replay = "make replay",
                                    .test = "test.rerun",
                                    .ascii = 1,
                                    .faults = -1 };

static const struct scenario bank = {
    .world = "lab3/bank.world",
    .crashing = { "server", "client" },
    .faults = 1,
};
static oracle_fn *const once[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_at_most_once,
    NULL,
};
static oracle_fn *const right[] = { oracle_implemented, NULL };

static const struct grade_case must = {
    .name = "test.rerun",
    .lab = 3,
    .points = 7,
    .what = "at most once",
    .rows = "E1",
    .timeout_s = 30,
    .run = scenario_must,
    .scenario = &bank,
    .oracles = once,
};

/* Run it as asked for; *report is the one there is, to be released. */
static struct result
rerun(const struct grade_case *c, const char *schedule, json_t **report)
{
    struct result r = { .outcome = OUTCOME_INFRA };
    struct rerun re;

    opt.schedule = schedule;
    assert_int_equal(rerun_init(&re, c, &opt), 0);
    re.c.run(&re.c, &opt, &r);
    assert_int_equal(re.c.points, 0);
    assert_int_equal(json_array_size(r.reports), 1);
    *report = json_incref(json_array_get(r.reports, 0));
    result_release(&r);
    assert_string_equal(json_string_value(json_object_get(*report, "kind")),
                        "run");
    return r;
}

static void
assert_rerun(const char *schedule, enum outcome outcome, const char *statement,
             const char *was_run)
{
    json_t *report;
    struct result r = rerun(&must, schedule, &report);

    assert_int_equal(r.outcome, outcome);
    if (strncmp(r.statement, statement, strlen(statement)) != 0)
        fail_msg("%s", r.statement);
    assert_string_equal(json_string_value(json_object_get(report, "schedule")),
                        was_run);
    json_decref(report);
}

static const char *
line_of(const json_t *report, const char *key, size_t i)
{
    return json_string_value(json_array_get(json_object_get(report, key), i));
}

/* The reply to the second call, of four; before and behind it nothing. */
#define EARLY "delay client->server #1 by 3ms"
#define CULPRIT "drop server->client #2"
#define LATE "duplicate client->server #5 past timeout"

/* ---- one run ------------------------------------------------------------ */

static void
a_run_is_judged(void **state)
{
    (void)state;
    assert_rerun("", OUTCOME_PASS, "nothing is wrong in this run", "");
    assert_rerun(CULPRIT, OUTCOME_FAIL, "deposit #1 executed twice", CULPRIT);
    assert_rerun(EARLY, OUTCOME_PASS, "nothing is wrong in this run", EARLY);
    assert_rerun(EARLY ";" CULPRIT, OUTCOME_FAIL, "deposit #1 executed twice",
                 EARLY "; " CULPRIT);
}

static void
what_did_not_take_place_is_said(void **state)
{
    json_t *report;
    struct result r;

    (void)state;
    r = rerun(&must,
              "drop client->server #90; " EARLY "; crash server @exec "
              "#80",
              &report);
    assert_int_equal(r.outcome, OUTCOME_PASS);
    assert_string_equal(r.statement, "1 of 3 deviations took place: nothing "
                                     "is wrong in this run");
    assert_int_equal(json_array_size(json_object_get(report, "idle")), 2);
    assert_string_equal(line_of(report, "idle", 0), "drop client->server #90");
    assert_int_equal(json_array_size(json_object_get(report, "left_out")), 0);
    json_decref(report);
}

/* Of an exhibit it is wrong what it shows, if it is about what it is to be. */
static void
what_an_exhibit_shows_is_wrong(void **state)
{
    struct grade_case c = must;
    json_t *report;
    struct result r;

    (void)state;
    c.oracles = right;
    c.broken = oracle_at_most_once;
    c.of = "deposit";
    r = rerun(&c, CULPRIT, &report);
    assert_int_equal(r.outcome, OUTCOME_FAIL);
    assert_true(json_integer_value(json_object_get(report, "event")) > 0);
    json_decref(report);
    c.of = "debit";
    r = rerun(&c, CULPRIT, &report);
    assert_int_equal(r.outcome, OUTCOME_PASS);
    assert_null(json_object_get(report, "event"));
    json_decref(report);
}

/* The command that is told runs the same: world and seed are in it. */
static void
another_world_and_seed(void **state)
{
    json_t *report;

    (void)state;
    opt.world = "grader/lab3/debit.world";
    opt.seed = UINT64_MAX;
    rerun(&must, "", &report);
    assert_string_equal(json_string_value(json_object_get(report, "replay")),
                        "make replay WORLD=grader/lab3/debit.world "
                        "SEED=18446744073709551615 SCHEDULE=''");
    assert_string_equal(json_string_value(json_object_get(report, "world")),
                        "grader/lab3/debit.world");
    assert_string_equal(json_string_value(json_object_get(report, "seed")),
                        "18446744073709551615");
    json_decref(report);
    opt.world = NULL;
    opt.seed = 1; /* the world's own */
    rerun(&must, "", &report);
    assert_string_equal(json_string_value(json_object_get(report, "replay")),
                        "make replay SCHEDULE=''");
    assert_string_equal(json_string_value(json_object_get(report, "world")),
                        "grader/lab3/bank.world");
    json_decref(report);
    opt.seed = 0;
}

static void
what_cannot_be_run(void **state)
{
    struct grade_case c = must;
    struct rerun re;

    (void)state;
    opt.schedule = "drop server->alice #1";
    assert_int_equal(rerun_init(&re, &c, &opt), 2);
    opt.schedule = "";
    opt.world = "grader/no/such.world";
    assert_int_equal(rerun_init(&re, &c, &opt), 2);
    opt.world = NULL;
    c.scenario = NULL;
    assert_int_equal(rerun_init(&re, &c, &opt), 2);
}

/* ---- fewer deviations --------------------------------------------------- */

static void
less_is_what_matters(void **state)
{
    json_t *report;

    (void)state;
    opt.less = 1;
    assert_rerun(EARLY "; " CULPRIT "; " LATE, OUTCOME_FAIL,
                 "with 1 of 3 deviations: deposit #1 executed twice", CULPRIT);
    assert_rerun(EARLY "; drop client->server #90; " CULPRIT, OUTCOME_FAIL,
                 "with 1 of 3 deviations: deposit #1 executed twice", CULPRIT);
    assert_rerun(EARLY "; " CULPRIT, OUTCOME_FAIL, "with 1 of 2", CULPRIT);
    assert_rerun(EARLY, OUTCOME_PASS, "nothing is wrong in this run", EARLY);
    rerun(&must, EARLY "; " CULPRIT, &report);
    opt.less = 0;
    assert_int_equal(json_array_size(json_object_get(report, "left_out")), 1);
    assert_string_equal(line_of(report, "left_out", 0), EARLY);
    json_decref(report);
}

static void
nearest_is_with_as_much_as_can_be(void **state)
{
    (void)state;
    opt.nearest = 1;
    assert_rerun(
        EARLY "; " CULPRIT "; drop client->server #1", OUTCOME_PASS,
        "without 1 of 3 deviations: ", EARLY "; drop client->server #1");
    /* Two culprits: no single one is enough. */
    assert_rerun(CULPRIT "; " EARLY "; drop server->client #4", OUTCOME_PASS,
                 "without 2 of 3 deviations: ", EARLY);
    assert_rerun(EARLY, OUTCOME_PASS, "nothing is wrong in this run", EARLY);
    opt.nearest = 0;
}

static int
never(const struct trace *tr, struct verdict *v)
{
    (void)tr;
    snprintf(v->why, sizeof(v->why), "it never is");
    return 0;
}

static void
nearest_of_what_is_always_wrong(void **state)
{
    static oracle_fn *const oracles[] = { never, NULL };
    struct grade_case c = must;
    json_t *report;
    struct result r;

    (void)state;
    c.oracles = oracles;
    opt.nearest = 1;
    r = rerun(&c, EARLY "; " CULPRIT, &report);
    opt.nearest = 0;
    assert_int_equal(r.outcome, OUTCOME_FAIL);
    assert_string_equal(r.statement,
                        "no run with fewer is right: it never is");
    assert_int_equal(json_array_size(json_object_get(report, "left_out")), 0);
    json_decref(report);
}

/* Wrong with more than three, of whatever kind. */
static int
too_many(const struct trace *tr, struct verdict *v)
{
    int n = tr->meta.schedule[0] != '\0';

    for (const char *s = tr->meta.schedule; *s; s++)
        n += *s == ';';
    snprintf(v->why, sizeof(v->why), "%d are too many", n);
    return n <= 3;
}

/* There are more parts than can be tried: as many as are right together. */
static void
nearest_among_many(void **state)
{
    static oracle_fn *const oracles[] = { too_many, NULL };
    struct grade_case c = must;
    char schedule[1000] = EARLY;
    size_t len = strlen(schedule);
    json_t *report;
    struct result r;

    (void)state;
    c.oracles = oracles;
    for (int i = 2; i <= 12; i++)
        len += (size_t)snprintf(schedule + len, sizeof(schedule) - len,
                                "; drop client->server #%d", i);
    opt.nearest = 1;
    r = rerun(&c, schedule, &report);
    opt.nearest = 0;
    assert_int_equal(r.outcome, OUTCOME_PASS);
    assert_int_equal(
        strncmp(r.statement,
                "without 9 of 12 deviations (fewer may do): ", 43),
        0);
    assert_string_equal(json_string_value(json_object_get(report, "schedule")),
                        EARLY
                        "; drop client->server #2; drop client->server #3");
    json_decref(report);
}

/* ---- P(fail) ------------------------------------------------------------ */

static json_t *
margin(const char *schedule, int runs)
{
    json_t *report, *m;

    opt.margin = runs;
    rerun(&must, schedule, &report);
    opt.margin = 0;
    m = json_incref(json_object_get(report, "margin"));
    assert_true(json_array_size(m) > 2);
    json_decref(report);
    return m;
}

static long
number(const json_t *m, size_t row, size_t i)
{
    return (long)json_integer_value(json_array_get(json_array_get(m, row), i));
}

/* Before the reply is lost all may come right, from then on nothing does. */
static void
there_is_no_way_back_from_the_culprit(void **state)
{
    json_t *m = margin(CULPRIT, 10);
    size_t n = json_array_size(m), change = 0;

    (void)state;
    assert_int_equal(number(m, 0, 0), 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(number(m, i, 2), 10);
        assert_in_range(number(m, i, 1), 0, 10);
        if (i > 0)
            assert_true(number(m, i, 0) > number(m, i - 1, 0));
        if (number(m, i, 1) < 10)
            change = i;
    }
    assert_true(number(m, 0, 1) < 10);
    assert_in_range(change, 1, n - 2);
    json_decref(m);
}

/* Where chance may do nothing, the run before its deviation is right. */
static void
without_faults_the_margin_is_of_the_run(void **state)
{
    json_t *m;
    size_t n;

    (void)state;
    opt.faults = 0;
    m = margin(CULPRIT, 5);
    opt.faults = -1;
    n = json_array_size(m);
    assert_int_equal(number(m, 0, 1), 0);
    assert_int_equal(number(m, 1, 1), 0);
    assert_int_equal(number(m, n - 1, 1), 5);
    json_decref(m);
}

static void
a_margin_is_the_same_again(void **state)
{
    json_t *a = margin(EARLY, 7), *b = margin(EARLY, 7), *all = margin("", 40);
    int some = 0;

    (void)state;
    assert_true(json_equal(a, b));
    for (size_t i = 0; i < json_array_size(all); i++)
        some |= number(all, i, 1) > 0 && number(all, i, 1) < 40;
    assert_true(some); /* chance has found what the explorer finds */
    json_decref(a);
    json_decref(b);
    json_decref(all);
}

/* Of a case of random worlds chance is as there: it needs no number. */
static void
random_worlds_have_more_faults(void **state)
{
    static const struct scenario none = { .world = "lab3/bank.world" };
    struct grade_case c = must;
    json_t *report[2], *m;

    (void)state;
    c.scenario = &none;
    opt.margin = 20;
    rerun(&c, "", &report[0]);
    c.run = scenario_random;
    rerun(&c, "", &report[1]);
    opt.margin = 0;
    assert_int_equal(number(json_object_get(report[0], "margin"), 0, 1), 0);
    m = json_object_get(report[1], "margin");
    assert_in_range(number(m, 0, 1), 1, 20);
    assert_int_equal(number(m, json_array_size(m) - 1, 1), 0);
    json_decref(report[0]);
    json_decref(report[1]);
}

static int
at_once(void *arg, const struct exploration *so_far)
{
    (void)arg;
    return so_far->runs >= 3;
}

static void
a_budget_ends_it(void **state)
{
    json_t *report;
    struct result r;

    (void)state;
    opt.watch = at_once;
    opt.margin = 5;
    r = rerun(&must, CULPRIT, &report);
    opt.margin = 0;
    opt.watch = NULL;
    assert_int_equal(r.outcome, OUTCOME_FAIL);
    assert_int_equal(strncmp(r.statement, "budget spent: ", 14), 0);
    assert_int_equal(number(json_object_get(report, "margin"), 0, 2), 2);
    json_decref(report);
}

/* ---- names -------------------------------------------------------------- */

static void
a_name_is_the_whole_name(void **state)
{
    static const struct grade_case row[] = { { .name = "lab3.bank" },
                                             { .name = "lab3.bank-slow" },
                                             { 0 } };
    static const struct grade_case *const tables[] = { row, NULL };

    (void)state;
    assert_ptr_equal(rerun_find(tables, "lab3.bank-slow"), &row[1]);
    assert_ptr_equal(rerun_find(tables, "lab3.bank"), &row[0]);
    assert_null(rerun_find(tables, "lab3.ban"));
    assert_null(rerun_find(tables, ""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_judged),
        cmocka_unit_test(what_did_not_take_place_is_said),
        cmocka_unit_test(what_an_exhibit_shows_is_wrong),
        cmocka_unit_test(another_world_and_seed),
        cmocka_unit_test(what_cannot_be_run),
        cmocka_unit_test(less_is_what_matters),
        cmocka_unit_test(nearest_is_with_as_much_as_can_be),
        cmocka_unit_test(nearest_of_what_is_always_wrong),
        cmocka_unit_test(nearest_among_many),
        cmocka_unit_test(there_is_no_way_back_from_the_culprit),
        cmocka_unit_test(without_faults_the_margin_is_of_the_run),
        cmocka_unit_test(a_margin_is_the_same_again),
        cmocka_unit_test(random_worlds_have_more_faults),
        cmocka_unit_test(a_budget_ends_it),
        cmocka_unit_test(a_name_is_the_whole_name),
    };
    const char *nodes = getenv("NODES_SOLUTION");

    opt.nodes = nodes ? nodes : "build/gcc-plain/node-solution";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
