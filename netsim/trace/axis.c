/*
 * axis.c - the column at the left: which time an event has.
 *
 * In the run's own time, as far from the row above, or as a Lamport clock
 * (Communications of the ACM 21(7), 1978): that counts, at each host, the
 * events so far, and a message brings along what its sender has counted.  A
 * real axis has a row for each equal span of time in which nothing happens.
 */
#include "netsim/trace/diagram_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "netsim/trace/memory.h"

#define NS_PER_MS 1000000
#define TICKS 60 /* of a run on a real axis */

/* ---- Lamport's clock ---------------------------------------------------- */

static void
count_events(struct diagram *d)
{
    const struct trace *tr = d->tr;
    uint32_t *host = memory_new(tr->meta.n_hosts + 1, sizeof(*host));

    d->clock = memory_new(tr->n_events + 1, sizeof(*d->clock));
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i], *cause;
        uint32_t *mine;

        if (column_of(d, ev->host) == NO_COLUMN || !axis_counts(d, ev))
            continue;
        mine = &host[ev->host];
        cause = ev->kind == TRACE_DELIVER && ev->cause
                    ? trace_find(tr, ev->cause)
                    : NULL;
        if (cause && d->clock[cause - tr->event] > *mine)
            *mine = d->clock[cause - tr->event];
        d->clock[i] = ++*mine;
    }
    free(host);
}

/* What the network did to a message is no event of a host. */
int
axis_counts(const struct diagram *d, const struct trace_event *ev)
{
    return ev->kind == TRACE_SEND || ev->kind == TRACE_DELIVER ||
           (ev->kind != TRACE_DROP && mark_glyph(&d->opt, ev) != GLYPH_NONE);
}

/* ---- for rows.c --------------------------------------------------------- */

void
axis_new(struct diagram *d)
{
    size_t n = d->tr->n_events;

    if (d->opt.axis == AXIS_CAUSAL)
        count_events(d);
    if (d->opt.axis != AXIS_REAL)
        return;
    d->opt.idle_ns = INT64_MAX;
    if (n > 0)
        d->tick_ns = (d->tr->event[n - 1].t_ns - d->tr->event[0].t_ns) / TICKS;
    if (d->tick_ns < 1)
        d->tick_ns = 1;
}

void
axis_free(struct diagram *d)
{
    free(d->clock);
}

/* ---- drawing ------------------------------------------------------------ */

/* Whole cells even where a time is before the one that counts as 0. */
static void
draw_ms(const struct diagram *d, int64_t t_ns, struct grid *g)
{
    const char *sign = t_ns < 0 ? "-" : "";
    int64_t ns = t_ns < 0 ? -t_ns : t_ns, ms = ns / NS_PER_MS;
    char digits[32], text[64];

    if (d->decimals == 3)
        snprintf(digits, sizeof(digits), "%s%" PRId64 ".%03d", sign, ms,
                 (int)(ns / (NS_PER_MS / 1000) % 1000));
    else
        snprintf(digits, sizeof(digits), "%s%" PRId64 ".%d", sign, ms,
                 (int)(ns / (NS_PER_MS / 10) % 10));
    snprintf(text, sizeof(text), "%8s", digits);
    grid_string(g, 0, text);
}

/* The event that was shown last before a row. */
static int64_t
time_above(const struct diagram *d, size_t row)
{
    while (row-- > 0)
        if (d->row[row].kind != ROW_IDLE && d->row[row].kind != ROW_TICK)
            return d->tr->event[d->row[row].event].t_ns;
    return d->tr->n_events ? d->tr->event[0].t_ns : 0;
}

void
axis_draw(const struct diagram *d, size_t row, struct grid *g)
{
    const struct row *r = &d->row[row];
    int64_t t_ns = d->tr->event[r->event].t_ns;
    char text[16];

    switch (d->opt.axis) {
    case AXIS_CAUSAL:
        snprintf(text, sizeof(text), "%8" PRIu32, d->clock[r->event]);
        if (d->clock[r->event])
            grid_string(g, 0, text);
        return;
    case AXIS_SINCE:
        draw_ms(d, t_ns - time_above(d, row), g);
        return;
    default:
        if (r->kind == ROW_TICK)
            t_ns -= r->more * d->tick_ns;
        draw_ms(d, t_ns - d->opt.zero_ns, g);
    }
}

const char *
axis_title(const struct diagram *d)
{
    if (d->opt.axis == AXIS_CAUSAL)
        return " Lamport";
    if (d->opt.axis == AXIS_SINCE)
        return "     +ms";
    return d->opt.zero_ns ? " t-t0/ms" : "   t/ms";
}
