/*
 * World files.  At stake: a world is shared as a file and changed by a
 * command line; both must mean what they say, wherever a statement stands.
 */
#include <stdio.h>

#include "netsim/lang/worldfile.h"
#include "netsim/lang/test/helper.h"
#include "netsim/trace/trace.h"

static const char *const call[] = { "socket", "sendto", NULL, "recvfrom" };

static int
add(struct worldfile *w, const char *src, struct text_error *err)
{
    return worldfile_parse(w, "bank.world", src, COUNT(call), call, err);
}

static void
must_add(struct worldfile *w, const char *src)
{
    struct text_error err;

    if (add(w, src, &err) != 0)
        fail_msg("%s", err.text);
}

static int
parse(const char *src, struct text_error *err)
{
    struct worldfile w;
    int r;

    worldfile_init(&w);
    r = add(&w, src, err);
    worldfile_release(&w);
    return r;
}

static const char bank[] =
    "# the bank over a bad network\n"
    "seed 7\n"
    "schedule drop server->client #1 # hosts below\n"
    "host server bank-server 0.0.0.0:20049\n"
    "link client<->server delay 10ms 5ms loss 20%\n"
    "host client bank-client server:20049 open alice deposit alice 100\n"
    "link server->client loss 50% delay 10ms\r\n"
    "schedule crash server @recvfrom #1; drop client->server #2\n"
    "limit 60s";

static void
a_whole_world_is_read(void **state)
{
    static const char *const argv[] = { "server:20049", "open",  "alice",
                                        "deposit",      "alice", "100" };
    const struct world_host *client;
    struct worldfile w;

    (void)state;
    worldfile_init(&w);
    must_add(&w, bank);
    assert_int_equal(w.seed, 7);
    assert_int_equal(w.limit_ns, INT64_C(60000000000));

    assert_int_equal(w.n_hosts, 2);
    assert_string_equal(w.host[0].name, "server");
    client = &w.host[1];
    assert_string_equal(client->name, "client");
    assert_string_equal(client->program, "bank-client");
    assert_int_equal(client->argc, COUNT(argv));
    for (size_t i = 0; i < COUNT(argv); i++)
        assert_string_equal(client->argv[i], argv[i]);
    assert_null(client->argv[COUNT(argv)]);

    assert_int_equal(w.n_links, 3);
    assert_int_equal(w.link[0].src, 1);
    assert_int_equal(w.link[0].dst, 0);
    assert_int_equal(w.link[1].src, 0);
    assert_int_equal(w.link[1].dst, 1);
    assert_int_equal(w.link[1].rule.loss_ppm, 200000);
    assert_int_equal(w.link[2].src, 0);
    assert_int_equal(w.link[2].rule.loss_ppm, 500000);

    assert_int_equal(w.schedule.n, 3);
    assert_int_equal(w.schedule.dev[0].kind, DEV_DROP);
    assert_int_equal(w.schedule.dev[0].src, 0);
    assert_int_equal(w.schedule.dev[1].kind, DEV_CRASH);
    assert_int_equal(w.schedule.dev[2].nth, 2);
    worldfile_release(&w);
}

static void
an_empty_world_has_defaults(void **state)
{
    struct worldfile w;

    (void)state;
    worldfile_init(&w);
    must_add(&w, " # nothing\n\n");
    assert_int_equal(w.seed, 1);
    assert_int_equal(w.limit_ns, INT64_C(3600000000000));
    assert_int_equal(w.n_hosts + w.n_links + w.schedule.n, 0);
    worldfile_release(&w);
}

static void
later_statements_add_and_replace(void **state)
{
    struct worldfile w;

    (void)state;
    worldfile_init(&w);
    must_add(&w, bank);
    must_add(&w, "seed 18446744073709551615");
    must_add(&w, "limit 1ms");
    must_add(&w, "host atm atm\nlink atm->server");
    must_add(&w, "schedule drop client->atm #9");
    assert_true(w.seed == UINT64_MAX);
    assert_int_equal(w.limit_ns, 1000000);
    assert_int_equal(w.n_hosts, 3);
    assert_int_equal(w.host[2].argc, 0);
    assert_int_equal(w.n_links, 4);
    assert_int_equal(w.link[3].src, 2);
    assert_int_equal(w.schedule.n, 4);
    assert_int_equal(w.schedule.dev[3].dst, 2);
    worldfile_release(&w);
}

static void
arguments_are_blank_separated_or_quoted(void **state)
{
    static const char *const want[] = {
        "plain",  "two words", "",    "say \"hi\" \\ ", "a\"b",
        "a;b->c", "#1",        "a#b", "tab\there",
    };
    struct worldfile w;

    (void)state;
    worldfile_init(&w);
    must_add(&w, "host h \"the program\" plain \"two words\" \"\" "
                 "\"say \\\"hi\\\" \\\\ \" a\"b a;b->c #1 a#b "
                 "\"tab\there\"\t# the end\r\n");
    assert_string_equal(w.host[0].program, "the program");
    assert_int_equal(w.host[0].argc, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++)
        assert_string_equal(w.host[0].argv[i], want[i]);
    worldfile_release(&w);
}

