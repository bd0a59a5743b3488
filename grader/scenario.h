/*
 * scenario.h - a world to grade in, and the exploration of it.
 */
#ifndef GRADER_SCENARIO_H
#define GRADER_SCENARIO_H

#include "grader/explore.h"
#include "grader/grader.h"

struct worldfile;

struct scenario {
    const char *world;       /* file in opt->worlds: "lab3/bank.world" */
    int is_file;             /* ... or any file, one that the grader has
                                left: "build/traces/lab3.random.world" */
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
    int worlds;              /* scenario_random: so many; 0: 1,000; with the
                                sanitizers a quarter of them, since they are
                                slow */
};

/* Where the file of the world is. */
void scenario_path(const struct scenario *s, const struct grade_options *opt,
                   char *path, size_t cap);

/* Read the world's file: 0, or -errno and the result says why. */
int scenario_read(const struct scenario *s, const struct grade_options *opt,
                  struct worldfile *f, struct result *r);

/* The same for a world that has been read, with the submission's nodes. */
struct sim_world *scenario_world(const struct worldfile *f,
                                 const struct grade_options *opt,
                                 struct result *r);

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

/* Whether it is about what the case is about: see grade_case.of. */
int scenario_is_of(const struct grade_case *c, const struct verdict *v);

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
 * scenario->faults_file.  In the world with exactly these deviations, and the
 * seed if the file has one (not 0), the one
 * oracle must break (and the others be satisfied): a pass with the report of
 * the run, as an exhibit.  A deviation that did not take place, or one too
 * many, is a failure.
 */
case_fn scenario_break;

/*
 * Random worlds: many (scenario->worlds), each with a seed of its own, from
 * which all is drawn.  Of the hosts named client1 to client8 the first few
 * take part, at least one; the number behind the word "random" in a client's
 * arguments is drawn from 1 to what stands there.  Whatever `kinds` names
 * happens here and there, more often in one world than in another, until 20 s
 * have passed: from then on the world is healthy.  With oracle_healed among
 * the oracles every call must be answered then.
 *
 * A failure is made as small as it can be in a second or so: fewer clients,
 * operations, and deviations.  Its world is left beside its trace.
 *
 * scenario->faults: at most so many deviations in a world; 0: 64.
 */
case_fn scenario_random;

/*
 * What to say of a run that was rejected, and is not when it is run again: a
 * program has read what it never wrote, say, in a way no sanitizer sees.
 */
void scenario_no_replay(const struct verdict *first, struct verdict *v);

#endif
