/*
 * options.h - the command line of `grade`.
 */
#ifndef GRADER_OPTIONS_H
#define GRADER_OPTIONS_H

#include "grader/grader.h"

/* -1: *opt is set.  Otherwise how to exit: all was said already. */
int options_read(struct grade_options *opt, int argc, char **argv);

#endif
