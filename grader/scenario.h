/*
 * scenario.h - a world to grade in, and the exploration of it.
 */
#ifndef GRADER_SCENARIO_H
#define GRADER_SCENARIO_H

#include "grader/explore.h"
#include "grader/grader.h"

struct scenario {
    const char *world;       /* file in opt->worlds: "lab3/bank.world" */
    const char *crashing[4]; /* names of hosts that may crash */
    int faults;
};

/*
 * Load the world with the submission's nodes.  On failure the result says
 * why (OUTCOME_INFRA) and NULL is returned.
 */
struct sim_world *scenario_load(const struct scenario *s,
                                const struct grade_options *opt,
                                struct result *r);

/*
 * Every schedule must satisfy all oracles: the result is a pass with its
 * coverage statement, or a failure with the report of the first schedule
 * that does not.
 */
void scenario_must(const struct scenario *s, const struct grade_case *c,
                   oracle_fn *const *oracles, const struct grade_options *opt,
                   struct result *r, FILE *out);

/*
 * Some schedule must break the oracle (and satisfy the others): the result
 * is a pass with the report of the first that does, as an exhibit.
 */
void scenario_exhibit(const struct scenario *s, const struct grade_case *c,
                      oracle_fn *broken, const char *of,
                      oracle_fn *const *oracles,
                      const struct grade_options *opt, struct result *r,
                      FILE *out);

#endif
