/*
 * cases.h - the tables of lab 3, by part: their points add up to 100.
 */
#ifndef GRADER_LAB3_CASES_H
#define GRADER_LAB3_CASES_H

#include "grader/grader.h"

extern const struct grade_case lab3_client_cases[];  /* A: 28 of 45 */
extern const struct grade_case lab3_server_cases[];  /* B: 15 */
extern const struct grade_case lab3_bank_cases[];    /* A: 17; exhibits */
extern const struct grade_case lab3_store_cases[];   /* C: 25 */
extern const struct grade_case lab3_break_cases[];   /* D: 15 */
extern const struct grade_case lab3_predict_cases[]; /* no points */

/*
 * The system refuses to send the first copy of a request, or the second one.
 */
case_fn lab3_cant_send;

/*
 * Four causes of silence, and what the client sees of each: byte for byte
 * the same, or the case fails.  The report shows it once.
 */
case_fn lab3_same_silence;

#endif
