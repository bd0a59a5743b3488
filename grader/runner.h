/*
 * runner.h - the process of one case, for jobs.c.
 *
 * Limits of it: limit_s() of processor time; CHILD_FILE bytes in a file;
 * CHILD_DESCRIPTORS; no core; CHILD_MEMORY_MIB of memory.  Of memory no
 * rlimit can be had: a world reserves 64 GiB of addresses, a sanitizer more.
 * So the parent looks, every CHILD_LOOK_MS, at it and its children.  Real
 * time: limit_s(), longer if processes have to share processors.
 */
#ifndef GRADER_RUNNER_H
#define GRADER_RUNNER_H

#include "grader/grader.h"

#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/types.h>

#define CHILD_FILE ((rlim_t)64 << 20)
#define CHILD_DESCRIPTORS 256
#define CHILD_MEMORY_MIB 2048
#define CHILD_LOOK_MS 100
#define CHILD_SENDS_MAX ((size_t)16 << 20)

/* Written by the child, read by the parent, trusted by no one. */
struct progress {
    _Atomic uint64_t schedules;
    _Atomic int faults;          /* -1: random worlds */
    int64_t begin_ms, budget_ms; /* the child's own */
};

struct child {
    pid_t pid;
    int pipe;   /* -1: the child has closed its end */
    int said;   /* a file: what it printed on stderr */
    int loud;   /* ... which is to be shown */
    char *text; /* all it has sent */
    size_t len, cap;
    int64_t begin_ms, looked_ms;
    int timed_out, sent_too_much, too_large;
    struct progress *progress;
};

/* Milliseconds of a clock that only goes on. */
int64_t now_ms(void);

/* Most seconds of a case; 0: whoever searches so deep has asked for it. */
int limit_s(const struct grade_case *c, const struct grade_options *opt);

/* 0, or -errno.  mask: the signals blocked in it. */
int child_start(struct child *ch, const struct grade_case *c,
                const struct grade_options *opt, const sigset_t *mask);

/* Read what it has sent, without waiting. */
void child_receive(struct child *ch);

/* Has it had more than so much time (0: there is no limit), or memory? */
void child_watch(struct child *ch, const struct grade_options *opt,
                 int64_t most_ms);

/* The child and all processes it has left behind. */
void child_kill(const struct child *ch);

/* 1: it has ended, and *r says how.  signalled: what ended it, or 0. */
int child_ended(struct child *ch, const struct grade_case *c,
                const struct grade_options *opt, int signalled,
                struct result *r);

void child_release(struct child *ch);

/* ---- programs.c --------------------------------------------------------- */

/* The files that the cases need, a line each; "*": all that there are.  0, or
 * 2 after a sentence. */
int print_programs(const struct job *jobs, size_t n,
                   const struct grade_options *opt);

/* ---- a line on a terminal ----------------------------------------------- */

void progress_show(const struct job *jobs, size_t n, size_t ended);
void progress_hide(void);

#endif
