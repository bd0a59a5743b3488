/*
 * test_link.c - what the network does to datagrams: by rules, in their
 * shares, and by a schedule, exactly.
 *
 * Sources: tc-netem(8) for the words of rules, rule.h and schedule.h.  The
 * bounds of shares are five standard deviations (sigma).
 */
#include "netsim/test/world.h"

#include <stdlib.h>

enum { A, B, C };
enum { MANY = 5000 };

/* A sends so many to B, over links that have this rule. */
static void
begin(struct test_world *w, const char *rule, const char *count)
{
    struct link_rule r = { 0 };
    struct text_error err;

    world_begin(w);
    add_host(w, "a", "flow", "b", count, NULL);
    add_host(w, "b", "flow", "-", NULL, NULL);
    if (rule_parse(&r, "rule", rule, &err) < 0)
        fail_msg("%s", err.text);
    sim_set_rule(w->sim, -1, -1, &r);
    sim_set_chooser(w->sim, sim_rules_chooser(w->sim));
}

/* ---- shares ------------------------------------------------------------- */

static void
loss_takes_its_share(void **state)
{
    struct test_world w;
    int lost = 0;

    (void)state;
    begin(&w, "loss 20%", "5000");
    run(&w);
    assert_int_equal(count_of(&w, TRACE_SEND, A), MANY);
    for (size_t i = 0; i < w.trace.n_events; i++)
        if (w.trace.event[i].kind == TRACE_DROP) {
            assert_string_equal(w.trace.event[i].text, "loss");
            lost++;
        }
    assert_in_range(lost, 1000 - 141, 1000 + 141);
    world_end(&w);
}

static void
duplicates_have_their_share(void **state)
{
    struct test_world w;
    int arrived = 0, copies = 0;

    (void)state;
    begin(&w, "duplicate 10%", "5000");
    run(&w);
    for (size_t i = 0; i < w.trace.n_events; i++)
        if (w.trace.event[i].kind == TRACE_DELIVER) {
            arrived++;
            copies += w.trace.event[i].copy == 1;
        }
    assert_in_range(copies, 500 - 106, 500 + 106);
    assert_int_equal(arrived, MANY + copies);
    world_end(&w);
}

/* tc-netem(8), reorder: that share is sent at once. */
static void
reorder_lets_its_share_go_at_once(void **state)
{
    struct test_world w;
    int at_once = 0;

    (void)state;
    begin(&w, "delay 10ms reorder 25%", "5000");
    run(&w);
    for (size_t i = 0; i < w.trace.n_events; i++)
        if (w.trace.event[i].kind == TRACE_SEND) {
            if (w.trace.event[i].delay_ns == 0)
                at_once++;
            else
                assert_int_equal(w.trace.event[i].delay_ns, 10 * MS);
        }
    assert_in_range(at_once, 1250 - 153, 1250 + 153);
    world_end(&w);
}

static void
a_gap_reorders_every_nth_only(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w, "delay 10ms reorder 100% gap 5", "100");
    run(&w);
    for (size_t i = 0; i < w.trace.n_events; i++)
        if (w.trace.event[i].kind == TRACE_SEND)
            assert_int_equal(w.trace.event[i].delay_ns,
                             w.trace.event[i].nth % 5 ? 10 * MS : 0);
    world_end(&w);
}

/* Uniform: a quarter of them in each quarter of the range. */
static void
jitter_is_uniform(void **state)
{
    struct test_world w;
    int quarter[4] = { 0 };

    (void)state;
    begin(&w, "delay 10ms 4ms", "5000");
    run(&w);
    for (size_t i = 0; i < w.trace.n_events; i++) {
        int64_t late = w.trace.event[i].delay_ns - 6 * MS;

        if (w.trace.event[i].kind != TRACE_SEND)
            continue;
        assert_in_range(late, 0, 8 * MS);
        quarter[late == 8 * MS ? 3 : late / (2 * MS)]++;
    }
    for (int i = 0; i < 4; i++)
        assert_in_range(quarter[i], 1250 - 153, 1250 + 153);
    world_end(&w);
}

/* Losses, and how many runs of losses they make. */
static void
count_losses(const char *rule, int *lost, int *bursts)
{
    static char is_lost[MANY + 2];
    struct test_world w;

    memset(is_lost, 0, sizeof(is_lost));
    *lost = *bursts = 0;
    begin(&w, rule, "5000");
    run(&w);
    for (size_t i = 0; i < w.trace.n_events; i++)
        if (w.trace.event[i].kind == TRACE_DROP)
            is_lost[w.trace.event[i].nth] = 1;
    for (int n = 1; n <= MANY; n++) {
        *lost += is_lost[n];
        *bursts += is_lost[n] && !is_lost[n - 1];
    }
    world_end(&w);
}

