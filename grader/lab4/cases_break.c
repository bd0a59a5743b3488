/*
 * cases_break.c - lab 4, part F: what no order of writing helps against, and
 * numbers of calls that are not unique.
 *
 * The programs are linked with our parts A to E, so that this part can be
 * done by itself.
 */
#include "grader/lab4/cases.h"
#include "grader/lab4/oracles_break.h"
#include "grader/lab4/window.h"
#include "grader/scenario.h"

#define PLAN(of)                                                              \
    {                                                                         \
        .world = "lab4/" of ".world", .faults_file = of ".faults",            \
        .part = "lab 4 part F", .faults = 1                                   \
    }

static const struct scenario log_first = PLAN("atm-log-first");
static const struct scenario dispense_first = PLAN("atm-dispense-first");
static const struct scenario id_time = PLAN("id-time");
static const struct scenario id_reused = PLAN("id-reused");
static const struct scenario id_random = PLAN("id-random");
static const struct scenario id_count8 = {
    .world = "lab4/id-count8.world",
    .faults = 0,
};

/* What makes a run fit to show anything. */
static oracle_fn *const fit[] = {
    oracle_implemented, oracle_no_fault,     oracle_answered,
    oracle_closed,      oracle_at_most_once, NULL,
};

/* Calls of the dispenser are done exactly once, whatever crashes: a crash may
 * undo an execution of which nobody has heard. */
static oracle_fn *const fit_atm[] = {
    oracle_implemented, oracle_no_fault,      oracle_answered,
    oracle_closed,      oracle_at_least_once, NULL,
};

#define BREAK(of, must_break)                                                 \
    .lab = 4, .points = 2, .run = scenario_break, .timeout_s = 30,            \
    .scenario = &(of), .broken = (must_break)

const struct grade_case lab4_break_cases[] = {
    {
        .name = "lab4.break-atm-log",
        .what = "note first: a crash after which no cash comes out",
        .rows = "G4",
        .hint = "Part F: break it",
        .oracles = fit_atm,
        BREAK(log_first, cash_at_least_once),
    },
    {
        .name = "lab4.break-atm-dispense",
        .what = "cash first: a crash after which it comes out twice",
        .rows = "G4",
        .hint = "Part F: break it",
        .oracles = fit_atm,
        BREAK(dispense_first, cash_at_most_once),
    },
    {
        /* It shows the answers to the two before it. */
        .name = "lab4.atm-window",
        .lab = 4,
        .what = "no order of note and cash outlives every crash",
        .rows = "G4, G5",
        .hint = "Part F: break it",
        .needs = "lab4.break-atm-log lab4.break-atm-dispense",
        .run = window_case,
        .timeout_s = 60,
    },
    {
        .name = "lab4.break-id-time",
        .what = "number by the clock: a call is acknowledged, not executed",
        .rows = "F5",
        .hint = "Part F: break it",
        .oracles = fit,
        BREAK(id_time, number_is_new),
    },
    {
        .name = "lab4.break-id-reused",
        .what = "counting from 1 again: a call is acknowledged, not executed",
        .rows = "F5",
        .hint = "Part F: break it",
        .oracles = fit,
        .of = "debit(bob, 20)",
        BREAK(id_reused, number_is_new),
    },
    {
        .name = "lab4.break-id-random",
        .what = "a small random number: a call is acknowledged, not executed",
        .rows = "F5",
        .hint = "Part F: break it",
        .oracles = fit,
        BREAK(id_random, number_is_new),
    },
    {
        /* 32 bits do the same after 72 minutes at a million calls a second:
         * why call_id.h has 64. */
        .name = "lab4.id-count8",
        .lab = 4,
        .what = "a count in a byte: call 256 has the number of call 1",
        .rows = "F5, F6",
        .hint = "Part F: break it",
        .run = scenario_exhibit,
        .timeout_s = 60,
        .scenario = &id_count8,
        .oracles = fit,
        .broken = number_is_new,
        .of = "debit",
    },
    { 0 },
};
