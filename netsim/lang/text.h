/*
 * text.h - reading small languages, with errors that point at the place.
 *
 * Schedules, link rules, world files and traces report a mistake the same
 * way:
 *
 *     <schedule>:1:6: error: unknown host "sever" (hosts: client, server)
 *         drop sever->client #1
 *              ^~~~~
 *
 * Errors:     parsers return 0 or -EINVAL and fill a struct text_error; the
 *             first mistake wins, later ones are not reported.
 * Ownership:  a struct text borrows file name and source.
 */
#ifndef NETSIM_TEXT_H
#define NETSIM_TEXT_H

#include <stddef.h>
#include <stdint.h>

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

#endif
