/*
 * cases.c - what lab 1 is graded on, part by part.
 *
 * Most of them run a program that checks one thing (node/) on a host of its
 * own, in one run without a fault: what is enumerated there are bytes, not
 * schedules.  The others search every place for a fault.
 */
#include "grader/lab1/oracles.h"
#include "grader/scenario.h"

/* ---- worlds ------------------------------------------------------------- */

static const struct scenario record_write = { .world =
                                                  "lab1/record-write.world" };
static const struct scenario record_segments = {
    .world = "lab1/record-segments.world"
};
static const struct scenario record_fragments = {
    .world = "lab1/record-fragments.world"
};
static const struct scenario record_end = { .world = "lab1/record-end.world" };
static const struct scenario record_hostile = {
    .world = "lab1/record-hostile.world"
};
static const struct scenario record_deadline = {
    .world = "lab1/record-deadline.world"
};
static const struct scenario record_short = {
    .world = "lab1/record-short.world",
    .crashing = { "read", "write" },
    .kinds = EXPLORE_SHORT | EXPLORE_INTERRUPTS,
    .faults = 2,
};

static const struct scenario msg_bytes = { .world = "lab1/msg-bytes.world" };
static const struct scenario msg_limits = { .world = "lab1/msg-limits.world" };
static const struct scenario msg_garbage = { .world =
                                                 "lab1/msg-garbage.world" };
static const struct scenario client_calls = { .world =
                                                  "lab1/client-calls.world" };
static const struct scenario client_errors = {
    .world = "lab1/client-errors.world"
};
static const struct scenario client_late = { .world =
                                                 "lab1/client-late.world" };
static const struct scenario client_short = {
    .world = "lab1/client-short.world",
    .crashing = { "client" },
    .kinds = EXPLORE_SHORT | EXPLORE_INTERRUPTS,
    .faults = 2,
};

static const struct scenario server_requests = {
    .world = "lab1/server-requests.world"
};
static const struct scenario server_short = {
    .world = "lab1/server-short.world",
    .crashing = { "server" },
    .kinds = EXPLORE_SHORT | EXPLORE_INTERRUPTS | EXPLORE_ACCEPTS,
    .faults = 2,
};

static const struct scenario server_slow = { .world =
                                                 "lab1/server-slow.world" };
static const struct scenario server_no_reader = {
    .world = "lab1/server-no-reader.world"
};
static const struct scenario server_many = { .world =
                                                 "lab1/server-many.world" };
static const struct scenario server_scarce = {
    .world = "lab1/server-scarce.world"
};
static const struct scenario server_hostile = {
    .world = "lab1/server-hostile.world"
};
static const struct scenario server_vanish = {
    .world = "lab1/server-vanish.world"
};
static const struct scenario server_stall = { .world =
                                                  "lab1/server-stall.world" };
