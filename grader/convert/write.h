/*
 * write.h - text of unknown origin, written so that nobody takes it for more.
 *
 * In a record may stand whatever a submission has printed.  All of these drop
 * control characters (of ASCII but newline and tab, and U+0080 to U+009F, so
 * that no terminal obeys them), and U+FFFE and U+FFFF, which XML has not.
 *
 * Errors:     none; what becomes of the stream is for whoever closes it.
 *             Out of memory ends the program.
 * Ownership:  text given is borrowed.
 */
#ifndef GRADER_CONVERT_WRITE_H
#define GRADER_CONVERT_WRITE_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/*
 * The first character of *s that may be written: *s is moved to it, and its
 * length is returned.  0: there is no more.
 */
size_t write_next(const char **s);

void write_text(FILE *out, const char *s);

/* In one line: newlines and tabs are blanks. */
void write_line(FILE *out, const char *s);

/* For XML and HTML: text, or the value of an attribute in double quotes. */
void write_xml(FILE *out, const char *s);

/* Milliseconds as seconds: 29.100 */
void write_seconds(FILE *out, long ms);

/* A string of JSON; the caller's. */
json_t *json_text(const char *s);

/* Text that is put together before it is written. */
struct draft {
    FILE *out; /* write here */
    char *text;
    size_t len;
};
void draft_begin(struct draft *d);
const char *draft_end(struct draft *d); /* good until draft_free() */
void draft_free(struct draft *d);

#endif
