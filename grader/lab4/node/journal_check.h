/*
 * journal_check.h - what the checks of a journal share: the records that are
 * written, and whether the right ones are read.
 *
 * Record k, from 1, has bytes that only k has.  What is wrong is said by
 * check_failed() (grader/node/check.h).
 */
#ifndef GRADER_LAB4_JOURNAL_CHECK_H
#define GRADER_LAB4_JOURNAL_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "lab4-atmostonce/amo/journal.h"

/* Writes record k of this length. */
void journal_check_fill(uint8_t *bytes, unsigned k, size_t len);

/* What a journal is to say when it is opened. */
struct expectation {
    const size_t *len; /* of record k: len[k - 1] */
    unsigned n;        /* so many records are there */
    unsigned first;    /* ... from this on; 0 is 1 */
    unsigned found;    /* how many have come */
    int is_wrong;      /* one was another than it should be */
};

/* arg: a struct expectation.  Never ends the reading. */
journal_record_fn journal_check_record;

/*
 * Open it: it must say what is expected, all of it if it can be opened at
 * all.  NULL after a sentence: "after TEXT, the journal ...".
 */
struct journal *journal_check_open(const char *path, struct expectation *x,
                                   const char *after);

/* Open and close.  1: as expected. */
int journal_check_file(const char *path, struct expectation *x,
                       const char *after);

/* Append record k, which must go well. */
void journal_check_append(struct journal *j, unsigned k, size_t len);

/* All of a file, at most cap bytes: how many; and the other way. */
size_t journal_check_load(const char *path, uint8_t *bytes, size_t cap);
void journal_check_store(const char *path, const uint8_t *bytes, size_t len);

#endif
