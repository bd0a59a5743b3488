/*
 * test_worksheet.c - predictions: what a student writes, and what a run says.
 *
 * What is at stake: a right prediction that is called wrong teaches a wrong
 * lesson, and a file with any bytes in it must not cost a grade.
 */
#include "grader/measure.h"

#include <stdio.h>
#include <string.h>

#include "grader/test/tell.h"
#include "grader/testing.h"
#include "lab2-stubs/rpclib/rpc_status.h"

enum { TIMES, SAYS, HEARD, N };
static const struct question q[] = {
    [TIMES] = { .key = "times" },
    [SAYS] = { .key = "says", .words = worksheet_no_perhaps_yes },
    [HEARD] = { .key = "heard", .words = worksheet_no_yes },
};

static struct worksheet s;

static void
reads(const char *text)
{
    worksheet_read(&s, text, q, N);
}

static void
says(int i, long value)
{
    assert_true(s.answer[i].given);
    assert_int_equal(s.answer[i].value, value);
}

/* The only problem of a text. */
static void
complains(const char *text, const char *problem)
{
    reads(text);
    assert_int_equal(s.n_problems, 1);
    assert_string_equal(s.problem[0], problem);
}

/* ---- the file ----------------------------------------------------------- */

static void
test_answers_are_numbers_and_words(void **state)
{
    (void)state;
    reads("# two questions\n\ntimes = 12\nsays=Perhaps # I think\n");
    assert_int_equal(s.n_problems, 0);
    says(TIMES, 12);
    says(SAYS, 1);
    assert_int_equal(s.answer[SAYS].line, 4);
    assert_false(s.answer[HEARD].given);
    assert_int_equal(s.answer[HEARD].line, 0);
}

static void
test_editors_of_other_systems_do_no_harm(void **state)
{
    (void)state;
    reads("\xEF\xBB\xBFtimes = 0\r\nheard\t=\tyes\r\nsays = no");
    assert_int_equal(s.n_problems, 0);
    says(TIMES, 0);
    says(HEARD, 1);
    says(SAYS, 0);
}

static void
test_no_answer_is_no_problem(void **state)
{
    (void)state;
    reads("times = ?\nsays =\nheard = # later\n");
    assert_int_equal(s.n_problems, 0);
    for (int i = 0; i < N; i++) {
        assert_false(s.answer[i].given);
        assert_int_equal(s.answer[i].line, i + 1);
    }
    reads("");
    assert_int_equal(s.n_problems, 0);
}

static void
test_a_problem_names_line_and_value(void **state)
{
    (void)state;
    complains("\ntimes = two\n",
              "line 2: the answer to times is a number, not \"two\"");
    assert_false(s.answer[TIMES].given);
    complains("times = -1",
              "line 1: the answer to times is a number, not \"-1\"");
    complains("times = 99999999999",
              "line 1: the answer to times is a number, not \"99999999999\"");
    complains("says = maybe", "line 1: the answer to says is no, perhaps or "
                              "yes, not \"maybe\"");
    complains("heard = 1", "line 1: the answer to heard is no or yes, not "
                           "\"1\"");
    complains("tines = 2", "line 1: there is no question \"tines\"");
    complains("= 2", "line 1: there is no question \"\"");
    complains("times 2", "line 1: \"times 2\" is not KEY = ANSWER");
    complains("times = 1\ntimes = 2", "line 2: times is in line 1, too");
    says(TIMES, 1);
}

/* Each byte, in each place of a line; nothing unfit is shown. */
static void
test_any_bytes_are_read(void **state)
{
    (void)state;
    for (int c = 1; c < 256; c++) {
        char text[64];

        snprintf(text, sizeof(text), "%ctimes %c= %c1%c\n%c", c, c, c, c, c);
        reads(text);
        for (size_t i = 0; i < s.n_problems; i++)
            for (const char *p = s.problem[i]; *p; p++)
                assert_in_range(*p, ' ', '~');
    }
}

static void
test_what_is_long_is_cut_and_what_is_much_is_counted(void **state)
{
    char text[2000];

    (void)state;
    memset(text, 'x', 300);
    text[300] = '\0';
    reads(text);
    assert_non_null(strstr(s.problem[0], "xxx...\" is not KEY = ANSWER"));
    text[0] = '\0';
    for (int i = 0; i < 50; i++)
        strcat(text, "a\n");
    reads(text);
    assert_int_equal(s.n_problems, 50);
}

static void
test_an_answer_is_shown_as_it_was_meant(void **state)
{
    char buf[20];

    (void)state;
    worksheet_show(buf, sizeof(buf), &q[TIMES], 12);
    assert_string_equal(buf, "12");
    worksheet_show(buf, sizeof(buf), &q[SAYS], 2);
    assert_string_equal(buf, "yes");
}

