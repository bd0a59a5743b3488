/*
 * cases_hand.c - what part B of lab 2, stubs by hand, is graded on.
 *
 * The two checks are programs (node/check_hand.c) that have no network.
 */
#include "grader/lab2/cases.h"
#include "grader/lab2/oracles.h"
#include "grader/scenario.h"

static const struct scenario stub = { .world = "lab2/hand-stub.world" };
static const struct scenario skeleton = { .world =
                                              "lab2/hand-skeleton.world" };
static const struct scenario sentence = {
    .world = "lab2/hand-sentence.world",
    .faults = 1,
    .kinds = EXPLORE_DATAGRAMS,
};

static oracle_fn *const checked[] = {
    oracle_implemented,
    oracle_no_fault,
    oracle_checked,
    NULL,
};

static oracle_fn *const answered[] = {
    oracle_implemented, oracle_no_fault,          lab2_oracle_answered,
    lab2_oracle_right,  lab2_oracle_at_most_once, NULL,
};

#define ROW(of, on)                                                           \
    .lab = 2, .run = scenario_must, .timeout_s = 60, .scenario = &(of),       \
    .oracles = (on)

const struct grade_case lab2_hand_cases[] = {
    {
        .name = "lab2.hand-stub",
        .points = 6,
        .what = "a stub sends the bytes it must, and takes any reply apart",
        .rows = "C1, C6",
        .hint = "Part B: stubs by hand",
        ROW(stub, checked),
    },
    {
        .name = "lab2.hand-skeleton",
        .points = 6,
        .what = "a skeleton calls the function, unless the arguments are "
                "garbage",
        .rows = "C2, C6, C7",
        .hint = "Part B: stubs by hand",
        ROW(skeleton, checked),
    },
    {
        .name = "lab2.hand-sentence",
        .points = 3,
        .what = "the sentence of the lecture is counted by hand-made stubs",
        .rows = "C9",
        .hint = "Part B: stubs by hand",
        .needs = "lab2.hand-skeleton",
        ROW(sentence, answered),
    },
    { 0 },
};
