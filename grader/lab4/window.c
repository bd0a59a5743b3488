/*
 * window.c - see window.h.
 */
#include "grader/lab4/window.h"

#include <inttypes.h>
#include <string.h>

#include "grader/lab4/oracles_break.h"
#include "grader/scenario.h"

#define CRASHING                                                              \
    .crashing = { "atm" }, .faults = 1,                                       \
    .kinds = EXPLORE_CRASHES | EXPLORE_POWER | EXPLORE_STEPS

/* An order, what goes wrong with it, and what must not. */
struct order {
    const char *name; /* of what is shown */
    struct scenario scenario;
    oracle_fn *wrong, *right;
};

static const struct order orders[] = {
    { "lab4.atm-window-log",
      { .world = "lab4/atm-log-first.world", CRASHING },
      cash_at_least_once,
      cash_at_most_once },
    { "lab4.atm-window-dispense",
      { .world = "lab4/atm-dispense-first.world", CRASHING },
      cash_at_most_once,
      cash_at_least_once },
};
#define ORDERS (sizeof(orders) / sizeof(orders[0]))

struct count {
    const struct order *order;
    oracle_fn *const *oracles;
    uint64_t runs, wrong;
    struct schedule first;   /* of the wrong ones */
    struct verdict unwanted; /* a run that no order is to have */
};

static int
count_run(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct count *n = arg;
    struct verdict v = { 0 };

    if (oracle_all(n->oracles, tr, &v) == 0 || !n->order->right(tr, &v)) {
        n->unwanted = v;
        n->unwanted.culprit = n->unwanted.since = NULL;
        return 0;
    }
    n->runs++;
    if (n->order->wrong(tr, &v))
        return 1;
    if (n->wrong++ == 0)
        n->first = *s;
    return 1;
}

/* The report of the first run that is wrong. */
static void
show(struct sim_world *w, const struct count *n, const struct grade_case *c,
     const struct grade_options *opt, struct result *r)
{
    struct grade_case shown = *c;
    struct verdict v = { 0 };
    struct trace tr;

    shown.name = n->order->name;
    shown.scenario = &n->order->scenario;
    trace_init(&tr);
    explore_run(w, &n->first, &tr);
    n->order->wrong(&tr, &v);
    report_run(r, opt, &shown, &tr, &v, REPORT_EXHIBIT);
    trace_release(&tr);
}

/* Each run is counted, so none is merged with others.  1: as it is to be. */
static int
count_order(struct count *n, const struct grade_case *c,
            const struct grade_options *opt, struct result *r)
{
    struct sim_world *w = scenario_load(&n->order->scenario, opt, r);
    struct explore_options o;
    struct exploration x;

    if (!w)
        return 0;
    scenario_options(&n->order->scenario, w, opt, &o);
    o.no_merging = 1;
    o.steps = NULL;
    explore(w, &o, count_run, n, &x);
    if (x.rejected) {
        r->outcome = OUTCOME_FAIL;
        snprintf(r->statement, sizeof(r->statement), "%.230s",
                 n->unwanted.why);
    } else if (n->wrong == 0) {
        r->outcome =
            x.complete && opt->n_shards < 2 ? OUTCOME_FAIL : OUTCOME_UNKNOWN;
        snprintf(r->statement, sizeof(r->statement),
                 "not shown by %" PRIu64 " runs", n->runs);
    } else {
        show(w, n, c, opt, r);
    }
    sim_free(w);
    return n->wrong > 0 && !x.rejected;
}

void
window_case(const struct grade_case *c, const struct grade_options *opt,
            struct result *r)
{
    struct count n[ORDERS];

    for (size_t i = 0; i < ORDERS; i++) {
        n[i] = (struct count){ .order = &orders[i], .oracles = c->oracles };
        if (!count_order(&n[i], c, opt, r))
            return;
    }
    r->outcome = OUTCOME_PASS;
    r->points = c->points;
    snprintf(r->statement, sizeof(r->statement),
             "note first: no cash after %" PRIu64 " of %" PRIu64
             " crashes; cash first: twice after %" PRIu64 " of %" PRIu64,
             n[0].wrong, n[0].runs, n[1].wrong, n[1].runs);
}
