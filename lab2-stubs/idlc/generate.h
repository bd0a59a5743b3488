/*
 * generate.h - an interface becomes four files of C.
 *
 *     bank.h       types, constants, and the functions of the other three
 *     bank_xdr.c   T_put(), T_get(), T_text(), T_free() of every type T
 *     bank_clnt.c  the client's stubs
 *     bank_svc.c   the server's skeletons, and the tables of the procedures
 */
#ifndef IDLC_GENERATE_H
#define IDLC_GENERATE_H

#include "lab2-stubs/idlc/out.h"
#include "lab2-stubs/idlc/tree.h"

enum { FILE_H, FILE_XDR, FILE_CLNT, FILE_SVC, N_FILES };

/* What follows the name: ".h", "_xdr.c" ... */
extern const char *const file_ends[N_FILES];

/* What they are made from and for: "bank.x"; "bank"; "lab3/bank/bank.h". */
struct names_of_files {
    const char *from, *base, *header;
};

/* A file without anything in it has no text. */
void generate(struct out out[N_FILES], const struct def *defs,
              const struct names_of_files *names);

/* Its header; part of the above. */
void generate_header(struct out *o, const struct def *defs,
                     const struct names_of_files *names);

/* The comment at the top of a file, up to what is said of this one. */
void generate_begin(struct out *o, const struct names_of_files *names,
                    int file);

/* "---- title ---------", as wide as a line. */
void generate_title(struct out *o, const char *title);

/* Is there a program among them, and so stubs and skeletons? */
int has_program(const struct def *defs);

#endif
