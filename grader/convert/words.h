/*
 * words.h - what several formats say in the same words.
 *
 * Errors and ownership as in write.h.
 */
#ifndef GRADER_CONVERT_WORDS_H
#define GRADER_CONVERT_WORDS_H

#include "grader/convert/record.h"

#include <stdio.h>

/* How much of a report is to be said; a service may have a limit. */
struct words_limit {
    size_t rows; /* of a diagram */
    size_t text; /* bytes of a sentence */
};
extern const struct words_limit words_all;

/* Points of each lab and of all, or why there are none and, in the sentence
 * rerun, what an instructor can do; and how it was graded.  Lines. */
void words_summary(FILE *out, const struct record *r, const char *rerun);

/* "isolated, enforced: seccomp; with sanitizers; ..." */
void words_mode(FILE *out, const struct record *r);

/* Statement and report, if there is one, many lines. */
void words_case(FILE *out, const struct case_record *c,
                const struct words_limit *most);

/* The same as text for another place: to be freed. */
char *words_summary_text(const struct record *r, const char *rerun);
char *words_case_text(const struct case_record *c,
                      const struct words_limit *most);

/* "drop ...", or that there is none; nothing if that says nothing. */
void words_schedule(FILE *out, const struct told *t);

#endif