static const struct scenario crash = {
    .world = "lab1/crash.world",
    .crashing = { "server", "client" },
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

static oracle_fn *const served[] = {
    oracle_implemented,
    oracle_no_fault,
    lab1_oracle_done,
    oracle_closed,
    oracle_at_least_once,
    oracle_at_most_once,
    NULL,
};

/* Without retry a call is executed once, or not, and the client may not know;
 * what it says it knows must be so. */
static oracle_fn *const crashed[] = {
    oracle_implemented,  oracle_no_fault,
    oracle_returned,     oracle_at_least_once,
    oracle_at_most_once, oracle_honest,
    oracle_checked,      NULL,
};

/* ---- cases -------------------------------------------------------------- */

#define ROW(of, on)                                                           \
    .lab = 1, .run = scenario_must, .timeout_s = 60, .scenario = &(of),       \
    .oracles = (on)

const struct grade_case lab1_cases[] = {
    /* Part A: record.c */
    {
        .name = "lab1.record-write",
        .points = 5,
        .what = "a record goes out whole, with its mark, to slow "
                "readers, too",
        .rows = "B1, B4",
        .hint = "Part A: records",
        ROW(record_write, checked),
    },
    {
        .name = "lab1.record-segments",
        .points = 6,
        .what = "records come in every segmentation of their bytes",
        .rows = "B4",
        .hint = "Part A: records",
        ROW(record_segments, checked),
    },
    {
        .name = "lab1.record-fragments",
        .points = 4,
        .what = "a record is put together from fragments of any length",
        .rows = "A3, B4",
        .hint = "Part A: records",
        .needs = "lab1.record-segments",
        ROW(record_fragments, checked),
    },
    {
        .name = "lab1.record-end",
        .points = 4,
        .what = "the end of a stream inside a record is told from one "
                "between records",
        .rows = "B4, B7",
        .hint = "Part A: records",
        .needs = "lab1.record-fragments",
        ROW(record_end, checked),
    },
    {
        .name = "lab1.record-hostile",
        .points = 5,
        .what = "a mark is a claim: lengths are compared before they "
                "count",
        .rows = "A4, B4",
        .hint = "Part A: records",
        .needs = "lab1.record-fragments",
        ROW(record_hostile, checked),
    },
    {
        .name = "lab1.record-deadline",
        .points = 3,
        .what = "who waits for a record waits until the deadline, no "
                "longer",
        .rows = "B7",
        .hint = "Part A: records",
        .needs = "lab1.record-segments",
        ROW(record_deadline, checked),
    },
    {
        .name = "lab1.record-short",
        .points = 3,
        .what = "short reads and writes, and interrupted calls",
        .rows = "B4",
        .hint = "Part A: records",
        .needs = "lab1.record-write lab1.record-fragments",
        ROW(record_short, checked),
    },
    /* Part B: kv_msg.c */
    {
        .name = "lab1.msg-bytes",
        .points = 8,
        .what = "messages are byte for byte what a program in another "
                "language makes",
        .rows = "A1, B2, B3, B5",
        .hint = "Part B: messages",
        ROW(msg_bytes, checked),
    },
    {
        .name = "lab1.msg-limits",
        .points = 4,
        .what = "what would be no message is not encoded",
        .rows = "B2",
        .hint = "Part B: messages",
        .needs = "lab1.msg-bytes",
        ROW(msg_limits, checked),
    },
    {
        .name = "lab1.msg-garbage",
        .points = 8,
        .what = "what is no message is not decoded, wherever it is cut",
        .rows = "A3, B5",
        .hint = "Part B: messages",
        .needs = "lab1.msg-bytes",
        ROW(msg_garbage, checked),
    },
    /* Part C: kv_client.c */
    {
        .name = "lab1.client-calls",
        .points = 6,
        .what = "put, get and del, over one connection",
        .rows = "B1, B2",
        .hint = "Part C: the client",
        .needs = "lab1.record-write lab1.record-fragments "
                 "lab1.msg-bytes",
        ROW(client_calls, checked),
    },
    {
        .name = "lab1.client-errors",
        .points = 10,
        .what = "each failure is an error of its own, and comes in time",
        .rows = "B6, B7",
        .hint = "Part C: the client",
        .needs = "lab1.client-calls lab1.record-end "
                 "lab1.record-hostile lab1.record-deadline "
                 "lab1.msg-limits",
        ROW(client_errors, checked),
    },
    {
        .name = "lab1.client-late",
        .points = 3,
        .what = "a late reply never answers the next call",
        .rows = "B6, B7",
        .hint = "Part C: the client",
        .needs = "lab1.client-errors",
        ROW(client_late, checked),
    },
    {
        .name = "lab1.client-short",
        .points = 3,
        .what = "a call, with short reads and writes, and interrupted",
        .rows = "B4",
        .hint = "Part C: the client",
        .needs = "lab1.client-calls lab1.record-short",
        ROW(client_short, checked),
    },
    /* Part D: kv_server.c */
    {
        .name = "lab1.server-requests",
        .points = 5,
        .what = "requests are answered in order, however they are cut",
        .rows = "B1, B4",
        .hint = "Part D: the server",
        .needs = "lab1.record-write lab1.record-fragments "
                 "lab1.msg-bytes",
        ROW(server_requests, checked),
    },
    {
        .name = "lab1.server-short",
        .points = 2,
        .what = "the same with short reads and writes, and interrupted",
        .rows = "B4",
        .hint = "Part D: the server",
        .needs = "lab1.server-requests lab1.client-calls "
                 "lab1.record-short",
        ROW(server_short, served),
    },
    {
        .name = "lab1.server-slow",
        .points = 3,
        .what = "a slow client makes no other one wait",
        .rows = "B6",
        .hint = "Part D: the server",
        .needs = "lab1.server-requests",
        ROW(server_slow, checked),
    },
    {
        .name = "lab1.server-hostile",
        .points = 3,
        .what = "a hostile client is dropped, and no other one suffers",
        .rows = "A3, B6",
        .hint = "Part D: the server",
        .needs = "lab1.server-slow lab1.record-hostile "
                 "lab1.msg-garbage",
        ROW(server_hostile, checked),
    },
    {
        .name = "lab1.server-no-reader",
        .points = 3,
        .what = "a client that does not read its replies is held back",
        .rows = "B6, B7",
        .hint = "Part D: the server",
        .needs = "lab1.server-slow lab1.server-short",
        ROW(server_no_reader, checked),
    },
    {
        .name = "lab1.server-many",
        .points = 3,
        .what = "500 clients are served at once",
        .rows = "B1",
        .hint = "Part D: the server",
        .needs = "lab1.server-requests",
        ROW(server_many, checked),
    },
    {
        .name = "lab1.server-scarce",
        .points = 2,
        .what = "who comes when there is no descriptor left is served "
                "later",
        .rows = "B6",
        .hint = "Part D: the server",
        .needs = "lab1.server-requests",
        ROW(server_scarce, checked),
    },
    {
        .name = "lab1.server-vanish",
        .points = 3,
        .what = "of a client that has gone nothing is kept",
        .rows = "B7",
        .hint = "Part D: the server",
        .needs = "lab1.server-hostile",
        ROW(server_vanish, checked),
    },
    {
        .name = "lab1.server-stall",
        .points = 2,
        .what = "a client that is never heard of again is given up",
        .rows = "B7",
        .hint = "Part D: the server",
        .needs = "lab1.server-no-reader",
        ROW(server_stall, checked),
    },
    {
        .name = "lab1.crash",
        .points = 2,
        .what = "whatever the server dies of, a call ends soon, and says "
                "no more than is known",
        .rows = "B6, B7",
        .hint = "Part C: the client",
        .needs = "lab1.client-errors lab1.server-requests",
        ROW(crash, crashed),
    },
    { 0 },
};
