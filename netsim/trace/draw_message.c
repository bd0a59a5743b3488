/*
 * draw_message.c - a datagram in the row of its sending, and where it ends.
 *
 * "Forward" is from sender to receiver, 1 or -1 in x.  A label stands near
 * the sender, lanes are near the receiver, and a label may cover no lane,
 * so it is placed last.
 */
#include "netsim/trace/diagram_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LABEL_AT 2    /* from the lifeline to the dash before a label */
#define LOST_BEFORE 8 /* free cells between a loss and the next lifeline */

/* A message as its drawing needs it. */
struct arrow {
    int x;       /* of the sender's lifeline */
    int forward; /* its direction */
    int next;    /* x of the next lifeline in that direction */
    int end;     /* where the line ends or turns; `next` if it goes on */
    struct caption label;
};

static const struct trace_event *
event_of(const struct diagram *d, uint32_t event)
{
    return &d->tr->event[event];
}

static int
forward_of(const struct diagram *d, const struct flight *f)
{
    if (f->to == NO_COLUMN || f->to == f->from)
        return d->column[f->from].side;
    return f->to > f->from ? 1 : -1;
}

/* "#7 debit(alice, 10) x2": without the number, it says nothing. */
static void
print_label(const struct diagram *d, uint32_t event, struct caption *c)
{
    uint32_t times = label_times(d->labels, event);
    int n =
        snprintf(c->text, sizeof(c->text), "#%u ", event_of(d, event)->dgram);

    c->min = n - 1;
    c->tail = times > 1 ? snprintf(NULL, 0, " x%u", times) : 0;
    n += label_print(d->labels, event, c->text + n,
                     sizeof(c->text) - (size_t)n);
    if ((size_t)n >= sizeof(c->text))
        c->tail = 0;
}

static int
is_lost(const struct diagram *d, const struct flight *f)
{
    return f->end != NONE && event_of(d, f->end)->kind == TRACE_DROP;
}

static const char *
reason_of(const struct trace_event *drop)
{
    return *drop->text ? drop->text : "lost";
}

static enum glyph
head(int forward)
{
    return forward > 0 ? GLYPH_RIGHT : GLYPH_LEFT;
}

static int
cells_in(const char *text)
{
    uint32_t cell[WIDTH_MAX];

    return glyph_cells(cell, WIDTH_MAX, text, 0);
}

static void
draw_label(struct grid *g, const struct arrow *a)
{
    grid_caption(g, a->x + a->forward * LABEL_AT, a->end - a->forward,
                 &a->label, 1);
}

/* ---- a message that ends near its sender -------------------------------- */

/* An arrow as long as its label, and where it goes: "server", "". */
static void
draw_short(struct grid *g, const struct arrow *a, const char *where)
{
    int n = cells_in(where);
    int behind = 2 + (n > 0 ? n + 2 : 0); /* of the dash after the label */
    int x = a->x + a->forward * LABEL_AT;

    x = grid_caption(g, x, a->next - behind * a->forward, &a->label, 1);
    x += 2 * a->forward;
    grid_line(g, a->x, x);
    grid_glyph(g, x, head(a->forward));
    grid_text(g, x + a->forward, a->next, where);
}

/*
 * Where a lost message ends: at `want`, or as near to it as its cross and
 * the reason find room between the lanes.
 */
static int
place_cross(const struct grid *g, const struct arrow *a, int want, int cells)
{
    int room = (a->next - want) * a->forward - cells;
    int back = (want - a->x) * a->forward - LABEL_AT;

    for (int k = 0; k <= room; k++) {
        int x = want + k * a->forward;

        if (grid_is_free(g, x, x + (cells - 1) * a->forward))
            return x;
    }
    for (int k = 1; k <= back; k++) {
        int x = want - k * a->forward;

        if (grid_is_free(g, x, x + (cells - 1) * a->forward))
            return x;
    }
    return want;
}

/*
 * A loss in the network is shown on the way; one at the receiver ("down")
 * close to it.  beyond is the lifeline it does not reach.
 */
static void
draw_loss(struct grid *g, struct arrow *a, const char *reason, int beyond,
          int at_receiver)
{
    struct arrow last = *a; /* the last part of the way */
    int cells = cells_in(reason) + 3;
    int least = a->x + a->forward * (LABEL_AT + 5 + cells_in(a->label.text));
    int want = beyond - a->forward * (cells + (at_receiver ? 0 : LOST_BEFORE));
    int most = beyond - a->forward * cells;

    last.next = beyond;
    if (!at_receiver && (least - want) * a->forward > 0)
        want = least;
    if ((want - most) * a->forward > 0)
        want = most;
    if ((want - a->x) * a->forward < LABEL_AT)
        want = a->x + a->forward * LABEL_AT;
    want = place_cross(g, &last, want, cells);
    grid_line(g, a->x, want);
    grid_glyph(g, want, GLYPH_LOST);
    grid_text(g, want + a->forward, beyond - a->forward, reason);
    if ((a->next - want) * a->forward > 0)
        a->end = want;
    draw_label(g, a);
}

/* ---- the row of a sending ----------------------------------------------- */

static void
draw_lost(const struct diagram *d, const struct flight *f, struct grid *g,
          struct arrow *a)
{
    const struct trace_event *drop = event_of(d, f->end);
    int at_receiver = drop->t_ns > event_of(d, f->send)->t_ns;

