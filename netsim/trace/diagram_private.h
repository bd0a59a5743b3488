/*
 * diagram_private.h - private to the diagram: its model, and its canvas.
 *
 * rows.c makes rows and flights of the events, lanes.c finds a place for
 * each flight, draw.c draws a row of them on a grid.  A grid is one line of
 * cells; columns.c says where on it the lifelines are.
 */
#ifndef NETSIM_DIAGRAM_PRIVATE_H
#define NETSIM_DIAGRAM_PRIVATE_H

#include "netsim/trace/diagram.h"
#include "netsim/trace/glyphs.h"
#include "netsim/trace/label.h"

#define WIDTH_MIN 40
#define WIDTH_MAX 512
#define FIRST_X 13    /* of the first lifeline; left of it is the time */
#define GUTTER_MIN 14 /* cells from a lifeline to the next, at least */
#define COLUMNS_MAX (1 + (WIDTH_MAX - FIRST_X) / GUTTER_MIN)
#define LANES_MAX 12 /* on one side of a lifeline */
#define TEXT_MAX (4 * WIDTH_MAX)

#define NO_COLUMN (-1)
#define NO_LANE (-1)
#define NONE UINT32_MAX /* no event, row or flight */

/* ---- the model ---------------------------------------------------------- */

/*
 * A copy of a datagram on its way: down a lane from the row of its sending
 * to the row of its end, or, if straight, there and back in one row.
 */
struct flight {
    uint32_t send, end;        /* events, or NONE */
    uint32_t from_row, to_row; /* rows, or NONE */
    uint32_t next;             /* another copy of the same sending, or NONE */
    int16_t from, to;          /* columns, or NO_COLUMN */
    int16_t lane;              /* from 0 beside the receiver, or NO_LANE */
    uint8_t straight;          /* send and end are one row */
    uint8_t again;             /* the receiver had it before */
    uint8_t late;              /* a later one of its link overtook it */
};

enum row_kind {
    ROW_SEND,    /* an event SEND; flight: its first one */
    ROW_ARRIVAL, /* an event DELIVER or DROP; flight: that one */
    ROW_MARK,    /* any other event, at its lifeline */
    ROW_WORLD,   /* an event of no host: across all lifelines */
    ROW_IDLE,    /* nothing before the event; flight: the event before it */
    ROW_TICK,    /* the same, on a real axis; more: ticks until the event */
};

struct row {
    uint32_t event;
    uint32_t flight;
    uint16_t more; /* ROW_MARK: so many later ones are folded into it, of
                      which flight is the last */
    uint8_t kind;  /* enum row_kind */
};

/* Flights that never overlap, in the order of their rows. */
struct lane {
    uint32_t *flight; /* owned */
    size_t n, cap;
};

/* From this row on a process is down, or stands still; or goes on again. */
struct change {
    uint32_t row;
    int down;
};

struct column {
    int host;
    int x;
    int side; /* where text goes: 1 to the right of it, -1 to the left */
    struct change *change; /* owned */
    size_t n_changes, cap_changes;
    int n_lanes[2];                 /* of messages to the left, right */
    struct lane lane[2][LANES_MAX]; /* likewise */
};

struct diagram {
    const struct trace *tr;
    struct diagram_options opt; /* without zeroes */
    struct labels *labels;
    int decimals;    /* of the time in ms */
    uint32_t *clock; /* owned; Lamport's, of each event, 0: it has none */
    int64_t tick_ns; /* of a real axis; else 0 */

    int n_columns; /* hosts that are shown, in this order */
    struct column *column;
    int *of_host; /* owned; the column of each host, or NO_COLUMN */

    struct row *row;
    size_t n_rows, cap_rows;
    struct flight *flight;
    size_t n_flights, cap_flights;
};

/* ---- columns.c ---------------------------------------------------------- */

void columns_new(struct diagram *d);
void columns_free(struct diagram *d);

/* Of a host, or NO_COLUMN. */
int column_of(const struct diagram *d, int host);

/* x of the next lifeline in this direction (1, -1), or of the edge. */
int column_beyond(const struct diagram *d, int column, int direction);

/* ---- axis.c ------------------------------------------------------------- */

struct grid;

void axis_new(struct diagram *d);
void axis_free(struct diagram *d);
int axis_counts(const struct diagram *d, const struct trace_event *ev);
void axis_draw(const struct diagram *d, size_t row, struct grid *g);
const char *axis_title(const struct diagram *d);