/*
 * Gilbert (1960), Elliott (1963), as tc-netem(8) has them: the share of time
 * in the bad state is b = p / (p + r), a stay there lasts 1 / r datagrams.
 * With x = 1 - p - r the variance of the number of bad ones is that of as
 * many independent ones times (1 + x) / (1 - x).
 */
static void
a_gilbert_elliott_link_loses_in_bursts(void **state)
{
    int lost, bursts;

    (void)state;
    /* b = 1/6: 833, sigma 63; bursts 208, of 4 with sigma 3.5 each */
    count_losses("loss gemodel 5% 25%", &lost, &bursts);
    assert_in_range(lost, 833 - 314, 833 + 314);
    assert_in_range(1000 * lost / bursts, 4000 - 1200, 4000 + 1200);
    /* b = 1/11: 5000 (0.7 b + 0.02 (1 - b)) = 409, sigma 59 */
    count_losses("loss gemodel 1% 10% 70% 2%", &lost, &bursts);
    assert_in_range(lost, 409 - 295, 409 + 295);
    /* r = 1 - p: x = 0, so independent losses: sigma 28 */
    count_losses("loss gemodel 20%", &lost, &bursts);
    assert_in_range(lost, 1000 - 141, 1000 + 141);
    assert_in_range(bursts, 800 - 141, 800 + 141);
    /* never bad; and from the second datagram on always */
    count_losses("loss gemodel 0% 0% 100% 20%", &lost, &bursts);
    assert_in_range(lost, 1000 - 141, 1000 + 141);
    count_losses("loss gemodel 100% 0%", &lost, &bursts);
    assert_int_equal(lost, MANY - 1);
}

/* How many take less than so long. */
static int
faster_than(const struct test_world *w, int64_t ns)
{
    int n = 0;

    for (size_t i = 0; i < w->trace.n_events; i++)
        n += w->trace.event[i].kind == TRACE_SEND &&
             w->trace.event[i].delay_ns < ns;
    return n;
}

/*
 * Shares from the table of the normal distribution; the sum of 12 uniform
 * ones differs from it by less than 0.002 there.
 */
static void
a_normal_jitter_has_its_quantiles(void **state)
{
    struct test_world w;
    int below[5];

    (void)state;
    begin(&w, "delay 10ms 2ms distribution normal", "5000");
    run(&w);
    for (int i = 0; i < 5; i++)
        below[i] = faster_than(&w, (4 + 2 * (i + 1)) * MS);
    assert_in_range(below[0], 114 - 62, 114 + 62);   /* 2.28% below -2 sigma */
    assert_in_range(below[1], 793 - 140, 793 + 140); /* 15.87% */
    assert_in_range(below[2], 2500 - 177, 2500 + 177); /* 50% */
    assert_in_range(below[3], 4207 - 140, 4207 + 140); /* 84.13% */
    assert_in_range(below[4], 4886 - 62, 4886 + 62);   /* 97.72% */
    world_end(&w);
}

/* x = u^(-1/3); the delay is 12 ms + (x - 3/2) 4 ms, but x at most 9/2. */
static void
a_pareto_jitter_has_its_quantiles(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w, "delay 12ms 3ms distribution pareto", "5000");
    run(&w);
    assert_int_equal(faster_than(&w, 10 * MS), 0); /* x = 1 */
    /* u = 1/2: x = 1.25992; u = 1/10: x = 2.15443 */
    assert_in_range(faster_than(&w, 11039684), 2500 - 177, 2500 + 177);
    assert_in_range(faster_than(&w, 14617739), 4500 - 106, 4500 + 106);
    /* x = 9/2: u = 0.01097 */
    assert_in_range(faster_than(&w, 24 * MS), 4945 - 37, 4945 + 37);
    assert_int_equal(faster_than(&w, 24 * MS + 1), MANY);
    world_end(&w);
}

/* ---- noise, rates, room ------------------------------------------------- */

static void
a_checksum_drops_what_noise_has_hit(void **state)
{
    struct test_world w;
    int dropped = 0;

    (void)state;
    begin(&w, "corrupt 10% delay 1ms", "5000");
    run(&w);
    for (size_t i = 0; i < w.trace.n_events; i++) {
        const struct trace_event *ev = &w.trace.event[i];

        if (ev->kind != TRACE_DROP)
            continue;
        assert_string_equal(ev->text, "checksum");
        dropped++;
    }
    assert_in_range(dropped, 500 - 106, 500 + 106);
    assert_int_equal(count_of(&w, TRACE_LOG, B), MANY - dropped);
    world_end(&w);
}

