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

static void
run_at_least_once(const struct grade_options *opt, struct result *r, FILE *out)
{
    scenario_must(&bank, &lab3_cases[0], at_least_once, opt, r, out);
}

/* The price of it: a retransmission is a new request to the server. */
static void
run_double_debit(const struct grade_options *opt, struct result *r, FILE *out)
{
    scenario_exhibit(&bank, &lab3_cases[1], oracle_at_most_once, "debit",
                     at_least_once, opt, r, out);
}

const struct grade_case lab3_cases[] = {
    { "lab3.at-least-once", 3, 100,
      "each acknowledged call is executed at least once, and is answered",
      "D2, D3, E1", NULL, run_at_least_once, 120 },
    { "lab3.double-debit", 3, 0,
      "with at-least-once a debit can be executed twice", "E2",
      "lab3.at-least-once", run_double_debit, 120 },
    { 0 },
};
