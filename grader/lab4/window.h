/*
 * window.h - lab 4, part F: whether the note of an external action can be
 * written at a moment at which no crash does harm.
 */
#ifndef GRADER_LAB4_WINDOW_H
#define GRADER_LAB4_WINDOW_H

#include "grader/grader.h"

/*
 * For both orders of note and action every crash and every loss of power of
 * the dispenser, one in a run.  A pass says how many of
 * them give no cash or give it twice, and shows the first of each.
 */
case_fn window_case;

/* The runs that it shows as cases of their own, for rerun.h: each is of one
 * order, and broken is what is shown.  A row without a name is the last. */
extern const struct grade_case window_cases[];

#endif
