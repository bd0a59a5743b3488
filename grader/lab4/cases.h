/*
 * cases.h - the tables of lab 4, by part: their points add up to 100.
 */
#ifndef GRADER_LAB4_CASES_H
#define GRADER_LAB4_CASES_H

#include "grader/grader.h"

extern const struct grade_case lab4_cache_cases[];   /* A 20, C 10 */
extern const struct grade_case lab4_client_cases[];  /* B 10, C 10 */
extern const struct grade_case lab4_journal_cases[]; /* D 25 */
extern const struct grade_case lab4_exact_cases[];   /* E 15 */
extern const struct grade_case lab4_break_cases[];   /* F 10 */
extern const struct grade_case lab4_predict_cases[]; /* no points */

#endif