/* Without a checksum one bit differs in what arrives, each bit as often:
 * B prints the numbers, of 32 bits each. */
static void
without_a_checksum_one_bit_differs(void **state)
{
    struct test_world w;
    const struct trace_event *ev;
    int hit[32] = { 0 }, total = 0, n = 0;

    (void)state;
    begin(&w, "corrupt 50% checksum off", "5000");
    run(&w);
    for (size_t i = 0; i < w.trace.n_events; i++) {
        uint32_t differ;

        if (w.trace.event[i].kind == TRACE_DELIVER)
            n++;
        if (w.trace.event[i].kind != TRACE_LOG)
            continue;
        ev = event_of(&w, TRACE_DELIVER, B, n);
        differ =
            (uint32_t)strtol(w.trace.event[i].text, NULL, 10) ^ (uint32_t)n;
        assert_int_equal(__builtin_popcount(differ), *ev->text ? 1 : 0);
        if (!differ)
            continue;
        assert_string_equal(ev->text, "corrupt");
        hit[__builtin_ctz(differ)]++;
        total++;
    }
    assert_int_equal(n, MANY);
    assert_in_range(total, 2500 - 177, 2500 + 177);
    for (int i = 0; i < 32; i++)
        assert_in_range(hit[i], 78 - 44, 78 + 44);
    world_end(&w);
}

/* 4 bytes of payload and 42 of headers: 5.75 ms at 64 kbit/s. */
static void
a_rate_sends_one_after_another(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w, "rate 64kbit delay 10ms", "5");
    for (int i = 0; i < 2; i++) {
        run(&w);
        for (int n = 1; n <= 5; n++) {
            assert_int_equal(event_of(&w, TRACE_DELIVER, B, n)->t_ns,
                             10 * MS + n * 5750000);
            assert_int_equal(event_of(&w, TRACE_SEND, A, n)->delay_ns,
                             10 * MS + n * 5750000 - (n - 1) * MS);
        }
    }
    world_end(&w);
    /* 1 mbit/s: 368 us, shorter than the millisecond between two of them */
    begin(&w, "rate 1mbit", "5");
    run(&w);
    for (int n = 1; n <= 5; n++)
        assert_int_equal(event_of(&w, TRACE_DELIVER, B, n)->t_ns,
                         (n - 1) * MS + 368000);
    world_end(&w);
}

static void
a_full_link_loses_what_comes(void **state)
{
    struct test_world w;

    (void)state;
    begin(&w, "rate 64kbit limit 2", "8");
    run(&w);
    /* On the line until 5.75, 11.5, ... ms: there is room at 0, 1, 6 ms. */
    for (int n = 1; n <= 8; n++) {
        const struct trace_event *ev = NULL;

        for (size_t i = 0; i < w.trace.n_events; i++)
            if (w.trace.event[i].kind == TRACE_DROP &&
                w.trace.event[i].nth == (uint32_t)n)
                ev = &w.trace.event[i];
        assert_int_equal(ev == NULL, n == 1 || n == 2 || n == 7);
        if (ev)
            assert_string_equal(ev->text, "queue full");
    }
    world_end(&w);
}

/* ---- draws are keyed ---------------------------------------------------- */

struct fate {
    int64_t delay_ns;
    int lost, copies;
};

enum { FEW = 500 };

/* What became of each of the datagrams from A to B. */
static void
fates(const char *rule, uint64_t seed, int with_c, struct fate fate[FEW + 1])
{
    struct test_world w;

    memset(fate, 0, (FEW + 1) * sizeof(*fate));
    begin(&w, rule, "500");
    sim_set_seed(w.sim, seed);
    if (with_c)
        add_host(&w, "c", "flow", "b", "300", NULL);
    run(&w);
    for (size_t i = 0; i < w.trace.n_events; i++) {
        const struct trace_event *ev = &w.trace.event[i];

        if (ev->src != A || ev->dst != B || ev->nth == 0)
            continue;
        assert_in_range(ev->nth, 1, FEW);
        if (ev->kind == TRACE_SEND)
            fate[ev->nth].delay_ns = ev->delay_ns;
        fate[ev->nth].lost |= ev->kind == TRACE_DROP;
        fate[ev->nth].copies += ev->kind == TRACE_DELIVER && ev->copy;
    }
    world_end(&w);
}