    if (at_receiver && f->to != NO_COLUMN && f->to != f->from)
        draw_loss(g, a, reason_of(drop), d->column[f->to].x, 1);
    else
        draw_loss(g, a, reason_of(drop), a->next, 0);
}

/* Its line to the receiver or into its lane; 0 if it has neither. */
static int
draw_way(const struct diagram *d, const struct flight *f, struct grid *g,
         struct arrow *a)
{
    int to, end;

    if (f->to == NO_COLUMN || f->to == f->from ||
        (!f->straight && f->lane == NO_LANE))
        return 0;
    to = d->column[f->to].x;
    end = f->straight ? to - a->forward : lane_x(d, f);
    grid_line(g, a->x, end);
    if (f->straight) {
        grid_glyph(g, end, head(a->forward));
        grid_glyph(g, to, GLYPH_EVENT);
    } else
        grid_arms(g, end, LINE_DOWN);
    if ((a->end - end) * a->forward > 0)
        a->end = end;
    return 1;
}

/* What stands behind the head of an arrow that reaches nobody here. */
static const char *
where_to(const struct diagram *d, const struct flight *f)
{
    int dst = event_of(d, f->send)->dst;

    if (f->to == NO_COLUMN)
        return dst < 0 ? "nowhere" : trace_host_name(&d->tr->meta, dst);
    return f->to_row == NONE ? "in flight" : f->to == f->from ? "itself" : "";
}

void
draw_send(const struct diagram *d, const struct row *row, struct grid *g)
{
    const struct flight *first = &d->flight[row->flight];
    struct arrow a = { .x = d->column[first->from].x };
    int drawn = 0;

    a.forward = forward_of(d, first);
    a.next = a.end = column_beyond(d, first->from, a.forward);
    print_label(d, row->event, &a.label);
    grid_glyph(g, a.x, GLYPH_EVENT);
    if (is_lost(d, first) && (first->straight || first->to == NO_COLUMN)) {
        draw_lost(d, first, g, &a);
        return;
    }
    for (uint32_t i = row->flight; i != NONE; i = d->flight[i].next)
        drawn |= draw_way(d, &d->flight[i], g, &a);
    if (drawn)
        draw_label(g, &a);
    else
        draw_short(g, &a, where_to(d, first));
}

/* ---- the row of an arrival ---------------------------------------------- */

/* Add to a text that may be full; returns its new length. */
static int add(char *buf, int n, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int
add(char *buf, int n, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    n += vsnprintf(buf + n, TEXT_MAX - (size_t)n, format, ap);
    va_end(ap);
    return n < TEXT_MAX ? n : TEXT_MAX - 1;
}

/* "#7' dup", "#3 late", "#5 down"; the label, if no row above has it. */
static void
print_arrival(const struct diagram *d, const struct flight *f,
              char buf[TEXT_MAX])
{
    const struct trace_event *ev = event_of(d, f->end);
    int copy = f->again || (is_lost(d, f) && ev->copy > 0);
    int n = add(buf, 0, "#%u%s", ev->dgram, copy ? "'" : "");

    if (is_lost(d, f)) {
        add(buf, n, " %s", reason_of(ev));
        return;
    }
    n = add(buf, n, "%s%s%s%s", f->again ? " dup" : "", f->late ? " late" : "",
            *ev->text ? " " : "", ev->text);
    if (f->from == NO_COLUMN)
        n = add(buf, n, " from %s", trace_host_name(&d->tr->meta, ev->src));
    if (f->from_row == NONE && f->send != NONE) {
        n = add(buf, n, "%s", f->from == NO_COLUMN ? ": " : " ");
        label_print(d->labels, f->send, buf + n, TEXT_MAX - (size_t)n);
    }
}

/* Out of its lane, or, where there was none, from behind the text. */
static void
draw_landing(const struct diagram *d, const struct flight *f, struct grid *g,
             int back, int edge, const char *text)
{
    int to = d->column[f->to].x;
    int from = to + 2 * back;

    if (f->lane != NO_LANE) {
        from = lane_x(d, f);
        grid_arms(g, from, LINE_UP);
    }
    if (grid_text(g, from + back, edge, text) != from + back)
        while (f->lane == NO_LANE && g->cell[from + back].ch == 0)
            from += back;
    grid_line(g, from, to);
    grid_glyph(g, to + back, head(-back));
    grid_glyph(g, to, GLYPH_EVENT);
}

void
draw_arrival(const struct diagram *d, const struct row *row, struct grid *g)
{
    const struct flight *f = &d->flight[row->flight];
    int aside = f->from == NO_COLUMN || f->from == f->to;
    int back = aside ? d->column[f->to].side : f->from > f->to ? 1 : -1;
    int edge = column_beyond(d, f->to, back) - back;
    int cross = d->column[f->to].x + 2 * back;
    char text[TEXT_MAX];

    print_arrival(d, f, text);
    if (!is_lost(d, f)) {
        draw_landing(d, f, g, back, edge, text);
        return;
    }
    if (f->lane != NO_LANE) {
        cross = lane_x(d, f);
        grid_arms(g, cross, LINE_UP);
    }
    grid_glyph(g, cross, GLYPH_LOST);
    grid_text(g, cross + back, edge, text);
}
