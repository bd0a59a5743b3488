/*
 * cases_cache.c - lab 4, parts A and C: the duplicate request cache.
 */
#include "grader/lab4/cases.h"
#include "grader/linear.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

#define WORLD(of) .world = "lab4/" of ".world"

/* A check has a clock of its own: its run is the one without a fault. */
#define ONE_RUN(of) WORLD(of), .kinds = EXPLORE_SHORT

static const struct scenario duplicates = { ONE_RUN("cache-duplicates") };
static const struct scenario each = { ONE_RUN("cache-each") };
static const struct scenario acks = { ONE_RUN("cache-acks") };
static const struct scenario bounded = { ONE_RUN("cache-bounded") };
static const struct scenario lease = { ONE_RUN("cache-lease") };
static const struct scenario threads = {
    WORLD("cache-threads"),
    .crashing = { "check" },
    .kinds = EXPLORE_TURNS,
    .faults = 2,
};

static const struct scenario amo = {
    WORLD("amo"),
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE,
    .faults = 2,
};
static const struct scenario slow = {
    WORLD("amo-slow"),
    .crashing = { "server" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_TURNS,
    .faults = 1,
    .deep = 2,
};
static const struct scenario two = {
    WORLD("amo-two"),
    .crashing = { "one", "two" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_CRASHES,
    .faults = 1,
    .deep = 2,
};
static const struct scenario drawn = {
    WORLD("amo-random"),
    .crashing = { "client1", "client2", "client3" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE | EXPLORE_CUTS |
             EXPLORE_CRASHES | EXPLORE_PAUSES,
};
static const struct scenario silent = {
    WORLD("lease"),
    .crashing = { "one" },
    .kinds = EXPLORE_PAUSES | EXPLORE_DATAGRAMS,
    .faults = 1,
    .deep = 2,
};

/* ---- what must be true of them ------------------------------------------ */

static oracle_fn *const checked[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_checked,
    NULL,
};

static oracle_fn *const at_most_once[] = {
    oracle_implemented,  oracle_no_fault,
    oracle_answered,     oracle_at_least_once,
    oracle_at_most_once, oracle_linear_bank,
    oracle_closed,       NULL,
};

/* An error is right here, if it is an honest one. */
static oracle_fn *const honest[] = {
    oracle_implemented, oracle_no_fault,
    oracle_returned,    oracle_at_least_once,
    oracle_honest,      oracle_at_most_once,
    oracle_closed,      NULL,
};

static oracle_fn *const healed[] = {
    oracle_implemented,   oracle_no_fault,     oracle_healed,
    oracle_at_least_once, oracle_at_most_once, oracle_honest,
    oracle_linear_bank,   oracle_closed,       NULL,
};

#define ROW(in, on)                                                           \
    .lab = 4, .run = scenario_must, .timeout_s = 60, .scenario = &(in),       \
    .oracles = (on)

const struct grade_case lab4_cache_cases[] = {
    /* part A */
    {
        .name = "lab4.cache-duplicates",
        .points = 4,
        .what = "new, executing, done; by client and number, not by arguments",
        .rows = "F1, F2, F4, F9",
        .hint = "Part A: the cache",
        ROW(duplicates, checked),
    },
    {
        .name = "lab4.cache-threads",
        .points = 3,
        .what = "copies of a request come to several threads at once",
        .rows = "F9",
        .hint = "Part A: the cache",
        .needs = "lab4.cache-duplicates",
        ROW(threads, checked),
    },
    {
        .name = "lab4.cache-each",
        .points = 2,
        .what = "all that is in it can be told, and outlives the server",
        .rows = "F10",
        .hint = "Part A: the cache",
        .needs = "lab4.cache-duplicates",
        ROW(each, checked),
    },
    {
        .name = "lab4.at-most-once",
        .points = 4,
        .what = "at most once, and answered, whatever the network does",
        .rows = "F1, F2, F3, F4",
        .hint = "Part A: the cache",
        .needs = "lab4.cache-duplicates lab4.identity-files "
                 "lab4.session-order",
        ROW(amo, at_most_once),
    },
    {
        .name = "lab4.pending",
        .points = 3,
        .what = "a copy comes while the call is being executed",
        .rows = "D4, F9",
        .hint = "Part A: the cache",
        .needs = "lab4.at-most-once lab4.cache-threads",
        ROW(slow, at_most_once),
    },
    {
        .name = "lab4.two-clients",
        .points = 3,
        .what = "two clients ask for the same, and may crash",
        .rows = "D1, F2, F5",
        .hint = "Part A: the cache",
        .needs = "lab4.at-most-once lab4.identity-starts",
        ROW(two, at_most_once),
    },
    {
        .name = "lab4.amo-random",
        .lab = 4,
        .points = 1,
        .what = "random worlds of up to 8 clients, and 50 calls of each",
        .rows = "D1, D2, D4, F1",
        .hint = "Part A: the cache",
        .needs = "lab4.pending lab4.two-clients",
        .run = scenario_random,
        .timeout_s = 60,
        .scenario = &drawn,
        .oracles = healed,
    },
    /* part C */
    {
        .name = "lab4.cache-acks",
        .points = 4,
        .what = "what is acknowledged is discarded, and nothing that is "
                "needed",
        .rows = "F6, F8",
        .hint = "Part C: what may be discarded",
        .needs = "lab4.cache-duplicates",
        ROW(acks, checked),
    },
    {
        .name = "lab4.cache-bounded",
        .points = 2,
        .what = "memory after 100,000 calls, and with 10,000 clients",
        .rows = "F6",
        .hint = "Part C: what may be discarded",
        .needs = "lab4.cache-acks",
        ROW(bounded, checked),
    },
    {
        .name = "lab4.cache-lease",
        .points = 2,
        .what = "who is silent for its lease can be forgotten",
        .rows = "F6",
        .hint = "Part C: what may be discarded",
        .needs = "lab4.cache-acks",
        ROW(lease, checked),
    },
    {
        .name = "lab4.lease",
        .points = 2,
        .what = "who comes back after its lease gets an honest error, and no "
                "second execution",
        .rows = "F6, D4",
        .hint = "Part C: what may be discarded",
        .needs = "lab4.cache-lease lab4.at-most-once",
        ROW(silent, honest),
    },
    { 0 },
};
