/*
 * test_explore.c - the explorer tries every schedule, each of them once.
 *
 * What is at stake is the sentence "all 289 schedules of at most 1 fault".
 * So they are counted here in another way: by a chooser that only looks.
 * The world is the bank with the reference solution (NODES_SOLUTION).
 */
#include "grader/explore.h"

#include <stdlib.h>
#include <string.h>

#include "grader/oracle.h"
#include "grader/scenario.h"
#include "grader/testing.h"

#define BOTH 3 /* hosts that may crash: server and client */
#define TEXT_MAX 256

static struct sim_world *bank;

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

/* ---- judges ------------------------------------------------------------- */

/* Every schedule that was run, printed, in the order of the runs. */
struct seen {
    size_t n, cap;
    char (*text)[TEXT_MAX];
    size_t n_faults[EXPLORE_FAULTS_MAX + 1]; /* runs with so many */
    size_t last;                             /* ... in the run before */
    int in_order;
};

static int
keep(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct seen *seen = arg;

    (void)tr;
    if (seen->n == seen->cap) {
        seen->cap = seen->cap ? 2 * seen->cap : 512;
        seen->text = realloc(seen->text, seen->cap * sizeof(*seen->text));
        assert_non_null(seen->text);
    }
    assert_true(schedule_print(seen->text[seen->n++], TEXT_MAX, s,
                               sim_names(bank)) < TEXT_MAX);
    assert_true(s->n <= EXPLORE_FAULTS_MAX);
    seen->n_faults[s->n]++;
    seen->in_order &= s->n >= seen->last;
    seen->last = s->n;
    return 1;
}

static int
accept_all(void *arg, const struct schedule *s, const struct trace *tr)
{
    (void)arg;
    (void)s;
    (void)tr;
    return 1;
}

