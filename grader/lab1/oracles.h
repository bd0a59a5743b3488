/*
 * oracles.h - what must be true of calls over one connection, without retry.
 */
#ifndef GRADER_LAB1_ORACLES_H
#define GRADER_LAB1_ORACLES_H

#include "grader/oracle.h"

/* Every call of a client that lived on has returned, with whatever. */
oracle_fn lab1_oracle_returned;

/* ... and with its result: where nothing is lost and nobody dies. */
oracle_fn lab1_oracle_done;

/* No call of which the client said "not executed" was executed. */
oracle_fn lab1_oracle_honest;

#endif
