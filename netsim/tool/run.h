/*
 * run.h - private to netsim/tool: what the command line of `netsim run` says,
 * and what is done about it.
 *
 * The functions return an exit status, as commands do.
 */
#ifndef NETSIM_RUN_H
#define NETSIM_RUN_H

#include "netsim/netsim.h"
#include "netsim/tool/progress.h"
#include "netsim/tool/source.h"
#include "netsim/trace/diagram.h"

#define EXIT_INTERRUPTED 130 /* as shells have it: 128 + SIGINT */

struct run {
    /* as wanted */
    struct worldfile file;
    const char *programs;
    const char *trace;
    const char *output;
    const char *stop; /* for a debugger: a place, or ""; NULL: nowhere */
    uint64_t runs;    /* 0: one, which is shown */
    int quiet, stats;
    struct diagram_options diagram;

    /* run_begin() */
    struct sim_world *world;
    struct sim_script script;
    struct trace tr; /* with meta data, without events */
    FILE *out;       /* for the trace; or NULL */
    struct progress progress;
};

int run_once(struct run *r);
int run_many(struct run *r);

/* stop.c: find the call that is meant, by a run; and set it. */
int run_find_stop(struct run *r);

/* run_once.c: make the world and open the trace; and the end of both. */
int run_begin(struct run *r);
void run_end(struct run *r);
/* The trace so far, to r->out, which is closed. */
int run_write(struct run *r);
void run_print_stats(const struct sim_stats *s);

#endif
