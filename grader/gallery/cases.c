/*
 * cases.c - the scenes of the gallery, in the order of a lecture.
 */
#include "grader/gallery/gallery.h"
#include "grader/lab4/oracles_break.h"
#include "grader/linear.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

static const struct scenario debit = {
    .world = "lab3/debit.world",
    .faults = 1,
};
static const struct scenario stale = {
    .world = "lab3/stale.world",
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE,
    .faults = 2,
};
static const struct scenario pending = {
    .world = "gallery/pending.world",
    .faults = 1,
};
static const struct scenario forgotten = {
    .world = "gallery/forgotten.world",
    .crashing = { "server" },
    .kinds = EXPLORE_CRASHES,
    .faults = 1,
};
static const struct scenario reused = {
    .world = "lab4/id-reused.world",
    .crashing = { "client" },
    .kinds = EXPLORE_STEPS,
    .faults = 1,
};
static const struct scenario note_first = {
    .world = "lab4/atm-log-first.world",
    .crashing = { "atm" },
    .kinds = EXPLORE_STEPS,
    .faults = 1,
};
static const struct scenario cash_first = {
    .world = "lab4/atm-dispense-first.world",
    .crashing = { "atm" },
    .kinds = EXPLORE_STEPS,
    .faults = 1,
};
static const struct scenario survived = {
    .world = "gallery/survived.world",
    .crashing = { "server", "client" },
    .kinds = EXPLORE_CRASHES,
    .faults = 2,
};

static oracle_fn *const fit[] = {
    oracle_implemented,
    oracle_no_fault,
    NULL,
};

/* ---- scenes ------------------------------------------------------------- */

#define SCENE(in, of_lab, shown, procedure)                                   \
    .lab = (of_lab), .run = scenario_exhibit, .timeout_s = 60,                \
    .scenario = &(in), .oracles = fit, .broken = (shown), .of = (procedure)

const struct grade_case gallery_cases[] = {
    {
        .name = "1-double-debit",
        .what = "a reply is lost: at least once executes twice",
        .rows = "E2",
        .hint = "The idea",
        SCENE(debit, 3, oracle_at_most_once, "debit"),
    },
    {
        .name = "2-stale-put",
        .what = "a late copy of an old put: get returns what was replaced",
        .rows = "E3",
        .hint = "Part C: a store that copes",
        SCENE(stale, 3, oracle_linear_store, "get"),
    },
    {
        .name = "3-pending",
        .what = "a copy comes while the call is being executed",
        .rows = "F9",
        .hint = "Part A: the cache",
        SCENE(pending, 4, gallery_pending, "debit"),
    },
    {
        .name = "4-forgotten-cache",
        .what = "the cache was in memory: after a crash a copy is new",
        .rows = "F10",
        .hint = "Part C: what may be discarded",
        SCENE(forgotten, 4, gallery_forgotten, "debit"),
    },
    {
        .name = "5-reused-id",
        .what = "a client that was restarted counts from 1 again",
        .rows = "F5",
        .hint = "Part B: identity",
        SCENE(reused, 4, number_is_new, "debit(bob"),
    },
    {
        .name = "6-atm-no-cash",
        .what = "a note, a crash, and no cash",
        .rows = "G4",
        .hint = "Part F: break it",
        SCENE(note_first, 4, cash_at_least_once, "the money"),
    },
    {
        .name = "7-atm-twice",
        .what = "cash, a crash, and no note",
        .rows = "G4",
        .hint = "Part F: break it",
        SCENE(cash_first, 4, cash_at_most_once, "the money"),
    },
    {
        .name = "8-exactly-once",
        .what = "server and client crash: the call is done once",
        .rows = "G1, G2, G3",
        .hint = "Part E: exactly once",
        SCENE(survived, 4, gallery_survived, "debit"),
    },
    { 0 },
};
