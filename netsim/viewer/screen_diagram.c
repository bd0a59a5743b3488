/*
 * screen_diagram.c - the space-time diagram, and the detail of an event.
 *
 * Only the rows that are to be seen are drawn; a pane is a rectangle of the
 * canvas.
 */
#include "netsim/viewer/viewer_private.h"

#include <inttypes.h>
#include <string.h>

#include "netsim/trace/memory.h"

#define DIAGRAM_MIN 40   /* cells: what a diagram needs */
#define DETAIL_CELLS 60  /* beside it */
#define WHY_FROM_ROWS 16 /* of a screen that has room for the sentence */
#define WHY_ROWS 3
#define MARGIN_CELLS 5 /* "100% " */
#define ROW_BYTES 2100 /* of a row of at most 512 cells */

struct pane {
    int row, col, rows, cols;
};

/* ---- where panes are ---------------------------------------------------- */

/* Between the rows first and the footer. */
static void
place_panes(const struct viewer *v, const struct canvas *c, int first,
            struct pane *d, struct pane *detail)
{
    int room = c->rows - first - FOOT_ROWS;

    *d = (struct pane){ first, 0, room, c->cols };
    *detail = (struct pane){ first, 0, 0, c->cols };
    if (v->layout == LAYOUT_NONE || (v->zoomed && !v->on_detail))
        return;
    if (v->zoomed) {
        *detail = *d;
        d->rows = 0;
    } else if (v->layout == LAYOUT_BESIDE &&
               c->cols >= DIAGRAM_MIN + DETAIL_CELLS) {
        d->cols = c->cols - DETAIL_CELLS;
        *detail = (struct pane){ first, d->cols, room, DETAIL_CELLS };
    } else if (room >= 12) {
        detail->rows = room / 3;
        d->rows = room - detail->rows;
        detail->row = d->row + d->rows;
    }
}

/* ---- the diagram -------------------------------------------------------- */

/* A row of a message shows its sending, and often its end, too. */
static int
is_in_cone(const struct viewer *v, uint32_t event)
{
    uint32_t end = v->subject.relations.of[event].end;

    return v->cone[event] || (end != NO_EVENT && v->cone[end]);
}

static enum style
style_of(const struct viewer *v, size_t row, uint32_t event)
{
    static const enum style styles[MEANINGS] = {
        [MEANS_PLAIN] = STYLE_PLAIN, [MEANS_DIM] = STYLE_DIM,
        [MEANS_GOOD] = STYLE_GOOD,   [MEANS_BAD] = STYLE_BAD,
        [MEANS_ODD] = STYLE_ODD,     [MEANS_EXEC] = STYLE_EXEC,
    };

    if (event == NO_EVENT)
        return STYLE_DIM;
    if (v->cone_is != CONE_OFF && !is_in_cone(v, event))
        return STYLE_DIM;
    if (v->subject.hit && v->subject.hit[event])
        return STYLE_MATCH;
    return styles[diagram_meaning(v->subject.diagram, row)];
}

/* The rows for the width there is; what was chosen stays chosen. */
static void
show_rows(struct viewer *v, const struct canvas *c, const struct pane *p)
{
    v->opt.width = p->cols - margin_cells(v);
    v->opt.ascii = c->ascii;
    subject_show(&v->subject, &v->opt);
    window_fit(&v->diagram, diagram_rows(v->subject.diagram), p->rows - 1);
    window_place(&v->diagram, p->row + 1, p->col, p->cols);
    if (subject_event(&v->subject, v->diagram.row) != v->event)
        window_go(&v->diagram, subject_row(&v->subject, v->event));
}

static void
draw_row(struct viewer *v, struct canvas *c, const struct pane *p, int at,
         size_t row)
{
    uint64_t seq = diagram_row_seq(v->subject.diagram, row);
    const struct trace_event *ev =
        seq ? trace_find(&v->subject.tr, seq) : NULL;
    uint32_t event = ev ? (uint32_t)(ev - v->subject.tr.event) : NO_EVENT;
    char line[ROW_BYTES];

    diagram_row(v->subject.diagram, row, line, sizeof(line));
    if (margin_cells(v))
        margin_draw(v, c, at, p->col, seq);
    canvas_text(c, at, p->col + margin_cells(v), p->cols - margin_cells(v),
                style_of(v, row, event), line);
    if (row == v->diagram.row)
        canvas_cursor(c, at, p->col, p->cols);
}

