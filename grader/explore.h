/*
 * explore.h - every schedule of at most k faults, the small ones first.
 *
 * The fault-free run names the points at which the world might go another
 * way; each point and each alternative there is a schedule of one fault; the
 * run of that names the points of two faults, and so on.  So the first
 * schedule that a judge rejects has as few faults as any, and a pass says
 * how much was covered.
 *
 * The alternatives at a point are few and named (alternatives.h): which kinds
 * of them are tried, the options say.
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
#define EXPLORE_DEFAULT (EXPLORE_DATAGRAMS | EXPLORE_CRASHES)

struct explore_options {
    int faults;           /* at most so many in one run */
    unsigned kinds;       /* EXPLORE_...; 0: EXPLORE_DEFAULT */
    uint64_t crash_hosts; /* bit i: host i may crash, and suffer what else
                             befalls a host at a call; 0: none does */
    uint64_t max_runs;    /* budget; 0: none */
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
    uint64_t runs;            /* schedules run and judged */
    uint64_t points;          /* of the fault-free run */
    uint64_t events;          /* system calls of all runs */
    int rejected;             /* the judge said 0; then: */
    struct schedule schedule; /* the one it rejected */
    int complete;             /* every schedule was run, and none rejected */
};

/* The world's chooser, sink and steps are the explorer's for this call. */
void explore(struct sim_world *w, const struct explore_options *opt,
             explore_judge_fn *judge, void *arg, struct exploration *result);

/* One run of a schedule with a trace; *tr must be initialised. */
void explore_run(struct sim_world *w, const struct schedule *s,
                 struct trace *tr);

#endif
