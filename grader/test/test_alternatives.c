/*
 * test_alternatives.c - what the explorer tries at a point is what
 * alternatives.h says, each thing once; and a search over all of it covers
 * what there is, with and without merging of equal states.
 *
 * The world is the bank with the reference solution (NODES_SOLUTION).
 */
#include "grader/alternatives.h"

#include <stdlib.h>
#include <string.h>

#include "grader/scenario.h"
#include "grader/testing.h"
#include "netsim/syscalls.h"

#define ALL 0x3fffu
#define TEXT_MAX 2000

static const char *const host[] = { "a", "b" };
static const struct schedule_names names = {
    .n_hosts = 2,
    .host = host,
    .n_calls = SYS_NR_COUNT,
    .call = sys_call_name,
};

/* All alternatives at a point, one a line; each parses to itself. */
static void
print_all(const struct sim_point *p, unsigned kinds, uint64_t hosts,
          char buf[TEXT_MAX])
{
    struct explore_options o = { .kinds = kinds, .crash_hosts = hosts };
    size_t len = 0;

    buf[0] = '\0';
    for (size_t k = 0; k < n_alternatives(&o); k++) {
        struct deviation dev;
        struct text_error err;
        struct schedule s;
        char once[200], twice[200];

        if (!alternative(p, k, &o, &dev))
            continue;
        deviation_print(once, sizeof(once), &dev, &names);
        if (schedule_parse(&s, "printed", once, &names, &err) < 0)
            fail_msg("%s", err.text);
        assert_int_equal(s.n, 1);
        deviation_print(twice, sizeof(twice), &s.dev[0], &names);
        assert_string_equal(twice, once);
        len += (size_t)snprintf(buf + len, TEXT_MAX - len, "%s\n", once);
        assert_true(len < TEXT_MAX);
    }
    assert_int_equal(has_alternatives(p, &o), len > 0);
}

static void
check(const struct sim_point *p, unsigned kinds, const char *expected)
{
    char buf[TEXT_MAX];

    print_all(p, kinds, 2, buf);
    assert_string_equal(buf, expected);
}

/* ---- one point ---------------------------------------------------------- */

static void
a_datagram_is_lost_repeated_or_late(void **state)
{
    const struct sim_point p = { .kind = SIM_DATAGRAM, .dst = 1, .nth = 3 };

    (void)state;
    check(&p, 0,
          "drop a->b #3\n"
          "duplicate a->b #3\n"
          "delay a->b #3 past timeout\n"
          "delay a->b #3 past next\n"
          "duplicate a->b #3 past timeout\n");
    check(&p, EXPLORE_LATE | EXPLORE_NOISE,
          "duplicate a->b #3 past call\n"
          "delay a->b #3 past call\n"
          "duplicate a->b #3 past ack\n"
          "delay a->b #3 past ack\n"
          "corrupt a->b #3\n");
    check(&p,
          ALL & ~(EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_NOISE |
                  EXPLORE_CUTS),
          "");
}

static void
a_host_crashes_before_and_after_a_call(void **state)
{
    struct sim_point p = {
        .kind = SIM_CALL, .host = 1, .call = SYS_NR_write, .nth = 2
    };

    (void)state;
    check(&p, 0,
          "crash b @write #2 restart 50ms\ncrash b @write #2 restart 1s\n");
    p.after = 1;
    check(&p, 0,
          "crash b after @write #2 restart 50ms\n"
          "crash b after @write #2 restart 1s\n");
    p.host = 0;
    check(&p, ALL, ""); /* it is not one of those that may */
}

static void
a_loss_of_power_keeps_what_it_may(void **state)
{
    struct sim_point p = {
        .kind = SIM_CALL, .host = 1, .call = SYS_NR_write, .nth = 2
    };

    (void)state;
    check(&p, EXPLORE_POWER,
          "power b @write #2 restart 50ms\n"
          "power b @write #2 restart 1s\n");
    p.unsynced = 1;
    check(&p, EXPLORE_POWER,
          "power b @write #2 restart 50ms\n"
          "power b @write #2 restart 1s\n"
          "power b @write #2 keep all restart 50ms\n"
          "power b @write #2 keep torn 1 restart 50ms\n");
    p.unsynced = 3;
    check(&p, EXPLORE_POWER,
          "power b @write #2 restart 50ms\n"
          "power b @write #2 restart 1s\n"
          "power b @write #2 keep all restart 50ms\n"
          "power b @write #2 keep first 1 restart 50ms\n"
          "power b @write #2 keep first 2 restart 50ms\n"
          "power b @write #2 keep torn 1 restart 50ms\n"
          "power b @write #2 keep torn 2 restart 50ms\n"
          "power b @write #2 keep torn 3 restart 50ms\n"
          "power b @write #2 keep without 1 restart 50ms\n"
          "power b @write #2 keep without 2 restart 50ms\n");
}