/* ---- what runs say ------------------------------------------------------ */

static void
measures(measure_fn *measure, const char *of, long value)
{
    long got = -1;

    assert_int_equal(measure(&story.tr, of, &got), 1);
    assert_int_equal(got, value);
}

static void
does_not_show(measure_fn *measure, const char *of)
{
    long got;

    assert_int_equal(measure(&story.tr, of, &got), 0);
}

static void
test_executions_and_results_are_counted(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", "debit(alice, 10)");
    step(SERVER, "exec", "debit(alice, 10)");
    step(SERVER, "exec", "debit(alice, 10)");
    tell_return_to(CLIENT, RPC_OK, "debit(alice, 10) = 80");
    tell_return_to(CLIENT, RPC_TIMED_OUT, "debit(bob, 1): no reply");
    measures(measure_executions, "debit(", 2);
    measures(measure_executions, "open(", 0);
    measures(measure_results, "debit(", 1);
    measures(measure_value, "debit(", 80);
    does_not_show(measure_value, "balance(");
    tell_end();
}

static void
test_what_a_client_says_is_no_perhaps_or_yes(void **state)
{
    (void)state;
    tell_begin();
    tell_return_to(CLIENT, RPC_OK, "a() = ok: (20, 0)");
    tell_return_to(CLIENT, RPC_TIMED_OUT, "b(): no reply");
    tell_return_to(CLIENT, RPC_CANT_SEND, "c(): not executed");
    measures(measure_says, "a(", 2);
    measures(measure_says, "b(", 1);
    measures(measure_says, "c(", 0);
    measures(measure_value, "a(", 20);
    does_not_show(measure_value, "b(");
    does_not_show(measure_says, "d(");
    tell_end();
}

static void
test_first_reply_is_that_of_any_call(void **state)
{
    (void)state;
    tell_begin();
    step(CLIENT, "call", "count(a)");
    step(CLIENT, "call", "count(b)");
    does_not_show(measure_first_reply, NULL);
    tell_return_to(CLIENT, RPC_DISCONNECTED, "count(a): lost");
    tell_return_to(CLIENT, RPC_OK, "count(b) = 1");
    measures(measure_first_reply, NULL, 2);
    tell_end();
}

/* What its system sends after a crash; a loss of power is silent. */
static void
test_heard_is_what_comes_after_a_crash(void **state)
{
    (void)state;
    tell_begin();
    tell_send(SERVER, "before");
    does_not_show(measure_heard, "server");
    tell((struct trace_event){ .kind = TRACE_CRASH, .host = SERVER });
    tell_send(CLIENT, "syn");
    measures(measure_heard, "server", 0);
    tell_send(SERVER, "rst");
    measures(measure_heard, "server", 1);
    does_not_show(measure_heard, "client");
    tell_end();
}

static void
test_messages_are_counted_and_weighed(void **state)
{
    static const uint8_t bytes[40];

    (void)state;
    tell_begin();
    tell((struct trace_event){
        .kind = TRACE_SEND, .host = SERVER, .bytes = bytes, .len = 40 });
    does_not_show(measure_reply_bytes, "server");
    step(CLIENT, "call", "count(a)");
    does_not_show(measure_reply_bytes, "server");
    for (int i = 0; i < 2; i++)
        tell((struct trace_event){
            .kind = TRACE_SEND, .host = SERVER, .bytes = bytes, .len = 20 });
    measures(measure_reply_bytes, "server", 36);
    step(CLIENT, "call", "count(b)");
    tell((struct trace_event){
        .kind = TRACE_SEND, .host = SERVER, .bytes = bytes, .len = 8 });
    measures(measure_reply_bytes, "server", 36);
    measures(measure_sent_2s, "server", 4);
    story.late_ns = INT64_C(2000000000);
    tell_send(SERVER, "late");
    measures(measure_sent_2s, "server", 4);
    does_not_show(measure_sent_2s, "client");
    tell_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_numbers_and_words),
        cmocka_unit_test(test_editors_of_other_systems_do_no_harm),
        cmocka_unit_test(test_no_answer_is_no_problem),
        cmocka_unit_test(test_a_problem_names_line_and_value),
        cmocka_unit_test(test_any_bytes_are_read),
        cmocka_unit_test(test_what_is_long_is_cut_and_what_is_much_is_counted),
        cmocka_unit_test(test_an_answer_is_shown_as_it_was_meant),
        cmocka_unit_test(test_executions_and_results_are_counted),
        cmocka_unit_test(test_what_a_client_says_is_no_perhaps_or_yes),
        cmocka_unit_test(test_first_reply_is_that_of_any_call),
        cmocka_unit_test(test_heard_is_what_comes_after_a_crash),
        cmocka_unit_test(test_messages_are_counted_and_weighed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
