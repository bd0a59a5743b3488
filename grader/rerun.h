/*
 * rerun.h - one run of one case, with deviations that somebody asks for.
 *
 * It is run and judged as the grade runs and judges it, in a process of its
 * own, but for no points: a pass if nothing is wrong in the run, a failure if
 * an oracle of the case rejects it.  What an exhibit or a scene of the gallery
 * is to show counts as wrong.  Each has one report with its trace, whatever
 * came of it.
 */
#ifndef GRADER_RERUN_H
#define GRADER_RERUN_H

#include <jansson.h>

#include "grader/scenario.h"

struct rerun {
    struct grade_case c; /* what is run; first in here */
    const struct grade_case *of;
    struct scenario scenario; /* of c: maybe in another world */
    struct schedule schedule;
};

/*
 * By opt->schedule and opt->world.  0, or 2 after a sentence: the case runs no
 * world, or there is a mistake in the schedule.
 */
int rerun_init(struct rerun *re, const struct grade_case *of,
               const struct grade_options *opt);

/* The case of that name in a list that ends with NULL, of tables that end
 * with a row without a name; or NULL after a sentence. */
const struct grade_case *rerun_find(const struct grade_case *const *tables,
                                    const char *name);

/* ---- private to rerun*.c ------------------------------------------------ */

#define RERUN_RUNS_MAX 400 /* to find the nearest run that is right */

struct trial {
    const struct rerun *re;
    const struct grade_options *opt;
    struct sim_world *w;
    struct trace trace; /* of the latest run; also: */
    struct verdict v;   /* why it is wrong, or cannot be told */
    uint64_t happened;  /* which of its deviations have */
    struct exploration so_far;
    int is_over; /* the budget is spent: no more runs */
};

/* Run it: 1 if it is right, 0 if it is wrong, or ORACLE_UNKNOWN. */
int trial_run(struct trial *t, const struct schedule *s);

/* What is to be said of the trace of a run that just was. */
int trial_judge(struct trial *t);

/* Fewer deviations, as long as the run is still wrong, as s is. */
void rerun_less(struct trial *t, struct schedule *s);

/*
 * As few as possible left out so that the run is right, as s is not: single
 * ones, then pairs and so on.  If all that were tried are wrong, as many kept
 * as a run that is right can have, one after the other.  0: there is none, and
 * *s is as it was.  *is_nearest: all that have more of them were
 * tried.
 */
int rerun_nearest(struct trial *t, struct schedule *s, int *is_nearest);

/*
 * From points of the run on, opt->margin runs that go on at random: an array
 * of [seq, how many are wrong, of how many].
 */
json_t *rerun_margin(struct trial *t);

#endif
