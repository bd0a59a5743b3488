/*
 * random.h - private to scenario_random: one world of many, run and judged.
 *
 * A run draws its faults as it goes (fate.h).  What it has drawn is a
 * schedule, and the run of that schedule is the same run.
 */
#ifndef GRADER_RANDOM_H
#define GRADER_RANDOM_H

#include "grader/lot.h"
#include "grader/scenario.h"

/* From then on nothing more happens to a world. */
#define RANDOM_HEAL_NS INT64_C(20000000000)

struct random_worlds {
    const struct grade_case *c;
    const struct grade_options *opt;
    struct worldfile file;
    struct sim_world *w;
    struct explore_options o; /* what is drawn from */
    size_t most;              /* deviations in a world */
    struct trace trace;       /* of the latest run */
    uint64_t worlds, calls, faults;
    uint64_t untold; /* worlds of which an oracle could not tell */
};

/* At most so many deviations in a world of such a case. */
size_t random_most(const struct scenario *s, const struct grade_options *opt);

/* Run a lot and draw its faults: s becomes the schedule. */
void random_run(struct random_worlds *r, const struct lot *l,
                struct schedule *s);

/* Run it with these.  Returns which of them took place, as bits. */
uint64_t random_run_again(struct random_worlds *r, const struct lot *l,
                          const struct schedule *s);

/* What the case's oracles say of the latest run. */
int random_judge(struct random_worlds *r, struct verdict *v);

/*
 * Fewer clients, operations and deviations, as long as it is still rejected.
 * The latest run is that of the smallest.  Returns 0 if it is not even
 * rejected as it is.
 */
int random_shrink(struct random_worlds *r, struct lot *l, struct schedule *s);

#endif