static void
taking_one_fault_away_changes_no_other(void **state)
{
    struct fate all[FEW + 1], some[FEW + 1];

    (void)state;
    fates("delay 10ms 4ms loss 20% duplicate 10%", 1, 0, all);
    fates("delay 10ms 4ms duplicate 10%", 1, 0, some);
    for (int i = 1; i <= FEW; i++) {
        assert_int_equal(some[i].delay_ns, all[i].delay_ns);
        assert_int_equal(some[i].copies, all[i].copies);
        assert_int_equal(some[i].lost, 0);
    }
    fates("delay 10ms loss 20%", 1, 0, some);
    for (int i = 1; i <= FEW; i++)
        assert_int_equal(some[i].lost, all[i].lost);
    fates("delay 10ms loss gemodel 5% 25% duplicate 10%", 1, 0, all);
    fates("loss gemodel 5% 25%", 1, 0, some);
    for (int i = 1; i <= FEW; i++)
        assert_int_equal(some[i].lost, all[i].lost);
}

static void
another_host_changes_no_draw(void **state)
{
    struct fate alone[FEW + 1], beside[FEW + 1];

    (void)state;
    fates("delay 10ms 4ms loss 20% duplicate 10%", 1, 0, alone);
    fates("delay 10ms 4ms loss 20% duplicate 10%", 1, 1, beside);
    assert_memory_equal(alone, beside, sizeof(alone));
}

static void
another_seed_draws_otherwise(void **state)
{
    struct fate one[FEW + 1], two[FEW + 1];
    int differ = 0;

    (void)state;
    fates("loss 50%", 1, 0, one);
    fates("loss 50%", 2, 0, two);
    for (int i = 1; i <= FEW; i++)
        differ += one[i].lost != two[i].lost;
    assert_in_range(differ, 250 - 56, 250 + 56);
}

/* ---- schedules ---------------------------------------------------------- */

/* What B prints, its lines joined by blanks. */
static void
check_arrivals(const char *rule, const char *schedule, const char *timeout_ms,
               int64_t limit_ns, const char *expected)
{
    struct test_world w;
    struct link_rule r = { 0 };
    struct text_error err;
    char out[2000];

    world_begin(&w);
    add_host(&w, "a", "flow", "b", "5", NULL);
    add_host(&w, "b", "flow", "-", timeout_ms, NULL);
    if (rule_parse(&r, "rule", rule, &err) < 0)
        fail_msg("%s", err.text);
    sim_set_rule(w.sim, -1, -1, &r);
    sim_set_limit(w.sim, limit_ns);
    set_schedule(&w, schedule);
    for (int i = 0; i < 2; i++) {
        run(&w);
        output_of(&w, B, out, sizeof(out));
        for (char *p = out; *p; p++)
            if (*p == '\n')
                *p = p[1] ? ' ' : '\0';
        assert_string_equal(out, expected);
    }
    world_end(&w);
}

