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
    assert_int_equal(r.shape, want->shape);
    assert_int_equal(r.gemodel, want->gemodel);
    assert_int_equal(r.to_bad_ppm, want->to_bad_ppm);
    assert_int_equal(r.to_good_ppm, want->to_good_ppm);
    assert_int_equal(r.loss_bad_ppm, want->loss_bad_ppm);
    assert_int_equal(r.loss_good_ppm, want->loss_good_ppm);
    assert_int_equal(r.corrupt_ppm, want->corrupt_ppm);
    assert_true(r.rate_bit_s == want->rate_bit_s);
    assert_int_equal(r.limit, want->limit);
    assert_int_equal(r.checksum_off, want->checksum_off);
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
        { "loss random 5%", { .loss_ppm = 50000 } },
        { "delay 1ms 1us distribution uniform",
          { .delay_ns = 1000000, .jitter_ns = 1000 } },
        { "delay 1ms 1us distribution normal",
          { .delay_ns = 1000000, .jitter_ns = 1000, .shape = SHAPE_NORMAL } },
        { "delay 1ms 1us distribution pareto loss 1%",
          { .delay_ns = 1000000,
            .jitter_ns = 1000,
            .shape = SHAPE_PARETO,
            .loss_ppm = 10000 } },
        { "corrupt 0.1% checksum off limit 5",
          { .corrupt_ppm = 1000, .checksum_off = 1, .limit = 5 } },
        { "limit 1000", { .limit = 0 } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++)
        check_parses_to(row[i].src, &row[i].r);
}

