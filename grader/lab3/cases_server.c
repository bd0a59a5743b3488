/*
 * cases_server.c - what part B of lab 3, the server over UDP, is graded on.
 */
#include "grader/lab3/cases.h"
#include "grader/scenario.h"

#define WORLD(of) .world = "lab3/server-" of ".world"

/* Each wait of the server may be interrupted. */
static const struct scenario requests = {
    WORLD("requests"),
    .crashing = { "server" },
    .kinds = EXPLORE_INTERRUPTS,
    .faults = 1,
};

/* No host suffers this kind: one run. */
static const struct scenario hostile = {
    WORLD("hostile"),
    .kinds = EXPLORE_SHORT,
};
static const struct scenario open = {
    WORLD("open"),
    .kinds = EXPLORE_SHORT,
};

static oracle_fn *const checked[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_checked,
    NULL,
};

#define ROW(of)                                                               \
    .lab = 3, .run = scenario_must, .timeout_s = 60, .scenario = &(of),       \
    .oracles = checked

const struct grade_case lab3_server_cases[] = {
    {
        .name = "lab3.server-requests",
        .points = 6,
        .what = "each client is told its own, though the server is "
                "interrupted",
        .rows = "C7, E1",
        .hint = "Part B: the server",
        ROW(requests),
    },
    {
        .name = "lab3.server-hostile",
        .points = 6,
        .what = "no datagram ends the server, and what is no call has no "
                "answer",
        .rows = "C7, D1",
        .hint = "Part B: the server",
        .needs = "lab3.server-requests",
        ROW(hostile),
    },
    {
        .name = "lab3.server-open",
        .points = 3,
        .what = "an address that cannot be had, a socket that is of no use",
        .rows = "B1",
        .hint = "Part B: the server",
        ROW(open),
    },
    { 0 },
};
