/*
 * one.h - private: the steps of grading one submission (one.c).
 */
#ifndef GRADER_CLASS_ONE_H
#define GRADER_CLASS_ONE_H

#include "grader/class/class.h"
#include "grader/class/intake.h"

#include <limits.h>
#include <stdio.h>

struct one {
    const struct class_options *opt;
    const struct entry *entry;
    char out[PATH_MAX];     /* OUT/NAME */
    char scratch[PATH_MAX]; /* absolute; copies of the files are in it */
    char built[PATH_MAX];   /* what make makes of it */
    FILE *log;              /* build.log, until it is written */
    unsigned labs, broken;  /* 1u << n */
    char error[224];        /* the first lab that does not build, and why */
    int results;            /* there is a results.json to be converted */
    struct class_record record;
};

/* For commands that work on the submission.  Static, until the next call. */
const char *const *scratch_environment(const struct one *o);

/* Take the name of the scratch directory out of a text. */
void scratch_forget(const struct one *o, char *text);

/* Build each of o->labs; sets o->broken.  0, -EINTR, or -errno. */
int build_labs(struct one *o);

/* Grade the labs that are built, and convert the results; fills in the
 * record's points.  0, -EINTR, or -errno. */
int grade_labs(struct one *o);

/* A report for who has no results: the status, and what make said. */
int report_without_results(const struct one *o, const char *log);

/* What is built was graded; the reports say that the rest was not. */
int report_add_status(const struct one *o);

/* Records what only the grader is to blame for. */
void record_infra(struct class_record *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
