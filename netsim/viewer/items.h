/*
 * items.h - what there is to look at: traces, and the cases of a grading.
 *
 * Ownership: the list owns its strings.  None of them is NULL; "" says
 * nothing.
 */
#ifndef NETSIM_VIEWER_ITEMS_H
#define NETSIM_VIEWER_ITEMS_H

#include <stddef.h>
#include <stdint.h>

/* Of so many runs that were the same before an event, and then went on at
 * random, so many were wrong. */
struct margin {
    uint64_t seq; /* of the event */
    unsigned wrong, runs;
};

/* How a grader comes to judge a case's run again: of results.json. */
struct rerun_recipe {
    char *grade; /* the program; "": nothing is known */
    char *nodes; /* directories */
    char *worlds;
    char *world; /* file */
    char *schedule;
    char *seed; /* a number */
    int isolate, gallery;
};

struct item {
    char *name;     /* "lab3.debit", or the file's */
    char *status;   /* of a case: "fail", "pass", ...; "": a trace alone */
    char *why;      /* a sentence */
    char *path;     /* of its trace; "": it has none */
    char *replay;   /* a command */
    char *hint;     /* where to read on */
    uint64_t event; /* seq of the event at which it shows; 0: unknown */
    int lab;        /* 0: of none */
    struct rerun_recipe again;
    size_t origin; /* 1 + the item that this is another run of; 0: none */
    struct margin *margin; /* by seq */
    size_t n_margin;
};

struct items {
    struct item *item; /* owned */
    size_t n, cap;
};

void items_release(struct items *list);

/* The first item of another list, which is released, goes into a place. */
void items_insert(struct items *list, size_t at, struct items *from);

/* One item has the margin of another, which then has none. */
void items_take_margin(struct item *it, struct item *from);

/* A file with a trace; or the cases of a directory's results.json, or if it
 * has none, all its *.jsonl in the order of their names.  0, or -errno. */
int items_add_path(struct items *list, const char *path);

/*
 * The cases of results.json: those that have failed, those that have left a
 * trace, the others; of one lab if lab is not 0; if a case has several
 * reports, each of them.  0, or -errno; -EINVAL: the file holds no results,
 * and why says where.
 */
int items_add_results(struct items *list, const char *path, int lab, char *why,
                      size_t cap);

#endif
