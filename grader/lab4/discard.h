/*
 * discard.h - the exhibit of F7 and F8.
 */
#ifndef GRADER_LAB4_DISCARD_H
#define GRADER_LAB4_DISCARD_H

#include "grader/grader.h"

/*
 * Measures messages and bytes of a call, and the replies that a server keeps,
 * for cumulative acknowledgements and two other ways: a pass with a table, or
 * a failure with the claim of the lecture that does not hold.
 */
case_fn lab4_discard;

#endif
