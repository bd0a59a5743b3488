/*
 * cases_break.c - part D of lab 3: schedules that break at-least-once.
 */
#include "grader/lab3/cases.h"
#include "grader/linear.h"
#include "grader/scenario.h"

#define PLAN(in, of)                                                          \
    .world = "lab3/" in ".world", .faults_file = of ".faults",                \
    .part = "lab 3 part D"

static const struct scenario double_debit = {
    PLAN("debit", "double-debit"),
    .faults = 1,
};
static const struct scenario stale_put = {
    PLAN("stale", "stale-put"),
    .faults = 2,
};

/* Whatever happens, the programs are right: this is the price. */
static oracle_fn *const right[] = {
    oracle_implemented, oracle_no_fault,      oracle_answered,
    oracle_closed,      oracle_at_least_once, NULL,
};

#define ROW(of)                                                               \
    .lab = 3, .run = scenario_break, .timeout_s = 30, .scenario = &(of),      \
    .oracles = right

const struct grade_case lab3_break_cases[] = {
    {
        .name = "lab3.break-double-debit",
        .points = 7,
        .what = "one deviation makes the server debit twice",
        .rows = "E2",
        .hint = "Part D: break it",
        .needs = "lab3.at-least-once lab3.client-open",
        ROW(double_debit),
        .broken = oracle_at_most_once,
        .of = "debit",
    },
    {
        .name = "lab3.break-stale-put",
        .points = 8,
        .what = "two deviations at most make get return a value that was "
                "replaced",
        .rows = "E3",
        .hint = "Part D: break it",
        ROW(stale_put),
        .broken = oracle_linear_store,
        .of = "get",
    },
    { 0 },
};
