/*
 * test_engines.c - however schedules are covered, it is the same schedules.
 *
 * What is at stake: a schedule that counts as covered without being run to
 * its end (explore.h) must be one whose history is known.  The judge that is
 * shown every run is the measure: each engine, with and without merging, by
 * memory and by results, must count as many schedules, come to the same set
 * of histories and reject the same schedule first.
 */
#include "grader/oracle.h"
#include "grader/scenario.h"
#include "grader/test/ways.h"

#define SERVER 1u
#define CLIENT 2u

static const char *const call_steps[] = { "call", "exec", "return",
                                          "mark", "date", NULL };
static const char *const mark_steps[] = { "mark", NULL };

/* ---- worlds to explore -------------------------------------------------- */

static struct sim_world *
make_bank(void)
{
    static const struct scenario s = { .world = "lab3/bank.world" };
    const char *nodes = getenv("NODES_SOLUTION");
    struct grade_options opt = {
        .nodes = nodes ? nodes : "build/gcc-plain/node-solution",
        .worlds = "grader",
    };
    struct result r;
    struct sim_world *w = scenario_load(&s, &opt, &r);

    if (!w)
        fail_msg("%s", r.statement);
    return w;
}

static struct sim_world *
make_calls(void)
{
    return call_world("", "2 100 call call", NULL, 60000);
}

static struct sim_world *
make_once(void)
{
    return call_world("once", "1 100 call call", NULL, 60000);
}

static struct sim_world *
make_two(void)
{
    return call_world("", "1 100 call", "1 100 call call", 60000);
}

/* It comes back to the same state for ever: the limit ends it. */
static struct sim_world *
make_polling(void)
{
    return call_world("poll", "1 100 call call", NULL, 2000);
}

/* Two alike of which one is late: which of them waits for the next? */
static struct sim_world *
make_pairs(void)
{
    return call_world("", "1 100 pair pair", NULL, 60000);
}

/* Clocks that go off at one instant, in the order in which they were set: a
 * reply that no one waits for any more sets one of them again. */
static struct sim_world *
make_in_step(void)
{
    return call_world("", "0 60 pair listen mark", "0 60 call listen mark",
                      60000);
}

/* A run that is late is cut off by the limit, where another one that has come
 * to the same state is not. */
static struct sim_world *
make_short(void)
{
    return call_world("", "1 100 call call call", NULL, 245);
}

/* What it does in the end depends on the time of day. */
static struct sim_world *
make_dated(void)
{
    return call_world("", "1 600 call call date", NULL, 60000);
}

/* What it does in the end depends on how long ago something was: its memory
 * is the same at different times. */
static struct sim_world *
make_deadline(void)
{
    return call_world("", "2 100 start call call deadline", NULL, 60000);
}

static const struct scene scenes[] = {
    { "bank, messages", make_bank, oracle_steps, 0, 0, 2, 0, 0 },
    { "bank, crashes", make_bank, oracle_steps, SERVER | CLIENT, 0, 1, 0, 0 },
    { "calls", make_calls, call_steps, SERVER, 0, 2, 0, 0 },
    { "calls, both crash", make_calls, call_steps, SERVER | CLIENT, 0, 1, 0,
      0 },
    { "calls, three", make_once, call_steps, 0, 0, 3, 0, 0 },
    { "once", make_once, call_steps, SERVER, 0, 2, 0, 0 },
    { "two clients", make_two, call_steps, 0, 0, 2, 0, 0 },
    { "polling", make_polling, call_steps, 0, 0, 2, 0, 1 },
    { "pairs", make_pairs, call_steps, 0, 0, 2, 0, 0 },
    { "in step", make_in_step, mark_steps, 0, 0, 2, 0, 0 },
    { "short of time", make_short, call_steps, 0, 0, 2, 1, 0 },
    { "date", make_dated, call_steps, 0, 0, 2, 0, 0 },
    { "deadline", make_deadline, call_steps, 0, 0, 2, 0, 0 },
    { "cuts", make_calls, call_steps, 0, EXPLORE_CUTS | EXPLORE_DATAGRAMS, 2,
      0, 0 },
    { "two clients, cuts", make_two, call_steps, 0, EXPLORE_CUTS, 2, 0, 0 },
    { "steps", make_calls, call_steps, SERVER | CLIENT, EXPLORE_STEPS, 2, 0,
      0 },
    { "interrupts", make_calls, call_steps, SERVER | CLIENT,
      EXPLORE_DATAGRAMS | EXPLORE_INTERRUPTS, 2, 0, 0 },
};
#define N_SCENES (sizeof(scenes) / sizeof(scenes[0]))

