/*
 * rows.c - which rows a diagram has, and which messages fly between them.
 *
 * One pass over the events.  An arrival needs its sending, which is looked
 * up by the number of the datagram.  What was shown last decides whether a
 * message is straight: nothing else may have happened during its flight.
 */
#include "netsim/trace/diagram_private.h"

#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"

struct sending {
    uint32_t dgram;
    uint32_t event;
    uint32_t row;     /* NONE: it has no row */
    uint32_t ends;    /* copies that arrive or are lost */
    uint32_t arrived; /* of them, up to now */
};

struct builder {
    struct diagram *d;
    struct sending *sending; /* owned; by (dgram, event) */
    size_t n;
    uint32_t shown; /* the last event that was shown, or NONE */
    /* the last sending that arrived on each link, + 1 */
    uint32_t latest[COLUMNS_MAX][COLUMNS_MAX];
};

/* ---- sendings ----------------------------------------------------------- */

static int
by_datagram(const void *a, const void *b)
{
    const struct sending *x = a, *y = b;

    if (x->dgram != y->dgram)
        return x->dgram < y->dgram ? -1 : 1;
    return x->event < y->event ? -1 : x->event > y->event;
}

/* The sending of a datagram before event i, or NULL. */
static struct sending *
find_sending(const struct builder *b, uint32_t dgram, size_t i)
{
    struct sending want = { .dgram = dgram, .event = (uint32_t)i };
    size_t low = 0, high = b->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (by_datagram(&b->sending[mid], &want) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == 0 || b->sending[low - 1].dgram != dgram)
        return NULL;
    return &b->sending[low - 1];
}

static int
is_end(const struct trace_event *ev)
{
    return ev->kind == TRACE_DELIVER || ev->kind == TRACE_DROP;
}

static int
is_wanted(const struct diagram *d, const struct trace_event *ev)
{
    return ev->seq >= d->opt.first && ev->seq <= d->opt.last &&
           (!d->opt.keep || d->opt.keep[ev - d->tr->event]);
}

static void
find_sendings(struct builder *b)
{
    const struct trace *tr = b->d->tr;
    size_t cap = 0;
    int sorted = 1;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (ev->kind != TRACE_SEND)
            continue;
        b->sending =
            memory_grow(b->sending, &cap, b->n + 1, sizeof(*b->sending));
        b->sending[b->n++] = (struct sending){ .dgram = ev->dgram,
                                               .event = (uint32_t)i,
                                               .row = NONE };
        if (b->n > 1 && b->sending[b->n - 2].dgram > ev->dgram)
            sorted = 0;
    }
    if (!sorted)
        qsort(b->sending, b->n, sizeof(*b->sending), by_datagram);
    for (size_t i = 0; i < tr->n_events; i++) {
        struct sending *s;

        if (!is_end(&tr->event[i]) || !is_wanted(b->d, &tr->event[i]))
            continue;
        s = find_sending(b, tr->event[i].dgram, i);
        if (s)
            s->ends++;
    }
}

/* ---- rows and flights --------------------------------------------------- */

static int64_t
gap_before(const struct builder *b, size_t i)
{
    const struct trace_event *event = b->d->tr->event;

    return b->shown == NONE ? 0 : event[i].t_ns - event[b->shown].t_ns;
}

static void
push_row(struct diagram *d, enum row_kind kind, size_t event, uint32_t flight)
{
    d->row = memory_grow(d->row, &d->cap_rows, d->n_rows + 1, sizeof(*d->row));
    d->row[d->n_rows++] = (struct row){ .event = (uint32_t)event,
                                        .flight = flight,
                                        .kind = (uint8_t)kind };
}

/* Rows for the time before an event in which nothing happens. */
static void
add_time(struct builder *b, size_t i)
{
    int64_t gap = gap_before(b, i), ticks;

    if (gap > b->d->opt.idle_ns)
        push_row(b->d, ROW_IDLE, i, b->shown);
    if (!b->d->tick_ns)
        return;
    for (ticks = gap / b->d->tick_ns; ticks > 0; ticks--) {
        push_row(b->d, ROW_TICK, i, b->shown);
        b->d->row[b->d->n_rows - 1].more = (uint16_t)ticks;
    }
}

/* A long gap, or a tick, is between an event and what was shown before. */
static int
is_apart(const struct builder *b, size_t i)
{
    int64_t gap = gap_before(b, i);

    return gap > b->d->opt.idle_ns || (b->d->tick_ns && gap >= b->d->tick_ns);
}

/* Returns its number; rows of time go before it where they are due. */
static uint32_t
add_row(struct builder *b, enum row_kind kind, size_t i)
{
    add_time(b, i);
    push_row(b->d, kind, i, NONE);
    b->shown = (uint32_t)i;
    return (uint32_t)(b->d->n_rows - 1);
}

/* A flight with the ends of an event; of a sending, if it has a row. */
static struct flight *
add_flight(struct builder *b, struct sending *s, size_t i)
{
    struct diagram *d = b->d;
    const struct trace_event *ev = &d->tr->event[s ? s->event : i];
    uint32_t number = (uint32_t)d->n_flights;
    struct flight *f;

    d->flight = memory_grow(d->flight, &d->cap_flights, d->n_flights + 1,
                            sizeof(*d->flight));
    f = &d->flight[d->n_flights++];
    *f = (struct flight){ .send = s ? s->event : NONE,
                          .end = NONE,
                          .from_row = s ? s->row : NONE,
                          .to_row = NONE,
                          .next = NONE,
                          .from = (int16_t)column_of(d, ev->src),
                          .to = (int16_t)column_of(d, ev->dst),
                          .lane = NO_LANE };
    if (f->from_row == NONE)
        return f;
    f->next = d->row[f->from_row].flight;
    d->row[f->from_row].flight = number;
    return f;
}

