/*
 * cases_xdr.c - what part A of lab 2 is graded on: XDR.
 *
 * Each case is a program that calls the student's functions and looks at what
 * they do (node/).  Nothing is lost and nobody crashes: what is enumerated
 * are bytes, not schedules.
 */
#include "grader/lab2/cases.h"
#include "grader/scenario.h"

static const struct scenario numbers = { .world = "lab2/xdr-numbers.world" };
static const struct scenario bytes = { .world = "lab2/xdr-bytes.world" };
static const struct scenario cut = { .world = "lab2/xdr-cut.world" };
static const struct scenario hostile = { .world = "lab2/xdr-hostile.world" };

static oracle_fn *const checked[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_checked,
    NULL,
};

const struct grade_case lab2_xdr_cases[] = {
    {
        .name = "lab2.xdr-numbers",
        .lab = 2,
        .points = 8,
        .what = "numbers become the bytes of RFC 4506, and come back",
        .rows = "A1, C3",
        .hint = "Part A: XDR",
        .run = scenario_must,
        .timeout_s = 60,
        .scenario = &numbers,
        .oracles = checked,
    },
    {
        .name = "lab2.xdr-bytes",
        .lab = 2,
        .points = 8,
        .what = "opaque data, strings and arrays, of every length and bound",
        .rows = "A1, C3",
        .hint = "Part A: XDR",
        .run = scenario_must,
        .timeout_s = 60,
        .scenario = &bytes,
        .oracles = checked,
    },
    {
        .name = "lab2.xdr-cut",
        .lab = 2,
        .points = 7,
        .what = "messages cut after every byte, buffers of every length",
        .rows = "C3",
        .hint = "Part A: XDR",
        .needs = "lab2.xdr-numbers lab2.xdr-bytes",
        .run = scenario_must,
        .timeout_s = 60,
        .scenario = &cut,
        .oracles = checked,
    },
    {
        .name = "lab2.xdr-hostile",
        .lab = 2,
        .points = 7,
        .what = "lengths that lie, and what no honest sender sends",
        .rows = "C3",
        .hint = "Part A: XDR",
        .run = scenario_must,
        .timeout_s = 60,
        .scenario = &hostile,
        .oracles = checked,
    },
    { 0 },
};
