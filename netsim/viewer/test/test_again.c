/*
 * test_again.c - what X, R, M, d and p have the grader do, and what is shown
 * of it.
 *
 * The grader is a shell script here, which says how it was called and leaves
 * a trace of the tests as its result.
 */
#include "netsim/viewer/viewer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/testing.h"
#include "netsim/viewer/keys.h"

#define TRACES "netsim/trace/test/"

static char directory[] = "/tmp/rpclab-again-XXXXXX";

static const char *
in_directory(const char *name)
{
    static char path[200];

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    return path;
}

static void
write_file(const char *name, const char *text)
{
    FILE *f = fopen(in_directory(name), "w");

    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

/* Its words, one a line, in "called"; the result is of the trace call.jsonl,
 * which is right. */
static const char grader[] = "#!/bin/sh\n"
                             "here=${0%/*}\n"
                             "printf '%s\\n' \"$@\" > $here/called\n"
                             "while [ $# -gt 1 ]; do\n"
                             "    case $1 in --json) json=$2;; esac\n"
                             "    shift\n"
                             "done\n"
                             "sed \"s|HERE|$here|\" $here/answer > $json\n"
                             "echo 'grade: a message' >&2\n"
                             "exit $(cat $here/status)\n";

#define CASE(status, why, trace, more)                                        \
    "{\"grade\": \"HERE/grade\", \"nodes\": \"build/node\", \"worlds\": "     \
    "\"grader\", \"isolate\": true, \"cases\": [{\"name\": \"lab3.debit\", "  \
    "\"lab\": 3, \"status\": \"" status "\", \"report\": {\"why\": \"" why    \
    "\", \"trace\": \"" TRACES trace                                          \
    ".jsonl\", \"world\": \"grader/lab3/bank.world\", \"seed\": \"7\", "      \
    "\"schedule\": \"drop server->client #1\"" more "}}]}\n"

static int
set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(directory));
    write_file("grade", grader);
    assert_int_equal(chmod(in_directory("grade"), 0700), 0);
    write_file("answer", CASE("pass", "nothing is wrong", "call", ""));
    write_file("status", "0");
    return 0;
}

static int
tear_down(void **state)
{
    static const char *const names[] = { "grade",  "answer",  "called",
                                         "status", "results", "asked" };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        unlink(in_directory(names[i]));
    return rmdir(directory);
}

/* ---- helpers ------------------------------------------------------------ */

static struct viewer *
open_results(void)
{
    struct items items = { 0 };
    char why[200], text[2000];
    const char *const of = CASE("fail", "executed twice", "lost_reply", "");
    const char *here = strstr(of, "HERE");
    struct viewer *v;

    snprintf(text, sizeof(text), "%.*s%s%s", (int)(here - of), of, directory,
             here + 4);
    write_file("results", text);
    assert_int_equal(items_add_results(&items, in_directory("results"), 0, why,
                                       sizeof(why)),
                     0);
    v = viewer_new(&items);
    return v;
}

static void
press(struct viewer *v, const char *keys)
{
    struct canvas c;

    canvas_init(&c, 24, 100, 1);
    viewer_draw(v, &c);
    while (*keys) {
        int key = keys_read(&keys);

        assert_true(key >= 0);
        viewer_key(v, key);
        viewer_draw(v, &c);
    }
    canvas_release(&c);
}

/* Is the text on the screen? */
static void
expect(struct viewer *v, const char *text)
{
    struct canvas c;
    char *screen;
    size_t len;
    FILE *out = open_memstream(&screen, &len);

    canvas_init(&c, 24, 100, 1);
    viewer_draw(v, &c);
    canvas_print(&c, 0, out);
    fclose(out);
    if (!strstr(screen, text))
        fail_msg("\"%s\" is not on the screen:\n%s", text, screen);
    free(screen);
    canvas_release(&c);
}

/* How the grader was called: each word, and a newline behind each. */
static void
expect_called(const char *words)
{
    FILE *f = fopen(in_directory("called"), "r");
    char text[2000];
    size_t n;

    assert_non_null(f);
    n = fread(text, 1, sizeof(text) - 1, f);
    text[n] = '\0';
    fclose(f);
    if (!strstr(text, words))
        fail_msg("it was not called with\n%s\nbut with\n%s", words, text);
}

static void
expect_not_called(void)
{
    assert_int_not_equal(access(in_directory("called"), F_OK), 0);
}

static void
forget_calls(void)
{
    unlink(in_directory("called"));
}

/* ---- tests -------------------------------------------------------------- */

static void
nothing_runs_before_it_is_allowed(void **state)
{
    struct viewer *v = open_results();

    (void)state;
    forget_calls();
    press(v, "X");
    expect(v, "this runs the programs in build/node: y to go on");
    press(v, "n");
    expect_not_called();
    press(v, "R");
    press(v, "y");
    expect(v, "run again: nothing is wrong");
    press(v, "KM"); /* asked once */
    expect_called("--less\n");
    viewer_free(v);
}

