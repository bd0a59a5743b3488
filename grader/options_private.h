/*
 * options_private.h - private to options*.c: which options there are, and how
 * an argument is read.
 */
#ifndef GRADER_OPTIONS_PRIVATE_H
#define GRADER_OPTIONS_PRIVATE_H

#include "grader/options.h"

extern const char options_help[];

enum option_code {
    LAB = 256,
    TEST,
    NODES,
    REFERENCE,
    WORLDS,
    TRACES,
    REPLAY,
    JOBS,
    JSON,
    SUBMISSION,
    PRIOR,
    ISOLATE,
    LIST,
    PROGRAMS,
    GALLERY,
    ASCII,
    UTF8,
    FAULTS,
    SHARD,
    BUDGET,
    ENGINE,
    SEED,
    SCHEDULE,
    WORLD,
    LESS,
    NEAREST,
    MARGIN,
    HELP
};

/* What an option does not take: 2, after a sentence. */
int option_wrong(const char *option, const char *takes, const char *arg);

/* All of arg is a number from `from` to `to`: it, or -1. */
int option_number(const char *arg, int from, int to);

/* One about one run; 0, or 2 after a sentence. */
int option_one_run(struct grade_options *opt, int c, const char *arg);

/* What is about one run makes no sense without, and one thing at a time. */
int option_check_one_run(const struct grade_options *opt);

#endif
