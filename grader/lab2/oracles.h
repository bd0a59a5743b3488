/*
 * oracles.h - what must be true of calls over one connection, without retry.
 *
 * Several calls of a thread, or of several threads, are under way at once, so
 * a call is known by its text: the worlds of these cases have no text twice.
 */
#ifndef GRADER_LAB2_ORACLES_H
#define GRADER_LAB2_ORACLES_H

#include "grader/oracle.h"

/* Every call of a client that lived on has returned, with whatever. */
oracle_fn lab2_oracle_returned;

/* ... and all of them a result: there is no fault that TCP does not mend. */
oracle_fn lab2_oracle_answered;

/* What a call has returned is the count of its own text. */
oracle_fn lab2_oracle_right;

/* No call was executed twice, and one that has a result was executed. */
oracle_fn lab2_oracle_at_most_once;

/* No call of which the client said "not executed" was executed. */
oracle_fn lab2_oracle_honest;

/* The shorter text of those that are called at once is answered first. */
oracle_fn lab2_oracle_short_first;

#endif
