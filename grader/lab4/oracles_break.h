/*
 * oracles_break.h - what goes wrong in part F of lab 4: cash, and numbers of
 * calls.
 */
#ifndef GRADER_LAB4_ORACLES_BREAK_H
#define GRADER_LAB4_ORACLES_BREAK_H

#include "grader/oracle.h"

/*
 * A dispenser says "dispense" each time that it hands out money, with the
 * number of the withdrawal.
 */

/* No withdrawal is dispensed twice. */
oracle_fn cash_at_most_once;

/* A dispenser that takes its work for done has handed out money as often as
 * it was told that it was debited. */
oracle_fn cash_at_least_once;

/*
 * An acknowledged call was executed; the one that was not had the number of
 * an earlier one.  But the same call, made again since its client crashed
 * before it had an answer, may be given the first one's reply.
 */
oracle_fn number_is_new;

#endif
