/*
 * cases_exact.c - lab 4, part E: exactly once.
 */
#include "grader/lab4/cases.h"
#include "grader/lab4/oracles.h"
#include "grader/linear.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

#define WORLD(of) .world = "lab4/" of ".world"

static const struct scenario exact_calls = {
    WORLD("exact"),
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE,
    .faults = 2,
};
static const struct scenario exact_server = {
    WORLD("exact"),
    .crashing = { "server" },
    .kinds = EXPLORE_CRASHES | EXPLORE_POWER | EXPLORE_STEPS,
    .faults = 1,
    .deep = 2,
};
static const struct scenario exact_client = {
    WORLD("exact"),
    .crashing = { "client" },
    .kinds = EXPLORE_CRASHES | EXPLORE_POWER | EXPLORE_STEPS,
    .faults = 1,
    .deep = 2,
};
static const struct scenario exact_both = {
    WORLD("exact-one"),
    .crashing = { "server", "client" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_CRASHES |
             EXPLORE_POWER | EXPLORE_PAUSES,
    .faults = 1,
    .deep = 2,
};
static const struct scenario exact_two = {
    WORLD("exact-two"),
    .crashing = { "server", "one" },
    .kinds =
        EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_CRASHES | EXPLORE_POWER,
    .faults = 1,
};

static const struct scenario exact_random = {
    WORLD("random"),
    .crashing = { "server", "client1", "client2", "client3" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_CUTS |
             EXPLORE_CRASHES | EXPLORE_POWER | EXPLORE_PAUSES | EXPLORE_TURNS,
};

/* ---- what must be true of them ------------------------------------------ */

static oracle_fn *const exactly_once[] = {
    oracle_implemented,
    oracle_no_fault,
    lab4_oracle_once,
    oracle_linear_bank,
    lab4_oracle_done,
    oracle_closed,
    NULL,
};

/* Many calls: one that was executed again shows in the money that the auditor
 * finds. */
static oracle_fn *const the_money_is_right[] = {
    oracle_implemented, oracle_no_fault, oracle_linear_bank,
    lab4_oracle_done,   oracle_closed,   NULL,
};

/* ---- cases -------------------------------------------------------------- */

#define ROW(of, on)                                                           \
    .lab = 4, .run = scenario_must, .timeout_s = 120, .scenario = &(of),      \
    .oracles = (on)

const struct grade_case lab4_exact_cases[] = {
    {
        .name = "lab4.exact-calls",
        .points = 2,
        .what = "on a bad network each call has its effect once, and its "
                "result",
        .rows = "G1, F6",
        .hint = "Part E: exactly once",
        .needs = "lab4.at-most-once lab4.identity-files lab4.session-order "
                 "lab4.journal-records",
        ROW(exact_calls, exactly_once),
    },
    {
        .name = "lab4.exact-server",
        .points = 4,
        .what = "... wherever the server crashes or loses power",
        .rows = "G1, G3",
        .hint = "Part E: exactly once",
        .needs = "lab4.exact-calls lab4.cache-acks lab4.journal-power",
        ROW(exact_server, exactly_once),
    },
    {
        .name = "lab4.exact-client",
        .points = 4,
        .what = "... wherever the client does, and its restarted application "
                "gets the result",
        .rows = "G1, G2",
        .hint = "Part E: exactly once",
        .needs = "lab4.exact-calls lab4.identity-disk lab4.session-resume "
                 "lab4.session-threads lab4.cache-acks lab4.journal-power",
        ROW(exact_client, exactly_once),
    },
    {
        .name = "lab4.exact-both",
        .points = 3,
        .what = "... and if both do, or one does twice",
        .rows = "G1, G2",
        .hint = "Part E: exactly once",
        .needs = "lab4.exact-server lab4.exact-client",
        ROW(exact_both, exactly_once),
    },
    {
        .name = "lab4.exact-two",
        .points = 1,
        .what = "... of two clients at once",
        .rows = "G1, G3",
        .hint = "Part E: exactly once",
        .needs = "lab4.exact-server lab4.exact-client",
        ROW(exact_two, exactly_once),
    },
    {
        .name = "lab4.exact-random",
        .lab = 4,
        .points = 1,
        .what = "random worlds of up to 8 clients, and 50 calls of each",
        .rows = "G1, G5",
        .hint = "Part E: exactly once",
        .needs = "lab4.exact-both lab4.exact-two",
        .run = scenario_random,
        .timeout_s = 120,
        .scenario = &exact_random,
        .oracles = the_money_is_right,
    },
    { 0 },
};
