/*
 * Link rules.  At stake: the words are those of tc-netem(8), and whoever
 * knows them must get what netem would do, or be told that we do not.
 */
#include <stdio.h>

#include "netsim/lang/rule.h"
#include "netsim/lang/test/helper.h"

static int
parse(const char *src, struct text_error *err)
{
    struct link_rule r;

    return rule_parse(&r, "<link>", src, err);
}

static void
check_parses_to(const char *src, const struct link_rule *want)
{
    struct text_error err;
    struct link_rule r;

    if (rule_parse(&r, "f", src, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(r.delay_ns, want->delay_ns);
    assert_int_equal(r.jitter_ns, want->jitter_ns);
    assert_int_equal(r.loss_ppm, want->loss_ppm);
    assert_int_equal(r.duplicate_ppm, want->duplicate_ppm);
    assert_int_equal(r.reorder_ppm, want->reorder_ppm);
    assert_int_equal(r.gap, want->gap);
}

static void
each_word_is_read_as_it_is_meant(void **state)
{
    static const struct {
        const char *src;
        struct link_rule r;
    } row[] = {
        { "", { 0 } },
        { "\n # a perfect link\n", { 0 } },
        { "delay 10ms", { .delay_ns = 10000000 } },
        { "delay 10ms 5ms # jitter\n",
          { .delay_ns = 10000000, .jitter_ns = 5000000 } },
        { "delay 1ms 1ms", { .delay_ns = 1000000, .jitter_ns = 1000000 } },
        { "loss 20%", { .loss_ppm = 200000 } },
        { "loss 0.0001% duplicate 100%",
          { .loss_ppm = 1, .duplicate_ppm = 1000000 } },
        { "reorder 25% gap 5 delay 10ms",
          { .delay_ns = 10000000, .reorder_ppm = 250000, .gap = 5 } },
        { "delay 1ms reorder 0% gap 5", { .delay_ns = 1000000, .gap = 5 } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++)
        check_parses_to(row[i].src, &row[i].r);
}

static void
a_rule_is_printed_in_one_order(void **state)
{
    struct text_error err;
    struct link_rule r;
    char buf[100];
    int len;

    (void)state;
    assert_int_equal(rule_parse(&r, "f",
                                "reorder 2.50% gap 3 loss 20% duplicate 0.5% "
                                "delay 10000us 1500us",
                                &err),
                     0);
    len = rule_print(buf, sizeof(buf), &r);
    assert_string_equal(buf, "delay 10ms 1.5ms loss 20% duplicate 0.5% "
                             "reorder 2.5% gap 3");
    assert_int_equal(len, strlen(buf));
    assert_int_equal(rule_print(NULL, 0, &r), len);
}

static uint32_t
draw_ppm(uint64_t key, uint64_t which)
{
    return draw(key, which, 2) ? (uint32_t)draw(key, which + 1, 1000001) : 0;
}

static void
a_printed_rule_parses_to_itself(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 5000; i++) {
        struct link_rule r = {
            .loss_ppm = draw_ppm(i, 0),
            .duplicate_ppm = draw_ppm(i, 2),
        };
        char buf[200];

        if (draw(i, 4, 2))
            r.delay_ns = draw_time(i, 5);
        if (r.delay_ns > 0) {
            r.jitter_ns = (int64_t)draw(i, 7, (uint64_t)r.delay_ns + 1);
            r.reorder_ppm = draw_ppm(i, 8);
            r.gap = draw(i, 10, 2) ? (uint32_t)draw(i, 11, UINT32_MAX) : 0;
        }
        assert_in_range(rule_print(buf, sizeof(buf), &r), 0, sizeof(buf) - 1);
        check_parses_to(buf, &r);
    }
}

static void
a_mistake_is_explained(void **state)
{
    static const struct mistake row[] = {
        { "delay 10ms lost 5%",
          "<link>:1:12: error: expected \"delay\", \"loss\", \"duplicate\" or "
          "\"reorder\", found \"lost\"; did you mean \"loss\"?\n"
          "    delay 10ms lost 5%\n"
          "               ^~~~\n" },
        { "delay 5ms 10ms",
          "<link>:1:11: error: a jitter of \"10ms\" is larger than its "
          "delay\n"
          "    delay 5ms 10ms\n"
          "              ^~~~\n" },
        { "delay 10ms -5ms",
          "<link>:1:12: error: \"-5ms\" is negative, which only a time behind "
          "\"by\" is\n"
          "    delay 10ms -5ms\n"
          "               ^~~~\n" },
        { "delay",
          "<link>:1:6: error: expected a time such as 1.5ms, found the end of "
          "the line\n"
          "    delay\n"
          "         ^\n" },
        { "loss 101%", "<link>:1:6: error: \"101%\" is more than 100%\n"
                       "    loss 101%\n"
                       "         ^~~~\n" },
        { "loss 5% delay 1ms loss 6%",
          "<link>:1:19: error: a second \"loss\" in one rule\n"
          "    loss 5% delay 1ms loss 6%\n"
          "                      ^~~~\n" },
        { "loss 5% reorder 20%",
          "<link>:1:9: error: \"reorder\" needs a \"delay\" that can be "
          "overtaken\n"
          "    loss 5% reorder 20%\n"
          "            ^~~~~~~\n" },
        { "reorder 20% delay 0ms",
          "<link>:1:1: error: \"reorder\" needs a \"delay\" that can be "
          "overtaken\n"
          "    reorder 20% delay 0ms\n"
          "    ^~~~~~~\n" },
        { "delay 1ms gap 5",
          "<link>:1:11: error: \"gap\" stands behind the percentage of "
          "\"reorder\"\n"
          "    delay 1ms gap 5\n"
          "              ^~~\n" },
        { "delay 1ms reorder 5% gap 0",
          "<link>:1:26: error: a gap of 0 does not exist: 1 is every "
          "datagram\n"
          "    delay 1ms reorder 5% gap 0\n"
          "                             ^\n" },
        { "loss 5%\nloss 6%",
          "<link>:2:1: error: expected one line with a rule, found \"loss\"\n"
          "    loss 6%\n"
          "    ^~~~\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
what_netem_has_and_we_have_not_is_refused_by_name(void **state)
{
    static const struct mistake row[] = {
        { "delay 10ms corrupt 5%",
          "<link>:1:12: error: \"corrupt\" is not supported yet\n"
          "    delay 10ms corrupt 5%\n"
          "               ^~~~~~~\n" },
        { "delay 10ms 5ms distribution normal",
          "<link>:1:16: error: \"distribution\" is not supported yet\n"
          "    delay 10ms 5ms distribution normal\n"
          "                   ^~~~~~~~~~~~\n" },
        { "delay 10ms 5ms 25%",
          "<link>:1:16: error: a correlation (\"25%\") is not supported yet\n"
          "    delay 10ms 5ms 25%\n"
          "                   ^~~\n" },
        { "loss 5% 25%",
          "<link>:1:9: error: a correlation (\"25%\") is not supported yet\n"
          "    loss 5% 25%\n"
          "            ^~~\n" },
        { "delay 1ms reorder 5% 50% gap 3",
          "<link>:1:22: error: a correlation (\"50%\") is not supported yet\n"
          "    delay 1ms reorder 5% 50% gap 3\n"
          "                         ^~~\n" },
        { "loss gemodel 1% 10%",
          "<link>:1:6: error: \"gemodel\" is not supported yet\n"
          "    loss gemodel 1% 10%\n"
          "         ^~~~~~~\n" },
        { "rate 1mbit", "<link>:1:1: error: \"rate\" is not supported yet\n"
                        "    rate 1mbit\n"
                        "    ^~~~\n" },
        { "limit 5", "<link>:1:1: error: \"limit\" is not supported yet\n"
                     "    limit 5\n"
                     "    ^~~~~\n" },
        { "slot 1ms", "<link>:1:1: error: \"slot\" is not supported yet\n"
                      "    slot 1ms\n"
                      "    ^~~~\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
no_mutation_of_a_rule_does_harm(void **state)
{
    (void)state;
    check_mutations(parse, "delay 10ms 1.5ms loss 0.25% duplicate 5% "
                           "reorder 25% gap 5 # end\n");
    check_mutations(parse, "loss gemodel 1% 10%\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_is_read_as_it_is_meant),
        cmocka_unit_test(a_rule_is_printed_in_one_order),
        cmocka_unit_test(a_printed_rule_parses_to_itself),
        cmocka_unit_test(a_mistake_is_explained),
        cmocka_unit_test(what_netem_has_and_we_have_not_is_refused_by_name),
        cmocka_unit_test(no_mutation_of_a_rule_does_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
