/*
 * tree.h - an interface as the compiler sees it.
 *
 * parse() makes the tree, check() finds out what its names mean and fills in
 * what is marked "checked"; whoever writes code then only reads it.
 *
 * Order:      lists are in the order of the file.
 * Lengths:    bytes on the wire; UNBOUNDED if there is no limit.
 */
#ifndef IDLC_TREE_H
#define IDLC_TREE_H

#include <stdint.h>

#include "lab2-stubs/idlc/lex.h"

#define UNBOUNDED UINT64_MAX

/* "BANK_NAME_MAX" or "0x20": what was written, and the number it is. */
struct value {
    const struct tok *tok;
    const char *text;
    int64_t number;        /* checked */
    const struct def *def; /* checked: the enum it belongs to, or NULL */
};

/* What one element of a declaration is. */
enum kind {
    KIND_VOID,
    KIND_INT,
    KIND_UNSIGNED,
    KIND_HYPER,
    KIND_UHYPER,
    KIND_FLOAT,
    KIND_DOUBLE,
    KIND_BOOL,
    KIND_STRING, /* always SHAPE_VARIABLE */
    KIND_OPAQUE, /* SHAPE_FIXED or SHAPE_VARIABLE */
    KIND_NAMED,  /* parsed only: check() makes one of the others of it */
    KIND_ENUM,
    KIND_STRUCT /* also a union, and a typedef of more than a name */
};

enum shape {
    SHAPE_ONE,      /* T x */
    SHAPE_OPTIONAL, /* T *x */
    SHAPE_FIXED,    /* T x[bound] */
    SHAPE_VARIABLE  /* T x<bound> */
};

/* "unsigned count", "string name<32>", "node *next". */
struct decl {
    const struct tok *tok; /* the name, or the type if there is no name */
    const char *name;
    enum kind kind;             /* checked */
    enum shape shape;           /* checked */
    const struct tok *type_tok; /* of a KIND_NAMED */
    struct def *type;           /* checked: of KIND_ENUM and KIND_STRUCT */
    struct value bound;         /* of SHAPE_FIXED and SHAPE_VARIABLE */
    struct decl *next;
};

struct item { /* of an enum */
    struct value value;
    const struct tok *tok;
    const char *name;
    struct item *next;
};

struct arm { /* of a union */
    struct label {
        struct value value;
        struct label *next;
    } * labels;            /* NULL: default */
    struct decl *decl;     /* NULL: void */
    const struct tok *tok; /* "case" or "default" */
    struct arm *next;
};

struct proc {
    const struct tok *tok;
    const char *name; /* "BANK_OPEN" */
    struct value number;
    struct decl *args;    /* NULL: void */
    struct decl *result;  /* NULL: void */
    const char *word;     /* checked: "open" */
    const char *skeleton; /* checked: "open_skeleton" */
    struct proc *next;
};

struct version {
    const struct tok *tok;
    const char *name;
    struct value number;
    struct proc *procs;
    const char *prefix; /* checked: "bank", or "bank_v2" if there are two */
    struct version *next;
};

enum def_kind {
    DEF_CONST,
    DEF_ENUM,
    DEF_STRUCT, /* also a typedef of more: its one field is "value" */
    DEF_UNION,
    DEF_ALIAS, /* a typedef of a mere name; nobody refers to it any more */
    DEF_PROGRAM
};

struct def {
    enum def_kind kind;
    const struct tok *tok;
    const char *name;

    struct value value;       /* of a const (text is "..." of a string) */
    struct item *items;       /* of an enum */
    struct decl *fields;      /* of a struct; of an alias the only one */
    struct decl *selector;    /* of a union: what is in switch (...) */
    struct arm *arms;         /* of a union */
    struct version *versions; /* of a program, whose number is value */

    /* Checked, of types. */
    uint64_t min_len, max_len;
    uint64_t size;    /* of a value in C, at most, without what it owns */
    int owns;         /* it has memory of its own: there is a T_free() */
    int recursive;    /* it can contain itself, other than by tail */
    const char *tail; /* "next": a list, linked by this last member */
    int mark;         /* private to check.c */

    struct def *next;
};

/* The syntax of a file; fails at the first token that does not fit. */
struct def *parse(const struct tok *t);

/* The meaning; fails at the first name or number that makes no sense. */
void check(struct def *defs);

#endif