static void
a_transfer_is_cut_to_one_byte_and_to_half(void **state)
{
    static const struct {
        uint32_t bytes;
        const char *expected;
    } row[] = {
        { 0, "" },
        { 1, "" },
        { 2, "short b @read #1 to 1\n" },
        { 3, "short b @read #1 to 1\n" },
        { 4, "short b @read #1 to 1\nshort b @read #1 to 2\n" },
        { 101, "short b @read #1 to 1\nshort b @read #1 to 50\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        struct sim_point p = { .kind = SIM_CALL,
                               .host = 1,
                               .call = SYS_NR_read,
                               .nth = 1,
                               .bytes = row[i].bytes };

        check(&p, EXPLORE_SHORT, row[i].expected);
        p.after = 1;
        check(&p, EXPLORE_SHORT, "");
    }
}

static void
what_needs_a_wait_is_tried_at_waits(void **state)
{
    struct sim_point p = {
        .kind = SIM_CALL, .host = 1, .call = SYS_NR_poll, .nth = 1
    };

    (void)state;
    check(&p, EXPLORE_INTERRUPTS, "");
    p.waits = 1;
    check(&p, EXPLORE_INTERRUPTS, "error b @poll #1 EINTR\n");
}

static void
who_is_to_be_accepted_may_be_gone(void **state)
{
    struct sim_point p = {
        .kind = SIM_CALL, .host = 1, .call = SYS_NR_accept, .nth = 2
    };

    (void)state;
    check(&p, EXPLORE_ACCEPTS, "error b @accept #2 ECONNABORTED\n");
    p.after = 1;
    check(&p, EXPLORE_ACCEPTS, "");
    p.after = 0;
    p.call = SYS_NR_poll;
    check(&p, EXPLORE_ACCEPTS, "");
}

static void
a_disk_fails_or_is_full(void **state)
{
    struct sim_point p = {
        .kind = SIM_CALL, .host = 1, .call = SYS_NR_fsync, .nth = 1
    };

    (void)state;
    check(&p, EXPLORE_DISK, "");
    p.disk = 1;
    check(&p, EXPLORE_DISK, "error b @fsync #1 EIO\n");
    p.call = SYS_NR_write;
    p.disk = 2;
    check(&p, EXPLORE_DISK,
          "error b @write #1 EIO\nerror b @write #1 ENOSPC\n");
}

static void
a_host_stands_still_and_its_clock_jumps(void **state)
{
    struct sim_point p = {
        .kind = SIM_CALL, .host = 1, .call = SYS_NR_poll, .nth = 1
    };

    (void)state;
    check(&p, EXPLORE_PAUSES | EXPLORE_CLOCK,
          "pause b @poll #1 for 5s\n"
          "clock b @poll #1 by -3600s\n"
          "clock b @poll #1 by 3600s\n");
    p.after = 1; /* that is before the next call */
    check(&p, EXPLORE_PAUSES | EXPLORE_CLOCK, "");
}

static void
any_thread_but_the_first_may_go_on(void **state)
{
    static const unsigned thread[] = { 4, 1, 7 };
    struct sim_point p = {
        .kind = SIM_TURN, .host = 1, .nth = 5, .n_threads = 3, .thread = thread
    };

    (void)state;
    check(&p, EXPLORE_TURNS, "switch b #5 to 1\nswitch b #5 to 7\n");
    check(&p, 0, "");
    p.n_threads = 1;
    check(&p, EXPLORE_TURNS, "");
}

static void
a_host_crashes_at_a_step(void **state)
{
    struct sim_point p = { .kind = SIM_STEP,
                           .host = 1,
                           .step = schedule_find_step("exec"),
                           .nth = 3 };

    (void)state;
    check(&p, ALL,
          "crash b @exec #3 restart 50ms\n"
          "crash b @exec #3 restart 1s\n"
          "power b @exec #3 restart 50ms\n");
    p.after = 1;
    check(&p, EXPLORE_STEPS,
          "crash b after @exec #3 restart 50ms\n"
          "crash b after @exec #3 restart 1s\n"
          "power b after @exec #3 restart 50ms\n");
    check(&p, ALL & ~EXPLORE_STEPS, "");
    p.host = 0; /* which may not crash */
    check(&p, ALL, "");
}

