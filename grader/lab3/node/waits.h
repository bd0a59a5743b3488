/*
 * waits.h - are the copies of one request as far apart as they must be?
 *
 * Units: milliseconds.
 */
#ifndef GRADER_LAB3_WAITS_H
#define GRADER_LAB3_WAITS_H

#include "grader/lab3/node/odd_udp.h"

/*
 * A call without a reply, by these rules, began and ended at these times, and
 * the server has seen these copies.  Reports the first thing that is wrong;
 * when says what was special, as in "while stale replies came".
 */
void waits_check(const struct rpc_retry *retry, const struct odd_udp *s,
                 int64_t began_ms, int64_t ended_ms, const char *when);

#endif
