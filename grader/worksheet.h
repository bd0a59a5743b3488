/*
 * worksheet.h - what a student predicts before the first line is written: the
 * questions of a lab, and the answers in its predict.txt.
 *
 * A line of the file is "KEY = ANSWER"; "#" begins a comment; "?" or nothing
 * is no answer yet.  No answer is known here: the grader runs the world of a
 * question and measures it (predict.h).
 *
 * The file is a submission's: any bytes may be in it.  What cannot be read is
 * a problem, with line and value, and never an error.
 */
#ifndef GRADER_WORKSHEET_H
#define GRADER_WORKSHEET_H

#include "netsim/trace/trace.h"

#include <stddef.h>

#define QUESTIONS_MAX 16
#define PROBLEMS_MAX 8 /* that are told; of more only how many */
#define NUMBER_MAX 999999999

/* Measure a run: 1 and the value, a number or the index of a word; 0: this
 * run says nothing of it.  of: what it is about, a text that begins so. */
typedef int measure_fn(const struct trace *tr, const char *of, long *value);

struct question {
    const char *key;
    const char *const *words; /* that may be answered, NULL at the end; NULL:
                                 a number is */
    const char *world;        /* "lab3/debit.world" */
    const char *schedule;
    measure_fn *measure;
    const char *of;
};

struct answer {
    int line;  /* in the file, from 1; 0: the key is not there */
    int given; /* 1: and it can be read: */
    long value;
    int odd; /* 1: something is there that is no answer to this question */
};

struct worksheet {
    struct answer answer[QUESTIONS_MAX]; /* as the questions are ordered */
    char problem[PROBLEMS_MAX][200];     /* "line 7: ..." */
    size_t n_problems;                   /* also those that are not kept */
};

/* Words of questions. */
extern const char *const worksheet_no_yes[];         /* no, yes */
extern const char *const worksheet_no_perhaps_yes[]; /* no, perhaps, yes */

/* Read a whole file; n questions, at most QUESTIONS_MAX. */
void worksheet_read(struct worksheet *s, const char *text,
                    const struct question *q, size_t n);

/* An answer in words, as a person would write it. */
void worksheet_show(char *buf, size_t cap, const struct question *q,
                    long value);

#endif
