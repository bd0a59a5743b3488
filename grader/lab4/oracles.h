/*
 * oracles.h - what must be true of programs that have a journal.
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

/* ---- part B ------------------------------------------------------------- */

/*
 * Of node/check_identity.c: no two starts have the same client and
 * incarnation, two machines are two clients, and one is one for ever.
 */
oracle_fn lab4_oracle_never_again;

/* ---- part E ------------------------------------------------------------- */

/*
 * Every call has returned its result, to this or to a later incarnation of
 * its client, and in the end each client has gone through all of its work.
 */
oracle_fn lab4_oracle_done;

/*
 * Where no client is to do the same twice: what was executed is not executed
 * again, not by the same process of the server, not by a later one once its
 * client had the result (in between a crash may have undone it), and not as
 * another call after the client came back.
 */
oracle_fn lab4_oracle_once;

#endif
