/*
 * scheduled.h - runs whose schedule the case names, and no explorer.
 */
#ifndef GRADER_SCHEDULED_H
#define GRADER_SCHEDULED_H

#include "netsim/netsim.h"

/* One run of a schedule in words, which must be right; *tr is initialised. */
void scheduled_run(struct sim_world *w, const char *words, struct trace *tr);

#endif
