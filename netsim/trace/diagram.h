/*
 * diagram.h - the space-time diagram of a trace, as rows of text.
 *
 * One column (lifeline) a host, one row an event; a message is an arrow, an
 * elbow where other events happen during its flight, and ends in a cross
 * with the reason where it is lost.  The model (which rows, which lanes) is
 * computed once; a row is drawn on demand into a grid of cells, so that a
 * viewer need draw only what is on its screen.  Nothing here knows of a
 * terminal.
 *
 * Units:      columns and rows of character cells
 * Ownership:  the diagram borrows the trace, which must outlive it.
 */
#ifndef NETSIM_DIAGRAM_H
#define NETSIM_DIAGRAM_H

#include "netsim/trace/trace.h"

struct diagram; /* the model: rows, lanes, columns */

/* What the column at the left says, and how far rows are from each other. */
enum diagram_axis {
    AXIS_TIME,   /* of the run, in ms; a row for each event */
    AXIS_REAL,   /* the same; and one for each 60th of the run */
    AXIS_SINCE,  /* ms since the event above */
    AXIS_CAUSAL, /* Lamport's clock */
    AXES
};

/* What has no rows of its own. */
enum diagram_folding {
    FOLD_IDLE, /* long times in which nothing happens are one row */
    FOLD_RUNS, /* ... and what a host does on end is its first row */
    FOLD_NOTHING,
    FOLDINGS
};

struct diagram_options {
    int width;            /* of the drawing, 40 to 512; 0: 80 */
    int ascii;            /* 1: plain ASCII instead of UTF-8 */
    int64_t idle_ns;      /* longer gaps get a row of their own; 0: 100 ms */
    uint64_t first, last; /* only events with first <= seq <= last; last 0:
                             to the end */
    int logs;             /* 1: rows for lines of program output, too */
    int steps;            /* 1: rows for every step, not just exec, return */
    enum diagram_axis axis;
    int64_t zero_ns; /* AXIS_TIME, AXIS_REAL: this time of the run is 0 */
    enum diagram_folding folding;
    const uint8_t *keep; /* borrowed: only events i with keep[i]; NULL: all */
    const int *order;    /* borrowed: the hosts to show, from the left on, */
    int n_order;         /* so many, each once; NULL: all of them */
};

/* Never fails: out of memory aborts. */
struct diagram *diagram_new(const struct trace *tr,
                            const struct diagram_options *opt);
void diagram_free(struct diagram *d);

size_t diagram_rows(const struct diagram *d); /* without the heading */

/*
 * seq of the event a row shows; 0 for rows of time alone.  A straight arrow
 * shows two, the sending and what follows: this is the sending.
 */
uint64_t diagram_row_seq(const struct diagram *d, size_t row);

/*
 * The row that shows an event, or the next one that is shown; the last row
 * if there is none after it, 0 if there are no rows.  Logarithmic.
 */
size_t diagram_row_of(const struct diagram *d, uint64_t seq);

/*
 * Draw the heading (names over their lifelines) or one row as UTF-8 into
 * buf, without newline and trailing blanks, cut to cap - 1 bytes between
 * characters.  Returns the length.
 */
size_t diagram_heading(const struct diagram *d, char *buf, size_t cap);
size_t diagram_row(const struct diagram *d, size_t row, char *buf, size_t cap);

/* How often, with this event (an index), its message was sent, or its call
 * executed: "x2", "2nd time". */
uint32_t diagram_times(const struct diagram *d, size_t event);

/* What a row is, for colours.  Nothing is said by them alone. */
enum meaning {
    MEANS_PLAIN,
    MEANS_DIM,  /* time passes */
    MEANS_GOOD, /* a call that succeeded */
    MEANS_BAD,  /* a loss, a crash, a call that failed */
    MEANS_ODD,  /* a duplicate, a timeout, a decision of the world */
    MEANS_EXEC, /* a handler's effect */
    MEANINGS
};

enum meaning diagram_meaning(const struct diagram *d, size_t row);

/* Where the name of the nth lifeline shown, from 0, is in the heading: its
 * cells, and *from the first of them; 0: there is no such lifeline. */
int diagram_name(const struct diagram *d, int nth, int *from);

/* Heading and all rows, a line each. */
void diagram_print(const struct diagram *d, FILE *out);

#endif
