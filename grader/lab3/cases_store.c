/*
 * cases_store.c - what part C of lab 3, a store that copes with duplicates,
 * is graded on.
 *
 * The server does not crash here: the store is in its memory, and a store
 * that forgets is not what this part is about (lab 4 is).
 */
#include "grader/lab3/cases.h"
#include "grader/lab3/oracles.h"
#include "grader/linear.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

/* A check is one run.  No host suffers this kind. */
#define ONE_RUN(of) .world = "lab3/" of ".world", .kinds = EXPLORE_SHORT

static const struct scenario store_puts = { ONE_RUN("store-puts") };
static const struct scenario store_writes = { ONE_RUN("store-writes") };

static const struct scenario one_writer = {
    .world = "lab3/store.world",
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE,
    .faults = 2,
};
static const struct scenario crashing_writer = {
    .world = "lab3/store.world",
    .crashing = { "client" },
    .kinds = EXPLORE_CRASHES | EXPLORE_DATAGRAMS | EXPLORE_LATE,
    .faults = 1,
};
static const struct scenario two_writers = {
    .world = "lab3/two-writers.world",
    .kinds = EXPLORE_DATAGRAMS,
    .faults = 1,
    .deep = 2,
};
static const struct scenario any_writers = {
    .world = "lab3/random-store.world",
    .crashing = { "client1", "client2", "client3", "client4" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_CUTS |
             EXPLORE_CRASHES | EXPLORE_PAUSES | EXPLORE_INTERRUPTS,
};

/* ---- what must be true of them ------------------------------------------ */

static oracle_fn *const checked[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_checked,
    NULL,
};

/* Nothing stale is read, and what is newest is not refused. */
static oracle_fn *const linear[] = {
    oracle_implemented,   oracle_no_fault,
    oracle_answered,      oracle_closed,
    oracle_at_least_once, lab3_oracle_written,
    oracle_linear_store,  NULL,
};

/* Faults may outlast a call here, but not the world. */
static oracle_fn *const healed[] = {
    oracle_implemented,  oracle_no_fault,     oracle_healed,
    lab3_oracle_written, oracle_linear_store, NULL,
};

/* ---- cases -------------------------------------------------------------- */

#define BOTH "lab3.store-puts lab3.store-writes"

#define ROW(of, on)                                                           \
    .lab = 3, .timeout_s = 60, .scenario = &(of), .oracles = (on)

const struct grade_case lab3_store_cases[] = {
    {
        .name = "lab3.store-puts",
        .points = 8,
        .what = "a put is applied if it is newer, in every order, and its "
                "answer is the truth",
        .rows = "E3, E5",
        .hint = "Part C: a store that copes",
        .run = scenario_must,
        ROW(store_puts, checked),
    },
    {
        .name = "lab3.store-writes",
        .points = 5,
        .what = "a writer asks first, and then puts the next version of its "
                "own",
        .rows = "E5",
        .hint = "Part C: a store that copes",
        .run = scenario_must,
        ROW(store_writes, checked),
    },
    {
        .name = "lab3.store",
        .points = 4,
        .what = "one writer reads what it has written, whatever happens to "
                "datagrams",
        .rows = "E3, E5",
        .hint = "Part C: a store that copes",
        .needs = BOTH,
        .run = scenario_must,
        ROW(one_writer, linear),
    },
    {
        .name = "lab3.store-crash",
        .points = 2,
        .what = "... and a writer that crashes and begins again",
        .rows = "D1, E5",
        .hint = "Part C: a store that copes",
        .needs = "lab3.store",
        .run = scenario_must,
        ROW(crashing_writer, linear),
    },
    {
        .name = "lab3.store-writers",
        .points = 3,
        .what = "two writers at once: as if one call came after the other",
        .rows = "E3, E5",
        .hint = "Part C: a store that copes",
        .needs = "lab3.store",
        .run = scenario_must,
        ROW(two_writers, linear),
    },
    {
        .name = "lab3.store-random",
        .points = 3,
        .what = "... and up to eight of them, in worlds drawn at random",
        .rows = "D1, D2, D4, E5",
        .hint = "Part C: a store that copes",
        .needs = "lab3.store-writers",
        .run = scenario_random,
        ROW(any_writers, healed),
    },
    { 0 },
};
