/*
 * cases_journal.c - lab 4, part D: what outlives a crash.
 */
#include "grader/lab4/cases.h"
#include "grader/lab4/oracles.h"
#include "grader/linear.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

#define WORLD(of) .world = "lab4/" of ".world"

static const struct scenario journal_records = {
    WORLD("journal-records"),
    .crashing = { "check" },
    .kinds = EXPLORE_SHORT | EXPLORE_INTERRUPTS,
    .faults = 1,
};
static const struct scenario journal_torn = {
    WORLD("journal-torn"),
    .kinds = EXPLORE_SHORT,
};
static const struct scenario journal_damage = {
    WORLD("journal-damage"),
    .kinds = EXPLORE_SHORT,
};
static const struct scenario journal_recorder = {
    WORLD("journal-recorder"),
    .kinds = EXPLORE_SHORT,
};
static const struct scenario journal_disk = {
    WORLD("journal-disk"),
    .crashing = { "keeper" },
    .kinds = EXPLORE_DISK | EXPLORE_CRASHES | EXPLORE_POWER,
    .faults = 1,
    .deep = 2,
};
static const struct scenario journal_power = {
    WORLD("journal-power"),
    .crashing = { "keeper" },
    .kinds = EXPLORE_CRASHES | EXPLORE_POWER | EXPLORE_SHORT | EXPLORE_DISK,
    .faults = 1,
    .deep = 2,
};
static const struct scenario durable_calls = {
    WORLD("durable"),
    .crashing = { "client" },
    .kinds = EXPLORE_DATAGRAMS,
    .faults = 1,
};
static const struct scenario durable = {
    WORLD("durable"),
    .crashing = { "server" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_CRASHES | EXPLORE_POWER,
    .faults = 1,
    .deep = 2,
};
static const struct scenario durable_twice = {
    WORLD("durable-twice"),
    .crashing = { "server" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_STEPS,
    .faults = 2,
};
static const struct scenario durable_compact = {
    WORLD("durable-compact"),
    .crashing = { "server" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_CRASHES | EXPLORE_POWER,
    .faults = 1,
};

/* ---- what must be true of them ------------------------------------------ */

static oracle_fn *const checked[] = {
    oracle_implemented, oracle_no_fault, oracle_checked, oracle_closed, NULL,
};

static oracle_fn *const kept[] = {
    oracle_implemented, oracle_no_fault, lab4_oracle_kept,
    oracle_checked,     oracle_closed,   NULL,
};

static oracle_fn *const answered[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_answered,
    oracle_at_most_once,
    oracle_linear_bank,
    oracle_closed,
    NULL,
};

/* An execution may be lost with the power, if the call is, too. */
static oracle_fn *const honest[] = {
    oracle_implemented, oracle_no_fault,
    lab4_oracle_told,   oracle_at_most_once,
    oracle_honest,      oracle_linear_bank,
    oracle_closed,      NULL,
};

/* ---- cases -------------------------------------------------------------- */

#define ROW(of, on)                                                           \
    .lab = 4, .run = scenario_must, .timeout_s = 120, .scenario = &(of),      \
    .oracles = (on)

const struct grade_case lab4_journal_cases[] = {
    {
        .name = "lab4.journal-records",
        .points = 4,
        .what = "what was appended is read again, in order, and errors are "
                "told",
        .rows = "F10",
        .hint = "Part D: a memory that survives",
        ROW(journal_records, checked),
    },
    {
        .name = "lab4.journal-torn",
        .points = 2,
        .what = "a record that is not there whole is cut off",
        .rows = "F10",
        .hint = "Part D: a memory that survives",
        .needs = "lab4.journal-records",
        ROW(journal_torn, checked),
    },
    {
        .name = "lab4.journal-damage",
        .points = 3,
        .what = "damage that is no torn end is an error, and nothing is cut",
        .rows = "F10",
        .hint = "Part D: a memory that survives",
        .needs = "lab4.journal-torn",
        ROW(journal_damage, checked),
    },
    {
        .name = "lab4.journal-power",
        .points = 4,
        .what = "all records outlive a crash and a loss of power, compaction "
                "or not",
        .rows = "F10",
        .hint = "Part D: a memory that survives",
        .needs = "lab4.journal-torn",
        ROW(journal_power, kept),
    },
    {
        .name = "lab4.journal-disk",
        .points = 2,
        .what = "... also if the disk fails before, or the crash comes twice",
        .rows = "F10",
        .hint = "Part D: a memory that survives",
        .needs = "lab4.journal-power",
        ROW(journal_disk, kept),
    },
    {
        .name = "lab4.recorder",
        .points = 4,
        .what = "what a server knows after a restart, by each semantics",
        .rows = "F10, G3",
        .hint = "Part D: a memory that survives",
        .needs = "lab4.journal-records lab4.cache-each lab4.cache-acks",
        ROW(journal_recorder, checked),
    },
    {
        .name = "lab4.durable-calls",
        .points = 1,
        .what = "a bank with a journal answers every call, and executes none "
                "twice",
        .rows = "F10, G3",
        .hint = "Part D: a memory that survives",
        .needs = "lab4.at-most-once lab4.journal-records",
        ROW(durable_calls, answered),
    },
    {
        .name = "lab4.durable",
        .points = 3,
        .what = "at most once, and what was acknowledged is kept, wherever "
                "the server fails",
        .rows = "F10, G3",
        .hint = "Part D: a memory that survives",
        .needs = "lab4.durable-calls lab4.recorder lab4.journal-power",
        ROW(durable, honest),
    },
    {
        .name = "lab4.durable-twice",
        .points = 1,
        .what = "... also if the network fails, too, or the server twice",
        .rows = "F10, G3",
        .hint = "Part D: a memory that survives",
        .needs = "lab4.durable lab4.journal-disk",
        ROW(durable_twice, honest),
    },
    {
        .name = "lab4.durable-compact",
        .points = 1,
        .what = "... also while it compacts its journal",
        .rows = "F10",
        .hint = "Part D: a memory that survives",
        .needs = "lab4.durable",
        ROW(durable_compact, honest),
    },
    { 0 },
};