/* ---- the same schedules, the same histories ----------------------------- */

/* Two faults of messages and of both hosts are 67,825 runs. */
static void
all_ways_cover_the_same_of_the_whole_bank(void **state)
{
    struct scene s = { "bank", make_bank, oracle_steps, SERVER | CLIENT, 0, 2,
                       0,      0 };

    (void)state;
    if (!sim_can_save()) {
        print_message("under AddressSanitizer: of one fault only\n");
        s.faults = 1;
    }
    compare_modes(&s, 1u << 0 | 1u << 3 | 1u << 4);
}

/* ---- the same counterexample -------------------------------------------- */

struct refusal {
    const char *const *steps;
    const char *text;
};

static int
refuse(void *arg, const struct schedule *s, const struct trace *tr)
{
    const struct refusal *r = arg;
    char text[OUTCOME_MAX];

    (void)s;
    print_history(text, tr, r->steps);
    return strcmp(text, r->text) != 0;
}

/* Each history in turn is the one that must not be. */
static void
all_ways_reject_the_same_first(void **state)
{
    const struct scene *s = *state;
    struct explore_options o = options_of(s, NULL);
    struct outcomes all = { 0 };

    explore_scene(s, &o, &all);
    for (size_t k = 0; k < all.n; k += 1 + all.n / 12) {
        struct refusal r = { s->steps, all.text[k] };
        struct sim_world *w = s->make();
        struct exploration x;
        char first[256], text[256];

        o = options_of(s, NULL);
        explore(w, &o, refuse, &r, &x);
        assert_true(x.rejected);
        schedule_print(first, sizeof(first), &x.schedule, sim_names(w));
        for (size_t i = 0; i < N_MODES; i++) {
            if (!can_do(&modes[i]))
                continue;
            o = options_of(s, &modes[i]);
            explore(w, &o, refuse, &r, &x);
            assert_true(x.rejected);
            assert_false(x.complete);
            schedule_print(text, sizeof(text), &x.schedule, sim_names(w));
            assert_string_equal(text, first);
        }
        sim_free(w);
    }
    outcomes_release(&all);
}

/* ---- shards ------------------------------------------------------------- */

static void
check_shards(const struct scene *s, const struct mode *m, unsigned n)
{
    struct explore_options o = options_of(s, m);
    struct outcomes all = { 0 }, set = { 0 };
    struct exploration whole = explore_scene(s, &o, &all), part;
    uint64_t sum = 0;

    o.n_shards = n;
    for (o.shard = 0; o.shard < n; o.shard++) {
        part = explore_scene(s, &o, &set);
        assert_true(part.complete);
        assert_true(part.runs > 0 && part.runs < whole.runs);
        sum += part.runs;
    }
    assert_int_equal(sum, whole.runs);
    outcomes_assert_equal(&all, &set, s->name);
    outcomes_release(&all);
    outcomes_release(&set);
}

static void
parts_add_up_to_the_whole(void **state)
{
    static const unsigned parts[] = { 2, 3, 7 };

    for (size_t k = 0; k < 3; k++) {
        check_shards(*state, NULL, parts[k]);
        for (size_t i = 0; i < N_MODES; i++)
            if (can_do(&modes[i]))
                check_shards(*state, &modes[i], parts[k]);
    }
}

/*
 * A server that polls comes back to one state again and again.  There the
 * schedules end that are told from one another by memory: how often a crash
 * can come after that is not counted.
 */
