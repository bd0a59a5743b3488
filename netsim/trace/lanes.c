/*
 * lanes.c - a place beside the receiver's lifeline for each flight.
 *
 * Greedy colouring of intervals: in order of sending, each flight takes the
 * free lane nearest to its receiver.  As the flights of a lane never
 * overlap and lie in order, the one that passes through a row is found by
 * binary search; so any row can be drawn by itself, and no list of what is
 * in flight need be kept along the rows.
 */
#include "netsim/trace/diagram_private.h"

#include "netsim/trace/memory.h"

#define NEAREST 3 /* cells from the lifeline to its first lane */

static int
is_free(const struct diagram *d, const struct lane *lane, uint32_t row)
{
    return lane->n == 0 || d->flight[lane->flight[lane->n - 1]].to_row < row;
}

static void
take_lane(struct diagram *d, uint32_t flight)
{
    struct flight *f = &d->flight[flight];
    struct column *col = &d->column[f->to];
    int rightward = f->to > f->from;

    for (int k = 0; k < col->n_lanes[rightward]; k++) {
        struct lane *lane = &col->lane[rightward][k];

        if (!is_free(d, lane, f->from_row))
            continue;
        lane->flight = memory_grow(lane->flight, &lane->cap, lane->n + 1,
                                   sizeof(*lane->flight));
        lane->flight[lane->n++] = flight;
        f->lane = (int16_t)k;
        return;
    }
}

static int
needs_lane(const struct flight *f)
{
    return !f->straight && f->to_row != NONE && f->from != NO_COLUMN &&
           f->to != NO_COLUMN && f->from != f->to;
}

void
lanes_new(struct diagram *d)
{
    for (size_t r = 0; r < d->n_rows; r++) {
        if (d->row[r].kind != ROW_SEND)
            continue;
        for (uint32_t i = d->row[r].flight; i != NONE; i = d->flight[i].next)
            if (needs_lane(&d->flight[i]))
                take_lane(d, i);
    }
}

int
lane_x(const struct diagram *d, const struct flight *f)
{
    int direction = f->to > f->from ? 1 : -1;

    return d->column[f->to].x - direction * (NEAREST + 2 * f->lane);
}

const struct flight *
lane_flight(const struct diagram *d, const struct lane *lane, size_t row)
{
    size_t low = 0, high = lane->n;
    const struct flight *f;

    /* The last one that was sent before the row. */
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (d->flight[lane->flight[mid]].from_row < row)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == 0)
        return NULL;
    f = &d->flight[lane->flight[low - 1]];
    return f->to_row > row ? f : NULL;
}
