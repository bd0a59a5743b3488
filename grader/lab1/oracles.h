/*
 * oracles.h - what must be true of calls over one connection, without retry.
 */
#ifndef GRADER_LAB1_ORACLES_H
#define GRADER_LAB1_ORACLES_H

#include "grader/oracle.h"

/* Every call has returned its result: where nothing is lost and nobody dies.
 */
oracle_fn lab1_oracle_done;

#endif
