/*
 * cases_bank.c - parts A and B of lab 3 together: the bank, in every world
 * that is one or two faults away from the fault-free run.
 */
#include "grader/lab3/cases.h"
#include "grader/lab3/oracles.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

static const struct scenario refused = {
    .world = "lab3/refused.world",
};
static const struct scenario bank = {
    .world = "lab3/bank.world",
    .crashing = { "server", "client" },
    .faults = 1,
};
static const struct scenario slow = {
    .world = "lab3/slow.world",
    .crashing = { "server", "client" },
    .kinds = EXPLORE_LATE | EXPLORE_CUTS | EXPLORE_PAUSES |
             EXPLORE_INTERRUPTS | EXPLORE_POWER,
    .faults = 1,
    .deep = 2,
};
static const struct scenario two = {
    .world = "lab3/three.world",
    .crashing = { "server" },
    .faults = 2,
};
static const struct scenario two_clients = {
    .world = "lab3/two-clients.world",
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE,
    .faults = 1,
    .deep = 2,
};
static const struct scenario any = {
    .world = "lab3/random.world",
    .crashing = { "server", "client1", "client2", "client3" },
    .kinds = EXPLORE_DEFAULT | EXPLORE_LATE | EXPLORE_CUTS | EXPLORE_PAUSES |
             EXPLORE_INTERRUPTS | EXPLORE_POWER,
};
static const struct scenario read_only = {
    .world = "lab3/read-only.world",
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_LATE,
    .faults = 2,
};
static const struct scenario silence = {
    .world = "lab3/silence.world",
};

/* ---- what must be true of them ------------------------------------------ */

static oracle_fn *const sent_or_not[] = {
    oracle_implemented,
    oracle_no_fault,
    lab3_oracle_sent_or_not,
    NULL,
};

/* What makes a run fit to say anything about semantics comes first. */
static oracle_fn *const at_least_once[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_answered,
    oracle_at_least_once,
    NULL,
};
static oracle_fn *const right[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_answered,
    oracle_closed,
    oracle_at_least_once,
    lab3_oracle_hundred,
    NULL,
};

/* Faults may outlast a call here, but not the world. */
static oracle_fn *const healed[] = {
    oracle_implemented,   oracle_no_fault, oracle_healed,
    oracle_at_least_once, oracle_honest,   NULL,
};

/* No call is answered here. */
static oracle_fn *const fit[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_closed,
    oracle_at_least_once,
    NULL,
};

/* ---- cases -------------------------------------------------------------- */

#define PARTS                                                                 \
    "lab3.client-xids lab3.client-waits lab3.client-strangers "               \
    "lab3.client-chattering lab3.client-statuses lab3.server-requests"

#define ROW(of, on)                                                           \
    .lab = 3, .timeout_s = 60, .scenario = &(of), .oracles = (on)

const struct grade_case lab3_bank_cases[] = {
    {
        .name = "lab3.client-cant-send",
        .points = 2,
        .what = "\"not executed\" is said if no copy was sent, and only then",
        .rows = "D5, E1",
        .hint = "Part A: the client",
        .needs = "lab3.client-waits lab3.server-requests",
        .run = lab3_cant_send,
        ROW(refused, sent_or_not),
    },
    {
        .name = "lab3.at-least-once",
        .points = 5,
        .what = "each acknowledged call is executed at least once, and is "
                "answered",
        .rows = "D2, D3, E1",
        .hint = "Read a failure",
        .needs = PARTS,
        .run = scenario_must,
        ROW(bank, at_least_once),
    },
    {
        .name = "lab3.slow",
        .points = 3,
        .what = "... when datagrams come after their call, links are cut, and "
                "a host stands still, is interrupted or loses power",
        .rows = "D1, D2, D3, D4",
        .hint = "Read a failure",
        .needs = PARTS " lab3.at-least-once",
        .run = scenario_must,
        ROW(slow, at_least_once),
    },
    {
        .name = "lab3.two-faults",
        .points = 3,
        .what = "... with two faults in one run",
        .rows = "D1, D2, D3, D4",
        .hint = "Read a failure",
        .needs = PARTS " lab3.client-in-step lab3.at-least-once",
        .run = scenario_must,
        ROW(two, at_least_once),
    },
    {
        .name = "lab3.two-clients",
        .points = 1,
        .what = "... and each of two clients gets its own reply",
        .rows = "D2, D4",
        .hint = "Read a failure",
        .needs = PARTS,
        .run = scenario_must,
        ROW(two_clients, at_least_once),
    },
    {
        .name = "lab3.random",
        .points = 3,
        .what = "... and up to eight clients, 50 calls each, in worlds drawn "
                "at random",
        .rows = "D1, D2, D3, D4, E1",
        .hint = "Read a failure",
        .needs = "lab3.slow lab3.two-faults lab3.two-clients",
        .run = scenario_random,
        ROW(any, healed),
    },
    /* Exhibits: what it is good for, and the price of it. */
    {
        .name = "lab3.read-only",
        .what = "where calls only read, every answer is right, however often "
                "they are executed",
        .rows = "E4",
        .hint = "The idea",
        .needs = "lab3.at-least-once",
        .run = scenario_must,
        ROW(read_only, right),
    },
    {
        .name = "lab3.read-twice",
        .what = "a question is executed twice, and nobody minds",
        .rows = "E4",
        .hint = "The idea",
        .needs = "lab3.read-only",
        .run = scenario_exhibit,
        ROW(read_only, right),
        .broken = oracle_at_most_once,
        .of = "balance",
    },
    {
        /* A retransmission is a new request to the server. */
        .name = "lab3.double-debit",
        .what = "with at-least-once a debit can be executed twice",
        .rows = "E2",
        .hint = "The idea",
        .needs = "lab3.at-least-once",
        .run = scenario_exhibit,
        ROW(bank, at_least_once),
        .broken = oracle_at_most_once,
        .of = "debit",
    },
    {
        .name = "lab3.same-silence",
        .what = "four causes of silence look the same to the client",
        .rows = "D5",
        .hint = "Four causes, one silence",
        .needs = "lab3.at-least-once",
        .run = lab3_same_silence,
        ROW(silence, fit),
    },
    { 0 },
};