/* ---- rows.c ------------------------------------------------------------- */

void rows_new(struct diagram *d);

/* Does it show no event, but that time passes? */
static inline int
row_is_time(const struct row *row)
{
    return row->kind == ROW_IDLE || row->kind == ROW_TICK;
}

/* ---- life.c ------------------------------------------------------------- */

/* An event after which a host is down, or up again, and rows as they are. */
void life_note(struct diagram *d, const struct trace_event *ev);
int row_is_down(const struct diagram *d, int column, size_t row);

/* ---- lanes.c ------------------------------------------------------------ */

void lanes_new(struct diagram *d);
int lane_x(const struct diagram *d, const struct flight *f);

/* The flight that runs down this lane through the row, or NULL. */
const struct flight *lane_flight(const struct diagram *d,
                                 const struct lane *lane, size_t row);

/* ---- glyphs.c ----------------------------------------------------------- */

enum glyph {
    GLYPH_NONE,
    GLYPH_EVENT,
    GLYPH_RIGHT,
    GLYPH_LEFT,
    GLYPH_LOST,
    GLYPH_TIMEOUT,
    GLYPH_EXEC,
    GLYPH_OK,
    GLYPH_FAILED,
    GLYPH_IGNORED,
    GLYPH_MISSING,
    GLYPH_STEP,
    GLYPH_CHOICE,
    GLYPH_LOG,
    GLYPH_CRASH,
    GLYPH_EXIT,
    GLYPH_RESTART,
    GLYPH_DOWN,
    GLYPH_IDLE,
    GLYPH_CUT,
    GLYPHS
};

/* Arms of a line in a cell: any of them together are a glyph, too. */
enum {
    LINE_UP = 1,
    LINE_DOWN = 2,
    LINE_LEFT = 4,
    LINE_RIGHT = 8,
};

const char *glyph_text(enum glyph glyph, int ascii);
const char *glyph_line(unsigned arms, int ascii);

/* Text that knows what of it matters most when it is cut. */
struct caption {
    int min;  /* so many cells at its beginning, or nothing */
    int tail; /* then so many at its end, "x2" */
    char text[TEXT_MAX];
};

/* ---- mark.c ------------------------------------------------------------- */

/* What marks an event at its lifeline; GLYPH_NONE: it is no mark, or one that
 * is not wanted. */
enum glyph mark_glyph(const struct diagram_options *opt,
                      const struct trace_event *ev);
void mark_caption(const struct diagram *d, size_t i, struct caption *c);

/* ---- meaning.c ---------------------------------------------------------- */

enum meaning meaning_of(const struct trace_event *ev);

/* ---- grid.c ------------------------------------------------------------- */

struct cell {
    uint32_t ch;   /* a character or CELL_TAIL; 0: see below */
    uint8_t glyph; /* enum glyph; GLYPH_NONE: the arms of lines */
    uint8_t arms;
};

struct grid {
    int width, ascii;
    struct cell cell[WIDTH_MAX + 1]; /* one more, for a blank at the edge */
};

void grid_init(struct grid *g, int width, int ascii);
void grid_glyph(struct grid *g, int x, enum glyph glyph);
void grid_arms(struct grid *g, int x, unsigned arms); /* adds them */
void grid_line(struct grid *g, int from, int to);     /* a horizontal one */
void grid_string(struct grid *g, int x, const char *text);

/* Are all cells from one to the other free of glyphs and vertical lines? */
int grid_is_free(const struct grid *g, int from, int to);

/*
 * Put text, with a blank before and behind it, between two cells, at the
 * first place beginning from `from` where it covers no lane and spare cells
 * on either side are free, too; if there is no such place, into the
 * longest, cut.  Returns the cell of the farther blank; from, if there is
 * no room.
 */
int grid_caption(struct grid *g, int from, int to, const struct caption *c,
                 int spare);
int grid_text(struct grid *g, int from, int to, const char *text);

/* As UTF-8, see diagram_row(). */
size_t grid_print(const struct grid *g, char *buf, size_t cap);

/* ---- draw.c ------------------------------------------------------------- */

void draw_heading(const struct diagram *d, struct grid *g);
int draw_name_place(const struct diagram *d, int column, int *from);
void draw_row(const struct diagram *d, size_t row, struct grid *g);

/* ---- draw_message.c ----------------------------------------------------- */

void draw_send(const struct diagram *d, const struct row *row, struct grid *g);
void draw_arrival(const struct diagram *d, const struct row *row,
                  struct grid *g);

#endif