static void
a_fault_is_switched_off(void **state)
{
    struct viewer *v = open_results();

    (void)state;
    forget_calls();
    press(v, "Xy");
    expect_called("--nodes\nbuild/node\n--worlds\ngrader\n--isolate\n--test\n"
                  "lab3.debit\n--world\ngrader/lab3/bank.world\n--seed\n7\n"
                  "--schedule\n\n--traces\n");
    expect(v, "without drop server->client #1: nothing is wrong");
    press(v, "d");
    expect(v, "- lab3.debit, fail: drop server->client #1");
    expect(v, "+ lab3.debit, pass: no deviation");
    press(v, "qK");
    expect(v, "executed twice");
    press(v, "!E"); /* where e goes: to the loss, not to the sending */
    press(v, "X");
    expect(v, "without drop server->client #1: nothing is wrong");
    viewer_free(v);
}

static void
a_message_is_lost_on_request(void **state)
{
    struct viewer *v = open_results();

    (void)state;
    press(v, "gXy"); /* the first request */
    expect_called("--schedule\ndrop server->client #1; drop client->server "
                  "#1\n--traces\n");
    viewer_free(v);
}

static void
the_nearest_right_run_is_beside_it(void **state)
{
    struct viewer *v = open_results();

    (void)state;
    press(v, "dy");
    expect_called("--schedule\ndrop server->client #1\n--nearest\n");
    expect(v, "+ lab3.debit, pass: no deviation");
    expect(v, "only left (-): drop server->client #1");
    viewer_free(v);
}

static void
where_it_was_lost_is_in_the_margin(void **state)
{
    struct viewer *v = open_results();

    (void)state;
    write_file("answer",
               CASE("fail", "executed twice", "lost_reply",
                    ", \"margin\": [[1, 1, 20], [8, 3, 20], [10, 20, 20]]"));
    press(v, "py");
    expect_called("--margin\n20\n");
    expect(v, "P(f)");
    expect(v, " 15%      0.0     o-- #1 debit");
    expect(v, "100%     10.0     |         schedule X");
    press(v, "p");
    expect(v, "\n   t/ms   client");
    write_file("answer", CASE("pass", "nothing is wrong", "call", ""));
    viewer_free(v);
}

static void
what_the_grader_complains_of_is_shown(void **state)
{
    struct viewer *v = open_results();

    (void)state;
    write_file("status", "2");
    write_file("answer", "no JSON");
    press(v, "Ry");
    expect(v, "grade: a message");
    press(v, "d");
    expect(v, "grade: a message");
    write_file("status", "0");
    press(v, "R");
    expect(v, "line 1, column");
    write_file("answer", CASE("pass", "nothing is wrong", "call", ""));
    viewer_free(v);
}

static int
impatient(void *arg, int64_t ms)
{
    (void)ms;
    ++*(int *)arg;
    return 1;
}

/* A run that takes for ever is ended by who waits. */
static void
waiting_can_be_given_up(void **state)
{
    struct viewer *v = open_results();
    int asked = 0;

    (void)state;
    write_file("grade", "#!/bin/sh\nexec sleep 1000\n");
    viewer_set_wait(v, impatient, &asked);
    press(v, "Ry");
    assert_int_equal(asked, 1);
    expect(v, "stopped");
    viewer_free(v);
    write_file("grade", grader);
}

/* A case that is right has left no trace; in a directory as `make gallery`
 * leaves it. */
static void
a_right_case_is_run_to_be_looked_at(void **state)
{
    struct items items = { 0 };
    struct viewer *v;

    (void)state;
    write_file("results.json",
               "{\"grade\": \"/nowhere\", \"nodes\": \"build/node\", "
               "\"worlds\": \"grader\", \"cases\": ["
               "{\"name\": \"right\", \"status\": \"pass\"},"
               "{\"name\": \"shown\", \"status\": \"pass\", \"report\": "
               "{\"why\": \"\", \"trace\": \"" TRACES "call.jsonl\"}},"
               "{\"name\": \"wrong\", \"status\": \"fail\"}]}\n");
    assert_int_equal(items_add_path(&items, directory), 0);
    assert_int_equal(items.n, 3);
    assert_string_equal(items.item[0].name, "wrong");
    assert_string_equal(items.item[1].name, "shown");
    v = viewer_new(&items);
    press(v, "jj<Enter>");
    expect(v, "right has left no trace: pass; R runs it once");
    press(v, "Ry");
    expect(v, "cannot run /nowhere: No such file or directory");
    viewer_free(v);
    unlink(in_directory("results.json"));
}

static void
a_trace_alone_cannot_be_run_again(void **state)
{
    struct items items = { 0 };
    struct viewer *v;

    (void)state;
    assert_int_equal(items_add_path(&items, TRACES "call.jsonl"), 0);
    v = viewer_new(&items);
    press(v, "R");
    expect(v, "only a case of a grading can be run again");
    viewer_free(v);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_runs_before_it_is_allowed),
        cmocka_unit_test(a_fault_is_switched_off),
        cmocka_unit_test(a_message_is_lost_on_request),
        cmocka_unit_test(the_nearest_right_run_is_beside_it),
        cmocka_unit_test(where_it_was_lost_is_in_the_margin),
        cmocka_unit_test(what_the_grader_complains_of_is_shown),
        cmocka_unit_test(waiting_can_be_given_up),
        cmocka_unit_test(a_right_case_is_run_to_be_looked_at),
        cmocka_unit_test(a_trace_alone_cannot_be_run_again),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
