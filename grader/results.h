/*
 * results.h - what grading has found, as one JSON object, and its text.
 *
 * schema/results.schema.json says which fields there are.  The file, what the
 * process of a case sends, and all that a terminal shows are this object or
 * made of it.  A string in it is UTF-8 without control characters but newline
 * and tab, whatever a submission has printed.
 *
 * Out of memory aborts.
 */
#ifndef GRADER_RESULTS_H
#define GRADER_RESULTS_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "grader/grader.h"

#define RESULTS_FORMAT "rpclab-results"
#define RESULTS_VERSION 1
#define RESULTS_SEED_DEFAULT 1 /* of a world that names none */

/* ---- values ------------------------------------------------------------- */

/* Any bytes as a string: what is no text in UTF-8 becomes "?". */
json_t *results_string(const char *text);

/* A number, or its digits where no JSON number may be trusted with it. */
json_t *results_seed(uint64_t seed);

/* Set a field, append to an array: the value's ownership goes over. */
void results_put(json_t *object, const char *key, json_t *value);
void results_append(json_t *array, json_t *value);

/* ---- the object --------------------------------------------------------- */

/* No case in it, not complete.  To be freed by json_decref(). */
json_t *results_new(const struct grade_options *opt);

/* Append a case that has not begun.  What is returned belongs to results. */
json_t *results_add(json_t *results, const struct grade_case *c);

/* What became of a case, after so long. */
void results_set(json_t *in, const struct result *r, int64_t ms);

/* A score, if it has one; how grade exits; after how long. */
void results_finish(json_t *results, int complete, int status, int64_t ms);

/* Write it by way of a file beside it, so that path is always whole: 0, or
 * -errno. */
int results_save(const json_t *results, const char *path);

/* "pass", "not-run"; and back: -1: there is no such status. */
const char *results_status(enum outcome outcome);
int results_outcome(const char *status);

/* ---- from the process of a case ----------------------------------------- */

/* 0, or -EIO. */
int results_send(FILE *out, const struct result *r);

/*
 * What a process has sent, which is trusted with nothing: 0 and *r, to be
 * released; or -EINVAL, and why it is nonsense.
 */
int results_receive(const char *text, size_t len, const struct grade_case *c,
                    struct result *r, char *why, size_t cap);

/* ---- text: a pure function of the object -------------------------------- */

struct results_style {
    int colour; /* by escape sequences of a terminal */
};

/* All of it, as `grade` shows it: a line a case, then the end. */
void results_print(FILE *out, const json_t *results,
                   const struct results_style *style);

/* The parts of that.  The begin: if isolated, what is enforced.  The end: all
 * reports, and the score, if there is one. */
void results_print_begin(FILE *out, const json_t *results);
void results_print_line(FILE *out, const json_t *results, const json_t *c,
                        const struct results_style *style);
void results_print_end(FILE *out, const json_t *results);
void results_print_report(FILE *out, const json_t *report);

#endif
