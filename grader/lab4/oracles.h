/*
 * oracles.h - what must be true of a server that has a journal.
 */
#ifndef GRADER_LAB4_ORACLES_H
#define GRADER_LAB4_ORACLES_H

#include "grader/oracle.h"

/*
 * Of the program in node/keeper.c: what it was told is on the disk it finds
 * there again, and nothing but the record that it was just appending.
 */
oracle_fn lab4_oracle_kept;

/*
 * Every call of a client that lived on has its result.  Only if the server
 * crashed while the call was in progress, it may be told that nobody knows
 * (RPC_SYSTEM_ERR).
 */
oracle_fn lab4_oracle_told;

#endif
