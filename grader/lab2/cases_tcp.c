/*
 * cases_tcp.c - what part D of lab 2, RPC over TCP, is graded on.
 *
 * The checks of bytes are programs (node/) in one run without a fault.  The
 * others search every place for a fault, and every moment at which another
 * thread could go on.
 */
#include "grader/lab2/cases.h"
#include "grader/lab2/oracles.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

#define WORLD(of) .world = "lab2/" of ".world"

/* A check has a clock of its own: its run is the one without a fault, also
 * when more are asked for.  No host suffers this kind. */
#define ONE_RUN(of) WORLD(of), .kinds = EXPLORE_SHORT

static const struct scenario tcp_any_order = { ONE_RUN("tcp-any-order") };
static const struct scenario tcp_strangers = { ONE_RUN("tcp-strangers") };
static const struct scenario tcp_late = { ONE_RUN("tcp-late") };
static const struct scenario tcp_broken = { ONE_RUN("tcp-broken") };
static const struct scenario tcp_flood = { ONE_RUN("tcp-flood") };
static const struct scenario tcp_threads = {
    WORLD("tcp-threads"),
    .crashing = { "client" },
    .kinds = EXPLORE_TURNS | EXPLORE_SHORT,
    .faults = 2,
};

static const struct scenario tcp_requests = { ONE_RUN("tcp-requests") };
static const struct scenario tcp_slow = { ONE_RUN("tcp-slow") };
/* Of the threads that could go on any may: drawn, since there are too many
 * moments to try each. */
static const struct scenario tcp_replies = {
    WORLD("tcp-replies"),
    .crashing = { "server" },
    .kinds = EXPLORE_TURNS,
    .worlds = 200,
};
static const struct scenario tcp_hostile = { ONE_RUN("tcp-hostile") };

static const struct scenario tcp_calls = {
    WORLD("tcp-calls"),
    .crashing = { "server", "client" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_SHORT | EXPLORE_INTERRUPTS,
    .faults = 1,
};
static const struct scenario tcp_async = {
    WORLD("tcp-async"),
    .crashing = { "server", "client" },
    .kinds = EXPLORE_TURNS | EXPLORE_SHORT | EXPLORE_INTERRUPTS,
    .faults = 1,
};
static const struct scenario tcp_crash = {
    WORLD("tcp-crash"),
    .crashing = { "server" },
    .kinds = EXPLORE_DATAGRAMS | EXPLORE_CRASHES | EXPLORE_POWER,
    .faults = 1,
};

/* ---- what must be true of them ------------------------------------------ */

static oracle_fn *const checked[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_checked,
    NULL,
};

static oracle_fn *const answered[] = {
    oracle_implemented,
    oracle_no_fault,
    lab2_oracle_answered,
    lab2_oracle_right,
    oracle_closed,
    lab2_oracle_at_most_once,
    NULL,
};

static oracle_fn *const answered_at_once[] = {
    oracle_implemented,      oracle_no_fault,
    lab2_oracle_answered,    lab2_oracle_right,
    oracle_closed,           lab2_oracle_at_most_once,
    lab2_oracle_short_first, NULL,
};

/* Without retry a call is executed once, or not, and the client may not know;
 * what it says it knows must be so. */
static oracle_fn *const crashed[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_returned,
    lab2_oracle_right,
    lab2_oracle_at_most_once,
    lab2_oracle_honest,
    oracle_closed,
    NULL,
};

/* ---- cases -------------------------------------------------------------- */

#define ROW(of, on)                                                           \
    .lab = 2, .run = scenario_must, .timeout_s = 60, .scenario = &(of),       \
    .oracles = (on)

const struct grade_case lab2_tcp_cases[] = {
    /* tcp_client.c */
    {
        .name = "lab2.tcp-any-order",
        .points = 4,
        .what = "several calls at once; replies come in any order",
        .rows = "C11",
        .hint = "Part D: RPC over TCP",
        ROW(tcp_any_order, checked),
    },
    {
        .name = "lab2.tcp-strangers",
        .points = 2,
        .what = "what is no reply to a pending call changes nothing",
        .rows = "C11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-any-order",
        ROW(tcp_strangers, checked),
    },
    {
        .name = "lab2.tcp-late",
        .points = 2,
        .what = "a call is given up in time, and its late reply ignored",
        .rows = "F11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-strangers",
        ROW(tcp_late, checked),
    },
    {
        .name = "lab2.tcp-threads",
        .points = 4,
        .what = "several threads call on one connection, whoever goes on "
                "first",
        .rows = "C11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-any-order",
        ROW(tcp_threads, checked),
    },
    {
        .name = "lab2.tcp-broken",
        .points = 4,
        .what = "when the connection ends, so do all calls, and honestly",
        .rows = "B7, F11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-any-order",
        ROW(tcp_broken, checked),
    },
    {
        .name = "lab2.tcp-flood",
        .points = 1,
        .what = "more calls at once than the system has room for",
        .rows = "C11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-any-order",
        ROW(tcp_flood, checked),
    },
    /* tcp_server.c */
    {
        .name = "lab2.tcp-requests",
        .points = 2,
        .what = "requests are answered, however they are cut, and errors are "
                "told",
        .rows = "C2, C7, C10",
        .hint = "Part D: RPC over TCP",
        ROW(tcp_requests, checked),
    },
    {
        .name = "lab2.tcp-slow",
        .points = 2,
        .what = "a slow request delays no other",
        .rows = "C11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-requests",
        ROW(tcp_slow, checked),
    },
    {
        .name = "lab2.tcp-replies",
        .points = 1,
        .what = "replies that wait to be sent are not mixed",
        .rows = "C11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-requests",
        .lab = 2,
        .run = scenario_random,
        .timeout_s = 60,
        .scenario = &tcp_replies,
        .oracles = checked,
    },
    {
        .name = "lab2.tcp-hostile",
        .points = 2,
        .what = "a hostile client harms its own connection only",
        .rows = "C10",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-requests",
        ROW(tcp_hostile, checked),
    },
    /* both of them */
    {
        .name = "lab2.tcp-calls",
        .points = 1,
        .what = "calls in turn, whatever happens to datagrams and to calls "
                "of the system",
        .rows = "C10, F11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-any-order lab2.tcp-requests",
        ROW(tcp_calls, answered),
    },
    {
        .name = "lab2.tcp-async",
        .points = 2,
        .what = "calls at once: the quick ones come back first",
        .rows = "C11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-any-order lab2.tcp-slow",
        ROW(tcp_async, answered_at_once),
    },
    {
        .name = "lab2.tcp-crash",
        .points = 3,
        .what = "at most once, and no false \"not executed\", wherever the "
                "server fails",
        .rows = "D3, F11",
        .hint = "Part D: RPC over TCP",
        .needs = "lab2.tcp-late lab2.tcp-broken lab2.tcp-requests",
        ROW(tcp_crash, crashed),
    },
    { 0 },
};
