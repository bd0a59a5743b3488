/*
 * read.c - a trace from a file, line by line.
 *
 * A trace comes from a program that may have been killed, from a disk that
 * was full, or from an editor; whatever the bytes are, the answer is a
 * whole trace or one error that points at the place.
 */
#include "netsim/trace/reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
read_json(struct reader *r)
{
    json_error_t e;
    json_t *object = json_loadb(r->line, r->len, JSON_REJECT_DUPLICATES, &e);
    int error;

    if (!object)
        return reader_fail(
            r, (struct span){ e.position > 0 ? (size_t)e.position - 1 : 0, 1 },
            "%s, expected one JSON object a line", e.text);
    if (!json_is_object(object))
        error = reader_fail(r, (struct span){ 0, r->len },
                            "an array, expected an object");
    else if (r->line_number == 1)
        error = reader_meta(r, object);
    else
        error = reader_event(r, object);
    json_decref(object);
    return error;
}

/* Nearly all lines of a long trace are as the writer writes them. */
static int
read_line(struct reader *r)
{
    struct trace_event ev;
    uint32_t have;

    if (r->line_number > 1 && reader_scan(r, &ev, &have))
        return reader_keep(r, &ev, have);
    return read_json(r);
}

/* Take the newline off; a line without one is what a cut file ends in. */
static int
end_line(struct reader *r, char *line, size_t len)
{
    r->line = line;
    r->len = len;
    if (line[len - 1] != '\n')
        return reader_fail(r, (struct span){ len, 1 },
                           "the last line has no end, expected a newline: "
                           "the file is cut off");
    line[--r->len] = '\0';
    return 0;
}

static int
read_lines(struct reader *r, FILE *in)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    int error = 0;

    while (!error && (len = getline(&line, &cap, in)) > 0) {
        r->line_number++;
        memory_clear(&r->scratch);
        error = end_line(r, line, (size_t)len);
        if (!error)
            error = read_line(r);
    }
    free(line);
    return error;
}

static int
no_file(struct reader *r)
{
    snprintf(r->err->text, sizeof(r->err->text), "%.200s: error: %s\n",
             r->file, strerror(errno));
    return -EIO;
}

int
trace_read(struct trace *tr, FILE *in, const char *name,
           struct text_error *err)
{
    struct reader r = { .tr = tr, .file = name, .err = err, .line = "" };
    int error;

    trace_release(tr);
    *err = (struct text_error){ 0 };
    errno = 0;
    error = read_lines(&r, in);
    if (!error && ferror(in))
        error = no_file(&r);
    if (!error && r.line_number == 0) {
        r.line_number = 1;
        error = reader_fail(&r, (struct span){ 0, 1 },
                            "an empty file, expected meta data");
    }
    if (error)
        trace_release(tr);
    memory_release(&r.scratch);
    free(r.host);
    return error;
}
