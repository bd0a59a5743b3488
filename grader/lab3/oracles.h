/*
 * oracles.h - what must be true of runs of lab 3 only.
 */
#ifndef GRADER_LAB3_ORACLES_H
#define GRADER_LAB3_ORACLES_H

#include "grader/oracle.h"

/* Every result is 100: nothing in the world changes what alice has. */
oracle_fn lab3_oracle_hundred;

/*
 * Part C: every put that returned was applied, or superseded by one that was
 * not over when its own write began.
 */
oracle_fn lab3_oracle_written;

/*
 * Every call whose client has sent anything has a reply, and every other one
 * says that nothing was sent.  It looks at datagrams, so not of what the
 * explorer merges.
 */
oracle_fn lab3_oracle_sent_or_not;

#endif
