/*
 * test_random.c - random worlds, and schedules that were planned.
 *
 * What is at stake: a world that heals must not fail a right program, what
 * fails must be found and told by few deviations, and what a report says
 * must be so when it is run again.  The programs are the reference solution's
 * (NODES_SOLUTION), the worlds are written here.
 */
#include "grader/results.h"
#include "grader/scenario.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/testing.h"

static char dir[] = "/tmp/test_random.XXXXXX";
static char nodes[300];
static struct grade_options opt = { .worlds = dir,
                                    .traces = dir,
                                    .nodes = nodes,
                                    .replay = "make replay",
                                    .ascii = 1,
                                    .faults = -1 };

#define CLIENT_DOES(n)                                                        \
    "host client" n " bank-client server:20049 deposit alice 5 debit alice "  \
    "1 balance alice\n"

static const char world[] =
    "host server bank-server 0.0.0.0:20049 alice 1000\n" CLIENT_DOES("1")
        CLIENT_DOES("2") CLIENT_DOES("3") CLIENT_DOES("4")
            CLIENT_DOES("5") "link *->* delay 10ms\n"
                             "limit 100s\n";

static const char small_world[] =
    "host server bank-server 0.0.0.0:20049 alice 100\n"
    "host client bank-client server:20049 debit alice 10\n"
    "link *->* delay 10ms\n"
    "limit 60s\n";

/* Slow enough to go on for long after the last fault. */
static const char slow_world[] =
    "host server bank-server 0.0.0.0:20049 alice 100 bob 100\n"
    "host client1 bank-client server:20049 random 20\n"
    "link *->* delay 2s\n"
    "limit 600s\n";

