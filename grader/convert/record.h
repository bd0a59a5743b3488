/*
 * record.h - what a grading has recorded, read and checked.
 *
 * The file is the one that `grade --json` writes, format "rpclab-results",
 * version 1 (grader/schema/).  Whoever converts it looks at nothing else.
 *
 * Units:      ms is real time in milliseconds.
 * Errors:     a record that is not as it should be gives NULL, and a sentence
 *             which says where: "cases[3].status is "great": not a status".
 * Ownership:  the record owns all that it points to.  Strings are valid UTF-8
 *             and hold whatever a submission has printed: control characters,
 *             too, until one of the writers of write.h drops them.
 */
#ifndef GRADER_CONVERT_RECORD_H
#define GRADER_CONVERT_RECORD_H

#include "grader/labs.h"

#include <jansson.h>
#include <stddef.h>

enum {
    RECORD_LABS = LABS_MAX, /* labs are 1 to this */
    RECORD_WRONG_LEN = 512  /* room for a sentence about what is wrong */
};

enum status {
    STATUS_PASS,
    STATUS_FAIL,
    STATUS_UNKNOWN,
    STATUS_CRASHED,
    STATUS_TIMEOUT,
    STATUS_NOT_RUN,
    STATUS_INFRA,
    STATUS_STOPPED,
    N_STATUSES
};

/* A run, told to a person.  Strings are "" where there is nothing to say. */
struct told {
    int is_exhibit; /* or another run in which nothing is wrong */
    const char *why, *expected, *actual, *replay, *trace, *hint;
    const char *schedule; /* "" of a run with a diagram: the fault-free one */
    const char *text;     /* what is no diagram; lines */
    char seed[24];        /* "": the usual one */
    const char **row;     /* of the diagram, heading first */
    size_t n_rows;
};

struct case_record {
    const char *name, *what, *rows, *statement;
    const char *needs; /* the case that failed, of a case not run, or "" */
    int lab;
    long points, max, ms;
    enum status status;
    struct told *told; /* the first says most */
    size_t n_told;
};

struct record {
    json_t *root; /* the strings are in it */
    const char *submission, *prior;
    int isolated, sanitizers, complete, graded, exit;
    long points, max, ms; /* points, max: 0 if there is no score */
    long lab_points[RECORD_LABS + 1], lab_max[RECORD_LABS + 1];
    const char **enforced, **not_enforced; /* by the sandbox */
    size_t n_enforced, n_not_enforced;
    struct case_record *cases;
    size_t n_cases;
};

/* Of text, len bytes of JSON. */
struct record *record_read(const char *text, size_t len,
                           char wrong[RECORD_WRONG_LEN]);
void record_free(struct record *r);

/* As in the file: "not-run". */
const char *status_name(enum status s);

/* The grader, not the submission, has to be mended. */
int status_is_infra(enum status s);

/* Has the grader failed in this one, or said so by its exit status? */
int record_is_infra(const struct record *r);

/*
 * May points be shown?  Not of a grading that was stopped, of one that has
 * looked at a part only, or of one in which the grader has failed: a number
 * would be wrong, and 0 would be the worst of them.
 */
int record_has_score(const struct record *r);

/* Why it may not, in a sentence without a stop; "" if it may. */
const char *record_no_score(const struct record *r);

/* Is there a case of this lab? */
int record_has_lab(const struct record *r, int lab);

#endif
