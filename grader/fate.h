/*
 * fate.h - a run whose deviations are drawn as it goes.
 *
 * At each point by a key of its own (seed, place, count), so that a run is
 * known by its seed.  What was drawn is a schedule, and the run of that
 * schedule is the same run.
 *
 * Until its `from`th decision a run may be that of a schedule.  Chance then
 * begins there; of the schedule nothing is left but what has happened.
 */
#ifndef GRADER_FATE_H
#define GRADER_FATE_H

#include "grader/explore.h"

struct fate {
    struct sim_chooser chooser; /* the world's; first in here */

    /* To be set: */
    const struct explore_options *o; /* alternatives to draw from */
    uint64_t seed;
    size_t most;      /* deviations in the run, those of before included */
    int level;        /* 0: the worst world, to FATE_LEVELS - 1; not asked */
    uint64_t one_in;  /* ... if of so many points one is to have a deviation;
                         0: by level */
    int64_t until_ns; /* no chance from then on */
    const struct schedule *before; /* NULL: chance from the start on */
    uint64_t from;                 /* decisions that are not left to it */

    struct schedule *s; /* set by the run: all deviations of it */

    /* Private. */
    struct sim_script prefix; /* does what `before` says */
    struct sim_script script; /* does what `now` says */
    struct schedule now;      /* what was drawn here, and what lasts */
    uint64_t asked;
};

#define FATE_LEVELS 5

/* Run the world.  *tr: its trace, to be cleared by the caller. */
void fate_run(struct sim_world *w, struct fate *f, struct trace *tr);

#endif
