/*
 * cases.c - what lab 3 is graded on.
 */
#include "grader/scenario.h"

static const struct scenario bank = {
    .world = "lab3/bank.world",
    .crashing = { "server", "client" },
    .faults = 1,
};

/* What makes a run fit to say anything about semantics comes first. */
static oracle_fn *const at_least_once[] = {
    oracle_implemented, oracle_no_fault,      oracle_answered,
    oracle_closed,      oracle_at_least_once, NULL,
};

const struct grade_case lab3_cases[] = {
    {
        .name = "lab3.at-least-once",
        .lab = 3,
        .points = 100,
        .what = "each acknowledged call is executed at least once, and is "
                "answered",
        .rows = "D2, D3, E1",
        .run = scenario_must,
        .timeout_s = 120,
        .scenario = &bank,
        .oracles = at_least_once,
    },
    {
        /* The price of it: a retransmission is a new request to the server. */
        .name = "lab3.double-debit",
        .lab = 3,
        .what = "with at-least-once a debit can be executed twice",
        .rows = "E2",
        .needs = "lab3.at-least-once",
        .run = scenario_exhibit,
        .timeout_s = 120,
        .scenario = &bank,
        .oracles = at_least_once,
        .broken = oracle_at_most_once,
        .of = "debit",
    },
    { 0 },
};