/* tc-netem(8): defaults r = 1-p, 1-h = 1, 1-k = 0. */
static void
a_gilbert_elliott_model_has_one_to_four_percentages(void **state)
{
    static const struct {
        const char *src;
        uint32_t p, r, h, k;
    } row[] = {
        { "loss gemodel 1%", 10000, 990000, 1000000, 0 },
        { "loss gemodel 1% 10%", 10000, 100000, 1000000, 0 },
        { "loss gemodel 1% 10% 70%", 10000, 100000, 700000, 0 },
        { "loss gemodel 1% 10% 70% 0.1%", 10000, 100000, 700000, 1000 },
        { "loss gemodel 1% 10% 70% 0.1% delay 0s", 10000, 100000, 700000,
          1000 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        const struct link_rule r = { .gemodel = 1,
                                     .to_bad_ppm = row[i].p,
                                     .to_good_ppm = row[i].r,
                                     .loss_bad_ppm = row[i].h,
                                     .loss_good_ppm = row[i].k };

        check_parses_to(row[i].src, &r);
    }
}

/* tc(8): kbit is 1000 bits a second, kbps 1000 bytes a second. */
static void
a_rate_is_in_bits_or_in_bytes(void **state)
{
    static const struct {
        const char *src;
        uint64_t bit_s;
    } row[] = {
        { "rate 1bit", 1 },
        { "rate 64kbit", 64000 },
        { "rate 1.5mbit", 1500000 },
        { "rate 1000gbit", 1000000000000 },
        { "rate 1bps", 8 },
        { "rate 10kbps", 80000 },
        { "rate 2mbps", 16000000 },
        { "rate 0.5gbps", 4000000000 },
        { "rate 125gbps", 1000000000000 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++) {
        const struct link_rule r = { .rate_bit_s = row[i].bit_s };

        check_parses_to(row[i].src, &r);
    }
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
            .duplicate_ppm = draw_ppm(i, 2),
            .corrupt_ppm = draw_ppm(i, 20),
            .checksum_off = (int)draw(i, 22, 2),
            .gemodel = (int)draw(i, 23, 2),
        };
        char buf[300];

        if (r.gemodel) {
            r.to_bad_ppm = draw_ppm(i, 24);
            r.to_good_ppm =
                draw(i, 26, 2) ? 1000000 - r.to_bad_ppm : draw_ppm(i, 27);
            r.loss_bad_ppm = draw(i, 29, 2) ? 1000000 : draw_ppm(i, 30);
            r.loss_good_ppm = draw_ppm(i, 32);
        } else {
            r.loss_ppm = draw_ppm(i, 0);
        }
        if (draw(i, 34, 2))
            r.limit = 1 + (uint32_t)draw(i, 35, 999);
        if (draw(i, 36, 2))
            r.rate_bit_s = 1 + draw(i, 37, UINT64_C(1) << draw(i, 38, 39));

        if (draw(i, 4, 2))
            r.delay_ns = draw_time(i, 5);
        if (r.delay_ns > 0) {
            r.jitter_ns = (int64_t)draw(i, 7, (uint64_t)r.delay_ns + 1);
            r.reorder_ppm = draw_ppm(i, 8);
            r.gap = draw(i, 10, 2) ? (uint32_t)draw(i, 11, UINT32_MAX) : 0;
            if (r.jitter_ns > 0)
                r.shape = (enum rule_shape)draw(i, 12, 3);
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
          "<link>:1:12: error: expected \"delay\", \"loss\", \"duplicate\", "
          "\"corrupt\", \"reorder\", \"rate\", \"limit\" or "
          "\"checksum\", found \"lost\"; did you mean \"loss\"?\n"
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
a_mistake_in_a_newer_word_is_explained(void **state)
{
    static const struct mistake row[] = {
        { "distribution normal",
          "<link>:1:1: error: \"distribution\" stands behind a delay and a "
          "jitter\n"
          "    distribution normal\n"
          "    ^~~~~~~~~~~~\n" },
        { "delay 1ms distribution normal",
          "<link>:1:11: error: \"distribution\" stands behind a delay and a "
          "jitter\n"
          "    delay 1ms distribution normal\n"
          "              ^~~~~~~~~~~~\n" },
        { "limit 0",
          "<link>:1:7: error: a link with room for 0 datagrams lets none "
          "through\n"
          "    limit 0\n"
          "          ^\n" },
        { "rate 1mb",
          "<link>:1:6: error: \"1mb\" has no unit of rate (bit, kbit, mbit, "
          "gbit, or bps, kbps, mbps, gbps for bytes)\n"
          "    rate 1mb\n"
          "         ^~~\n" },
        { "rate 0.0kbit", "<link>:1:6: error: nothing passes at a rate of 0\n"
                          "    rate 0.0kbit\n"
                          "         ^~~~~~~\n" },
        { "rate 126gbps",
          "<link>:1:6: error: \"126gbps\" is too fast (at most 1000gbit)\n"
          "    rate 126gbps\n"
          "         ^~~~~~~\n" },
        { "rate 0.5bit",
          "<link>:1:6: error: \"0.5bit\" is no whole number of bits a "
          "second\n"
          "    rate 0.5bit\n"
          "         ^~~~~~\n" },
        { "checksum on", "<link>:1:10: error: expected \"off\", found \"on\"\n"
                         "    checksum on\n"
                         "             ^~\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
what_netem_has_and_we_have_not_is_refused_by_name(void **state)
{
    static const struct mistake row[] = {
        { "delay 10ms 5ms 25%",
          "<link>:1:16: error: a correlation (\"25%\") is not supported: "
          "each draw depends on its datagram alone (for bursts: loss "
          "gemodel)\n"
          "    delay 10ms 5ms 25%\n"
          "                   ^~~\n" },
        { "loss 5% 25%",
          "<link>:1:9: error: a correlation (\"25%\") is not supported: "
          "each draw depends on its datagram alone (for bursts: loss "
          "gemodel)\n"
          "    loss 5% 25%\n"
          "            ^~~\n" },
        { "loss gemodel 1% 10% 70% 0.1% 5%",
          "<link>:1:30: error: a correlation (\"5%\") is not supported: "
          "each draw depends on its datagram alone (for bursts: loss "
          "gemodel)\n"
          "    loss gemodel 1% 10% 70% 0.1% 5%\n"
          "                                 ^~\n" },
        { "loss state 1%",
          "<link>:1:6: error: netem's \"state\" is not supported: \"loss "
          "gemodel\" is the model of bursts here\n"
          "    loss state 1%\n"
          "         ^~~~~\n" },
        { "loss 5% ecn",
          "<link>:1:9: error: netem's \"ecn\" is not supported: no one here "
          "would read the mark\n"
          "    loss 5% ecn\n"
          "            ^~~\n" },
        { "delay 1ms 1ms distribution paretonormal",
          "<link>:1:28: error: netem's \"paretonormal\" is not supported: "
          "shapes are \"uniform\", \"normal\" and \"pareto\"\n"
          "    delay 1ms 1ms distribution paretonormal\n"
          "                               ^~~~~~~~~~~~\n" },
        { "slot 1ms",
          "<link>:1:1: error: netem's \"slot\" is not supported: datagrams "
          "are not held for a slot; \"rate\" spaces them\n"
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
    check_mutations(parse, "loss gemodel 1% 10% 70% 0.1% rate 1.5mbit\n");
    check_mutations(parse, "delay 1ms 1us distribution pareto corrupt 1% "
                           "checksum off limit 5\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_is_read_as_it_is_meant),
        cmocka_unit_test(a_gilbert_elliott_model_has_one_to_four_percentages),
        cmocka_unit_test(a_rate_is_in_bits_or_in_bytes),
        cmocka_unit_test(a_rule_is_printed_in_one_order),
        cmocka_unit_test(a_printed_rule_parses_to_itself),
        cmocka_unit_test(a_mistake_is_explained),
        cmocka_unit_test(a_mistake_in_a_newer_word_is_explained),
        cmocka_unit_test(what_netem_has_and_we_have_not_is_refused_by_name),
        cmocka_unit_test(no_mutation_of_a_rule_does_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
