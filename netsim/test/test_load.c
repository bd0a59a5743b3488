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
        cmocka_unit_test(a_file_may_be_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
