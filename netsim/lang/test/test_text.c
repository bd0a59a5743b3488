/*
 * The scanner, its values and its messages.  At stake: a student's first
 * sight of a mistake is such a message, so its caret must point at the
 * place, whatever the line is made of.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "netsim/lang/out.h"
#include "netsim/lang/test/helper.h"

/* ---- words -------------------------------------------------------------- */

static void
a_line_is_cut_into_words(void **state)
{
    static const struct {
        const char *src;
        const char *words; /* joined by "|" */
    } row[] = {
        { "", "" },
        { " \t\r", "" },
        { "drop a->b #1", "drop|a|->|b|#|1" },
        { "drop a -> b#1;x", "drop|a|->|b|#|1|;|x" },
        { "a<->b-c->d", "a|<->|b-c|->|d" },
        { "a-->b", "a-|->|b" },
        { "crash s after @fsync#2", "crash|s|after|@|fsync|#|2" },
        { "*->* -5ms 1.5% \"", "*|->|*|-5ms|1.5%|\"" },
        { "a # 1 is a comment", "a" },
        { "a#b", "a" },
        { "< - > a<b", "<|-|>|a|<|b" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        struct text_error err;
        struct text t;
        char buf[100];
        struct out o;

        out_init(&o, buf, sizeof(buf));
        text_init(&t, "f", row[i].src, &err);
        while (!text_line_ends(&t)) {
            struct text_word w = text_take(&t);

            out_put(&o, "%s%.*s", o.len > 0 ? "|" : "", (int)w.len, w.at);
        }
        assert_string_equal(buf, row[i].words);
        assert_int_equal(text_status(&t), 0);
    }
}

static void
lines_without_words_are_passed_over(void **state)
{
    struct text_error err;
    struct text t;

    (void)state;
    text_init(&t, "f", "\n # one\r\n\n two \n#\nthree", &err);
    assert_true(text_next_line(&t));
    assert_true(text_accept(&t, "two"));
    assert_true(text_line_ends(&t));
    assert_true(text_next_line(&t));
    assert_true(text_accept(&t, "three"));
    assert_false(text_next_line(&t));
}

static void
a_failed_text_reads_as_ended(void **state)
{
    struct text_error err, first;
    struct text t;

    (void)state;
    text_init(&t, "f", "one two\nthree", &err);
    text_fail(&t, text_peek(&t), "the first");
    first = err;
    text_fail(&t, text_peek(&t), "the second");
    assert_string_equal(err.text, first.text);
    assert_true(text_line_ends(&t));
    assert_false(text_next_line(&t));
    assert_int_equal(text_time(&t), 0);
    assert_int_equal(text_number(&t, 9), 0);
    assert_int_equal(text_choice(&t, NULL, 0), -1);
    assert_string_equal(err.text, first.text);
    assert_int_equal(text_status(&t), -EINVAL);
}

/* ---- values ------------------------------------------------------------- */

static int
parse_time(const char *src, struct text_error *err)
{
    struct text t;

    text_init(&t, "f", src, err);
    text_signed_time(&t);
    return text_status(&t);
}

static int
parse_unsigned_time(const char *src, struct text_error *err)
{
    struct text t;

    text_init(&t, "f", src, err);
    text_time(&t);
    return text_status(&t);
}

static int
parse_percent(const char *src, struct text_error *err)
{
    struct text t;

    text_init(&t, "f", src, err);
    text_percent(&t);
    return text_status(&t);
}

static int
parse_number(const char *src, struct text_error *err)
{
    struct text t;

    text_init(&t, "f", src, err);
    text_number(&t, UINT64_MAX);
    return text_status(&t);
}

static void
times_are_exact_and_printed_in_the_largest_unit(void **state)
{
    static const struct {
        const char *src;
        int64_t ns;
        const char *printed;
    } row[] = {
        { "0s", 0, "0s" },
        { "0ns", 0, "0s" },
        { "1ns", 1, "1ns" },
        { "250us", 250000, "250us" },
        { "0.25ms", 250000, "250us" },
        { "1.5ms", 1500000, "1.5ms" },
        { "1500us", 1500000, "1.5ms" },
        { "10ms", 10000000, "10ms" },
        { "1000ms", 1000000000, "1s" },
        { "1.000000001s", 1000000001, "1.000000001s" },
        { "1.50000000000000s", 1500000000, "1.5s" },
        { "007s", 7000000000, "7s" },
        { "3600s", 3600000000000, "3600s" },
        { "999999999.999999999s", TEXT_TIME_MAX - 1, NULL },
        { "999999999999999999ns", TEXT_TIME_MAX - 1, "999999999.999999999s" },
        { "-1.5ms", -1500000, "-1.5ms" },
        { "-0s", 0, "0s" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        const char *printed = row[i].printed ? row[i].printed : row[i].src;
        struct text_error err;
        struct text t;
        char buf[40];
        struct out o;

        text_init(&t, "f", row[i].src, &err);
        assert_int_equal(text_signed_time(&t), row[i].ns);
        assert_int_equal(text_status(&t), 0);
        out_init(&o, buf, sizeof(buf));
        out_time(&o, row[i].ns);
        assert_string_equal(buf, printed);
    }
}

static void
what_is_no_time_is_refused(void **state)
{
    static const struct mistake row[] = {
        { "10", "f:1:1: error: \"10\" has no unit of time (ns, us, ms or s)\n"
                "    10\n"
                "    ^~\n" },
        { "10m", "f:1:1: error: \"10m\" has no unit of time (ns, us, ms or "
                 "s)\n"
                 "    10m\n"
                 "    ^~~\n" },
        { ".5s", "f:1:1: error: expected a time such as 1.5ms, found \".5s\"\n"
                 "    .5s\n"
                 "    ^~~\n" },
        { "1.s", "f:1:1: error: expected a time such as 1.5ms, found \"1.s\"\n"
                 "    1.s\n"
                 "    ^~~\n" },
        { "-", "f:1:1: error: expected a time such as 1.5ms, found \"-\"\n"
               "    -\n"
               "    ^\n" },
        { "1.5ns", "f:1:1: error: \"1.5ns\" is no whole number of "
                   "nanoseconds\n"
                   "    1.5ns\n"
                   "    ^~~~~\n" },
        { "1000000000s", "f:1:1: error: \"1000000000s\" is too long (a time "
                         "is less than 1000000000s)\n"
                         "    1000000000s\n"
                         "    ^~~~~~~~~~~\n" },
        { "-99999999999999999999999ns",
          "f:1:1: error: \"-99999999999999999999999ns\" is too long (a time "
          "is less than 1000000000s)\n"
          "    -99999999999999999999999ns\n"
          "    ^~~~~~~~~~~~~~~~~~~~~~~~~~\n" },
        { "", "f:1:1: error: expected a time such as 1.5ms, found the end of "
              "the line\n"
              "    \n"
              "    ^\n" },
    };
    static const struct mistake negative[] = {
        { "-1ms", "f:1:1: error: \"-1ms\" is negative, which only a time "
                  "behind \"by\" is\n"
                  "    -1ms\n"
                  "    ^~~~\n" },
    };

    (void)state;
    check_mistakes(parse_time, row, COUNT(row));
    check_mistakes(parse_unsigned_time, negative, COUNT(negative));
}

static void
every_percentage_parses_to_itself(void **state)
{
    (void)state;
    for (uint32_t ppm = 0; ppm <= 1000000; ppm += ppm < 20000 ? 1 : 997) {
        struct text_error err;
        struct text t;
        char buf[40];
        struct out o;

        out_init(&o, buf, sizeof(buf));
        out_percent(&o, ppm);
        text_init(&t, "f", buf, &err);
        assert_int_equal(text_percent(&t), ppm);
        assert_int_equal(text_status(&t), 0);
    }
}

static void
what_is_no_percentage_is_refused(void **state)
{
    static const struct mistake row[] = {
        { "20", "f:1:1: error: expected a percentage such as 20%, found "
                "\"20\"\n"
                "    20\n"
                "    ^~\n" },
        { "-5%", "f:1:1: error: expected a percentage such as 20%, found "
                 "\"-5%\"\n"
                 "    -5%\n"
                 "    ^~~\n" },
        { "100.0001%", "f:1:1: error: \"100.0001%\" is more than 100%\n"
                       "    100.0001%\n"
                       "    ^~~~~~~~~\n" },
        { "18446744073709551716%",
          "f:1:1: error: \"18446744073709551716%\" is more than 100%\n"
          "    18446744073709551716%\n"
          "    ^~~~~~~~~~~~~~~~~~~~~\n" },
        { "0.00001%", "f:1:1: error: \"0.00001%\" has more than four "
                      "decimals\n"
                      "    0.00001%\n"
                      "    ^~~~~~~~\n" },
    };

    (void)state;
    check_mistakes(parse_percent, row, COUNT(row));
}

static void
numbers_reach_to_their_limit_and_no_further(void **state)
{
    static const struct mistake row[] = {
        { "18446744073709551616",
          "f:1:1: error: \"18446744073709551616\" is too large (at most "
          "18446744073709551615)\n"
          "    18446744073709551616\n"
          "    ^~~~~~~~~~~~~~~~~~~~\n" },
        { "7up", "f:1:1: error: expected a number, found \"7up\"\n"
                 "    7up\n"
                 "    ^~~\n" },
    };
    struct text_error err;
    struct text t;

    (void)state;
    check_mistakes(parse_number, row, COUNT(row));
    text_init(&t, "f", "00018446744073709551615 7", &err);
    assert_true(text_number(&t, UINT64_MAX) == UINT64_MAX);
    assert_int_equal(text_number(&t, 7), 7);
    assert_int_equal(text_status(&t), 0);
}

/* ---- messages ----------------------------------------------------------- */

/* Expects the word "here" anywhere in the source. */
static int
parse_here(const char *src, struct text_error *err)
{
    const char *at = strstr(src, "here");
    struct text t;

    text_init(&t, "f", src, err);
    text_fail(&t, (struct text_word){ at, 4 }, "there");
    return text_status(&t);
}

static void
a_caret_stands_under_its_word(void **state)
{
    static const struct mistake row[] = {
        { "here", "f:1:1: error: there\n"
                  "    here\n"
                  "    ^~~~\n" },
        { "one\r\n\tand\there\r\nthree", "f:2:6: error: there\n"
                                         "     and here\n"
                                         "         ^~~~\n" },
        { "caf\xc3\xa9 \x01 here", "f:1:9: error: there\n"
                                   "    caf?? ? here\n"
                                   "            ^~~~\n" },
    };

    (void)state;
    check_mistakes(parse_here, row, COUNT(row));
}

static void
a_long_line_is_cut_around_the_caret(void **state)
{
    (void)state;
    for (size_t before = 0; before < 200; before++)
        for (size_t after = 0; after < 200; after += 7) {
            char src[500], *line, *caret;
            struct text_error err;

            memset(src, '.', sizeof(src));
            memcpy(src + before, "here", 4);
            src[before + 4 + after] = '\0';
            parse_here(src, &err);
            check_error(src, &err);

            line = strchr(err.text, '\n') + 1;
            caret = strchr(line, '\n') + 1;
            assert_true(caret - line <= 80);
            assert_memory_equal(line + (strchr(caret, '^') - caret), "here",
                                4);
            assert_true(strlen(caret) <= 80);
            assert_null(strchr(line, '?')); /* what lies behind the end */
            if (before + 4 + after <= 75)
                assert_memory_equal(line + 4, src, before + 4 + after);
        }
}

static void
a_message_never_overflows(void **state)
{
    char *src = malloc(100001), file[1000];
    struct text_error err;
    struct text t;

    (void)state;
    assert_non_null(src);
    memset(src, '\xff', 100000);
    src[100000] = '\0';
    memset(file, 'd', sizeof(file));
    strcpy(file + sizeof(file) - 7, "\n/file");
    text_init(&t, file, src, &err);
    text_fail(&t, text_peek(&t), "%s and %s", text_quote(text_peek(&t)).s,
              file);
    check_error(src, &err);
    assert_memory_equal(err.text, "...dd", 5);
    assert_non_null(strstr(err.text, "?/file:1:1: error: \"\\xff\\xff"));
    free(src);
}

static void
a_quoted_word_is_printable_and_short(void **state)
{
    static const char raw[] = "a\"\\\x7f";
    struct text_word w = { raw, 4 };
    struct text_word is_long = { "1234567890123456789012345678901234567890x",
                                 41 };

    (void)state;
    assert_string_equal(text_quote(w).s, "\"a\\\"\\\\\\x7f\"");
    assert_string_equal(text_quote(is_long).s,
                        "\"1234567890123456789012345678901234567890...\"");
}

static void
a_slip_gets_a_suggestion(void **state)
{
    static const char *const words[] = { "drop", "duplicate", NULL, "delay",
                                         "by" };
    static const struct {
        const char *word;
        int nearest;
    } row[] = {
        { "drp", 0 },      { "dorp", 0 },    { "drops", 0 }, { "grop", 0 },
        { "dump", -1 },    { "dply", -1 },   { "dealy", 3 }, { "dlay", 3 },
        { "duplcate", 1 }, { "uplicat", 1 }, { "bye", -1 },  { "", -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        struct text_word w = { row[i].word, strlen(row[i].word) };

        assert_int_equal(text_nearest(w, words, COUNT(words)), row[i].nearest);
    }
}

static void
a_long_list_of_names_is_cut(void **state)
{
    static const char *const host[] = { "h1", NULL, "h2" };
    const struct text_names few = { 3, host, "a host", "unknown host",
                                    "hosts" };
    const char *many_hosts[1000];
    struct text_names many = few;
    struct text_error err;
    struct text t;

    (void)state;
    text_init(&t, "f", "go h3", &err);
    text_take(&t);
    assert_int_equal(text_name(&t, &few), -1);
    assert_string_equal(err.text,
                        "f:1:4: error: unknown host \"h3\" (hosts: h1, h2)\n"
                        "    go h3\n"
                        "       ^~\n");

    for (size_t i = 0; i < COUNT(many_hosts); i++)
        many_hosts[i] = i == 999 ? "client" : "h";
    many.n = COUNT(many_hosts);
    many.name = many_hosts;
    text_init(&t, "f", "clinet", &err);
    assert_int_equal(text_name(&t, &many), -1);
    assert_non_null(strstr(err.text, "; did you mean \"client\"? "));
    assert_non_null(strstr(err.text, ", h, ...)\n"));

    many.n = 0;
    text_init(&t, "f", "  # none", &err);
    assert_int_equal(text_name(&t, &many), -1);
    assert_string_equal(err.text, "f:1:1: error: expected a host, found a "
                                  "comment (hosts: none)\n"
                                  "      # none\n"
                                  "    ^\n");
}

static void
a_nul_byte_is_a_mistake(void **state)
{
    struct text_error err;

    (void)state;
    assert_int_equal(text_check_nul("f", "seed 1\n", 7, &err), 0);
    assert_int_equal(text_check_nul("f", "seed 1\nse\0ed", 12, &err), -EINVAL);
    assert_string_equal(err.text, "f:2:3: error: a NUL byte, which no text "
                                  "holds\n"
                                  "    se\n"
                                  "      ^\n");
}

/* ---- writing ------------------------------------------------------------ */

static void
out_counts_on_when_its_buffer_is_full(void **state)
{
    char buf[4] = "xyz";
    struct out o;

    (void)state;
    out_init(&o, buf, sizeof(buf));
    assert_string_equal(buf, "");
    out_put(&o, "ab");
    out_put(&o, "%s", "cdef");
    out_put(&o, "g");
    assert_string_equal(buf, "abc");
    assert_int_equal(o.len, 7);

    out_init(&o, NULL, 0);
    out_time(&o, INT64_MIN);
    assert_int_equal(o.len, strlen("-9223372036.854775808s"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_cut_into_words),
        cmocka_unit_test(lines_without_words_are_passed_over),
        cmocka_unit_test(a_failed_text_reads_as_ended),
        cmocka_unit_test(times_are_exact_and_printed_in_the_largest_unit),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(every_percentage_parses_to_itself),
        cmocka_unit_test(what_is_no_percentage_is_refused),
        cmocka_unit_test(numbers_reach_to_their_limit_and_no_further),
        cmocka_unit_test(a_caret_stands_under_its_word),
        cmocka_unit_test(a_long_line_is_cut_around_the_caret),
        cmocka_unit_test(a_message_never_overflows),
        cmocka_unit_test(a_quoted_word_is_printable_and_short),
        cmocka_unit_test(a_slip_gets_a_suggestion),
        cmocka_unit_test(a_long_list_of_names_is_cut),
        cmocka_unit_test(a_nul_byte_is_a_mistake),
        cmocka_unit_test(out_counts_on_when_its_buffer_is_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
