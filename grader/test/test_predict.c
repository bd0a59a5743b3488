/*
 * test_predict.c - a worksheet against the world.
 *
 * What is at stake: an expected value is measured and nowhere written down,
 * so the same sheet must be right in a world where it is and wrong where it is
 * not; and a program that is wrong measures nothing.  The programs are the
 * solution's (NODES_SOLUTION) and the skeletons (NODES), in a directory of
 * links with a sheet of our own.
 */
#include "grader/predict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/measure.h"
#include "grader/results.h"
#include "grader/testing.h"

#define DEBIT(how)                                                            \
    .world = "lab3/debit.world", .schedule = (how),                           \
    .measure = measure_executions, .of = "debit("

static const struct question questions[] = {
    { .key = "lost", DEBIT("drop server->client #1") },
    { .key = "nothing", DEBIT("") },
};
static const struct prediction prediction = { "lab3/predict.txt", questions,
                                              2 };
static oracle_fn *const fit[] = { oracle_implemented, oracle_no_fault, NULL };
static const struct grade_case of = {
    .name = "test.predict",
    .lab = 3,
    .what = "predictions",
    .rows = "E2",
    .oracles = fit,
    .prediction = &prediction,
};

static const char *reference; /* what judge() measures with, or NULL */
static char dir[40]; /* another for each test: a program is loaded once */
static const char *const files[] = { "bank-server.so", "bank-client.so" };

static char *
path_of(const char *in, const char *name)
{
    static char path[2][512];
    static int n;

    n = !n;
    snprintf(path[n], sizeof(path[n]), "%s/%s", in, name);
    return path[n];
}

/* The programs that NODES or NODES_SOLUTION has. */
static void
use(const char *variable)
{
    char *from = realpath(getenv(variable), NULL);

    assert_non_null(from);
    for (size_t i = 0; i < 2; i++) {
        unlink(path_of(dir, files[i]));
        assert_int_equal(
            symlink(path_of(from, files[i]), path_of(dir, files[i])), 0);
    }
    free(from);
}

static void
write_sheet(const char *text, size_t len)
{
    FILE *f = fopen(path_of(dir, "lab3.predict"), "w");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    fclose(f);
}

/* Judge what lies there; the text of the report, "" if there is none. */
static const char *
judge(enum outcome outcome, const char *statement)
{
    static char text[4000];
    struct grade_options opt = { .worlds = "grader",
                                 .nodes = dir,
                                 .reference = reference,
                                 .replay = "make replay",
                                 .seed = 7,
                                 .faults = -1 };
    struct result r = { .outcome = OUTCOME_INFRA };
    const char *said;

    predict_run(&of, &opt, &r);
    assert_int_equal(r.outcome, outcome);
    assert_int_equal(r.points, 0);
    assert_string_equal(r.statement, statement);
    said = json_string_value(
        json_object_get(json_array_get(r.reports, 0), "text"));
    assert_int_equal(said == NULL, outcome == OUTCOME_PASS);
    snprintf(text, sizeof(text), "%s", said ? said : "");
    result_release(&r);
    return text;
}

static const char *
judge_sheet(const char *sheet, enum outcome outcome, const char *statement)
{
    write_sheet(sheet, strlen(sheet));
    return judge(outcome, statement);
}

static void
test_what_is_as_measured_is_right(void **state)
{
    (void)state;
    use("NODES_SOLUTION");
    judge_sheet("lost = 2\nnothing = 1\n", OUTCOME_PASS,
                "all 2 predictions are as measured");
}

static void
test_what_is_not_gets_the_run_and_no_answer(void **state)
{
    (void)state;
    use("NODES_SOLUTION");
    assert_string_equal(
        judge_sheet("lost = 1\nnothing = ?\n", OUTCOME_FAIL,
                    "predictions: 0 right, 1 not as measured, 1 not "
                    "answered, 0 not measured yet"),
        "  lost             1         not as measured; the run:\n"
        "      make replay WORLD=lab3/debit "
        "SCHEDULE='drop server->client #1'\n"
        "  nothing          ?         not answered yet\n");
    assert_string_equal(
        judge_sheet("nothing = 0\nlost = 2", OUTCOME_FAIL,
                    "predictions: 1 right, 1 not as measured, 0 not "
                    "answered, 0 not measured yet"),
        "  lost             2         right\n"
        "  nothing          0         not as measured; the run:\n"
        "      make replay WORLD=lab3/debit\n");
}

static void
test_a_skeleton_measures_nothing(void **state)
{
    (void)state;
    use("NODES");
    assert_non_null(strstr(
        judge_sheet("lost = 2\n", OUTCOME_FAIL,
                    "predictions: 0 right, 0 not as measured, 1 not "
                    "answered, 1 not measured yet: not implemented: lab 3 "
                    "part B: udp_server_open() in lab3-atleastonce/"
                    "udp_server.c"),
        "2         not measured yet: not implemented: lab 3 part B"));
}

/* Before any code is written; the run is the reference's, too. */
static void
test_the_reference_measures_what_a_skeleton_cannot(void **state)
{
    (void)state;
    use("NODES");
    reference = getenv("NODES_SOLUTION");
    assert_non_null(reference);
    assert_string_equal(
        judge_sheet("lost = 2\nnothing = 0\n", OUTCOME_FAIL,
                    "predictions: 1 right, 1 not as measured, 0 not "
                    "answered, 0 not measured yet"),
        "  lost             2         right\n"
        "  nothing          0         not as measured; the run:\n"
        "      make replay SUBMISSION=solution WORLD=lab3/debit\n");
    reference = NULL;
}

static void
test_a_bad_file_is_told_and_the_rest_is_judged(void **state)
{
    (void)state;
    use("NODES_SOLUTION");
    assert_string_equal(
        judge_sheet("lost = 2\nnothing = no\n", OUTCOME_FAIL,
                    "lab3/predict.txt, line 2: the answer to nothing is a "
                    "number, not \"no\""),
        "  line 2: the answer to nothing is a number, not \"no\"\n"
        "\n"
        "  lost             2         right\n"
        "  nothing          ?         not understood: see above\n");
    write_sheet("lost = \0 2", 10);
    judge(OUTCOME_FAIL, "lab3/predict.txt is no text, or a very long one");
    unlink(path_of(dir, "lab3.predict"));
    judge(OUTCOME_FAIL, "lab3/predict.txt is missing");
    judge_sheet("", OUTCOME_FAIL, "no answer yet in lab3/predict.txt");
}

static int
make_directory(void **state)
{
    (void)state;
    snprintf(dir, sizeof(dir), "/tmp/predict-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int
remove_directory(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++)
        unlink(path_of(dir, files[i]));
    unlink(path_of(dir, "lab3.predict"));
    return rmdir(dir);
}

#define TEST(of)                                                              \
    cmocka_unit_test_setup_teardown(of, make_directory, remove_directory)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_as_measured_is_right),
        TEST(test_what_is_not_gets_the_run_and_no_answer),
        TEST(test_a_skeleton_measures_nothing),
        TEST(test_the_reference_measures_what_a_skeleton_cannot),
        TEST(test_a_bad_file_is_told_and_the_rest_is_judged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
