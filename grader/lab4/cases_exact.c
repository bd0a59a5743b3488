/*
 * cases_exact.c - lab 4, part E: exactly once.
 *
 * What is judged is the bank's history: the money that is there says how
 * often a debit had its effect.  The handler may well run again after a
 * crash that has undone what it did.
 */
#include "grader/lab4/cases.h"
#include "grader/lab4/finished.h"
#include "grader/linear.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

static const struct scenario network = {
    .world = "lab4/exact.world",
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE,
    .faults = 2,
};
static const struct scenario crashes = {
    .world = "lab4/exact.world",
    .crashing = { "server", "client" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_CRASHES |
             EXPLORE_POWER | EXPLORE_PAUSES,
    .faults = 1,
    .deep = 2,
};
static const struct scenario two = {
    .world = "lab4/exact-two.world",
    .crashing = { "server", "one", "two" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_CRASHES,
    .faults = 1,
    .deep = 2,
};

/* ---- what must be true of them ------------------------------------------ */

static oracle_fn *const exactly_once[] = {
    oracle_implemented,   oracle_no_fault, oracle_linear_bank,
    lab4_oracle_finished, oracle_closed,   NULL,
};

#define ROW(in)                                                               \
    .lab = 4, .run = scenario_must, .timeout_s = 120, .scenario = &(in),      \
    .oracles = exactly_once

const struct grade_case lab4_exact_cases[] = {
    {
        .name = "lab4.exact-network",
        .points = 4,
        .what = "exactly once, whatever the network does",
        .rows = "G1",
        ROW(network),
    },
    {
        .name = "lab4.exact-crash",
        .points = 7,
        .what = "exactly once, wherever server or client crash or lose power",
        .rows = "G1, G2, G3, G5",
        .needs = "lab4.exact-network",
        ROW(crashes),
    },
    {
        .name = "lab4.exact-two",
        .points = 4,
        .what = "two clients of one account",
        .rows = "G3, G5",
        .needs = "lab4.exact-crash",
        ROW(two),
    },
    { 0 },
};
