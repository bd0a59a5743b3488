/*
 * oracles.h - what must be true of runs of lab 3 only.
 */
#ifndef GRADER_LAB3_ORACLES_H
#define GRADER_LAB3_ORACLES_H

#include "grader/oracle.h"

/* Every result is 100: nothing in the world changes what alice has. */
oracle_fn lab3_oracle_hundred;

#endif
