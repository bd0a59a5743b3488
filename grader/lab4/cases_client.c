/*
 * cases_client.c - lab 4, parts B and C: identity, numbers, acknowledgement.
 */
#include "grader/lab4/cases.h"
#include "grader/lab4/discard.h"
#include "grader/lab4/oracles.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

#define WORLD(of) .world = "lab4/" of ".world"

static const struct scenario identity_files = {
    WORLD("identity-files"),
    .crashing = { "check" },
    .kinds = EXPLORE_SHORT,
};
static const struct scenario identity_starts = {
    WORLD("identity-starts"),
    .crashing = { "one", "two" },
    .kinds =
        EXPLORE_CRASHES | EXPLORE_POWER | EXPLORE_SHORT | EXPLORE_INTERRUPTS,
    .faults = 1,
};
static const struct scenario identity_disk = {
    WORLD("identity-disk"),
    .crashing = { "one" },
    .kinds = EXPLORE_CRASHES | EXPLORE_POWER | EXPLORE_DISK,
    .faults = 1,
    .deep = 2,
};
static const struct scenario session_order = {
    WORLD("session-order"),
    .kinds = EXPLORE_SHORT,
};
static const struct scenario session_resume_ = {
    WORLD("session-resume"),
    .kinds = EXPLORE_SHORT,
};
static const struct scenario session_threads = {
    WORLD("session-threads"),
    .crashing = { "check" },
    .kinds = EXPLORE_TURNS,
    .faults = 2,
};

/* ---- what must be true of them ------------------------------------------ */

static oracle_fn *const checked[] = {
    oracle_implemented, oracle_no_fault, oracle_checked, oracle_closed, NULL,
};

static oracle_fn *const never_again[] = {
    oracle_implemented, oracle_no_fault, lab4_oracle_never_again,
    oracle_checked,     oracle_closed,   NULL,
};

/* ---- cases -------------------------------------------------------------- */

#define ROW(of, on)                                                           \
    .lab = 4, .run = scenario_must, .timeout_s = 60, .scenario = &(of),       \
    .oracles = (on)

const struct grade_case lab4_client_cases[] = {
    /* identity.c */
    {
        .name = "lab4.identity-files",
        .points = 3,
        .what = "a client is the same at each start, and a damaged file is "
                "an error",
        .rows = "F5",
        .hint = "Part B: identity",
        ROW(identity_files, checked),
    },
    {
        .name = "lab4.identity-starts",
        .points = 4,
        .what = "no identity is had twice, wherever a start ends too early",
        .rows = "F5",
        .hint = "Part B: identity",
        .needs = "lab4.identity-files",
        ROW(identity_starts, never_again),
    },
    {
        .name = "lab4.identity-disk",
        .points = 3,
        .what = "... also if it happens twice, or the disk fails",
        .rows = "F5",
        .hint = "Part B: identity",
        .needs = "lab4.identity-starts",
        ROW(identity_disk, never_again),
    },
    /* session.c */
    {
        .name = "lab4.session-order",
        .points = 4,
        .what = "numbers go upward; what has ended is acknowledged, and "
                "nothing else",
        .rows = "F3, F6, F8",
        .hint = "Part C: what may be discarded",
        ROW(session_order, checked),
    },
    {
        .name = "lab4.session-resume",
        .points = 3,
        .what = "a call from before a restart is not acknowledged before it "
                "has ended",
        .rows = "F8, G2",
        .hint = "Part C: what may be discarded",
        .needs = "lab4.session-order",
        ROW(session_resume_, checked),
    },
    {
        .name = "lab4.session-threads",
        .points = 3,
        .what = "several threads share a session, whoever goes on first",
        .rows = "F3, F8",
        .hint = "Part C: what may be discarded",
        .needs = "lab4.session-order",
        ROW(session_threads, checked),
    },
    {
        .name = "lab4.discard",
        .lab = 4,
        .what = "how a server learns what it need not keep, and what that "
                "costs",
        .rows = "F7, F8",
        .hint = "Part C: what may be discarded",
        .needs = "lab4.session-threads",
        .run = lab4_discard,
        .timeout_s = 60,
        .oracles = checked,
    },
    { 0 },
};