static int
once(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct verdict *v = arg;

    (void)s;
    return oracle_at_most_once(tr, v);
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static size_t
count_distinct(struct seen *seen)
{
    size_t n = seen->n > 0;

    qsort(seen->text, seen->n, sizeof(*seen->text), by_text);
    for (size_t i = 1; i < seen->n; i++)
        n += strcmp(seen->text[i - 1], seen->text[i]) != 0;
    return n;
}

/* ---- counting in another way -------------------------------------------- */

struct counter {
    struct sim_chooser chooser;
    size_t datagrams, calls;
};

static void
count_point(struct sim_chooser *self, const struct sim_point *p,
            struct sim_decision *d)
{
    struct counter *c = (struct counter *)self;

    (void)d;
    c->datagrams += p->kind == SIM_DATAGRAM;
    c->calls += p->kind == SIM_CALL;
}

static struct counter
count_points(void)
{
    struct counter c = { .chooser = { .choose = count_point,
                                      .wants_calls = 1 } };

    sim_set_chooser(bank, &c.chooser);
    sim_set_steps(bank, 1);
    sim_run(bank);
    sim_set_chooser(bank, NULL);
    return c;
}

/* ---- tests -------------------------------------------------------------- */

static void
no_fault_is_one_schedule(void **state)
{
    struct explore_options opt = { .faults = 0, .crash_hosts = BOTH };
    struct exploration x;

    (void)state;
    explore(bank, &opt, accept_all, NULL, &x);
    assert_int_equal(x.runs, 1);
    assert_true(x.complete);
    assert_false(x.rejected);
}

/* A datagram: drop, 2 duplicates, 2 delays.  A call: back early or late. */
static void
one_fault_is_one_for_each_point_and_alternative(void **state)
{
    struct explore_options opt = { .faults = 1, .crash_hosts = BOTH };
    struct counter c = count_points();
    struct seen seen = { .in_order = 1 };
    struct exploration x;

    (void)state;
    explore(bank, &opt, keep, &seen, &x);
    assert_int_equal(c.datagrams, 8); /* four calls, four replies */
    assert_int_equal(x.points, c.datagrams + c.calls);
    assert_int_equal(x.runs, 1 + 5 * c.datagrams + 2 * c.calls);
    assert_int_equal(seen.n_faults[0], 1);
    assert_int_equal(seen.n_faults[1], x.runs - 1);
    assert_true(seen.in_order);
    assert_int_equal(count_distinct(&seen), x.runs);
    assert_true(x.complete);
    free(seen.text);
}

static void
hosts_that_may_not_crash_do_not(void **state)
{
    struct explore_options opt = { .faults = 1 };
    struct seen seen = { .in_order = 1 };
    struct exploration x;

    (void)state;
    explore(bank, &opt, keep, &seen, &x);
    assert_int_equal(x.runs, 1 + 5 * 8);
    for (size_t i = 0; i < seen.n; i++)
        assert_null(strstr(seen.text[i], "crash"));
    free(seen.text);
}

/* Twice over, so that the world is the same after a thousand runs. */
static void
the_same_exploration_has_the_same_count(void **state)
{
    struct explore_options opt = { .faults = 2 };
    struct seen seen = { .in_order = 1 };
    struct exploration x, again;

    (void)state;
    explore(bank, &opt, keep, &seen, &x);
    explore(bank, &opt, accept_all, NULL, &again);
    assert_true(x.complete && again.complete);
    assert_int_equal(x.runs, again.runs);
    assert_int_equal(x.events, again.events);
    assert_int_equal(x.points, again.points);
    assert_int_equal(seen.n_faults[0], 1);
    assert_int_equal(seen.n_faults[1], 5 * 8);
    assert_true(seen.n_faults[2] > 40 * 35 / 2);
    assert_true(seen.in_order);
    assert_int_equal(count_distinct(&seen), x.runs);
    free(seen.text);
}

static void
a_spent_budget_is_no_pass(void **state)
{
    struct explore_options opt = { .faults = 1, .max_runs = 10 };
    struct exploration x;

    (void)state;
    explore(bank, &opt, accept_all, NULL, &x);
    assert_int_equal(x.runs, 10);
    assert_false(x.complete);
    assert_false(x.rejected);
}

/* The budget may be just enough. */
static void
a_budget_that_suffices_is_complete(void **state)
{
    struct explore_options opt = { .faults = 1, .max_runs = 1 + 5 * 8 };
    struct exploration x;

    (void)state;
    explore(bank, &opt, accept_all, NULL, &x);
    assert_int_equal(x.runs, 1 + 5 * 8);
    assert_true(x.complete);
}

static void
what_was_rejected_is_found_again(void **state)
{
    struct explore_options opt = { .faults = 2, .crash_hosts = BOTH };
    struct verdict first = { 0 }, again = { 0 };
    struct exploration x;
    struct trace tr;
    char text[TEXT_MAX];

    (void)state;
    explore(bank, &opt, once, &first, &x);
    assert_true(x.rejected);
    assert_false(x.complete);
    assert_int_equal(x.schedule.n, 1);
    schedule_print(text, sizeof(text), &x.schedule, sim_names(bank));
    assert_string_equal(text, "drop server->client #1");

    trace_init(&tr);
    explore_run(bank, &x.schedule, &tr);
    assert_string_equal(tr.meta.schedule, text);
    assert_int_equal(oracle_at_most_once(&tr, &again), 0);
    assert_string_equal(again.why, first.why);
    trace_release(&tr);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_fault_is_one_schedule),
        cmocka_unit_test(one_fault_is_one_for_each_point_and_alternative),
        cmocka_unit_test(hosts_that_may_not_crash_do_not),
        cmocka_unit_test(the_same_exploration_has_the_same_count),
        cmocka_unit_test(a_spent_budget_is_no_pass),
        cmocka_unit_test(a_budget_that_suffices_is_complete),
        cmocka_unit_test(what_was_rejected_is_found_again),
    };

    return cmocka_run_group_tests(tests, load_bank, free_bank);
}