static void
the_rule_that_names_most_counts_then_the_later(void **state)
{
    enum { A, B, C };
    struct worldfile w;

    (void)state;
    worldfile_init(&w);
    must_add(&w, "host a p\nhost b p\nhost c p\n");
    assert_null(worldfile_rule(&w, A, B));
    must_add(&w, "link a->b loss 1%\n"
                 "link *->c loss 2%\n"
                 "link * loss 3%\n"
                 "link b->* loss 4%\n"
                 "link c<->a loss 5%\n"
                 "link a->c loss 6%\n");
    assert_int_equal(worldfile_rule(&w, A, B)->loss_ppm, 10000);
    assert_int_equal(worldfile_rule(&w, A, C)->loss_ppm, 60000);
    assert_int_equal(worldfile_rule(&w, B, A)->loss_ppm, 40000);
    assert_int_equal(worldfile_rule(&w, B, C)->loss_ppm, 40000);
    assert_int_equal(worldfile_rule(&w, C, A)->loss_ppm, 50000);
    assert_int_equal(worldfile_rule(&w, C, B)->loss_ppm, 30000);
    must_add(&w, "link *<->* loss 7%\nlink *<->c loss 8%");
    assert_int_equal(worldfile_rule(&w, C, B)->loss_ppm, 80000);
    assert_int_equal(worldfile_rule(&w, B, C)->loss_ppm, 80000);
    assert_int_equal(worldfile_rule(&w, A, B)->loss_ppm, 10000);
    worldfile_release(&w);
}

static void
faults_of_a_host_count_before_those_of_all(void **state)
{
    enum { A, B, C };
    struct worldfile w;

    (void)state;
    worldfile_init(&w);
    must_add(&w, "faults a short 1%\nhost a p\nhost b p\nhost c p\n");
    assert_null(worldfile_host_rule(&w, B));
    must_add(&w, "faults * short 2% skew -200ppm\n"
                 "faults c short 3%\nfaults c short 4%\n");
    assert_int_equal(worldfile_host_rule(&w, A)->short_ppm, 10000);
    assert_int_equal(worldfile_host_rule(&w, B)->short_ppm, 20000);
    assert_int_equal(worldfile_host_rule(&w, B)->skew_ppm, -200);
    assert_int_equal(worldfile_host_rule(&w, C)->short_ppm, 40000);
    worldfile_release(&w);
}

