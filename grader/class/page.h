/*
 * page.h - text for CSV and HTML.
 *
 * Names and messages come from submissions: they are escaped, and control
 * characters are left out.
 */
#ifndef GRADER_CLASS_PAGE_H
#define GRADER_CLASS_PAGE_H

#include <stdio.h>

/* A field of a line (RFC 4180, section 2): in quotes if it must be.  What a
 * spreadsheet would take for a formula gets an apostrophe before it. */
void csv_field(FILE *out, const char *text);

/* Text between tags, or in an attribute with quotes. */
void html_text(FILE *out, const char *text);

/* Part of a URL: what is no letter or digit is "%20". */
void url_part(FILE *out, const char *text);

void page_begin(FILE *out, const char *title);
void page_end(FILE *out);

#endif
