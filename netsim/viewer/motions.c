/*
 * motions.c - commands that choose another row or event.
 */
#include "netsim/viewer/viewer_private.h"

/* ---- moving ------------------------------------------------------------- */

struct window *
viewer_focus(struct viewer *v)
{
    switch (v->screen) {
    case SCREEN_LIST:
        return &v->list;
    case SCREEN_DIAGRAM:
        return v->on_detail ? &v->detail : &v->diagram;
    case SCREEN_COMPARE:
        return &v->compare.window;
    default:
        return &v->help;
    }
}

/* In a window without a cursor the rows move under the eye. */
static int
has_cursor(const struct viewer *v, const struct window *w)
{
    return w == &v->list || w == &v->diagram || w == &v->compare.window;
}

void
motion_moved(struct viewer *v, const struct window *w)
{
    uint32_t event;

    if (w != &v->diagram || !v->is_open || !v->subject.diagram)
        return;
    event = subject_event(&v->subject, w->row);
    if (event != NO_EVENT && event != v->event) {
        v->event = event;
        v->detail.row = v->detail.top = 0;
    }
}

static void
move(struct viewer *v, long by)
{
    struct window *w = viewer_focus(v);
    long last = (long)w->n - w->height;

    if (has_cursor(v, w)) {
        window_move(w, by);
        motion_moved(v, w);
        return;
    }
    by += (long)w->top;
    w->top = by < 0 || last < 0 ? 0 : (size_t)(by < last ? by : last);
    w->row = w->top;
}

void
cmd_down(struct viewer *v, int count)
{
    move(v, times(count));
}

void
cmd_up(struct viewer *v, int count)
{
    move(v, -times(count));
}

void
cmd_page_down(struct viewer *v, int count)
{
    move(v, times(count) * viewer_focus(v)->height);
}

void
cmd_page_up(struct viewer *v, int count)
{
    move(v, -times(count) * viewer_focus(v)->height);
}

void
cmd_half_down(struct viewer *v, int count)
{
    move(v, times(count) * ((viewer_focus(v)->height + 1) / 2));
}

void
cmd_half_up(struct viewer *v, int count)
{
    move(v, -times(count) * ((viewer_focus(v)->height + 1) / 2));
}

void
cmd_first(struct viewer *v, int count)
{
    (void)count;
    move(v, -(long)viewer_focus(v)->n);
}

/* With a number: to that row. */
void
cmd_last(struct viewer *v, int count)
{
    struct window *w = viewer_focus(v);

    move(v, -(long)w->n);
    move(v, count ? count - 1 : (long)w->n);
}

/* ---- along relations ---------------------------------------------------- */

static struct relation
here(const struct viewer *v)
{
    return v->event < v->subject.relations.n
               ? v->subject.relations.of[v->event]
               : RELATED_TO_NOTHING;
}

static void
go_fault(struct viewer *v, int count,
         uint32_t (*step)(const struct relations *r, uint32_t event),
         const char *what)
{
    uint32_t event = v->event;

    for (long i = times(count); i > 0 && event != NO_EVENT; i--)
        event = step(&v->subject.relations, event);
    viewer_go(v, event, what);
}

void
cmd_next_fault(struct viewer *v, int count)
{
    go_fault(v, count, relation_next_fault, "later fault");
}

void
cmd_prev_fault(struct viewer *v, int count)
{
    go_fault(v, count, relation_prev_fault, "earlier fault");
}

void
cmd_next_of_call(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, here(v).call_next, "later event of this call");
}

void
cmd_prev_of_call(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, here(v).call_prev, "earlier event of this call");
}

void
cmd_next_of_host(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, here(v).host_next, "later event of this host");
}

void
cmd_prev_of_host(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, here(v).host_prev, "earlier event of this host");
}

void
cmd_next_repeat(struct viewer *v, int count)
{
    uint32_t event = v->event;

    for (long i = times(count); i > 0 && event != NO_EVENT; i--)
        event = subject_next_repeat(&v->subject, event);
    viewer_go(v, event, "later timeout or retransmission");
}

void
cmd_other_end(struct viewer *v, int count)
{
    uint32_t end = here(v).end;

    (void)count;
    viewer_go(v, end != NO_EVENT ? end : here(v).from, "other end of this");
}

void
cmd_telling(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, viewer_telling_event(v), "such event");
}

/* ---- matches ------------------------------------------------------------ */

void
cmd_next_hit(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, subject_next_hit(&v->subject, v->event), "later match");
}

void
cmd_prev_hit(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, subject_prev_hit(&v->subject, v->event), "earlier match");
}

void
cmd_mark(struct viewer *v, int count)
{
    (void)count;
    v->marking = 'm';
    viewer_say(v, "mark this event with a letter, a to z");
}

void
cmd_to_mark(struct viewer *v, int count)
{
    (void)count;
    v->marking = '\'';
    viewer_say(v, "go to the event with the letter, a to z");
}
