/*
 * test_results.c - results as JSON and as text.
 *
 * What is at stake: whatever a submission prints, names or sends, the file
 * stays valid, no terminal is commanded, and no score is made up.
 */
#include "grader/results.h"

#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"

static const struct grade_case some = {
    .name = "lab1.some",
    .lab = 1,
    .points = 7,
    .what = "what it asks",
    .rows = "A1",
};

/* ---- strings ------------------------------------------------------------ */

static void
assert_becomes(const char *given, const char *expected)
{
    json_t *s = results_string(given);

    assert_string_equal(json_string_value(s), expected);
    json_decref(s);
}

static void
any_bytes_become_text(void **state)
{
    (void)state;
    assert_becomes("", "");
    assert_becomes("plain\n\ttext", "plain\n\ttext");
    assert_becomes("Gr\xc3\xbc\xc3\x9f \xe2\x94\x82 \xf0\x9f\x98\x80",
                   "Gr\xc3\xbc\xc3\x9f \xe2\x94\x82 \xf0\x9f\x98\x80");
    assert_becomes("\x1b[31mred\x7f\r", "?[31mred??");
    assert_becomes("\xc2\x9b"
                   "31m",
                   "??31m"); /* CSI of 8 bits */
    assert_becomes("\xff\xfe", "??");
    assert_becomes("cut \xe2\x94", "cut ??");
    assert_becomes("\xc0\xaf", "??");           /* "/", longer than needed */
    assert_becomes("\xed\xa0\x80", "???");      /* a surrogate */
    assert_becomes("\xf4\x90\x80\x80", "????"); /* beyond U+10FFFF */
}

static void
a_seed_is_kept_to_its_last_digit(void **state)
{
    json_t *small = results_seed(((uint64_t)1 << 53) - 1);
    json_t *large = results_seed(UINT64_MAX);

    (void)state;
    assert_int_equal(json_integer_value(small), ((int64_t)1 << 53) - 1);
    assert_string_equal(json_string_value(large), "18446744073709551615");
    json_decref(small);
    json_decref(large);
}

/* ---- what a process sends ----------------------------------------------- */

static void
a_result_comes_as_it_was_sent(void **state)
{
    struct grade_options opt = { .replay = "make replay" };
    struct result sent = { OUTCOME_PASS, 7, "all is well", NULL }, got;
    char *text, why[200];
    size_t len;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    report_text(&sent, &opt, &some, REPORT_EXHIBIT, "so it is", "a\nb\n",
                "drop a->b #1");
    assert_int_equal(results_send(out, &sent), 0);
    fclose(out);
    assert_int_equal(results_receive(text, len, &some, &got, why, sizeof(why)),
                     0);
    assert_int_equal(got.outcome, OUTCOME_PASS);
    assert_int_equal(got.points, 7);
    assert_string_equal(got.statement, "all is well");
    assert_true(json_equal(got.reports, sent.reports));
    result_release(&sent);
    result_release(&got);
    free(text);
}

static void
assert_nonsense(const char *text, const char *expected)
{
    struct result r;
    char why[200];

    assert_true(
        results_receive(text, strlen(text), &some, &r, why, sizeof(why)) < 0);
    assert_string_equal(why, expected);
}

#define RESULT(status, points, statement, reports)                            \
    "{\"status\": " status ", \"points\": " points                            \
    ", \"statement\": " statement ", \"reports\": " reports "}"
#define REPORT(kind, seed, rows, more)                                        \
    "[{\"kind\": \"" kind "\", \"name\": \"\", \"why\": \"\", "               \
    "\"schedule\": \"\", \"deviations\": 0, \"seed\": " seed                  \
    ", \"expected\": \"\", \"actual\": \"\", \"diagram\": " rows              \
    ", \"replay\": \"\", \"trace\": \"\", \"world\": \"\", "                  \
    "\"hint\": \"\"" more "}]"
#define FAILED(reports) RESULT("\"fail\"", "0", "\"\"", reports)

static void
nonsense_is_told_from_a_result(void **state)
{
    struct result r;
    char why[200];
    const char *good = FAILED(REPORT("failure", "\"1\"", "[\"row\"]", ""));

    (void)state;
    assert_int_equal(
        results_receive(good, strlen(good), &some, &r, why, sizeof(why)), 0);
    result_release(&r);
    assert_nonsense("[]", "the result is no object");
    assert_nonsense("{}", "the result has no \"status\"");
    assert_nonsense(RESULT("1", "0", "\"\"", "[]"),
                    "\"status\" of the result is of another kind");
    assert_nonsense(RESULT("\"great\"", "0", "\"\"", "[]"),
                    "\"great\" is no status of a case that has ended");
    assert_nonsense(RESULT("\"not-run\"", "0", "\"\"", "[]"),
                    "\"not-run\" is no status of a case that has ended");
    assert_nonsense(RESULT("\"pass\"", "8", "\"\"", "[]"),
                    "8 of 7 points for a case with \"pass\"");
    assert_nonsense(RESULT("\"fail\"", "7", "\"\"", "[]"),
                    "7 of 7 points for a case with \"fail\"");
    assert_nonsense(RESULT("\"fail\"", "-1", "\"\"", "[]"),
                    "\"points\" of the result is of another kind");
    assert_nonsense(RESULT("\"fail\"", "0", "\"two\\nlines\"", "[]"),
                    "\"statement\" of the result is of another kind");
    assert_nonsense(RESULT("\"fail\"", "0", "\"\\u001b[31m\"", "[]"),
                    "\"statement\" of the result is of another kind");
    assert_nonsense(RESULT("\"fail\"", "0", "\"\", \"extra\": 1", "[]"),
                    "the result has a field too many");
    assert_nonsense(FAILED("[1]"), "a report is no object");
    assert_nonsense(FAILED(REPORT("joke", "1", "[]", "")),
                    "a report is a \"joke\"");
    assert_nonsense(FAILED(REPORT("failure", "null", "[]", "")),
                    "\"seed\" of a report is of another kind");
    assert_nonsense(FAILED(REPORT("failure", "1", "[\"a\\nb\"]", "")),
                    "row 0 of \"diagram\" is no line");
    assert_nonsense(FAILED(REPORT("run", "1", "[]", ", \"idle\": [1]")),
                    "row 0 of \"idle\" is no line");
    assert_nonsense(
        FAILED(REPORT("run", "1", "[]", ", \"left_out\": [\"\\u001b\"]")),
        "row 0 of \"left_out\" is no line");
    assert_nonsense(
        FAILED(REPORT("run", "1", "[]", ", \"margin\": [[0, 2, 1]]")),
        "row 0 of a margin is of another kind");
    assert_nonsense(
        FAILED(REPORT("run", "1", "[]", ", \"margin\": [[0, 0, 1], [1, 0]]")),
        "row 1 of a margin is of another kind");
    assert_nonsense(
        FAILED(REPORT("run", "1", "[]", ", \"margin\": [[0, \"0\", 1]]")),
        "row 0 of a margin is of another kind");
    assert_nonsense(FAILED(REPORT("failure", "1", "[]", ", \"b\": 1")),
                    "a report has a field too many");
}

