/*
 * canvas.h - a screen of character cells, which needs no terminal.
 *
 * All that the viewer shows is drawn here first: terminal.c paints it, --dump
 * prints it, and a golden test compares what is printed.
 *
 * Units: rows from the top and columns from the left, from 0.  What is
 * outside is not drawn.
 */
#ifndef NETSIM_VIEWER_CANVAS_H
#define NETSIM_VIEWER_CANVAS_H

#include <stdint.h>
#include <stdio.h>

/* What a cell means, not what it looks like: that is the terminal's. */
enum style {
    STYLE_PLAIN,
    STYLE_DIM,   /* beside the point: frames, times, what is outside a cone */
    STYLE_TITLE, /* of a pane or screen */
    STYLE_KEY,   /* a key in the footer */
    STYLE_GOOD,  /* a call that succeeded, a case that passed */
    STYLE_BAD,   /* a loss, a crash, a case that failed */
    STYLE_ODD,   /* a duplicate, a late one, a timeout, a decision */
    STYLE_EXEC,  /* a handler's effect */
    STYLE_MATCH, /* what was searched for */
    STYLES
};

struct canvas_cell {
    uint32_t ch; /* Unicode; CELL_TAIL: behind a wide character */
    uint8_t style;
    uint8_t cursor; /* the row that is chosen */
};

struct canvas {
    int rows, cols;
    int ascii;
    struct canvas_cell *cell; /* owned; rows * cols */
};

/* Never fails: out of memory aborts.  All blanks. */
void canvas_init(struct canvas *c, int rows, int cols, int ascii);
void canvas_release(struct canvas *c);
void canvas_clear(struct canvas *c);

/*
 * Put UTF-8 text into at most cells cells, and cut it there (with a sign).
 * Returns how many cells it took.
 */
int canvas_text(struct canvas *c, int row, int col, int cells,
                enum style style, const char *text);
int canvas_printf(struct canvas *c, int row, int col, int cells,
                  enum style style, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* How many bytes of a text are its first line, if a line has so many cells:
 * it ends at a blank if it can.  For ASCII. */
size_t canvas_wrap(const char *text, size_t cells);

/* Another look for cells that are there. */
void canvas_style(struct canvas *c, int row, int col, int cells,
                  enum style style);
void canvas_cursor(struct canvas *c, int row, int col, int cells);

/* A rule from one side to the other, with a title in it. */
void canvas_rule(struct canvas *c, int row, const char *title);

/*
 * Print it, a line a row, without trailing blanks.  With styles each row is
 * followed by one that has a letter under each cell that is not plain.
 */
void canvas_print(const struct canvas *c, int styles, FILE *out);

#endif
