/*
 * names.h - names that are good in the interface and in C.
 *
 * Private to check.c and what it is made of.  Errors: fail_at().
 */
#ifndef IDLC_NAMES_H
#define IDLC_NAMES_H

#include "lab2-stubs/idlc/tree.h"

enum name_of { NAME_CONSTANT, NAME_TYPE, NAME_MEMBER, NAME_ARGUMENT };

/* No word of C, nor one that generated code uses itself. */
void check_name(const struct tok *t, const char *name, enum name_of of);

/* Members of one struct in C: "x" may bring "n_x" or "x_len" with it. */
int members_clash(const struct decl *a, const struct decl *b);

/* Sets prefix and word, from which the names of functions are made. */
void name_program(struct def *def);

/* Over the whole file: nothing is defined twice.  Sets skeleton. */
void check_names_differ(struct def *defs);

/* Sets min_len, max_len, owns, recursive and tail of all types. */
void measure(struct def *defs);

#endif
