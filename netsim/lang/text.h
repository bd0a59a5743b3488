/*
 * text.h - reading small languages, with errors that point at the place.
 *
 * Schedules, link rules, world files and traces report a mistake the same
 * way:
 *
 *     <schedule>:1:6: error: unknown host "alice" (hosts: client, server)
 *         drop alice->client #1
 *              ^~~~~
 *
 * A source is lines of words.  A word ends at a blank, at "->", "<->", and
 * at one of ; # @ < > " | , which are words of their own.  "#" is a comment to
 * the end of the line unless a digit follows.
 *
 * Errors:     the first mistake fills the struct text_error and sticks.  A
 *             struct text that has failed reads as one that is at its end:
 *             words are empty, values 0, indices -1.  So a parser may read
 *             on and look once, with text_status().
 * Ownership:  a struct text borrows file name and source; a word points
 *             into the source.
 */
#ifndef NETSIM_TEXT_H
#define NETSIM_TEXT_H

#include <stddef.h>
#include <stdint.h>

/*
 * No time is longer, about 31 years, so that a few of them can be added up
 * without a thought of overflow.
 */
#define TEXT_TIME_MAX INT64_C(1000000000000000000)

struct text_error {
    int line, column; /* from 1; column counts bytes */
    char text[1024];  /* the whole message, several lines, newline at end */
};

/* Position in a source; the fields are the scanner's. */
struct text {
    const char *file;
    const char *src; /* NUL-terminated */
    const char *at;
    struct text_error *err;
    int failed;
};

/* len 0: there is none, at is where it was missed. */
struct text_word {
    const char *at;
    size_t len;
};

void text_init(struct text *t, const char *file, const char *src,
               struct text_error *err);

/* 0, or -EINVAL if anything went wrong since text_init(). */
int text_status(const struct text *t);

/*
 * The len bytes of a file hold no NUL, which would end the source early:
 * 0, else -EINVAL and *err says where.  src[len] must be NUL.
 */
int text_check_nul(const char *file, const char *src, size_t len,
                   struct text_error *err);

/* ---- lines and words ---------------------------------------------------- */

/*
 * From the end of a line go to the next one that holds a word; 0 if there
 * is none.  The first call finds the first line.
 */
int text_next_line(struct text *t);
void text_skip_line(struct text *t);

/* No more words in this line? */
int text_line_ends(const struct text *t);
void text_expect_line_end(struct text *t);

struct text_word text_peek(const struct text *t);
struct text_word text_take(struct text *t);
int text_is(struct text_word w, const char *s);

/* Take the next word if it is s: 1, else 0. */
int text_accept(struct text *t, const char *s);
void text_expect(struct text *t, const char *s);

/* Go on reading at a later place, for words with rules of their own. */
void text_skip_to(struct text *t, const char *at);

/* One of a few keywords: its index. */
int text_choice(struct text *t, const char *const *word, size_t n);

/* One of many names: its index. */
struct text_names {
    size_t n;
    const char *const *name; /* NULL: may not be used */
    const char *one;         /* "a host" */
    const char *unknown;     /* "unknown host" */
    const char *all;         /* "hosts" */
};

int text_name(struct text *t, const struct text_names *names);

/* ---- values ------------------------------------------------------------- */

/* Does the next word begin like a number, with or without a "-"? */
int text_number_follows(const struct text *t);

uint64_t text_number(struct text *t, uint64_t max);
int64_t text_time(struct text *t);        /* 1.5ms; not negative */
int64_t text_signed_time(struct text *t); /* also -1.5ms */
uint32_t text_percent(struct text *t);    /* 0.25%, in parts per million */
uint64_t text_rate(struct text *t);       /* 1.5mbit, in bit/s; not 0 */
uint64_t text_size(struct text *t);       /* 64KiB, in bytes; not 0 */
int32_t text_ppm(struct text *t, int32_t max); /* 200ppm, also negative */

/* ---- errors ------------------------------------------------------------- */

/* The sentence is lower case, without a stop. */
void text_fail(struct text *t, struct text_word w, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* "expected WHAT, found ..." the next word. */
void text_fail_expected(struct text *t, const char *what);

/*
 * A word as messages show it: in quotes, printable, not too long.  It is
 * returned by value so that text_quote(w).s can be an argument, where it
 * lives as long as the call.
 */
struct text_quote {
    char s[176];
};

struct text_quote text_quote(struct text_word w);

/* The index of the candidate that w may be a slip of, or -1. */
int text_nearest(struct text_word w, const char *const *candidate, size_t n);

#endif