static void
a_circle_is_gone_round_once(void **state)
{
    static const struct scene s = {
        "polling, crashes", make_polling, call_steps, SERVER, 0, 2, 0, 1
    };
    struct explore_options o = options_of(&s, NULL);
    struct outcomes all = { 0 }, set = { 0 };
    struct exploration every, x;

    (void)state;
    if (!can_do(&modes[3]))
        return;
    o.faults = 1;
    every = explore_scene(&s, &o, &all);
    o = options_of(&s, &modes[3]);
    o.faults = 1;
    x = explore_scene(&s, &o, &set);
    assert_true(x.complete && x.runs < every.runs / 2);
    /* The limit itself may come between a crash and the restart. */
    assert_int_equal(outcomes_missing(&set, &all, "only where merged"), 0);
    assert_true(all.n <= set.n + 4);
    for (unsigned n = 2; n <= 7; n += 5)
        check_shards(&s, &modes[3], n);
    outcomes_release(&all);
    outcomes_release(&set);
}

/* ---- budgets ------------------------------------------------------------ */

static void
a_spent_budget_is_never_a_pass(void **state)
{
    const struct scene *s = *state;
    struct explore_options o = options_of(s, NULL);
    struct outcomes set = { 0 };
    struct exploration whole = explore_scene(s, &o, &set), one, x;

    o.faults = 1;
    one = explore_scene(s, &o, &set);
    for (size_t i = 0; i < N_MODES; i++)
        for (uint64_t budget = 1; budget < whole.runs; budget += 97) {
            if (!can_do(&modes[i]))
                continue;
            o = options_of(s, &modes[i]);
            o.max_runs = budget;
            x = explore_scene(s, &o, &set);
            assert_false(x.complete || x.rejected);
            assert_true(x.runs >= budget && x.runs < whole.runs);
            /* all of fewer faults than it has come to */
            assert_int_equal(x.faults, x.runs < one.runs ? 1 : 2);
        }
    outcomes_release(&set);
}

struct patience {
    uint64_t until, asked, last;
};

static int
is_enough(void *arg, const struct exploration *so_far)
{
    struct patience *p = arg;

    assert_true(so_far->runs >= p->last);
    p->last = so_far->runs;
    p->asked++;
    return so_far->runs >= p->until;
}

/* Also where hardly any run comes to its end. */
static void
whoever_watches_is_asked_and_may_stop_it(void **state)
{
    const struct scene *s = *state;

    for (size_t i = 0; i < N_MODES; i++) {
        struct explore_options o = options_of(s, &modes[i]);
        struct patience p = { .until = UINT64_MAX };
        struct outcomes set = { 0 };
        struct exploration whole, x;

        if (!can_do(&modes[i]))
            continue;
        o.stop = is_enough;
        o.stop_arg = &p;
        whole = explore_scene(s, &o, &set);
        assert_true(whole.complete);
        assert_true(p.asked >= whole.run_to_end / 16);
        p = (struct patience){ .until = whole.runs / 2 };
        x = explore_scene(s, &o, &set);
        assert_false(x.complete || x.rejected);
        assert_true(x.runs >= p.until && x.runs < whole.runs);
        outcomes_release(&set);
    }
}

#define EACH(test)                                                            \
    { #test ": bank", test, NULL, NULL, (void *)(uintptr_t)&scenes[0] },      \
        { #test ": calls", test, NULL, NULL, (void *)(uintptr_t)&scenes[2] }, \
    {                                                                         \
#test ": two clients", test, NULL, NULL,                              \
            (void *)(uintptr_t)&scenes[6]                                     \
    }

int
main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(all_ways_reject_the_same_first),
        EACH(parts_add_up_to_the_whole),
        EACH(a_spent_budget_is_never_a_pass),
        EACH(whoever_watches_is_asked_and_may_stop_it),
        cmocka_unit_test(a_circle_is_gone_round_once),
        cmocka_unit_test(all_ways_cover_the_same_of_the_whole_bank),
    };
    int failed;

    failed = check_scenes(scenes, N_SCENES);
    failed += cmocka_run_group_tests(tests, NULL, NULL);
    return failed;
}
