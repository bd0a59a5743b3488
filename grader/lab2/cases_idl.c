/*
 * cases_idl.c - what part C of lab 2 is graded on: the emitter.
 *
 * The student's compiler makes code of the interfaces in idl/ when the
 * programs of the cases are built (generate.sh), and these call it.
 */
#include "grader/lab2/cases.h"
#include "grader/scenario.h"

static const struct scenario structs = { .world = "lab2/emit-structs.world" };
static const struct scenario arrays = { .world = "lab2/emit-arrays.world" };
static const struct scenario unions = { .world = "lab2/emit-unions.world" };
static const struct scenario lists = { .world = "lab2/emit-lists.world" };
static const struct scenario calls = { .world = "lab2/emit-calls.world" };

static oracle_fn *const checked[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_checked,
    NULL,
};

const struct grade_case lab2_idl_cases[] = {
    {
        .name = "lab2.emit-structs",
        .lab = 2,
        .points = 5,
        .what = "code for structs, enums and simple members",
        .rows = "C4, C5",
        .hint = "Part C: the compiler writes it",
        .run = scenario_must,
        .timeout_s = 60,
        .scenario = &structs,
        .oracles = checked,
    },
    {
        .name = "lab2.emit-arrays",
        .lab = 2,
        .points = 5,
        .what = "code for strings, opaque data and arrays, within bounds",
        .rows = "C4, C5",
        .hint = "Part C: the compiler writes it",
        .run = scenario_must,
        .timeout_s = 60,
        .scenario = &arrays,
        .oracles = checked,
    },
    {
        .name = "lab2.emit-unions",
        .lab = 2,
        .points = 5,
        .what = "code for unions, with and without default",
        .rows = "C4, C5",
        .hint = "Part C: the compiler writes it",
        .run = scenario_must,
        .timeout_s = 60,
        .scenario = &unions,
        .oracles = checked,
    },
    {
        .name = "lab2.emit-lists",
        .lab = 2,
        .points = 5,
        .what = "code for optional values, long lists and deep trees",
        .rows = "C4, C5",
        .hint = "Part C: the compiler writes it",
        .run = scenario_must,
        .timeout_s = 60,
        .scenario = &lists,
        .oracles = checked,
    },
    {
        .name = "lab2.emit-calls",
        .lab = 2,
        .points = 5,
        .what = "stubs and skeletons, for calls of every form",
        .rows = "C5, C7",
        .hint = "Part C: the compiler writes it",
        .run = scenario_must,
        .timeout_s = 60,
        .scenario = &calls,
        .oracles = checked,
    },
    { 0 },
};
