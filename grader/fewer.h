/*
 * fewer.h - a schedule that is wrong, made small.
 *
 * Deviations that did not take place are dropped, then halves of what is left,
 * quarters and so on to single ones (delta debugging: Zeller and Hildebrandt),
 * as long as the run is still wrong.
 */
#ifndef GRADER_FEWER_H
#define GRADER_FEWER_H

#include "netsim/lang/schedule.h"

/* So many runs and no more, so that a result is the same on each machine. */
#define FEWER_RUNS 400

/*
 * Run the schedule: 1 if the run is wrong.  *happened: which deviations took
 * place, as bits.  Whoever has had enough runs says 0.
 */
typedef int fewer_fn(void *arg, const struct schedule *s, uint64_t *happened);

/* *s is the smallest so far, and wrong. */
void fewer_happened(struct schedule *s, fewer_fn *is_wrong, void *arg);
void fewer_deviations(struct schedule *s, fewer_fn *is_wrong, void *arg);

#endif
