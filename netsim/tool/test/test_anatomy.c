/*
 * test_anatomy.c - `netsim anatomy`: the ten steps of a call, as text.
 *
 * Students read the bytes of a message off this page; anatomy*.expect are
 * such pages, each of the trace of the same name.  To accept new ones, run
 * the program with the argument "accept" and look at the difference.
 */
#include "netsim/tool/test/command.h"

#define DIRECTORY "netsim/tool/test/"

static const char *const pages[] = { "anatomy_udp", "anatomy_tcp" };

static char out_file[32];
static char got[65536], want[65536];

static int
make_file(void **state)
{
    (void)state;
    strcpy(out_file, "/tmp/anatomy-XXXXXX");
    close(mkstemp(out_file));
    return 0;
}

static int
remove_file(void **state)
{
    (void)state;
    unlink(out_file);
    return 0;
}

static int
run(const char *page, const char *nth, const char *out)
{
    char trace[100];
    const char *argv[] = {
        BUILD "/bin/netsim", "anatomy", "--call", nth, trace, NULL
    };

    snprintf(trace, sizeof(trace), DIRECTORY "%s.jsonl", page);
    return exit_status(spawn((char *const *)(uintptr_t)argv, out, 1));
}

static void
a_call_has_ten_steps(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pages); i++) {
        char expect[100];

        assert_int_equal(truncate(out_file, 0), 0);
        snprintf(expect, sizeof(expect), DIRECTORY "%s.expect", pages[i]);
        assert_int_equal(run(pages[i], "1", out_file), 0);
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
    assert_int_equal(run("anatomy_udp", "3", out_file), 2);
    read_file(out_file, got, sizeof(got));
    assert_string_equal(got, "netsim: call 3 of the trace has no \"call\"\n");
}

static void
a_number_of_a_call_is_a_number(void **state)
{
    static const char *const bad[] = { "0", "-1", "x", "", "2x" };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(truncate(out_file, 0), 0);
        assert_int_equal(run("anatomy_udp", bad[i], out_file), 2);
        read_file(out_file, got, sizeof(got));
        assert_non_null(strstr(got, "--call takes a number from 1 on"));
    }
}

static int
accept_all(void)
{
    for (size_t i = 0; i < COUNT(pages); i++) {
        char expect[100];

        snprintf(expect, sizeof(expect), DIRECTORY "%s.expect", pages[i]);
        unlink(expect);
        run(pages[i], "1", expect);
    }
    return 0;
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_has_ten_steps),
        cmocka_unit_test(a_call_that_is_not_there_is_named),
        cmocka_unit_test(a_number_of_a_call_is_a_number),
    };

    if (argc == 2 && strcmp(argv[1], "accept") == 0)
        return accept_all();
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