/* ---- text --------------------------------------------------------------- */

/* To be freed. */
static char *
text_of(const json_t *results, int colour)
{
    struct results_style style = { colour };
    char *text;
    size_t len;
    FILE *out = open_memstream(&text, &len);

    results_print(out, results, &style);
    fclose(out);
    return text;
}

static const struct grade_case exhibit = {
    .name = "lab1.shown", .lab = 1, .what = "to be seen", .rows = "A1"
};
static const struct grade_case other = { .name = "lab2.other",
                                         .lab = 2,
                                         .points = 3,
                                         .what = "what it asks",
                                         .rows = "B1" };

/* Three cases, of which two have ended. */
static json_t *
three(const struct grade_options *opt)
{
    struct result failed = { OUTCOME_FAIL, 0, "it is wrong", NULL };
    struct result shown = { OUTCOME_PASS, 0, "it is seen", NULL };
    json_t *results = results_new(opt), *a, *b;

    report_text(&failed, opt, &some, REPORT_FAILURE, "it is wrong", "", NULL);
    a = results_add(results, &some);
    b = results_add(results, &exhibit);
    results_add(results, &other);
    results_set(a, &failed, 5);
    results_set(b, &shown, 6);
    result_release(&failed);
    return results;
}

#define LINES                                                                 \
    "lab1.some                FAIL        0/7  it is wrong\n"                 \
    "lab1.shown               pass    exhibit  it is seen\n"
#define REPORTED                                                              \
    "\nFAIL lab1.some: it is wrong\n"                                         \
    "  see        HANDOUT.md, lab 1 (syllabus A1)\n\n"

static void
what_was_stopped_has_no_score(void **state)
{
    struct grade_options opt = { .faults = -1 };
    json_t *results = three(&opt);
    char *text;

    (void)state;
    results_finish(results, 0, 130, 11);
    assert_null(json_object_get(results, "points"));
    text = text_of(results, 0);
    assert_string_equal(text, LINES REPORTED
                        "stopped before 1 of 3 cases had begun\n");
    free(text);
    json_decref(results);
}

static void
what_is_complete_has_a_score(void **state)
{
    struct grade_options opt = { .faults = -1 };
    struct result passed = { OUTCOME_PASS, 3, "well done", NULL };
    json_t *results = three(&opt);
    char *text;

    (void)state;
    results_set(json_array_get(json_object_get(results, "cases"), 2), &passed,
                7);
    results_finish(results, 1, 1, 18);
    text = text_of(results, 0);
    assert_string_equal(
        text,
        LINES "lab2.other               pass        3/3  well done\n" REPORTED
              "lab 1 0/7\nlab 2 3/3\nscore 3/10\n");
    free(text);
    json_decref(results);
}

static void
another_run_than_the_grade_has_no_score(void **state)
{
    struct grade_options opt[] = {
        { .faults = -1, .test = "some" }, { .faults = 2 },
        { .faults = -1, .n_shards = 2 },  { .faults = -1, .gallery = 1 },
        { .faults = -1, .schedule = "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(opt) / sizeof(opt[0]); i++) {
        json_t *results = three(&opt[i]);
        char *text;

        results_finish(results, 1, 1, 18);
        text = text_of(results, 0);
        assert_null(json_object_get(results, "points"));
        assert_null(strstr(text, "score"));
        free(text);
        json_decref(results);
    }
}

static void
colours_are_only_those_asked_for(void **state)
{
    struct grade_options opt = { .faults = -1 };
    json_t *results = three(&opt);
    char *plain = text_of(results, 0), *text = text_of(results, 1);

    (void)state;
    assert_null(strchr(plain, '\033'));
    assert_non_null(strstr(text, " \033[31mFAIL   \033[0m "));
    assert_non_null(strstr(text, " \033[32mpass   \033[0m "));
    free(plain);
    free(text);
    json_decref(results);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_become_text),
        cmocka_unit_test(a_seed_is_kept_to_its_last_digit),
        cmocka_unit_test(a_result_comes_as_it_was_sent),
        cmocka_unit_test(nonsense_is_told_from_a_result),
        cmocka_unit_test(what_was_stopped_has_no_score),
        cmocka_unit_test(what_is_complete_has_a_score),
        cmocka_unit_test(another_run_than_the_grade_has_no_score),
        cmocka_unit_test(colours_are_only_those_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
