/*
 * compare.c - commands that compare two runs.
 */
#include "netsim/viewer/viewer_private.h"

#include <stdlib.h>
#include <string.h>

/* What is compared was drawn with this width before: any will do. */
static void
show_rows(struct viewer *v)
{
    struct diagram_options opt = v->opt;

    opt.keep = NULL;
    opt.order = NULL;
    opt.zero_ns = 0;
    subject_show(&v->subject, &opt);
    subject_show(&v->compare.subject, &opt);
}

/* Of a row that differs: what decided it, or what it shows. */
static const char *
said_of(const struct subject *s, size_t row)
{
    uint64_t seq = diagram_row_seq(s->diagram, row);
    const struct trace_event *ev = seq ? trace_find(&s->tr, seq) : NULL;
    uint32_t end;

    if (!ev)
        return "";
    end = s->relations.of[ev - s->tr.event].end;
    if (!*ev->did && end != NO_EVENT)
        ev = &s->tr.event[end];
    return *ev->did    ? ev->did
           : *ev->text ? ev->text
                       : trace_kind_name(ev->kind);
}

static void
say_first(struct viewer *v)
{
    const struct compare *k = &v->compare;
    const struct pair *p;
    int side;

    if (k->rows.n_differing == 0) {
        viewer_say(v, "they are the same, event for event");
        return;
    }
    p = &k->rows.pair[k->rows.differing[0]];
    side = p->row[0] == NO_ROW;
    viewer_say(v, "the first of %zu rows that differ, only %s: %s",
               k->rows.n_differing, side ? "right (+)" : "left (-)",
               said_of(side ? &k->subject : &v->subject, p->row[side]));
}

size_t
compare_row(const struct viewer *v, size_t i)
{
    return v->compare.only ? v->compare.rows.differing[i] : i;
}

static void
begin(struct viewer *v)
{
    struct compare *k = &v->compare;

    show_rows(v);
    comparison_init(&k->rows, &v->subject, &k->subject);
    k->only = 0;
    k->window.n = k->rows.n;
    k->window.top = 0;
    window_go(&k->window, k->rows.n_differing ? k->rows.differing[0] : 0);
    say_first(v);
}

/* Of items; the left one becomes the one that is open. */
static void
compare_items(struct viewer *v, size_t left, size_t right)
{
    struct compare *k = &v->compare;
    enum screen back = v->screen;

    if (!v->is_open || v->open != left) {
        v->list.row = left;
        viewer_open(v);
    }
    v->screen = back;
    if (!v->is_open || viewer_read(v, right, &k->subject) < 0) {
        viewer_say(v, "%s", v->trouble);
        return;
    }
    k->is_open = 1;
    k->item[0] = left;
    k->item[1] = right;
    k->back = back;
    v->screen = SCREEN_COMPARE;
    begin(v);
}

void
compare_close(struct viewer *v)
{
    struct compare *k = &v->compare;

    if (!k->is_open)
        return;
    comparison_release(&k->rows);
    subject_close(&k->subject);
    k->is_open = 0;
    v->screen = k->back;
}

/* ---- commands ----------------------------------------------------------- */

void
cmd_mark_trace(struct viewer *v, int count)
{
    (void)count;
    if (v->items.n == 0)
        return;
    v->marked = v->marked == v->list.row ? NO_ITEM : v->list.row;
    viewer_say(v, v->marked == NO_ITEM
                      ? "no trace is marked"
                      : "marked: d at another one compares with it");
}

/* With the one that is marked, or of which this is another run, or else with
 * the nearest run that is right. */
void
cmd_compare(struct viewer *v, int count)
{
    size_t this = v->screen == SCREEN_LIST ? v->list.row : v->open;

    (void)count;
    if (v->marked != NO_ITEM && v->marked != this)
        compare_items(v, v->marked, this);
    else if (v->items.n && v->items.item[this].origin)
        compare_items(v, v->items.item[this].origin - 1, this);
    else if (v->screen == SCREEN_DIAGRAM && again_nearest(v) == 0)
        compare_items(v, this, this + 1);
    else if (v->screen == SCREEN_LIST)
        viewer_say(v, "mark another trace with Space; d compares with it");
}

/* The first row of the next run of rows that differ, or the one before. */
static void
go_difference(struct viewer *v, int by)
{
    const struct comparison *c = &v->compare.rows;
    struct window *w = &v->compare.window;
    long n = (long)c->n_differing, i, at = (long)compare_row(v, w->row);

    for (i = by > 0 ? 0 : n - 1; i >= 0 && i < n; i += by) {
        long row = (long)c->differing[i];
        int begins = i == 0 || (long)c->differing[i - 1] != row - 1;

        if (begins && (row - at) * by > 0) {
            window_go(w, v->compare.only ? (size_t)i : (size_t)row);
            return;
        }
    }
    viewer_say(v, "there is no %s difference", by > 0 ? "later" : "earlier");
}

void
cmd_next_difference(struct viewer *v, int count)
{
    for (long i = times(count); i > 0; i--)
        go_difference(v, 1);
}

void
cmd_prev_difference(struct viewer *v, int count)
{
    for (long i = times(count); i > 0; i--)
        go_difference(v, -1);
}

void
cmd_only_differences(struct viewer *v, int count)
{
    struct compare *k = &v->compare;
    size_t at, row = 0;

    (void)count;
    if (k->rows.n_differing == 0) {
        viewer_say(v, "they are the same, event for event");
        return;
    }
    at = compare_row(v, k->window.row);
    k->only = !k->only;
    k->window.n = k->only ? k->rows.n_differing : k->rows.n;
    while (row + 1 < k->window.n && compare_row(v, row) < at)
        row++;
    window_go(&k->window, row);
}

void
cmd_other_side(struct viewer *v, int count)
{
    struct compare *k = &v->compare;
    size_t left = k->item[0], right = k->item[1];

    (void)count;
    compare_close(v);
    compare_items(v, right, left);
}

/* In the trace that has it; the left one if both have. */
void
cmd_open_compared(struct viewer *v, int count)
{
    struct compare *k = &v->compare;
    const struct pair *p;
    uint64_t seq;
    int side;

    (void)count;
    if (k->rows.n == 0)
        return;
    p = &k->rows.pair[compare_row(v, k->window.row)];
    side = p->row[0] == NO_ROW;
    seq = diagram_row_seq(side ? k->subject.diagram : v->subject.diagram,
                          p->row[side]);
    v->list.row = k->item[side];
    compare_close(v);
    if (v->open != v->list.row)
        viewer_open(v);
    v->screen = SCREEN_DIAGRAM;
    if (v->is_open && seq && trace_find(&v->subject.tr, seq))
        v->event =
            (uint32_t)(trace_find(&v->subject.tr, seq) - v->subject.tr.event);
}
