/*
 * test_load.c - a world is what its file says, link by link.
 */
#include "netsim/netsim.h"

#include "netsim/lang/worldfile.h"
#include "netsim/syscalls.h"

#include <stdio.h>
#include <string.h>

#include "grader/testing.h"

static const char hosts[] = "host a fresh\nhost b fresh\nhost c fresh\n";

/* The links that the world made of these statements has, a line each. */
static void
check_links(const char *statements, const char *expected)
{
    char src[512], why[512], got[1024] = "";
    struct sim_world *w = sim_new();
    struct trace_meta meta;
    struct text_error err;
    struct worldfile f;
    FILE *in;

    snprintf(src, sizeof(src), "%s%s", hosts, statements);
    in = fmemopen(src, strlen(src), "r");
    worldfile_init(&f);
    if (worldfile_read(&f, in, "w", SYS_NR_COUNT, sys_call_name, &err) < 0)
        fail_msg("%s", err.text);
    fclose(in);
    if (sim_load(w, &f, BUILD "/node", why, sizeof(why)) < 0)
        fail_msg("%s", why);
    sim_describe(w, &meta);
    for (size_t i = 0; i < meta.n_links; i++) {
        strcat(got, meta.link[i]);
        strcat(got, "\n");
    }
    assert_string_equal(got, expected);
    sim_free(w);
    worldfile_release(&f);
}

static void
a_statement_for_all_is_the_rule_of_the_others(void **state)
{
    (void)state;
    check_links("link * loss 1%\nlink a->b loss 2%\n",
                "*->* loss 1%\na->b loss 2%\n");
}

static void
a_star_at_one_end_names_the_links_of_the_other(void **state)
{
    (void)state;
    check_links("link a->* loss 3%\n", "*->* \na->b loss 3%\na->c loss 3%\n");
}

static void
what_names_both_ends_counts_before_a_star(void **state)
{
    (void)state;
    check_links("link a->b loss 2%\nlink a->* loss 3%\n",
                "*->* \na->b loss 2%\na->c loss 3%\n");
}

static void
faults_of_hosts_are_theirs(void **state)
{
    (void)state;
    check_links("faults * short 1%\nfaults b skew 200ppm disk 64KiB\n",
                "*->* \na short 1%\nb skew 200ppm disk 64KiB\n"
                "c short 1%\n");
}

/* How the programs of a run were started, a line each. */
static void
note_start(void *arg, const struct trace_event *ev)
{
    if (ev->kind == TRACE_START) {
        strcat(arg, ev->text);
        strcat(arg, "\n");
    }
}

static void
arguments_may_change_from_run_to_run(void **state)
{
    static char program[] = "fresh", one[] = "one", two[] = "two";
    char *first[] = { program, one }, *other[] = { program, two, one };
    char starts[256] = "";
    struct sim_world *w = sim_new();

    (void)state;
    sim_add_host(w, "a", BUILD "/node/fresh.so", 2, first, NULL);
    sim_add_host(w, "b", BUILD "/node/fresh.so", 2, first, NULL);
    sim_set_sink(w, note_start, starts);
    sim_run(w);
    sim_set_args(w, 0, 3, other);
    sim_set_args(w, 1, 0, NULL);
    sim_run(w);
    sim_set_args(w, 1, 2, first);
    sim_run(w);
    assert_string_equal(starts, "fresh one\nfresh one\n"
                                "fresh two one\n"
                                "fresh two one\nfresh one\n");
    sim_free(w);
}

static void
a_file_may_be_long(void **state)
{
    static char src[100000];
    struct text_error err;
    struct worldfile f;
    FILE *in;

    (void)state;
    memset(src, '\n', sizeof(src) - sizeof("seed 7"));
    strcat(src, "seed 7");
    in = fmemopen(src, strlen(src), "r");
    worldfile_init(&f);
    assert_int_equal(
        worldfile_read(&f, in, "w", SYS_NR_COUNT, sys_call_name, &err), 0);
    assert_int_equal(f.seed, 7);
    fclose(in);
    worldfile_release(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_for_all_is_the_rule_of_the_others),
        cmocka_unit_test(a_star_at_one_end_names_the_links_of_the_other),
        cmocka_unit_test(what_names_both_ends_counts_before_a_star),
        cmocka_unit_test(faults_of_hosts_are_theirs),
        cmocka_unit_test(arguments_may_change_from_run_to_run),
        cmocka_unit_test(a_file_may_be_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
