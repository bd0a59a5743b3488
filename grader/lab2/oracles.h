/*
 * oracles.h - what must be true of calls over one connection, without retry.
 *
 * Several calls of a thread, or of several threads, are under way at once, so
 * a call is known by its text: the worlds of these cases have no text twice.
 */
#ifndef GRADER_LAB2_ORACLES_H
#define GRADER_LAB2_ORACLES_H

#include "grader/oracle.h"

/* Every call has returned a result: there is no fault that TCP does not mend.
 */
oracle_fn lab2_oracle_answered;

/* What a call has returned is the count of its own text. */
oracle_fn lab2_oracle_right;

/* No call was executed twice, and one that has a result was executed. */
oracle_fn lab2_oracle_at_most_once;

/* As oracle_honest, by counting: which delivery led to an execution cannot
 * be told where one thread receives for all. */
oracle_fn lab2_oracle_honest;

/* The shorter text of those that are called at once is answered first. */
oracle_fn lab2_oracle_short_first;

#endif
