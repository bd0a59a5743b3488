/*
 * explore.h - every schedule of at most k faults, the small ones first.
 *
 * The fault-free run names the points at which the world might go another
 * way; each point and each alternative there is a schedule of one fault; the
 * run of that names the points of two faults, and so on.  So the first
 * schedule that a judge rejects has as few faults as any, and a pass says
 * how much was covered.  alternatives.h has what is tried at a point.
 *
 * A judge that names the steps it looks at is asked once for each history
 * (netsim.h): runs that show the same are the same to it.  And where a run
 * comes to a state from which all futures are known it goes no further: they
 * count as covered.  A judge that looks at more (times, single datagrams)
 * names no steps and is shown every run.
 *
 * Two engines do this, and must agree: REPLAY runs each schedule from the
 * start; SNAPSHOTS comes back to where the last fault happens.  There are no
 * snapshots under AddressSanitizer.
 *
 * Errors: a budget that runs out is not a pass: result.complete is 0.
 */
#ifndef GRADER_EXPLORE_H
#define GRADER_EXPLORE_H

#include "netsim/netsim.h"

/* Sets of alternatives: see alternatives.h. */
#define EXPLORE_DATAGRAMS 0x1u
#define EXPLORE_CRASHES 0x2u
#define EXPLORE_POWER 0x4u
#define EXPLORE_SHORT 0x8u
#define EXPLORE_INTERRUPTS 0x10u
#define EXPLORE_TURNS 0x20u
#define EXPLORE_PAUSES 0x40u
#define EXPLORE_CLOCK 0x80u
#define EXPLORE_LATE 0x100u
#define EXPLORE_NOISE 0x200u
#define EXPLORE_DISK 0x400u
#define EXPLORE_CUTS 0x800u
#define EXPLORE_STEPS 0x1000u
#define EXPLORE_ACCEPTS 0x2000u
#define EXPLORE_DEFAULT (EXPLORE_DATAGRAMS | EXPLORE_CRASHES)

enum explore_engine {
    EXPLORE_BEST, /* snapshots where there are any */
    EXPLORE_REPLAY,
    EXPLORE_SNAPSHOTS,
};

struct exploration;

struct explore_options {
    int faults;               /* at most so many in one run */
    unsigned kinds;           /* EXPLORE_...; 0: EXPLORE_DEFAULT */
    uint64_t crash_hosts;     /* bit i: host i may crash, and suffer what else
                             befalls a host at a call; 0: none does */
    const char *const *steps; /* that the judge looks at; NULL: see above */
    enum explore_engine engine;
    int no_merging; /* every schedule is run to its end */
    int by_results; /* equal states are told by results, not by memory */

    /* This part of n: first faults are dealt out to them in turn.  0, 0: all.
     * What the parts cover adds up to the whole. */
    unsigned shard, n_shards;

    uint64_t max_runs; /* budget, in schedules covered; 0: none */
    /* Asked now and then; not 0 ends the exploration.  Or NULL. */
    int (*stop)(void *arg, const struct exploration *so_far);
    void *stop_arg;
};

#define EXPLORE_FAULTS_MAX 3
#define EXPLORE_EARLY_NS 50000000
#define EXPLORE_LATE_NS INT64_C(1000000000)

/*
 * Look at the trace of one run; 0 ends the exploration there, 1 goes on.
 * The trace is borrowed for the call.
 */
typedef int explore_judge_fn(void *arg, const struct schedule *s,
                             const struct trace *tr);

struct exploration {
    uint64_t runs;            /* schedules covered */
    uint64_t run_to_end;      /* ... that were run to their end */
    uint64_t judged;          /* ... that were shown to the judge */
    uint64_t states;          /* known at the end */
    uint64_t points;          /* of the fault-free run */
    uint64_t events;          /* system calls of all runs */
    int faults;               /* the number of faults it has come to; -1: the
                                 runs are random worlds, and no exploration */
    int rejected;             /* the judge said 0; then: */
    struct schedule schedule; /* the one it rejected */
    int complete;             /* every schedule is covered, none rejected */
};

/* The world's chooser, sink and steps are the explorer's for this call. */
void explore(struct sim_world *w, const struct explore_options *opt,
             explore_judge_fn *judge, void *arg, struct exploration *result);

/*
 * One run of a schedule with a trace; *tr must be initialised.  Returns which
 * of its deviations took place: bit i is set if deviation i has.
 */
uint64_t explore_run(struct sim_world *w, const struct schedule *s,
                     struct trace *tr);

#endif
