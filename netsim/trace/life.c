/*
 * life.c - which processes are down, or stand still, in which rows.
 */
#include "netsim/trace/diagram_private.h"

#include <string.h>

#include "netsim/trace/memory.h"

static void
note_change(struct diagram *d, const struct trace_event *ev, int down)
{
    struct column *col = &d->column[column_of(d, ev->host)];

    /* A process is up until something is heard to the contrary. */
    if (!down && col->n_changes == 0)
        return;
    col->change = memory_grow(col->change, &col->cap_changes,
                              col->n_changes + 1, sizeof(*col->change));
    col->change[col->n_changes++] =
        (struct change){ .row = (uint32_t)d->n_rows, .down = down };
}

void
life_note(struct diagram *d, const struct trace_event *ev)
{
    if (column_of(d, ev->host) == NO_COLUMN)
        return;
    if (ev->kind == TRACE_START)
        note_change(d, ev, 0);
    if (ev->kind == TRACE_CHOICE && strncmp(ev->did, "pause ", 6) == 0)
        note_change(d, ev, *ev->text == '\0');
    if (ev->kind == TRACE_CRASH || ev->kind == TRACE_FAULT ||
        ev->kind == TRACE_EXIT)
        note_change(d, ev, 1);
}

int
row_is_down(const struct diagram *d, int column, size_t row)
{
    const struct column *col = &d->column[column];
    size_t low = 0, high = col->n_changes;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (col->change[mid].row <= row)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 && col->change[low - 1].down;
}
