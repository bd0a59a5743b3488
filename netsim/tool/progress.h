/*
 * progress.h - private to netsim/tool: how far a run is, and its end by hand.
 *
 * From progress_begin() on Ctrl-C (SIGINT, SIGTERM) ends the run at the next
 * moment at which time would move on, so that nothing of what happened is
 * lost; a second one ends the command at once.
 *
 * How far it is stands in one line of stderr, from the first second on, if
 * that is a terminal.  No escape sequences, no colours (NO_COLOR or not).
 */
#ifndef NETSIM_PROGRESS_H
#define NETSIM_PROGRESS_H

#include "netsim/netsim.h"

struct progress {
    struct sim_world *world;
    const struct trace *trace; /* whose events are counted */
    int shown;                 /* columns of the line that stands there */
    int wanted;
    unsigned rests;
    int64_t last_ns; /* real time when it was shown */
    size_t events;   /* ... and how many there were */
};

/* quiet: only the end by hand. */
void progress_begin(struct progress *p, struct sim_world *w,
                    const struct trace *tr, int quiet);
/* Take the line away. */
void progress_end(struct progress *p);
int progress_interrupted(void);

#endif