static void
draw_diagram(struct viewer *v, struct canvas *c, const struct pane *p)
{
    char line[ROW_BYTES];
    int from = 0, n, margin = margin_cells(v);

    if (p->rows < 2)
        return;
    show_rows(v, c, p);
    diagram_heading(v->subject.diagram, line, sizeof(line));
    if (margin)
        canvas_text(c, p->row, p->col, margin, STYLE_TITLE, "P(f)");
    canvas_text(c, p->row, p->col + margin, p->cols - margin, STYLE_TITLE,
                line);
    n = diagram_name(v->subject.diagram, v->lifeline, &from);
    canvas_style(c, p->row, p->col + margin + from, n, STYLE_KEY);
    for (int i = 0; i < p->rows - 1; i++)
        if (v->diagram.top + (size_t)i < v->diagram.n)
            draw_row(v, c, p, p->row + 1 + i, v->diagram.top + (size_t)i);
}

/* ---- the detail --------------------------------------------------------- */

static void
draw_detail(struct viewer *v, struct canvas *c, const struct pane *p)
{
    struct detail d;
    int rows = p->rows - 1;

    if (rows < 1 || v->event == NO_EVENT)
        return;
    detail_init(&d, &v->subject, v->types, v->event);
    v->detail.n = d.n;
    v->detail.height = rows;
    window_place(&v->detail, p->row + 1, p->col, p->cols);
    if (v->detail.top + (size_t)rows > d.n)
        v->detail.top = d.n > (size_t)rows ? d.n - (size_t)rows : 0;
    for (int col = 0; col < p->cols; col++)
        canvas_text(c, p->row, p->col + col, 1, STYLE_DIM,
                    c->ascii ? "-" : "─");
    canvas_printf(c, p->row, p->col + 2, p->cols - 2,
                  v->on_detail ? STYLE_KEY : STYLE_TITLE,
                  " event, %zu of %zu ", v->detail.top + 1, d.n);
    for (int i = 0; i < rows; i++) {
        size_t line = v->detail.top + (size_t)i;

        if (line < d.n)
            canvas_text(c, p->row + 1 + i, p->col + 1, p->cols - 1,
                        d.line[line].style, d.line[line].text);
    }
    detail_release(&d);
}

/* ---- around them -------------------------------------------------------- */

static void
draw_title(const struct viewer *v, struct canvas *c)
{
    const struct item *it = &v->items.item[v->open];
    const char *schedule = v->is_open ? v->subject.tr.meta.schedule : "";
    char title[512];

    snprintf(title, sizeof(title), "%s%s%s", it->name, *schedule ? ": " : "",
             schedule);
    canvas_rule(c, 0, title);
}

/* The sentence, where there is room for it; returns the row behind it. */
static int
draw_why(const struct viewer *v, struct canvas *c)
{
    const struct item *it = &v->items.item[v->open];

    if (!*it->why || c->rows < WHY_FROM_ROWS)
        return HEAD_ROWS;
    return draw_wrapped(c, HEAD_ROWS, HEAD_ROWS + WHY_ROWS - 1,
                        status_style(it->status), it->why);
}

static void
draw_status(const struct viewer *v, struct canvas *c)
{
    const struct trace_event *ev = &v->subject.tr.event[v->event];
    int col = canvas_printf(c, c->rows - 2, 0, c->cols, STYLE_DIM,
                            "row %zu of %zu, event :%" PRIu64 " of %zu",
                            v->diagram.row + 1, v->diagram.n, ev->seq,
                            v->subject.tr.n_events);

    if (*v->filter)
        col += canvas_printf(c, c->rows - 2, col, c->cols - col, STYLE_ODD,
                             ", only \"%s\"", v->filter);
    if (v->subject.n_hits)
        col += canvas_printf(c, c->rows - 2, col, c->cols - col, STYLE_MATCH,
                             ", %zu match", v->subject.n_hits);
    if (v->count)
        canvas_printf(c, c->rows - 2, col, c->cols - col, STYLE_KEY, "  %d",
                      v->count);
}

void
diagram_draw(struct viewer *v, struct canvas *c)
{
    struct pane diagram, detail;

    draw_title(v, c);
    if (!v->is_open || v->event == NO_EVENT) {
        canvas_text(c, HEAD_ROWS, 1, c->cols - 1, STYLE_BAD,
                    v->is_open ? "no event: the run has not begun"
                               : v->trouble);
        return;
    }
    window_place(&v->detail, 0, 0, 0);
    place_panes(v, c, draw_why(v, c), &diagram, &detail);
    draw_diagram(v, c, &diagram);
    draw_detail(v, c, &detail);
    draw_status(v, c);
}
