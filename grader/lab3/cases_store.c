/*
 * cases_store.c - what part C of lab 3, a store that copes with duplicates,
 * is graded on.
 */
#include "grader/lab3/cases.h"
#include "grader/scenario.h"

const struct grade_case lab3_store_cases[] = {
    { 0 },
};
