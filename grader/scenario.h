/*
 * scenario.h - a world to grade in, and the exploration of it.
 */
#ifndef GRADER_SCENARIO_H
#define GRADER_SCENARIO_H

#include "grader/explore.h"
#include "grader/grader.h"

struct scenario {
    const char *world;       /* file in opt->worlds: "lab3/bank.world" */
    const char *crashing[4]; /* names of hosts that may crash, and suffer
                                what else befalls a host at a call */
    int faults;              /* at most so many in one run */
    unsigned kinds;          /* EXPLORE_...; 0: EXPLORE_DEFAULT */
};

/*
 * Load the world with the submission's nodes.  On failure the result says
 * why (OUTCOME_INFRA) and NULL is returned.
 */
struct sim_world *scenario_load(const struct scenario *s,
                                const struct grade_options *opt,
                                struct result *r);

/*
 * Every schedule must satisfy all oracles of the case: the result is a pass
 * with its coverage statement, or a failure with the report of the first
 * schedule that does not.
 */
case_fn scenario_must;

/*
 * Some schedule must break the one oracle (and satisfy the others): the
 * result is a pass with the report of the first that does, as an exhibit.
 */
case_fn scenario_exhibit;

#endif
