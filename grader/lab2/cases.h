/*
 * cases.h - the tables of lab 2, by part: their points add up to 100.
 */
#ifndef GRADER_LAB2_CASES_H
#define GRADER_LAB2_CASES_H

#include "grader/grader.h"

extern const struct grade_case lab2_xdr_cases[];     /* A: 30 */
extern const struct grade_case lab2_hand_cases[];    /* B: 15 */
extern const struct grade_case lab2_idl_cases[];     /* C: 25 */
extern const struct grade_case lab2_tcp_cases[];     /* D: 30 */
extern const struct grade_case lab2_predict_cases[]; /* no points */

#endif
