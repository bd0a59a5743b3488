/*
 * cases_break.c - what lab 4 is graded on: what no order of writing helps against, part F.
 */
#include "grader/lab4/cases.h"
#include "grader/scenario.h"

const struct grade_case lab4_break_cases[] = {
    { 0 },
};
