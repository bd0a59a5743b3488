/*
 * table.h - the semantics of calls, measured: how often is a call executed
 * that was acknowledged, and one that failed, under each kind of fault.
 *
 * The faults of a kind are tried at every point of the fault-free run, one
 * in each run (or up to three of the same kind), by the explorer.  Nothing is
 * merged: each run is counted under its own kind.
 *
 * A call is acknowledged if it has returned a result, and has failed if it
 * has returned an error or its client has crashed.  Executions are counted
 * by the steps of the server, as far as the kernel's deliveries bear them
 * out.  Exactly once is about effects: an execution that a crash has undone
 * is none.  There the money is counted that an auditor finds missing in the
 * end, and a call that goes on after a crash is one call.
 */
#ifndef GRADER_TABLE_H
#define GRADER_TABLE_H

#include "grader/grader.h"

enum table_row {
    ROW_NO_FAULT,
    ROW_REQUEST_LOST,
    ROW_REPLY_LOST,
    ROW_DUPLICATE,
    ROW_LATE,
    ROW_SERVER_CRASH,
    ROW_SERVER_POWER,
    ROW_CLIENT_CRASH,
    ROW_SERVER_SLOW,
    TABLE_ROWS
};

enum table_column {
    COLUMN_AT_LEAST_ONCE,
    COLUMN_AT_MOST_ONCE, /* in memory */
    COLUMN_DURABLE,
    COLUMN_EXACTLY_ONCE,
    TABLE_COLUMNS
};

/* Over all runs of a cell. */
struct table_range {
    uint64_t calls; /* 0: there was none, and no least and most */
    int least, most;
};

struct table_cell {
    uint64_t runs;
    struct table_range acknowledged, failed;
};

struct table {
    struct table_cell cell[TABLE_ROWS][TABLE_COLUMNS];
};

/* Which kind of fault, if all of the schedule are of one; or -1. */
int table_row_of(const struct schedule *s, const struct schedule_names *names);

/* Add the calls of one run. */
void table_count(struct table_cell *cell, enum table_column column,
                 const struct trace *tr);

/* Measure a column.  0, or -1 after a sentence on stderr. */
int table_measure(struct table *t, enum table_column column,
                  const struct grade_options *opt);

void table_print(const struct table *t, FILE *out);

/* What the lecture says of it: how many claims do not hold; each is told. */
int table_check(const struct table *t, FILE *out);

#endif
