/*
 * columns.c - where the lifelines are.
 *
 * They are spread over the width, the last one at its right edge, where
 * text goes to the left of it.  If not all hosts fit, the first ones are
 * shown and a margin is left at the right: for the note that says so, and
 * for messages to the hosts that are not there.
 */
#include "netsim/trace/diagram_private.h"

#include <stdlib.h>

#include "netsim/trace/memory.h"

#define MARGIN 12     /* right of the last lifeline if hosts are hidden */
#define TEXT_SIDE 8   /* so many cells to the right are enough for text */
#define LABEL_ROOM 18 /* of a gutter, which lanes leave to labels */
#define TIME_END 9    /* the first cell that is not the time's */

static void
place(struct diagram *d)
{
    int hosts = (int)d->tr->meta.n_hosts;
    int last = d->opt.width - 1;

    d->n_columns = hosts;
    if (hosts > 1 + (last - FIRST_X) / GUTTER_MIN) {
        last -= MARGIN;
        d->n_columns = 1 + (last - FIRST_X) / GUTTER_MIN;
    }
    d->column = memory_new((size_t)d->n_columns, sizeof(*d->column));
    for (int c = 0; c < d->n_columns; c++) {
        int gaps = d->n_columns > 1 ? d->n_columns - 1 : 1;

        d->column[c].x = FIRST_X + c * (last - FIRST_X) / gaps;
    }
}

/* Lanes beside a lifeline are two cells apart, and leave room for text. */
static int
lanes_in(int gap)
{
    int n = (gap - LABEL_ROOM) / 4;

    return n < 1 ? 1 : n > LANES_MAX ? LANES_MAX : n;
}

void
columns_new(struct diagram *d)
{
    place(d);
    for (int c = 0; c < d->n_columns; c++) {
        struct column *col = &d->column[c];
        int right = column_beyond(d, c, 1) - col->x;

        col->side = right > TEXT_SIDE ? 1 : -1;
        if (c + 1 < d->n_columns)
            col->n_lanes[0] = lanes_in(right);
        if (c > 0)
            col->n_lanes[1] = lanes_in(col->x - d->column[c - 1].x);
    }
}

void
columns_free(struct diagram *d)
{
    for (int c = 0; c < d->n_columns; c++) {
        for (int k = 0; k < LANES_MAX; k++) {
            free(d->column[c].lane[0][k].flight);
            free(d->column[c].lane[1][k].flight);
        }
        free(d->column[c].change);
    }
    free(d->column);
}

int
column_of(const struct diagram *d, int host)
{
    return host >= 0 && host < d->n_columns ? host : NO_COLUMN;
}

int
column_beyond(const struct diagram *d, int column, int direction)
{
    int c = column + direction;

    if (c < 0)
        return TIME_END;
    return c < d->n_columns ? d->column[c].x : d->opt.width;
}
