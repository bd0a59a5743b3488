/*
 * test_link.c - what the network does to datagrams: by rules, in their
 * shares, and by a schedule, exactly.
 *
 * Sources: tc-netem(8) for the words of rules, rule.h and schedule.h.  The
 * bounds of shares are five standard deviations.
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
    begin(&w, "delay 10ms 4ms loss 20% duplicate 20%", "30");
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
