/*
 * reader.h - private to netsim/trace: reading a trace, a line at a time.
 *
 * Errors:     0 on success; -EINVAL where the file is wrong, and then the
 *             struct text_error of the reader says how.
 */
#ifndef NETSIM_TRACE_READER_H
#define NETSIM_TRACE_READER_H

#include <jansson.h>

#include "netsim/lang/text.h"
#include "netsim/trace/format.h"
#include "netsim/trace/memory.h"
#include "netsim/trace/trace.h"

struct host_name {
    const char *name;
    int host;
};

struct reader {
    struct trace *tr;
    const char *file;
    struct text_error *err;

    /* the current line, as it is in the file but without its newline */
    const char *line;
    size_t len;
    int line_number;

    struct host_name *host;      /* owned; sorted by name */
    struct trace_memory scratch; /* what lives as long as the line */
};

/* A place in the current line, from 0. */
struct span {
    size_t at, len;
};

/* ---- read_error.c ------------------------------------------------------- */

/* Report a mistake at a place of the current line; returns -EINVAL. */
int reader_fail(struct reader *r, struct span where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Where a key of the line's object, or its value, is.  The line must have
 * been parsed.  A key that is written with escapes is not found: the start
 * of the line stands for it.
 */
struct span reader_key(const struct reader *r, const char *key);
struct span reader_value(const struct reader *r, const char *key);

/* Report a value that is not what was expected: `"t" is a string, ...`. */
int reader_expected(struct reader *r, const char *key, const json_t *value,
                    const char *expected);

/* ---- read_meta.c -------------------------------------------------------- */

/* The first line, into r->tr->meta and r->host. */
int reader_meta(struct reader *r, const json_t *object);

/* The characters of a string as the bytes they stand for (format.h). */
const char *reader_text(struct reader *r, const json_t *string);

/* ---- scan.c ------------------------------------------------------------- */

/*
 * A line as the writer has written it, without escapes and with ASCII only:
 * 1, and *ev is what it says, *have a bit for each field that is there.  0:
 * it is another one, or wrong: ask the JSON library.
 */
int reader_scan(struct reader *r, struct trace_event *ev, uint32_t *have);

/* ---- read_event.c ------------------------------------------------------- */

/* Any other line, as one more event of r->tr. */
int reader_event(struct reader *r, const json_t *object);

/* The same of what was scanned. */
int reader_keep(struct reader *r, struct trace_event *ev, uint32_t have);

/* What a number of such a field may be. */
struct range {
    json_int_t min, max;
    const char *expected;
};

const struct range *reader_range(enum field_type type);

/* Such a field's number, which is within its range. */
void reader_set_number(const struct field *f, struct trace_event *ev,
                       int64_t number);

/* 0 to 15; -1: it is none. */
int reader_hex_digit(char c);

/* The host of that name; -1: there is none. */
int reader_host(const struct reader *r, const char *name);

#endif