/*
 * A message that never ends, as far as is shown, flies alone; so does one
 * to a host that is not shown, whose end goes into the row of its sending.
 */
static void
add_sending(struct builder *b, size_t i)
{
    const struct trace_event *ev = &b->d->tr->event[i];
    struct sending *s = find_sending(b, ev->dgram, i + 1);

    if (column_of(b->d, ev->src) == NO_COLUMN || !s)
        return;
    s->row = add_row(b, ROW_SEND, i);
    if (s->ends == 0 || column_of(b->d, ev->dst) == NO_COLUMN)
        add_flight(b, s, i);
}

static int
is_straight(const struct builder *b, const struct sending *s, size_t i)
{
    const struct trace_event *event = b->d->tr->event;

    if (!s || s->row == NONE || s->event != b->shown)
        return 0;
    /* To itself there is no way that could be drawn, only an end at once. */
    if (event[s->event].src == event[s->event].dst &&
        (event[i].t_ns != event[s->event].t_ns ||
         event[i].kind != TRACE_DELIVER))
        return 0;
    if (is_apart(b, i))
        return 0;
    /* What noise has done to it is said where it arrives. */
    if (event[i].kind == TRACE_DELIVER && *event[i].text)
        return 0;
    /* A lost one ends in mid-air, where no other copy can pass by. */
    return event[i].kind == TRACE_DELIVER || s->ends == 1;
}

/* Had the receiver this one before; has a later one overtaken it? */
static void
judge_arrival(struct builder *b, struct sending *s, struct flight *f)
{
    uint32_t *latest;

    if (!s || b->d->tr->event[f->end].kind != TRACE_DELIVER)
        return;
    f->again = s->arrived++ > 0;
    if (f->again || f->from == NO_COLUMN)
        return;
    latest = &b->latest[f->from][f->to];
    f->late = s->event + 1 < *latest;
    if (!f->late)
        *latest = s->event + 1;
}

static void
add_end(struct builder *b, size_t i)
{
    struct diagram *d = b->d;
    const struct trace_event *ev = &d->tr->event[i];
    struct sending *s = find_sending(b, ev->dgram, i);
    struct flight *f;

    if (column_of(d, s ? d->tr->event[s->event].dst : ev->dst) == NO_COLUMN) {
        if (s && s->row != NONE)
            d->flight[d->row[s->row].flight].end = (uint32_t)i;
        return;
    }
    if (is_straight(b, s, i)) {
        f = add_flight(b, s, i);
        f->straight = 1;
        f->to_row = f->from_row;
        b->shown = (uint32_t)i;
    } else {
        uint32_t row = add_row(b, ROW_ARRIVAL, i);

        d->row[row].flight = (uint32_t)d->n_flights;
        f = add_flight(b, s, i);
        f->to_row = row;
    }
    f->end = (uint32_t)i;
    judge_arrival(b, s, f);
}

/* ---- marks -------------------------------------------------------------- */

static int
is_quiet(const struct trace_event *ev)
{
    return ev->kind == TRACE_STEP || ev->kind == TRACE_LOG ||
           ev->kind == TRACE_SYNC;
}

/* May it go into the last row, which is of the same host? */
static int
is_folded(const struct builder *b, size_t i)
{
    const struct diagram *d = b->d;
    const struct trace_event *ev = &d->tr->event[i], *first;
    const struct row *last = d->n_rows ? &d->row[d->n_rows - 1] : NULL;

    if (d->opt.folding != FOLD_RUNS || !last || last->kind != ROW_MARK ||
        last->more == UINT16_MAX || is_apart(b, i))
        return 0;
    first = &d->tr->event[last->event];
    return first->host == ev->host && is_quiet(first) && is_quiet(ev);
}

static void
add_mark(struct builder *b, size_t i)
{
    struct row *last;

    if (!is_folded(b, i)) {
        add_row(b, ROW_MARK, i);
        return;
    }
    last = &b->d->row[b->d->n_rows - 1];
    last->more++;
    last->flight = (uint32_t)i;
    b->shown = (uint32_t)i;
}

/* ---- all of it ---------------------------------------------------------- */

void
rows_new(struct diagram *d)
{
    struct builder *b = memory_new(1, sizeof(*b));

    b->d = d;
    b->shown = NONE;
    find_sendings(b);
    for (size_t i = 0; i < d->tr->n_events; i++) {
        const struct trace_event *ev = &d->tr->event[i];
        int wanted = is_wanted(d, ev);

        if (wanted && ev->kind == TRACE_SEND)
            add_sending(b, i);
        else if (wanted && is_end(ev))
            add_end(b, i);
        else if (wanted && column_of(d, ev->host) != NO_COLUMN &&
                 mark_glyph(&d->opt, ev) != GLYPH_NONE)
            add_mark(b, i);
        else if (wanted && ev->kind == TRACE_CHOICE && ev->host < 0)
            add_row(b, ROW_WORLD, i);
        life_note(d, ev);
    }
    free(b->sending);
    free(b);
}
