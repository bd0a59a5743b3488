/*
 * columns.c - where the lifelines are.
 *
 * They are spread over the width, the last one at its right edge, where
 * text goes to the left of it.  Which hosts have one, and in which order, the
 * options may say.  If that is not all of them, or not all of those fit, a
 * margin is left at the right: for the note that says so, and for messages
 * to the hosts that are not there.
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
    int hosts = d->opt.order ? d->opt.n_order : (int)d->tr->meta.n_hosts;
    int last = d->opt.width - 1;
    int room = 1 + (last - FIRST_X) / GUTTER_MIN;

    if (hosts > room || hosts < (int)d->tr->meta.n_hosts) {
        last -= MARGIN;
        room = 1 + (last - FIRST_X) / GUTTER_MIN;
    }
    d->n_columns = hosts < room ? hosts : room;
    d->column = memory_new((size_t)d->n_columns, sizeof(*d->column));
    for (int c = 0; c < d->n_columns; c++) {
        int gaps = d->n_columns > 1 ? d->n_columns - 1 : 1;

        d->column[c].x = FIRST_X + c * (last - FIRST_X) / gaps;
        d->column[c].host = d->opt.order ? d->opt.order[c] : c;
    }
}

static void
find_hosts(struct diagram *d)
{
    size_t hosts = d->tr->meta.n_hosts;

    d->of_host = memory_new(hosts + 1, sizeof(*d->of_host));
    for (size_t h = 0; h < hosts; h++)
        d->of_host[h] = NO_COLUMN;
    for (int c = 0; c < d->n_columns; c++)
        d->of_host[d->column[c].host] = c;
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
    find_hosts(d);
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
    free(d->of_host);
}

int
column_of(const struct diagram *d, int host)
{
    return host >= 0 && (size_t)host < d->tr->meta.n_hosts ? d->of_host[host]
                                                           : NO_COLUMN;
}

int
column_beyond(const struct diagram *d, int column, int direction)
{
    int c = column + direction;

    if (c < 0)
        return TIME_END;
    return c < d->n_columns ? d->column[c].x : d->opt.width;
}
