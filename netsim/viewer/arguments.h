/*
 * arguments.h - the command line of `view`.
 *
 * One table is what is taken, what --help says, and the manual page.
 */
#ifndef NETSIM_VIEWER_ARGUMENTS_H
#define NETSIM_VIEWER_ARGUMENTS_H

#include <stdio.h>

#define RESULTS_MAX 16
#define TYPES_MAX 64

struct arguments {
    const char *results[RESULTS_MAX], *keys, *grade;
    int n_results;
    const char *types[TYPES_MAX];
    int n_types;
    int lab, dump, styles, ascii, colours, follow, mouse;
    int rows, cols;
    char **traces; /* NULL behind the last */
};

struct view_option {
    const char *name, *takes; /* NULL: it takes nothing */
    const char *says;         /* lines */
};

extern const struct view_option view_options[]; /* NULL behind the last */

/* -1: go on; else the exit status: 0 all is said, 2 wrong, after a message. */
int arguments_read(struct arguments *a, int argc, char **argv);

/* The manual page, in the macros of man(7), of options and keys. */
void manual_print(FILE *out);

#endif
