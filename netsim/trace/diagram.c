/*
 * diagram.c - the space-time diagram of a trace: its public face.
 */
#include "netsim/trace/diagram.h"

#include <stdlib.h>

#include "netsim/trace/diagram_private.h"
#include "netsim/trace/memory.h"

#define IDLE_NS 100000000 /* 100 ms: longer than a timeout of the labs */
#define WIDTH 80
#define SHORT_RUN_NS 10000000 /* 10 ms */
#define TENTH_NS 100000       /* 0.1 ms */

static void
set_options(struct diagram *d, const struct diagram_options *opt)
{
    d->opt = *opt;
    d->opt.ascii = opt->ascii != 0;
    if (d->opt.width == 0)
        d->opt.width = WIDTH;
    if (d->opt.width < WIDTH_MIN)
        d->opt.width = WIDTH_MIN;
    if (d->opt.width > WIDTH_MAX)
        d->opt.width = WIDTH_MAX;
    if (d->opt.idle_ns <= 0)
        d->opt.idle_ns = IDLE_NS;
    if (d->opt.last == 0)
        d->opt.last = UINT64_MAX;
    if (opt->folding == FOLD_NOTHING)
        d->opt.idle_ns = INT64_MAX;
}

/* Of the time in ms: a run may be too short for tenths to tell much. */
static int
decimals_for(const struct trace *tr)
{
    if (tr->n_events == 0 || tr->event[tr->n_events - 1].t_ns >= SHORT_RUN_NS)
        return 1;
    for (size_t i = 0; i < tr->n_events; i++)
        if (tr->event[i].t_ns % TENTH_NS != 0)
            return 3;
    return 1;
}

struct diagram *
diagram_new(const struct trace *tr, const struct diagram_options *opt)
{
    struct diagram *d = memory_new(1, sizeof(*d));

    d->tr = tr;
    set_options(d, opt);
    d->decimals = decimals_for(tr);
    d->labels = labels_new(tr);
    columns_new(d);
    axis_new(d);
    rows_new(d);
    lanes_new(d);
    return d;
}

void
diagram_free(struct diagram *d)
{
    axis_free(d);
    columns_free(d);
    labels_free(d->labels);
    free(d->row);
    free(d->flight);
    free(d);
}

size_t
diagram_rows(const struct diagram *d)
{
    return d->n_rows;
}

uint64_t
diagram_row_seq(const struct diagram *d, size_t row)
{
    if (row >= d->n_rows || row_is_time(&d->row[row]))
        return 0;
    return d->tr->event[d->row[row].event].seq;
}

/* Of the last event in a row: of a straight arrow the arrival. */
static uint64_t
last_seq(const struct diagram *d, const struct row *row)
{
    uint32_t event = row->event;

    if (row->kind == ROW_SEND)
        for (uint32_t i = row->flight; i != NONE; i = d->flight[i].next)
            if (d->flight[i].straight)
                event = d->flight[i].end;
    if (row->kind == ROW_MARK && row->more)
        event = row->flight;
    /* A row of time comes before the event it leads to. */
    return row_is_time(row) ? d->tr->event[event].seq - 1
                            : d->tr->event[event].seq;
}

size_t
diagram_row_of(const struct diagram *d, uint64_t seq)
{
    size_t low = 0, high = d->n_rows;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (last_seq(d, &d->row[mid]) < seq)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == d->n_rows)
        return d->n_rows ? d->n_rows - 1 : 0;
    return low;
}

uint32_t
diagram_times(const struct diagram *d, size_t event)
{
    return label_times(d->labels, event);
}

int
diagram_name(const struct diagram *d, int nth, int *from)
{
    return nth >= 0 && nth < d->n_columns ? draw_name_place(d, nth, from) : 0;
}

size_t
diagram_heading(const struct diagram *d, char *buf, size_t cap)
{
    struct grid g;

    grid_init(&g, d->opt.width, d->opt.ascii);
    draw_heading(d, &g);
    return grid_print(&g, buf, cap);
}

size_t
diagram_row(const struct diagram *d, size_t row, char *buf, size_t cap)
{
    struct grid g;

    grid_init(&g, d->opt.width, d->opt.ascii);
    if (row < d->n_rows)
        draw_row(d, row, &g);
    return grid_print(&g, buf, cap);
}

void
diagram_print(const struct diagram *d, FILE *out)
{
    char line[TEXT_MAX + 1];

    diagram_heading(d, line, sizeof(line));
    fprintf(out, "%s\n", line);
    for (size_t row = 0; row < d->n_rows; row++) {
        diagram_row(d, row, line, sizeof(line));
        fprintf(out, "%s\n", line);
    }
}
