/*
 * cases_client.c - what lab 4 is graded on: who a client is and what it acknowledges, parts B and C.
 */
#include "grader/lab4/cases.h"
#include "grader/scenario.h"

const struct grade_case lab4_client_cases[] = {
    { 0 },
};