static void
a_schedule_does_what_it_says(void **state)
{
    static const struct {
        const char *schedule, *arrivals;
    } t[] = {
        { "", "1 2 3 4 5" },
        { "drop a->b #2", "1 3 4 5" },
        { "drop a->b #1; drop a->b #5", "2 3 4" },
        { "drop b->a #2", "1 2 3 4 5" },
        { "drop a->b #9", "1 2 3 4 5" },
        { "duplicate a->b #2", "1 2 2 3 4 5" },
        { "duplicate a->b #2 by 1500us", "1 2 3 2 4 5" },
        { "duplicate a->b #2; drop a->b #2", "1 2 3 4 5" },
        { "duplicate a->b #2 past next", "1 2 3 2 4 5" },
        { "delay a->b #2 by 1500us", "1 3 2 4 5" },
        { "delay a->b #2 by -1500us", "2 1 3 4 5" },
        { "delay a->b #3 by -1500us", "1 3 2 4 5" },
        { "delay a->b #2 past next", "1 3 2 4 5" },
        { "delay a->b #2 past next; delay a->b #3 past next", "1 4 2 3 5" },
        { "delay a->b #2 past next; drop a->b #3", "1 4 2 5" },
        { "delay a->b #5 past next", "1 2 3 4 5" },
        { "delay a->b #1 by 1500us; delay a->b #2 past next", "1 3 2 4 5" },
        { "delay a->b #2 past timeout", "1 3 4 5 2" },
        { "corrupt a->b #2", "1 3 4 5" },
        { "corrupt a->b #2; duplicate a->b #2 by 5ms", "1 3 4 5 2" },
        { "hold a->b from #2 until 30ms; delay a->b #5 by 30ms", "1 2 3 4 5" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(t); i++)
        check_arrivals("delay 10ms", t[i].schedule, NULL, SECOND,
                       t[i].arrivals);
}

/* To wait in vain is not enough: B never sends, so nothing is let go. */
static void
past_timeout_is_not_before_someone_sends_again(void **state)
{
    (void)state;
    check_arrivals("delay 10ms", "delay a->b #2 past timeout", "50", 150 * MS,
                   "1 3 4 5 timeout timeout");
}

/* A and C send 1, wait in vain for 50 ms, and send 2.  Their 1 is let go
 * just before that, and takes the delay of its own link. */
static void
past_timeout_is_before_the_next_try(void **state)
{
    struct link_rule fast = { .delay_ns = 10 * MS },
                     slow = { .delay_ns = 300 * MS };
    const struct trace_event *ev;
    struct test_world w;
    char out[200];

    (void)state;
    world_begin(&w);
    add_host(&w, "a", "flow", "b", "2", "50");
    add_host(&w, "b", "flow", "-", NULL, NULL);
    add_host(&w, "c", "flow", "b", "2", "50");
    sim_set_rule(w.sim, A, B, &slow);
    sim_set_rule(w.sim, C, B, &fast);
    set_schedule(&w, "delay a->b #1 past timeout; "
                     "delay c->b #1 past timeout");
    run(&w);
    output_of(&w, B, out, sizeof(out));
    assert_string_equal(out, "1\n2\n1\n2\n");
    for (int nth = 1; (ev = event_of(&w, TRACE_DELIVER, B, nth)); nth++)
        assert_int_equal(ev->t_ns, (ev->src == A ? 350 : 60) * MS);
    world_end(&w);
}

/* When what arrives. */
static void
arrivals(const struct test_world *w, char *buf, size_t cap)
{
    size_t len = 0;

    for (size_t i = 0; i < w->trace.n_events; i++) {
        const struct trace_event *ev = &w->trace.event[i];

        if (ev->kind == TRACE_DELIVER)
            len += (size_t)snprintf(buf + len, cap - len,
                                    "%" PRId64 " #%u copy %u\n", ev->t_ns,
                                    ev->nth, ev->copy);
        assert_true(len < cap);
    }
}

static void
what_rules_did_is_a_schedule_that_does_it_again(void **state)
{
    struct link_rule delay = { .delay_ns = 10 * MS };
    struct test_world w;
    char before[8000] = "", after[8000] = "", did[8000] = "";

    (void)state;
    begin(&w, "delay 10ms 4ms loss 20% duplicate 20% corrupt 10%", "30");
    run(&w);
    arrivals(&w, before, sizeof(before));
    for (int n = 1; n <= 30; n++) {
        const struct trace_event *ev = event_of(&w, TRACE_SEND, A, n);

        if (ev->did[0]) {
            strcat(did, ev->did);
            strcat(did, "\n");
        }
    }
    sim_set_rule(w.sim, -1, -1, &delay);
    set_schedule(&w, did);
    run(&w);
    arrivals(&w, after, sizeof(after));
    assert_string_equal(after, before);
    world_end(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss_takes_its_share),
        cmocka_unit_test(duplicates_have_their_share),
        cmocka_unit_test(reorder_lets_its_share_go_at_once),
        cmocka_unit_test(a_gap_reorders_every_nth_only),
        cmocka_unit_test(jitter_is_uniform),
        cmocka_unit_test(a_gilbert_elliott_link_loses_in_bursts),
        cmocka_unit_test(a_normal_jitter_has_its_quantiles),
        cmocka_unit_test(a_pareto_jitter_has_its_quantiles),
        cmocka_unit_test(a_checksum_drops_what_noise_has_hit),
        cmocka_unit_test(without_a_checksum_one_bit_differs),
        cmocka_unit_test(a_rate_sends_one_after_another),
        cmocka_unit_test(a_full_link_loses_what_comes),
        cmocka_unit_test(taking_one_fault_away_changes_no_other),
        cmocka_unit_test(another_host_changes_no_draw),
        cmocka_unit_test(another_seed_draws_otherwise),
        cmocka_unit_test(a_schedule_does_what_it_says),
        cmocka_unit_test(past_timeout_is_not_before_someone_sends_again),
        cmocka_unit_test(past_timeout_is_before_the_next_try),
        cmocka_unit_test(what_rules_did_is_a_schedule_that_does_it_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
