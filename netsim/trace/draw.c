/*
 * draw.c - a row of the diagram, on a grid.
 *
 * First the lifelines and what passes by in the lanes, then what the row is
 * about, on top of them.
 */
#include "netsim/trace/diagram_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TIME_CELLS 8
#define NS_PER_MS 1000000

static void
draw_lifelines(const struct diagram *d, size_t row, struct grid *g)
{
    for (int c = 0; c < d->n_columns; c++) {
        int x = d->column[c].x;

        grid_arms(g, x, LINE_UP | LINE_DOWN);
        if (row_is_down(d, c, row))
            grid_glyph(g, x, GLYPH_DOWN);
    }
}

static void
draw_lanes(const struct diagram *d, size_t row, struct grid *g)
{
    for (int c = 0; c < d->n_columns; c++)
        for (int side = 0; side < 2; side++)
            for (int k = 0; k < d->column[c].n_lanes[side]; k++) {
                const struct lane *lane = &d->column[c].lane[side][k];
                const struct flight *f = lane_flight(d, lane, row);

                if (f)
                    grid_arms(g, lane_x(d, f), LINE_UP | LINE_DOWN);
            }
}

/* "exec  +3" at the end, which is cut last. */
static void
add_more(struct caption *c, unsigned more)
{
    char text[16];
    int n = snprintf(text, sizeof(text), "  +%u", more);
    size_t len = strlen(c->text), most = sizeof(c->text) - sizeof(text);

    if (len > most)
        len = most;
    memcpy(c->text + len, text, (size_t)n + 1);
    c->tail = n;
}

static void
draw_mark(const struct diagram *d, const struct row *row, struct grid *g)
{
    const struct trace_event *ev = &d->tr->event[row->event];
    int column = column_of(d, ev->host);
    int side = d->column[column].side;
    int x = d->column[column].x;
    struct caption c;

    mark_caption(d, row->event, &c);
    if (row->more)
        add_more(&c, row->more);
    grid_glyph(g, x, mark_glyph(&d->opt, ev));
    grid_caption(g, x + side, column_beyond(d, column, side) - side, &c, 0);
}

/* A rule from side to side, with text in its middle; only what is in flight
 * goes through it. */
static void
draw_across(struct grid *g, const char *text)
{
    int from = FIRST_X - 3, x;
    int room = g->width - from - 2;
    struct caption c = { .min = 0 };

    for (x = from; x < g->width; x++)
        if (grid_is_free(g, x, x))
            grid_glyph(g, x, GLYPH_IDLE);
    snprintf(c.text, sizeof(c.text), " %.*s ", room, text);
    grid_string(g, from + (g->width - from - (int)strlen(c.text)) / 2, c.text);
}

static void
draw_world(const struct diagram *d, const struct row *row, struct grid *g)
{
    struct caption c;

    mark_caption(d, row->event, &c);
    draw_across(g, c.text);
}

static void
draw_idle(const struct diagram *d, const struct row *row, struct grid *g)
{
    const struct trace_event *event = d->tr->event;
    int64_t tenths =
        (event[row->event].t_ns - event[row->flight].t_ns) / (NS_PER_MS / 10);
    char text[48];

    grid_string(g, 0, "     ...");
    if (tenths >= 100)
        snprintf(text, sizeof(text), "%" PRId64 " ms idle", tenths / 10);
    else
        snprintf(text, sizeof(text), "%" PRId64 ".%d ms idle", tenths / 10,
                 (int)(tenths % 10));
    draw_across(g, text);
}

void
draw_row(const struct diagram *d, size_t row, struct grid *g)
{
    const struct row *r = &d->row[row];

    if (r->kind != ROW_IDLE)
        axis_draw(d, row, g);
    if (r->kind != ROW_IDLE && r->kind != ROW_WORLD)
        draw_lifelines(d, row, g);
    draw_lanes(d, row, g);
    switch ((enum row_kind)r->kind) {
    case ROW_SEND:
        draw_send(d, r, g);
        break;
    case ROW_ARRIVAL:
        draw_arrival(d, r, g);
        break;
    case ROW_MARK:
        draw_mark(d, r, g);
        break;
    case ROW_WORLD:
        draw_world(d, r, g);
        break;
    case ROW_IDLE:
        draw_idle(d, r, g);
        break;
    case ROW_TICK:
        break;
    }
}

/* ---- the heading -------------------------------------------------------- */

/*
 * A name over its lifeline: in the middle, but inside, and cut to what the
 * next one leaves.  Its cells; *from is the first.
 */
int
draw_name_place(const struct diagram *d, int column, int *from)
{
    const struct column *c = &d->column[column];
    uint32_t cell[WIDTH_MAX];
    int cells =
        d->n_columns > 1 ? d->column[1].x - d->column[0].x - 2 : d->opt.width;
    int n = glyph_cells(cell, WIDTH_MAX, d->tr->meta.host[c->host].name,
                        d->opt.ascii);

    if (n > cells)
        n = cells;
    *from = c->x - n / 2;
    if (*from < TIME_CELLS + 1)
        *from = TIME_CELLS + 1;
    if (*from + n > d->opt.width)
        *from = d->opt.width - n;
    return n;
}

static void
draw_name(const struct diagram *d, struct grid *g, int column)
{
    int from, n = draw_name_place(d, column, &from);

    /* A place just as wide, which grid_text() cuts the name to. */
    grid_text(g, from - 1, from + n,
              d->tr->meta.host[d->column[column].host].name);
}

/* How many hosts are not shown, in the margin that columns.c left. */
static void
draw_hidden(const struct diagram *d, struct grid *g)
{
    int hidden = (int)d->tr->meta.n_hosts - d->n_columns;
    char text[48];

    snprintf(text, sizeof(text), "+%d hosts not shown", hidden);
    if (!grid_is_free(g, g->width - (int)strlen(text) - 1, g->width))
        snprintf(text, sizeof(text), "+%d more", hidden);
    grid_string(g, g->width - (int)strlen(text), text);
}

void
draw_heading(const struct diagram *d, struct grid *g)
{
    grid_string(g, 0, axis_title(d));
    for (int c = 0; c < d->n_columns; c++)
        draw_name(d, g, c);
    if ((size_t)d->n_columns < d->tr->meta.n_hosts)
        draw_hidden(d, g);
}
