/*
 * window.c - see window.h.
 */
#include "grader/lab4/window.h"

#include <inttypes.h>
#include <string.h>

#include "grader/lab4/oracles_break.h"
#include "grader/scenario.h"

#define ORDER(in)                                                             \
    {                                                                         \
        .world = "lab4/" in ".world", .crashing = { "atm" }, .faults = 1,     \
        .kinds = EXPLORE_CRASHES | EXPLORE_POWER | EXPLORE_STEPS              \
    }

static const struct scenario log_first = ORDER("atm-log-first");
static const struct scenario dispense_first = ORDER("atm-dispense-first");

/* What makes a run fit to show anything, and what no run of it may have. */
#define FIT                                                                   \
    oracle_implemented, oracle_no_fault, oracle_answered, oracle_closed,      \
        oracle_at_least_once

static oracle_fn *const fit_log[] = { FIT, cash_at_most_once, NULL };
static oracle_fn *const fit_dispense[] = { FIT, cash_at_least_once, NULL };

#define SHOWN(in, right, wrong)                                               \
    .lab = 4, .rows = "G4, G5", .hint = "Part F: break it",                   \
    .run = window_case, .timeout_s = 60, .scenario = &(in),                   \
    .oracles = (right), .broken = (wrong)

const struct grade_case window_cases[] = {
    {
        .name = "lab4.atm-window-log",
        .what = "note first: a crash after which no cash comes out",
        SHOWN(log_first, fit_log, cash_at_least_once),
    },
    {
        .name = "lab4.atm-window-dispense",
        .what = "cash first: a crash after which it comes out twice",
        SHOWN(dispense_first, fit_dispense, cash_at_most_once),
    },
    { 0 },
};
#define ORDERS (sizeof(window_cases) / sizeof(window_cases[0]) - 1)

struct count {
    const struct grade_case *order;
    uint64_t runs, wrong;
    struct schedule first;   /* of the wrong ones */
    struct verdict unwanted; /* a run that no order is to have */
};

static int
count_run(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct count *n = arg;
    struct verdict v = { 0 };

    if (oracle_all(n->order->oracles, tr, &v) == 0) {
        n->unwanted = v;
        n->unwanted.culprit = n->unwanted.since = NULL;
        return 0;
    }
    n->runs++;
    if (n->order->broken(tr, &v))
        return 1;
    if (n->wrong++ == 0)
        n->first = *s;
    return 1;
}

/* The report of the first run that is wrong. */
static void
show(struct sim_world *w, const struct count *n,
     const struct grade_options *opt, struct result *r)
{
    struct verdict v = { 0 };
    struct trace tr;

    trace_init(&tr);
    explore_run(w, &n->first, &tr);
    n->order->broken(&tr, &v);
    report_run(r, opt, n->order, &tr, &v, REPORT_EXHIBIT);
    trace_release(&tr);
}

/* Each run is counted, so none is merged with others.  1: as it is to be. */
static int
count_order(struct count *n, const struct grade_options *opt, struct result *r)
{
    struct sim_world *w = scenario_load(n->order->scenario, opt, r);
    struct explore_options o;
    struct exploration x;

    if (!w)
        return 0;
    scenario_options(n->order->scenario, w, opt, &o);
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
        show(w, n, opt, r);
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
        n[i] = (struct count){ .order = &window_cases[i] };
        if (!count_order(&n[i], opt, r))
            return;
    }
    r->outcome = OUTCOME_PASS;
    r->points = c->points;
    snprintf(r->statement, sizeof(r->statement),
             "note first: no cash after %" PRIu64 " of %" PRIu64
             " crashes; cash first: twice after %" PRIu64 " of %" PRIu64,
             n[0].wrong, n[0].runs, n[1].wrong, n[1].runs);
}
