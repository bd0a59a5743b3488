/*
 * screen_compare.c - two runs, beside each other or one under the other.
 *
 * Where there is room each has a half of the screen.  Else what both have
 * done is drawn once, and what only one has done is marked with - (left) or
 * + (right), as diff does.
 */
#include "netsim/viewer/viewer_private.h"

#define HALF_MIN 48    /* cells of a diagram in half a screen */
#define SIGN_CELLS 2   /* "- " */
#define ROW_BYTES 2100 /* of a row of at most 512 cells */

static int
is_beside(const struct canvas *c)
{
    return c->cols >= 2 * (HALF_MIN + SIGN_CELLS);
}

/* Of the diagrams; rows are the same whatever the width is. */
static void
fit_diagrams(struct viewer *v, const struct canvas *c)
{
    struct subject *side[2] = { &v->subject, &v->compare.subject };

    for (int i = 0; i < 2; i++) {
        struct diagram_options opt = side[i]->shown;

        opt.ascii = c->ascii;
        opt.width = (is_beside(c) ? c->cols / 2 : c->cols) - SIGN_CELLS;
        subject_show(side[i], &opt);
    }
}

static const struct diagram *
diagram_of(const struct viewer *v, int side)
{
    return side ? v->compare.subject.diagram : v->subject.diagram;
}

static void
draw_side(const struct viewer *v, struct canvas *c, int at, int side,
          const struct pair *p)
{
    int cells = is_beside(c) ? c->cols / 2 : c->cols;
    int col = is_beside(c) && side ? c->cols / 2 : 0;
    enum style style = p->row[!side] != NO_ROW ? STYLE_PLAIN
                       : side                  ? STYLE_GOOD
                                               : STYLE_BAD;
    char line[ROW_BYTES];

    if (p->row[side] == NO_ROW)
        return;
    diagram_row(diagram_of(v, side), p->row[side], line, sizeof(line));
    if (style != STYLE_PLAIN)
        canvas_text(c, at, col, 1, style, side ? "+" : "-");
    canvas_text(c, at, col + SIGN_CELLS, cells - SIGN_CELLS, style, line);
}

static void
draw_pair(const struct viewer *v, struct canvas *c, int at, size_t row)
{
    const struct pair *p = &v->compare.rows.pair[row];

    draw_side(v, c, at, 0, p);
    if (is_beside(c) || p->row[0] == NO_ROW)
        draw_side(v, c, at, 1, p);
}

static void
draw_heading(const struct viewer *v, struct canvas *c)
{
    char line[ROW_BYTES];

    for (int side = 0; side <= is_beside(c); side++) {
        int col = side ? c->cols / 2 : 0;

        diagram_heading(diagram_of(v, side), line, sizeof(line));
        canvas_text(c, HEAD_ROWS + 2, col + SIGN_CELLS,
                    c->cols - col - SIGN_CELLS, STYLE_TITLE, line);
    }
}

/* "- lab3.debit: drop server->client #1", and why. */
static void
draw_names(const struct viewer *v, struct canvas *c)
{
    const struct subject *s[2] = { &v->subject, &v->compare.subject };

    canvas_rule(c, 0, "two runs");
    for (int side = 0; side < 2; side++) {
        const struct item *it = &v->items.item[v->compare.item[side]];
        const char *schedule = s[side]->tr.meta.schedule;

        canvas_printf(c, HEAD_ROWS + side, 0, c->cols,
                      side ? STYLE_GOOD : STYLE_BAD, "%c %s%s%s%s%s%s",
                      side ? '+' : '-', it->name, *it->status ? ", " : "",
                      it->status, *schedule ? ": " : "", schedule,
                      *schedule ? "" : ": no deviation");
    }
}

void
compare_draw(struct viewer *v, struct canvas *c)
{
    struct compare *k = &v->compare;
    int first = HEAD_ROWS + 3;

    fit_diagrams(v, c);
    draw_names(v, c);
    draw_heading(v, c);
    window_fit(&k->window, k->only ? k->rows.n_differing : k->rows.n,
               c->rows - first - FOOT_ROWS);
    window_place(&k->window, first, 0, c->cols);
    for (int i = 0; i < k->window.height; i++) {
        size_t row = k->window.top + (size_t)i;

        if (row >= k->window.n)
            break;
        draw_pair(v, c, first + i, compare_row(v, row));
        if (row == k->window.row)
            canvas_cursor(c, first + i, 0, c->cols);
    }
    canvas_printf(
        c, c->rows - 2, 0, c->cols, STYLE_DIM,
        "row %zu of %zu, %zu differ%s%s", k->window.row + 1, k->window.n,
        k->rows.n_differing, k->only ? ", only these" : "",
        k->rows.is_cut ? "; too many: the rest was not compared" : "");
}
