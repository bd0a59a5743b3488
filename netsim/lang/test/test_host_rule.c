/*
 * Rules of hosts.  At stake: what is read is what was meant, and a rule that
 * is printed is the same rule.
 */
#include <stdio.h>

#include "netsim/lang/host_rule.h"
#include "netsim/lang/test/helper.h"

static int
parse(const char *src, struct text_error *err)
{
    struct host_rule r;

    return host_rule_parse(&r, "<faults>", src, err);
}

static void
check_parses_to(const char *src, const struct host_rule *want)
{
    struct text_error err;
    struct host_rule r;

    if (host_rule_parse(&r, "f", src, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(r.short_ppm, want->short_ppm);
    assert_int_equal(r.interrupt_ppm, want->interrupt_ppm);
    assert_int_equal(r.error_ppm, want->error_ppm);
    assert_int_equal(r.switch_ppm, want->switch_ppm);
    assert_int_equal(r.skew_ppm, want->skew_ppm);
    assert_int_equal(r.offset_ns, want->offset_ns);
    assert_true(r.disk_bytes == want->disk_bytes);
}

static void
each_word_is_read_as_it_is_meant(void **state)
{
    static const struct {
        const char *src;
        struct host_rule r;
    } row[] = {
        { "", { 0 } },
        { "short 5% interrupt 1% switch 0.5%",
          { .short_ppm = 50000, .interrupt_ppm = 10000, .switch_ppm = 5000 } },
        { "skew 200ppm offset 3s",
          { .skew_ppm = 200, .offset_ns = 3000000000 } },
        { "offset -1ms skew -100000ppm",
          { .skew_ppm = -100000, .offset_ns = -1000000 } },
        { "disk 64KiB # full soon\n", { .disk_bytes = 65536 } },
        { "error 100%", { .error_ppm = 1000000 } },
        { "disk 1000B", { .disk_bytes = 1000 } },
        { "disk 2GiB", { .disk_bytes = UINT64_C(2) << 30 } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(row); i++)
        check_parses_to(row[i].src, &row[i].r);
}

static void
a_printed_rule_parses_to_itself(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 3000; i++) {
        struct host_rule r = {
            .short_ppm = (uint32_t)draw(i, 0, 1000001),
            .interrupt_ppm = (uint32_t)draw(i, 1, 1000001),
            .error_ppm = (uint32_t)draw(i, 9, 1000001),
            .switch_ppm = draw(i, 2, 2) ? 0 : 1000000,
            .skew_ppm = (int32_t)draw(i, 3, 200001) - 100000,
            .offset_ns = draw(i, 4, 2) ? draw_time(i, 5) : -draw_time(i, 5),
            .disk_bytes = draw(i, 7, 5000) << 10 * draw(i, 8, 3),
        };
        char buf[200];

        assert_in_range(host_rule_print(buf, sizeof(buf), &r), 0,
                        sizeof(buf) - 1);
        check_parses_to(buf, &r);
    }
}

static void
a_mistake_is_explained(void **state)
{
    static const struct mistake row[] = {
        { "shrt 5%",
          "<faults>:1:1: error: expected \"short\", \"interrupt\", \"error\", "
          "\"switch\", "
          "\"skew\", \"offset\" or \"disk\", found \"shrt\"; did you mean "
          "\"short\"?\n"
          "    shrt 5%\n"
          "    ^~~~\n" },
        { "short 5% short 6%",
          "<faults>:1:10: error: a second \"short\" in one rule\n"
          "    short 5% short 6%\n"
          "             ^~~~~\n" },
        { "skew 100001ppm",
          "<faults>:1:6: error: \"100001ppm\" is more than 100000ppm\n"
          "    skew 100001ppm\n"
          "         ^~~~~~~~~\n" },
        { "skew 5%",
          "<faults>:1:6: error: expected parts per million such as 200ppm, "
          "found \"5%\"\n"
          "    skew 5%\n"
          "         ^~\n" },
        { "disk 64kb",
          "<faults>:1:6: error: \"64kb\" has no unit of size (B, KiB, MiB or "
          "GiB)\n"
          "    disk 64kb\n"
          "         ^~~~\n" },
        { "disk 0B",
          "<faults>:1:6: error: \"0B\" is no size from 1 to 4294967295 of a "
          "unit\n"
          "    disk 0B\n"
          "         ^~\n" },
    };

    (void)state;
    check_mistakes(parse, row, COUNT(row));
}

static void
no_mutation_of_a_rule_does_harm(void **state)
{
    (void)state;
    check_mutations(parse,
                    "short 5% interrupt 0.1% error 1% switch 20% skew -200ppm "
                    "offset -1.5ms disk 64KiB # end\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_is_read_as_it_is_meant),
        cmocka_unit_test(a_printed_rule_parses_to_itself),
        cmocka_unit_test(a_mistake_is_explained),
        cmocka_unit_test(no_mutation_of_a_rule_does_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