static void
a_link_is_cut_from_a_datagram_on(void **state)
{
    struct sim_point p = { .kind = SIM_DATAGRAM,
                           .src = 1,
                           .dst = 0,
                           .nth = 2,
                           .t_ns = INT64_C(30000000) };

    (void)state;
    check(&p, EXPLORE_CUTS,
          "hold b->a from #2 until 1.03s\n"
          "oneway b->a at 30ms for 1s\n"
          "partition b|a at 30ms for 1s\n");
    p.crosses = 1; /* a partition would have begun before it */
    check(&p, EXPLORE_CUTS,
          "hold b->a from #2 until 1.03s\n"
          "oneway b->a at 30ms for 1s\n");
    p.follows = 1;
    check(&p, EXPLORE_CUTS, "hold b->a from #2 until 1.03s\n");
}

static void
other_points_have_none(void **state)
{
    struct sim_point p = { .kind = SIM_TIME, .host = 1 };

    (void)state;
    check(&p, ALL, "");
    p.host = -1;
    check(&p, ALL, "");
    p.kind = SIM_CUT;
    check(&p, ALL, "");
}

/* ---- a search ----------------------------------------------------------- */

static struct sim_world *bank; /* the one that is searched */

static int
load_bank(void **state)
{
    static const struct scenario s = { .world = "lab3/bank.world" };
    const char *nodes = getenv("NODES_SOLUTION");
    struct grade_options opt = {
        .nodes = nodes ? nodes : "build/gcc-plain/node-solution",
        .worlds = "grader",
    };
    struct result r;

    (void)state;
    bank = scenario_load(&s, &opt, &r);
    if (!bank)
        print_error("%s\n", r.statement);
    return bank ? 0 : -1;
}

static int
free_bank(void **state)
{
    (void)state;
    sim_free(bank);
    return 0;
}

/* Counts alternatives in one run, and looks at nothing else. */
struct counter {
    struct sim_chooser chooser;
    const struct explore_options *opt;
    uint64_t n;
};

static void
count_alternatives(struct sim_chooser *self, const struct sim_point *p,
                   struct sim_decision *d)
{
    struct counter *c = (struct counter *)self;
    struct deviation dev;

    (void)d;
    for (size_t k = 0; k < n_alternatives(c->opt); k++)
        c->n += (uint64_t)alternative(p, k, c->opt, &dev);
}

static int
accept_all(void *arg, const struct schedule *s, const struct trace *tr)
{
    (void)arg;
    (void)s;
    (void)tr;
    return 1;
}

static void
every_alternative_of_one_fault_is_tried(void **state)
{
    struct explore_options o = { .faults = 1, .kinds = ALL, .crash_hosts = 3 };
    struct counter c = { .chooser = { .choose = count_alternatives,
                                      .wants_calls = 1 },
                         .opt = &o };
    struct exploration x;

    (void)state;
    sim_set_chooser(bank, &c.chooser);
    sim_set_steps(bank, 1);
    sim_run(bank);
    sim_set_chooser(bank, NULL);
    explore(bank, &o, accept_all, NULL, &x);
    assert_true(x.complete);
    assert_int_equal(x.runs, 1 + c.n);
    assert_true(c.n > 500);
}

/* For one schedule among all that are run. */
struct looking {
    const char *text;
    int seen;
};

/* Each deviation happens in the run it was meant for. */
static int
happened(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct looking *look = arg;
    char text[300];
    size_t n = 0;

    schedule_print(text, sizeof(text), s, sim_names(bank));
    for (size_t i = 0; i < tr->n_events; i++)
        n += tr->event[i].dec != 0;
    if (n < s->n)
        fail_msg("%s: did not happen", text);
    look->seen |= look->text && !strcmp(text, look->text);
    return 1;
}

static void
each_of_them_happens(void **state)
{
    struct explore_options o = { .faults = 1, .kinds = ALL, .crash_hosts = 3 };
    struct looking look = { .text = "drop server->client #1" };
    struct exploration x;

    (void)state;
    explore(bank, &o, happened, &look, &x);
    assert_true(x.complete);
    assert_true(look.seen);
}

/* The same for a program with files, and for one with threads. */
static void
each_happens_to_other_programs(void **state)
{
    static const struct {
        const char *argv[3];
        const char *did; /* one of those that must have been tried */
    } row[] = {
        { { "steady", "write", "100" }, "short a @write #1 to 50" },
        { { "steady", "write", "100" }, "error a @write #1 ENOSPC" },
        { { "steady", "write", "100" },
          "power a after @write #1 keep torn 2 restart 50ms" },
        { { "steady", "turns", "5" }, "switch a #1 to 2" },
    };
    struct explore_options o = { .faults = 1, .kinds = ALL, .crash_hosts = 1 };
    struct sim_world *whole = bank;
    const char *nodes = getenv("NODES");
    char path[300];

    (void)state;
    snprintf(path, sizeof(path), "%s/steady.so",
             nodes ? nodes : "build/gcc-plain/node");
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        struct looking look = { .text = row[i].did };
        struct exploration x;

        bank = sim_new();
        assert_int_equal(sim_add_host(bank, "a", path, 3,
                                      (char *const *)(uintptr_t)row[i].argv,
                                      NULL),
                         0);
        explore(bank, &o, happened, &look, &x);
        assert_true(x.complete);
        assert_true(look.seen);
        sim_free(bank);
    }
    bank = whole;
}

