/*
 * cases_client.c - what part A of lab 3, the client over UDP, is graded on:
 * programs of the case (node/) that see each datagram and each clock.
 */
#include "grader/lab3/cases.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

/* A check has a clock of its own: its run is the one without a fault, also
 * when more are asked for.  No host suffers this kind. */
#define ONE_RUN(of) .world = "lab3/" of ".world", .kinds = EXPLORE_SHORT

static const struct scenario xids = { ONE_RUN("client-xids") };
static const struct scenario chattering = { ONE_RUN("client-chattering") };
static const struct scenario strangers = { ONE_RUN("client-strangers") };
static const struct scenario statuses = { ONE_RUN("client-statuses") };
static const struct scenario open = { ONE_RUN("client-open") };
static const struct scenario in_step = { ONE_RUN("client-in-step") };

/* Each wait interrupted in its middle must end when it would have ended. */
static const struct scenario waits = {
    .world = "lab3/client-waits.world",
    .crashing = { "client" },
    .kinds = EXPLORE_INTERRUPTS,
    .faults = 1,
};

static oracle_fn *const checked[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_checked,
    NULL,
};

/* ---- cases -------------------------------------------------------------- */

#define ROW(of)                                                               \
    .lab = 3, .run = scenario_must, .timeout_s = 60, .scenario = &(of),       \
    .oracles = checked

const struct grade_case lab3_client_cases[] = {
    {
        .name = "lab3.client-xids",
        .points = 6,
        .what = "all copies of a request have one xid, each call has a new "
                "one",
        .rows = "E1",
        .hint = "Part A: the client",
        ROW(xids),
    },
    {
        .name = "lab3.client-waits",
        .points = 6,
        .what = "copies are sent when they should be, and the deadline is "
                "kept, whatever is interrupted",
        .rows = "D4, E1",
        .hint = "Part A: the client",
        .needs = "lab3.client-xids",
        ROW(waits),
    },
    {
        .name = "lab3.client-in-step",
        .points = 3,
        .what = "waits are random in part, and the first xid is",
        .rows = "D1, E1",
        .hint = "Part A: the client",
        .needs = "lab3.client-waits",
        ROW(in_step),
    },
    {
        .name = "lab3.client-strangers",
        .points = 5,
        .what = "what is no reply to this call, or not from the server, "
                "changes nothing",
        .rows = "D4, E1",
        .hint = "Part A: the client",
        .needs = "lab3.client-xids",
        ROW(strangers),
    },
    {
        .name = "lab3.client-chattering",
        .points = 4,
        .what = "no clock moves, though other datagrams come each millisecond",
        .rows = "D4, E1",
        .hint = "Part A: the client",
        .needs = "lab3.client-waits lab3.client-strangers",
        ROW(chattering),
    },
    {
        .name = "lab3.client-statuses",
        .points = 2,
        .what = "a call ends at its deadline or with its reply; a request "
                "that is too long is not sent",
        .rows = "D5, E1",
        .hint = "Part A: the client",
        .needs = "lab3.client-waits",
        ROW(statuses),
    },
    {
        .name = "lab3.client-open",
        .points = 2,
        .what = "what a client has opened and allocated it gives back",
        .rows = "B1",
        .hint = "Part A: the client",
        .needs = "lab3.client-xids",
        ROW(open),
    },
    { 0 },
};
