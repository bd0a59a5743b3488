/*
 * print.h - what the stages of the compiler see, for people.
 */
#ifndef IDLC_PRINT_H
#define IDLC_PRINT_H

#include <stdio.h>

#include "lab2-stubs/idlc/tree.h"

/* One a line: line:column, kind, text. */
void print_tokens(FILE *f, const struct tok *t);

/* After check(): every definition, with lengths in bytes on the wire. */
void print_tree(FILE *f, const struct def *defs);

#endif