static void
write_file(const char *name, const char *text)
{
    char path[400];
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* Whether the file that was left has these words. */
static int
file_has(const char *name, const char *words)
{
    char path[400], text[4000] = "";
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    f = fopen(path, "r");
    if (!f)
        return 0;
    text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
    fclose(f);
    return strstr(text, words) != NULL;
}

/* Nodes beside the schedules that a student has written. */
static void
link_node(const char *name)
{
    const char *from = getenv("NODES_SOLUTION");
    char real[4096], path[400], link[400];

    snprintf(path, sizeof(path), "%s/%s.so",
             from ? from : "build/gcc-plain/node-solution", name);
    snprintf(link, sizeof(link), "%s/%s.so", nodes, name);
    assert_non_null(realpath(path, real));
    assert_int_equal(symlink(real, link), 0);
}

static int
set_up(void **state)
{
    (void)state;
    if (!mkdtemp(dir))
        return -1;
    snprintf(nodes, sizeof(nodes), "%s/node", dir);
    mkdir(nodes, 0777);
    link_node("bank-server");
    link_node("bank-client");
    write_file("random.world", world);
    write_file("small.world", small_world);
    write_file("slow.world", slow_world);
    return 0;
}

static int
tear_down(void **state)
{
    char command[400];

    (void)state;
    snprintf(command, sizeof(command), "rm -r '%s'", dir);
    return system(command);
}

/* ---- random worlds ------------------------------------------------------ */

static int fewest = 99, most; /* hosts that take part */

static int
takes_part(const struct trace *tr, struct verdict *v)
{
    int n = 0;

    (void)v;
    for (size_t i = 0; i < tr->n_events; i++)
        n += tr->event[i].kind == TRACE_START && tr->event[i].inc == 1;
    fewest = n < fewest ? n : fewest;
    most = n > most ? n : most;
    return 1;
}

static oracle_fn *const healthy[] = {
    takes_part,    oracle_implemented,   oracle_no_fault,
    oracle_healed, oracle_at_least_once, NULL,
};
static oracle_fn *const too_strong[] = {
    oracle_implemented,
    oracle_healed,
    oracle_at_most_once,
    NULL,
};

static int
cannot_tell(const struct trace *tr, struct verdict *v)
{
    (void)tr;
    snprintf(v->why, sizeof(v->why), "it is too much");
    return ORACLE_UNKNOWN;
}

static oracle_fn *const untold[] = { cannot_tell, oracle_healed, NULL };

static const struct scenario some = {
    .world = "random.world",
    .crashing = { "server", "client1", "client2" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_CRASHES |
             EXPLORE_PAUSES | EXPLORE_INTERRUPTS,
    .worlds = 200,
};

static const char *of = "debit"; /* what a plan is to break */

static void
run(oracle_fn *const *oracles, const struct scenario *s, case_fn *f,
    struct result *r, char **report)
{
    struct grade_case c = { .name = "test.random",
                            .lab = 3,
                            .points = 7,
                            .what = "what is to be shown",
                            .rows = "E1",
                            .scenario = s,
                            .oracles = oracles,
                            .broken = oracle_at_most_once,
                            .of = of };
    size_t len;
    FILE *out = open_memstream(report, &len);
    json_t *one;
    size_t i;

    assert_non_null(out);
    *r = (struct result){ .outcome = OUTCOME_INFRA };
    f(&c, &opt, r);
    json_array_foreach (r->reports, i, one)
        results_print_report(out, one);
    fclose(out);
    result_release(r);
}

static void
test_right_program(void **state)
{
    struct result r, again;
    char *report;

    (void)state;
    run(healthy, &some, scenario_random, &r, &report);
    assert_string_equal(report, "");
    free(report);
    assert_int_equal(r.outcome, OUTCOME_PASS);
    assert_int_equal(r.points, 7);
    assert_ptr_equal(strstr(r.statement, sim_can_save()
                                             ? "200 random worlds, "
                                             : "25 random worlds, "),
                     r.statement);
    assert_null(strstr(r.statement, " 0 faults"));
    assert_int_equal(fewest, 2);
    assert_int_equal(most, 6);
    run(healthy, &some, scenario_random, &again, &report);
    free(report);
    assert_string_equal(again.statement, r.statement);
}

/* One fault is enough to have a debit twice, and one client that makes one
 * call: that is what is reported. */
static void
test_failure_is_small(void **state)
{
    struct result r;
    char *report, *schedule;

    (void)state;
    run(too_strong, &some, scenario_random, &r, &report);
    assert_int_equal(r.outcome, OUTCOME_FAIL);
    assert_int_equal(r.points, 0);
    assert_non_null(strstr(r.statement, "random world "));
    assert_non_null(strstr(r.statement, "executed twice"));
    schedule = strstr(report, "  schedule   ");
    assert_non_null(schedule);
    *strchr(schedule, '\n') = '\0';
    assert_null(strchr(schedule, ';'));
    assert_null(strstr(schedule, "none"));
    assert_non_null(strstr(schedule + strlen(schedule) + 1,
                           "/test.random.world SCHEDULE="));
    free(report);
    assert_true(file_has("test.random.world", "seed "));
    assert_true(file_has("test.random.world", "host client1 bank-client "));
    assert_false(file_has("test.random.world", "client2"));
}

static void
test_unknown_is_no_pass(void **state)
{
    struct result r;
    char *report;

    (void)state;
    run(untold, &some, scenario_random, &r, &report);
    free(report);
    assert_int_equal(r.outcome, OUTCOME_UNKNOWN);
    assert_int_equal(r.points, 0);
    assert_string_equal(r.statement,
                        sim_can_save()
                            ? "of 200 of 200 random worlds it cannot be told"
                            : "of 25 of 25 random worlds it cannot be told");
}

static uint32_t
decisions(const struct trace *tr)
{
    uint32_t n = 0;

    for (size_t i = 0; i < tr->n_events; i++)
        if (tr->event[i].dec > n)
            n = tr->event[i].dec;
    return n;
}

/* A failure that comes with many faults: the fewer are left, the better. */
static int
twice_among_many(const struct trace *tr, struct verdict *v)
{
    static int found;

    if (!found && decisions(tr) < 8)
        return 1;
    if (oracle_at_most_once(tr, v))
        return 1;
    found = 1;
    return 0;
}

static oracle_fn *const many[] = { oracle_healed, twice_among_many, NULL };

static void
test_needless_faults_are_dropped(void **state)
{
    struct result r;
    char *report, *schedule;

    (void)state;
    run(many, &some, scenario_random, &r, &report);
    assert_int_equal(r.outcome, OUTCOME_FAIL);
    schedule = strstr(report, "  schedule   ");
    assert_non_null(schedule);
    *strchr(schedule, '\n') = '\0';
    assert_null(strchr(schedule, ';'));
    free(report);
}

static int ran_on;             /* a run went on when it was healthy */
static char first_call[2][64]; /* of two worlds, and another one */

static int
heals(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *call = NULL;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (trace_is_step(ev, "call") && !call)
            call = ev;
        if (ev->t_ns < INT64_C(20000000000))
            continue;
        ran_on |= ev->kind == TRACE_SEND;
        if (ev->dec)
            snprintf(v->why, sizeof(v->why), "%s", ev->did);
    }
    if (decisions(tr) > 2)
        snprintf(v->why, sizeof(v->why), "%u faults", decisions(tr));
    if (call && (!first_call[0][0] || strcmp(first_call[0], call->text) != 0))
        snprintf(first_call[first_call[0][0] != 0], sizeof(first_call[0]),
                 "%s", call->text);
    return !v->why[0];
}

/* Late faults, more than there may be, and the same draws in each world. */
static void
test_worlds_heal_and_differ(void **state)
{
    static oracle_fn *const oracles[] = { heals, oracle_returned, NULL };
    static const struct scenario slow = {
        .world = "slow.world",
        .faults = 2,
        .worlds = 60,
    };
    struct result r;
    char *report;

    (void)state;
    run(oracles, &slow, scenario_random, &r, &report);
    assert_string_equal(report, "");
    free(report);
    assert_int_equal(r.outcome, OUTCOME_PASS);
    assert_true(ran_on);
    assert_true(first_call[1][0]);
}

static int
at_once(void *arg, const struct exploration *so_far)
{
    (void)arg;
    return so_far->runs >= 3;
}

static void
test_budget(void **state)
{
    struct result r;
    char *report;

    (void)state;
    opt.watch = at_once;
    run(healthy, &some, scenario_random, &r, &report);
    opt.watch = NULL;
    free(report);
    assert_int_equal(r.outcome, OUTCOME_UNKNOWN);
    assert_int_equal(
        strncmp(r.statement, "budget spent after 3 random worlds, ", 36), 0);
}

/* Without a limit a seed changes which worlds there are, not how many. */
static void
seeded_is_a_grade(void)
{
    struct result r[2];

    for (int i = 0; i < 2; i++) {
        char *report;

        opt.seed = i ? 7 : 0;
        run(healthy, &some, scenario_random, &r[i], &report);
        free(report);
        assert_int_equal(r[i].outcome, OUTCOME_PASS);
    }
    opt.seed = 0;
    assert_int_equal(atoi(r[0].statement), atoi(r[1].statement));
    assert_true(atoi(r[0].statement) > 1);
    assert_string_not_equal(r[0].statement, r[1].statement);
}

/* Another seed is another world, and the same one each time.  A limit of
 * faults is for explorations. */
static void
test_seeds(void **state)
{
    struct result r[3];
    const uint64_t seed[] = { 7, 8, 7 };

    (void)state;
    opt.faults = 1;
    for (int i = 0; i < 3; i++) {
        char *report;

        opt.seed = seed[i];
        run(healthy, &some, scenario_random, &r[i], &report);
        free(report);
        assert_int_equal(r[i].outcome, OUTCOME_PASS);
        assert_int_equal(strncmp(r[i].statement, "1 random world, ", 16), 0);
    }
    opt.seed = 0;
    opt.faults = -1;
    assert_string_equal(r[0].statement, r[2].statement);
    assert_string_not_equal(r[0].statement, r[1].statement);
    seeded_is_a_grade();
}

/* ---- schedules that were planned ---------------------------------------- */

static const struct scenario planned = {
    .world = "small.world",
    .faults = 1,
    .faults_file = "double.faults",
    .part = "lab 3 part D",
};

/* What becomes of a plan, and how its statement begins. */
static void
judge_plan(const char *text, enum outcome outcome, const char *statement)
{
    struct result r;
    char *report;

    if (text)
        write_file("node/double.faults", text);
    run(healthy, &planned, scenario_break, &r, &report);
    assert_int_equal(r.outcome, outcome);
    assert_int_equal(r.points, outcome == OUTCOME_PASS ? 7 : 0);
    assert_int_equal(strncmp(r.statement, statement, strlen(statement)), 0);
    assert_non_null(strstr(report, outcome == OUTCOME_PASS ? "EXHIBIT test"
                                                           : "FAIL test"));
    free(report);
}

static void
test_plans(void **state)
{
    (void)state;
    judge_plan(NULL, OUTCOME_FAIL,
               "not implemented: lab 3 part D: double.faults is missing");
    judge_plan("# nothing yet\n\n", OUTCOME_FAIL,
               "not implemented: lab 3 part D: double.faults has no deviation "
               "yet");
    judge_plan("# the reply\ndrop server->client #1\n", OUTCOME_PASS,
               "debit #1 executed twice: the reply was lost");
    judge_plan("drop client->server #1", OUTCOME_FAIL,
               "double.faults breaks nothing about debit");
    of = "deposit";
    judge_plan("drop server->client #1", OUTCOME_FAIL,
               "double.faults breaks nothing about deposit (but: debit #1 ");
    of = "debit";
    judge_plan("drop server->client #9", OUTCOME_FAIL,
               "\"drop server->client #9\" never took place");
    judge_plan("drop server->client #1; drop server->client #2", OUTCOME_FAIL,
               "double.faults has 2 deviations: at most 1 is enough");
    judge_plan("drop server->alice #1", OUTCOME_FAIL,
               "double.faults cannot be read: double.faults:1:14: error: ");
}

/* The parser's message is shown with its caret. */
static void
test_plan_with_a_mistake(void **state)
{
    struct result r;
    char *report;

    (void)state;
    write_file("node/double.faults", "dropp server->client #1\n");
    run(healthy, &planned, scenario_break, &r, &report);
    assert_int_equal(r.outcome, OUTCOME_FAIL);
    assert_non_null(
        strstr(report, "\n    dropp server->client #1\n    ^~~~~"));
    free(report);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_program),
        cmocka_unit_test(test_failure_is_small),
        cmocka_unit_test(test_needless_faults_are_dropped),
        cmocka_unit_test(test_worlds_heal_and_differ),
        cmocka_unit_test(test_unknown_is_no_pass),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_seeds),
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_plan_with_a_mistake),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
