/*
 * test_anatomy.c - `netsim anatomy`: the ten steps of a call, as text.
 *
 * Students read the bytes of a message off this page; anatomy*.expect are
 * such pages, each of the trace of the same name.  To accept new ones, run
 * the program with the argument "accept" and look at the difference.
 */
#include "netsim/tool/test/command.h"

#define DIRECTORY "netsim/tool/test/"

#define BANK "lab3-atleastonce/bank/bank.x"
#define WORDCOUNT "lab2-stubs/wordcount/wordcount.x"

static const struct {
    const char *name, *types;
} pages[] = { { "anatomy_udp", BANK }, { "anatomy_tcp", WORDCOUNT } };

static char out_file[32], cut_file[32];
static char got[65536], want[65536];

static int
make_file(void **state)
{
    (void)state;
    strcpy(out_file, "/tmp/anatomy-XXXXXX");
    close(mkstemp(out_file));
    strcpy(cut_file, "/tmp/anatomy-XXXXXX");
    close(mkstemp(cut_file));
    return 0;
}

static int
remove_file(void **state)
{
    (void)state;
    unlink(out_file);
    unlink(cut_file);
    return 0;
}

static int
run_file(const char *trace, const char *nth, const char *types,
         const char *out)
{
    const char *argv[] = { BUILD "/bin/netsim", "anatomy", "--call", nth,
                           "--types",           types,     trace,    NULL };

    return exit_status(spawn((char *const *)(uintptr_t)argv, out, 1));
}

static int
run(const char *page, const char *nth, const char *types, const char *out)
{
    char trace[100];

    snprintf(trace, sizeof(trace), DIRECTORY "%s.jsonl", page);
    return run_file(trace, nth, types, out);
}

static void
a_call_has_ten_steps(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pages); i++) {
        char expect[100];

        assert_int_equal(truncate(out_file, 0), 0);
        snprintf(expect, sizeof(expect), DIRECTORY "%s.expect", pages[i].name);
        assert_int_equal(run(pages[i].name, "1", pages[i].types, out_file), 0);
        read_file(out_file, got, sizeof(got));
        read_file(expect, want, sizeof(want));
        if (strcmp(got, want) != 0)
            fail_msg("%s: got\n%s\nwanted\n%s", expect, got, want);
    }
}

static void
a_call_that_is_not_there_is_named(void **state)
{
    (void)state;
    assert_int_equal(truncate(out_file, 0), 0);
    assert_int_equal(run("anatomy_udp", "3", BANK, out_file), 2);
    read_file(out_file, got, sizeof(got));
    assert_string_equal(got, "netsim: call 3 of the trace has no \"call\"\n");
}

/* The first so many bytes of a page's trace, which got[] holds. */
static void
cut(size_t len)
{
    FILE *out = fopen(cut_file, "w");

    assert_non_null(out);
    assert_int_equal(fwrite(got, 1, len, out), len);
    fclose(out);
}

/* After each line of it: something is missing until the call returns. */
static void
a_trace_that_ends_early_says_what_is_missing(void **state)
{
    const char *end, *returned;

    (void)state;
    read_file(DIRECTORY "anatomy_tcp.jsonl", got, sizeof(got));
    returned = strstr(got, "\"name\":\"return\"");
    assert_non_null(returned);
    for (end = strchr(got, '\n'); end < returned;
         end = strchr(end + 1, '\n')) {
        cut((size_t)(end + 1 - got));
        assert_int_equal(truncate(out_file, 0), 0);
        assert_int_equal(run_file(cut_file, "1", BANK, out_file), 2);
        read_file(out_file, want, sizeof(want));
        assert_ptr_equal(strstr(want, "netsim: call 1 of the trace has no"),
                         want);
    }
    cut((size_t)(end + 1 - got));
    assert_int_equal(run_file(cut_file, "1", BANK, out_file), 0);
}

static void
a_number_of_a_call_is_a_number(void **state)
{
    static const char *const bad[] = { "0", "-1", "x", "", "2x" };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(truncate(out_file, 0), 0);
        assert_int_equal(run("anatomy_udp", bad[i], BANK, out_file), 2);
        read_file(out_file, got, sizeof(got));
        assert_non_null(strstr(got, "--call takes a number from 1 on"));
    }
}

/* Of another interface, or of one with a mistake, it is no less a call. */
static void
a_call_of_no_interface_is_shown_as_words(void **state)
{
    FILE *out = fopen(cut_file, "w");

    (void)state;
    assert_int_equal(truncate(out_file, 0), 0);
    assert_int_equal(run("anatomy_udp", "1", WORDCOUNT, out_file), 0);
    read_file(out_file, got, sizeof(got));
    assert_non_null(strstr(got, "for the interface\n"
                                "      00000005  |....|\n"
                                "      616c6963  |alic|\n"));
    assert_non_null(out);
    fputs("program P { }", out);
    fclose(out);
    assert_int_equal(truncate(out_file, 0), 0);
    assert_int_equal(run("anatomy_udp", "1", cut_file, out_file), 0);
    read_file(out_file, want, sizeof(want));
    assert_non_null(strstr(want, ":1:13: error: expected \"version\""));
    assert_non_null(strstr(want, got));
}

static void
an_interface_that_is_absent_is_named(void **state)
{
    (void)state;
    assert_int_equal(truncate(out_file, 0), 0);
    assert_int_equal(run("anatomy_udp", "1", "absent.x", out_file), 2);
    read_file(out_file, got, sizeof(got));
    assert_string_equal(got, "netsim: absent.x: No such file or directory\n");
}

static int
accept_all(void)
{
    for (size_t i = 0; i < COUNT(pages); i++) {
        char expect[100];

        snprintf(expect, sizeof(expect), DIRECTORY "%s.expect", pages[i].name);
        unlink(expect);
        run(pages[i].name, "1", pages[i].types, expect);
    }
    return 0;
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_has_ten_steps),
        cmocka_unit_test(a_call_that_is_not_there_is_named),
        cmocka_unit_test(a_trace_that_ends_early_says_what_is_missing),
        cmocka_unit_test(a_number_of_a_call_is_a_number),
        cmocka_unit_test(a_call_of_no_interface_is_shown_as_words),
        cmocka_unit_test(an_interface_that_is_absent_is_named),
    };

    if (argc == 2 && strcmp(argv[1], "accept") == 0)
        return accept_all();
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