static void
a_mistake_in_a_host_is_explained(void **state)
{
    static const struct mistake row[] = {
        { "seed 7\nhots a b\n",
          "bank.world:2:1: error: expected \"seed\", \"host\", \"link\", "
          "\"faults\", \"schedule\" or \"limit\", found \"hots\"; did you "
          "mean "
          "\"host\"?\n"
          "    hots a b\n"
          "    ^~~~\n" },
        { "host",
          "bank.world:1:5: error: expected the name of a host, found the end "
          "of the line\n"
          "    host\n"
          "        ^\n" },
        { "host 1st p",
          "bank.world:1:6: error: the name of a host is a letter, then "
          "letters, digits, \"-\" and \"_\", not \"1st\"\n"
          "    host 1st p\n"
          "         ^~~\n" },
        { "host a->b p",
          "bank.world:1:6: error: the name of a host is a letter, then "
          "letters, digits, \"-\" and \"_\", not \"a->b\"\n"
          "    host a->b p\n"
          "         ^~~~\n" },
        { "host a234567890123456 p",
          "bank.world:1:6: error: the name \"a234567890123456\" is longer "
          "than 15 bytes\n"
          "    host a234567890123456 p\n"
          "         ^~~~~~~~~~~~~~~~\n" },
        { "host a p\nhost b p\nhost a q\n",
          "bank.world:3:6: error: a second host \"a\"\n"
          "    host a q\n"
          "         ^\n" },
        { "host a # comment",
          "bank.world:1:7: error: expected the program of the host, found a "
          "comment\n"
          "    host a # comment\n"
          "          ^\n" },
        { "host a \"\" b",
          "bank.world:1:8: error: the program of the host has no name\n"
          "    host a \"\" b\n"
          "           ^\n" },
        { "host a p \"one two\nhost b p\n",
          "bank.world:1:10: error: no closing quote in this line\n"
          "    host a p \"one two\n"
          "             ^~~~~~~~\n" },
        { "host a p \"one\\",
          "bank.world:1:10: error: no closing quote in this line\n"
          "    host a p \"one\\\n"
          "             ^~~~~\n" },
        { "host a p \"one\\n\"",
          "bank.world:1:14: error: unknown escape (only \\\" and \\\\)\n"
          "    host a p \"one\\n\"\n"
          "                 ^~\n" },
        { "host a p \"one\"two",
          "bank.world:1:15: error: expected a blank behind the closing "
          "quote\n"
          "    host a p \"one\"two\n"
          "                  ^~~\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
a_mistake_elsewhere_is_explained(void **state)
{
    static const struct mistake row[] = {
        { "seed 1 2",
          "bank.world:1:8: error: expected the end of the line, found \"2\"\n"
          "    seed 1 2\n"
          "           ^\n" },
        { "seed -1", "bank.world:1:6: error: expected a number, found \"-1\"\n"
                     "    seed -1\n"
                     "         ^~\n" },
        { "limit 60",
          "bank.world:1:7: error: \"60\" has no unit of time (ns, us, ms or "
          "s)\n"
          "    limit 60\n"
          "          ^~\n" },
        { "link a->c loss 1%\nhost a p\nhost b p\n",
          "bank.world:1:9: error: unknown host \"c\" (hosts: a, b)\n"
          "    link a->c loss 1%\n"
          "            ^\n" },
        { "host a p\nlink a<->a\n",
          "bank.world:2:10: error: \"a\" has no link to itself\n"
          "    link a<->a\n"
          "             ^\n" },
        { "host a p\nlink a loss 5%\n",
          "bank.world:2:8: error: expected \"->\" or \"<->\", found "
          "\"loss\"\n"
          "    link a loss 5%\n"
          "           ^~~~\n" },
        { "host a p\nhost b p\nlink a->b delay 1ms 2ms",
          "bank.world:3:21: error: a jitter of \"2ms\" is larger than its "
          "delay\n"
          "    link a->b delay 1ms 2ms\n"
          "                        ^~~\n" },
        { "\n  schedule drop a->bee #1\nhost a p\nhost bea p\n",
          "bank.world:2:20: error: unknown host \"bee\"; did you mean "
          "\"bea\"? (hosts: a, bea)\n"
          "      schedule drop a->bee #1\n"
          "                       ^~~\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
arguments_have_a_limit(void **state)
{
    char src[50 + 4 * WORLD_ARGS_MAX] = "host a p";
    struct text_error err;

    (void)state;
    for (int i = 0; i < WORLD_ARGS_MAX; i++)
        strcat(src, " x");
    assert_int_equal(parse(src, &err), 0);
    strcat(src, " y");
    assert_int_not_equal(parse(src, &err), 0);
    assert_non_null(strstr(err.text, "bank.world:1:138: error: a program has "
                                     "at most 64 arguments\n"));
}

static void
a_schedule_grows_to_its_limit_over_several_sources(void **state)
{
    struct text_error err;
    struct worldfile w;

    (void)state;
    worldfile_init(&w);
    must_add(&w, "host a p\nhost b p\n");
    for (int i = 0; i < SCHEDULE_MAX; i++)
        must_add(&w, "schedule drop a->b #1");
    assert_int_not_equal(add(&w, "schedule drop a->b #1", &err), 0);
    assert_string_equal(err.text, "bank.world:1:10: error: a schedule has at "
                                  "most 64 deviations\n"
                                  "    schedule drop a->b #1\n"
                                  "             ^~~~\n");
    worldfile_release(&w);
}

static void
hosts_have_a_limit(void **state)
{
    char *src = malloc((TRACE_HOSTS_MAX + 1) * 20), *p = src;
    struct text_error err;

    (void)state;
    assert_non_null(src);
    for (int i = 0; i < TRACE_HOSTS_MAX; i++)
        p += sprintf(p, "host h%d p\n", i);
    assert_int_equal(parse(src, &err), 0);
    strcpy(p, "host one-more p\n");
    assert_int_not_equal(parse(src, &err), 0);
    assert_string_equal(err.text, "bank.world:16385:6: error: a world has at "
                                  "most 16384 hosts\n"
                                  "    host one-more p\n"
                                  "         ^~~~~~~~\n");
    free(src);
}

static void
no_mutation_of_a_world_does_harm(void **state)
{
    (void)state;
    check_mutations(parse, bank);
    check_mutations(parse, "host a \"p q\" \"\\\"\\\\\" # x\r\n"
                           "host b p\nlink * loss 5%\nlink *<->b\n"
                           "faults b skew 2ppm\nfaults * disk 1KiB\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_world_is_read),
        cmocka_unit_test(an_empty_world_has_defaults),
        cmocka_unit_test(later_statements_add_and_replace),
        cmocka_unit_test(arguments_are_blank_separated_or_quoted),
        cmocka_unit_test(the_rule_that_names_most_counts_then_the_later),
        cmocka_unit_test(faults_of_a_host_count_before_those_of_all),
        cmocka_unit_test(a_mistake_in_a_host_is_explained),
        cmocka_unit_test(a_mistake_elsewhere_is_explained),
        cmocka_unit_test(arguments_have_a_limit),
        cmocka_unit_test(a_schedule_grows_to_its_limit_over_several_sources),
        cmocka_unit_test(hosts_have_a_limit),
        cmocka_unit_test(no_mutation_of_a_world_does_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
