/*
 * rerun.h - the grader judges a run of a case again, with other deviations.
 *
 * The viewer knows neither the labs nor their oracles: it starts `grade` as
 * the results say, in a process of its own, and reads what it leaves.
 */
#ifndef NETSIM_VIEWER_RERUN_H
#define NETSIM_VIEWER_RERUN_H

#include "netsim/viewer/items.h"

enum rerun {
    RERUN_SAME,    /* the run of that schedule */
    RERUN_LESS,    /* ... made as small as it can be */
    RERUN_NEAREST, /* the run nearest to it that is right */
    RERUN_MARGIN   /* that run, and how others go on from each of its points */
};

struct rerunner {
    const char *grade; /* the program, where the results name none */
    char *scratch;     /* owned; a directory, or NULL: none was needed yet */
    int runs;          /* so many have been made in it */
    /* While it runs, several times a second; not 0: it is to end.  NULL:
     * nobody is there. */
    int (*wait)(void *arg, int64_t ms);
    void *arg;
};

/* What has been run, in the scratch directory, is removed. */
void rerunner_release(struct rerunner *r);

/* NULL, or a sentence: why an item cannot be run again. */
const char *rerun_refuses(const struct item *it);

/*
 * Run the case of an item with a schedule.  The result is added to the list
 * `into`, which is empty, as one item.  0, or -1 and why says why.
 */
int rerun(struct rerunner *r, const struct item *it, enum rerun what,
          const char *schedule, struct items *into, char *why, size_t cap);

#endif
