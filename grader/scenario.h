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
    int deep;                /* ... where there are snapshots (SAN=0), which
                                are many times as fast; 0: the same */
    unsigned kinds;          /* EXPLORE_...; 0: EXPLORE_DEFAULT */

    const char *faults_file; /* scenario_break: file in opt->nodes, of at
                                most so many deviations (faults) */
    const char *part;        /* ... which is to be written in it: "lab 3 part
                                D" */
    int worlds;              /* scenario_random: so many; 0: 1,000 */
};

/*
 * Load the world with the submission's nodes.  On failure the result says
 * why (OUTCOME_INFRA) and NULL is returned.
 */
struct sim_world *scenario_load(const struct scenario *s,
                                const struct grade_options *opt,
                                struct result *r);

/* As the case and who calls the grader want it; hosts that may crash too. */
void scenario_options(const struct scenario *s, struct sim_world *w,
                      const struct grade_options *opt,
                      struct explore_options *o);

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

/*
 * Break it: the student has planned a disaster, a schedule in
 * scenario->faults_file.  In the world with exactly these deviations the one
 * oracle must break (and the others be satisfied): a pass with the report of
 * the run, as an exhibit.  A deviation that did not take place, or one too
 * many, is a failure.
 */
case_fn scenario_break;

#endif