/* Of what the searches below look at. */
static uint64_t
hash_of_steps(const struct trace *tr)
{
    uint64_t h = 14695981039346656037u;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (!trace_is_step(ev, "exec") && !trace_is_step(ev, "return"))
            continue;
        h = (h ^ (uint64_t)ev->host) * 1099511628211u;
        for (const char *p = ev->text; *p; p++)
            h = (h ^ (uint8_t)*p) * 1099511628211u;
    }
    return h;
}

static int
compare(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* Those that a judge was shown. */
struct histories {
    uint64_t *hash;
    size_t n, cap;
};

static int
keep_history(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct histories *h = arg;

    (void)s;
    if (h->n == h->cap) {
        h->cap = h->cap ? 2 * h->cap : 1024;
        h->hash = realloc(h->hash, h->cap * sizeof(*h->hash));
        assert_non_null(h->hash);
    }
    h->hash[h->n++] = hash_of_steps(tr);
    return 1;
}

static void
make_set(struct histories *h)
{
    size_t n = 0;

    qsort(h->hash, h->n, sizeof(*h->hash), compare);
    for (size_t i = 0; i < h->n; i++)
        if (i == 0 || h->hash[i] != h->hash[i - 1])
            h->hash[n++] = h->hash[i];
    h->n = n;
}

/* What merging leaves out is what has been seen: the same number of
 * schedules is covered, and the same histories are shown. */
static void
check_merging(unsigned kinds, uint64_t hosts)
{
    static const char *const steps[] = { "exec", "return", NULL };
    struct explore_options o = {
        .faults = 2, .kinds = kinds, .crash_hosts = hosts, .steps = steps
    };
    struct histories merged = { 0 }, plain = { 0 };
    struct exploration x, y;

    explore(bank, &o, keep_history, &merged, &x);
    o.steps = NULL;
    o.engine = EXPLORE_REPLAY;
    o.no_merging = 1;
    explore(bank, &o, keep_history, &plain, &y);
    assert_true(x.complete && y.complete);
    assert_int_equal(x.runs, y.runs);
    assert_true(y.runs > 1000);
    assert_true(x.run_to_end < y.run_to_end);
    make_set(&merged);
    make_set(&plain);
    assert_int_equal(merged.n, plain.n);
    assert_memory_equal(merged.hash, plain.hash,
                        plain.n * sizeof(*plain.hash));
    free(merged.hash);
    free(plain.hash);
}

static void
merging_leaves_nothing_out(void **state)
{
    (void)state;
    check_merging(EXPLORE_DATAGRAMS | EXPLORE_LATE, 0);
    check_merging(
        EXPLORE_INTERRUPTS | EXPLORE_PAUSES | EXPLORE_CLOCK | EXPLORE_LATE, 1);
    check_merging(EXPLORE_CUTS | EXPLORE_STEPS, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_datagram_is_lost_repeated_or_late),
        cmocka_unit_test(a_host_crashes_before_and_after_a_call),
        cmocka_unit_test(a_loss_of_power_keeps_what_it_may),
        cmocka_unit_test(a_transfer_is_cut_to_one_byte_and_to_half),
        cmocka_unit_test(what_needs_a_wait_is_tried_at_waits),
        cmocka_unit_test(who_is_to_be_accepted_may_be_gone),
        cmocka_unit_test(a_disk_fails_or_is_full),
        cmocka_unit_test(a_host_stands_still_and_its_clock_jumps),
        cmocka_unit_test(any_thread_but_the_first_may_go_on),
        cmocka_unit_test(a_host_crashes_at_a_step),
        cmocka_unit_test(a_link_is_cut_from_a_datagram_on),
        cmocka_unit_test(other_points_have_none),
        cmocka_unit_test(every_alternative_of_one_fault_is_tried),
        cmocka_unit_test(each_of_them_happens),
        cmocka_unit_test(each_happens_to_other_programs),
        cmocka_unit_test(merging_leaves_nothing_out),
    };

    return cmocka_run_group_tests(tests, load_bank, free_bank);
}
