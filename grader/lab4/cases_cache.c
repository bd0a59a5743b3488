/*
 * cases_cache.c - what lab 4 is graded on: the duplicate request cache, parts A and C.
 */
#include "grader/lab4/cases.h"
#include "grader/scenario.h"

const struct grade_case lab4_cache_cases[] = {
    { 0 },
};
