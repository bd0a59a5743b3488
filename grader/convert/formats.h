/*
 * formats.h - one function for each format: a record in, text out.
 *
 * Each is a function of the record alone: no clock, no environment, no name
 * of a file.  The same record gives the same bytes.
 *
 * Errors and ownership as in write.h.
 */
#ifndef GRADER_CONVERT_FORMATS_H
#define GRADER_CONVERT_FORMATS_H

#include "grader/convert/record.h"

#include <stdio.h>

typedef void format_fn(const struct record *r, FILE *out);

format_fn to_autolab;
format_fn to_csv;
format_fn to_gradescope;
format_fn to_html;
format_fn to_junit;
format_fn to_prairielearn;
format_fn to_tap;
format_fn to_text;

#endif
