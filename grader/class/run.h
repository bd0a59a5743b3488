/*
 * run.h - a command under limits: make, grade, convert.
 *
 * Its output, both kinds together, comes back as text.  When it ends, is
 * stopped or is out of time, whatever it has started ends with it, also what
 * has gone to a process group of its own.
 */
#ifndef GRADER_CLASS_RUN_H
#define GRADER_CLASS_RUN_H

#include <stddef.h>

#define RUN_OUTPUT_MAX ((size_t)256 << 10)

struct run {
    const char *const *argv;
    const char *const *envp; /* NULL: as it is */
    int limit_s;             /* of real time */
    int cpu_s;               /* of each process; 0: none */
    int file_mb;             /* of each file that is written */

    /* Set by run().  The output is freed by the caller. */
    char *output; /* at most RUN_OUTPUT_MAX; what is more is cut off */
    size_t len;
    int status;    /* as exit: 0 to 255; 128 + n: it died of signal n */
    int timed_out; /* not done within limit_s */
    int stopped;   /* a signal told us to end */
    long ms;
};

/* Once, at the start: become the one whom orphans are given to, and take
 * SIGINT, SIGTERM and SIGHUP for a wish to stop. */
void run_begin(void);

/* The signal that came, or 0. */
int run_signalled(void);

/* 0, or -errno if it could not be started. */
int run(struct run *r);

/* End all that this process has started, and wait for it. */
void run_end_all(void);

#endif
