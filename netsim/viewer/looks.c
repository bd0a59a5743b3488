/*
 * looks.c - commands that show the same in another way.
 */
#include "netsim/viewer/viewer_private.h"

#include "netsim/trace/memory.h"

void
cmd_focus(struct viewer *v, int count)
{
    (void)count;
    if (v->layout == LAYOUT_NONE)
        v->layout = LAYOUT_BELOW;
    v->on_detail = !v->on_detail;
}

void
cmd_layout(struct viewer *v, int count)
{
    (void)count;
    v->layout = (enum layout)((v->layout + 1) % (LAYOUT_NONE + 1));
    v->zoomed = 0;
    if (v->layout == LAYOUT_NONE)
        v->on_detail = 0;
}

void
cmd_zoom(struct viewer *v, int count)
{
    (void)count;
    v->zoomed = !v->zoomed;
}

/* Of the event that was chosen when it began; then it stays. */
void
cmd_cone(struct viewer *v, int count)
{
    static const char *const says[] = {
        [CONE_OFF] = "all events are shown alike",
        [CONE_PAST] = "what led here; the rest is dim",
        [CONE_FUTURE] = "what follows from it; the rest is dim",
        [CONE_BOTH] = "what led here, and what follows; the rest is dim",
    };

    (void)count;
    if (v->cone_is == CONE_OFF)
        v->cone_of = v->event;
    v->cone_is = (enum cone)((v->cone_is + 1) % CONES);
    if (!v->cone)
        v->cone = memory_new(v->subject.relations.n + 1, sizeof(*v->cone));
    relation_cone(&v->subject.relations, v->cone_of, v->cone_is, v->cone);
    viewer_say(v, "%s", says[v->cone_is]);
}

void
cmd_steps(struct viewer *v, int count)
{
    (void)count;
    v->opt.steps = !v->opt.steps;
    viewer_say(v, "the steps of a call are %s",
               v->opt.steps ? "shown" : "folded");
}

void
cmd_logs(struct viewer *v, int count)
{
    (void)count;
    v->opt.logs = !v->opt.logs;
    viewer_say(v, "what programs print is %s",
               v->opt.logs ? "shown" : "not shown");
}

void
cmd_stats(struct viewer *v, int count)
{
    (void)count;
    v->back = v->screen;
    v->screen = SCREEN_STATS;
    v->help = (struct window){ .height = 1 };
}

void
cmd_help(struct viewer *v, int count)
{
    (void)count;
    if (v->screen == SCREEN_HELP)
        return;
    v->back = v->screen;
    v->screen = SCREEN_HELP;
    v->help = (struct window){ .height = 1 };
}

void
cmd_glyphs(struct viewer *v, int count)
{
    (void)count;
    v->ascii = !v->ascii;
}

/* ---- rows and their times ----------------------------------------------- */

/* Behind the last axis comes the first one again, from the last mark on. */
void
cmd_axis(struct viewer *v, int count)
{
    static const char *const says[] = {
        [AXIS_TIME] = "the time of the run",
        [AXIS_REAL] = "the time of the run, drawn to scale",
        [AXIS_SINCE] = "the time since the row above",
        [AXIS_CAUSAL] = "Lamport's clock: what led to an event has less",
    };
    int from_mark = v->opt.axis == AXIS_CAUSAL && v->last_mark != NO_EVENT;

    (void)count;
    v->opt.axis = (enum diagram_axis)((v->opt.axis + 1) % AXES);
    v->opt.zero_ns = from_mark ? v->subject.tr.event[v->last_mark].t_ns : 0;
    viewer_say(v, "%s",
               from_mark ? "the time since the last mark" : says[v->opt.axis]);
}

void
cmd_folding(struct viewer *v, int count)
{
    static const char *const says[] = {
        [FOLD_IDLE] = "long times in which nothing happens are folded",
        [FOLD_RUNS] = "also what a host does on end is folded",
        [FOLD_NOTHING] = "nothing is folded",
    };

    (void)count;
    v->opt.folding = (enum diagram_folding)((v->opt.folding + 1) % FOLDINGS);
    viewer_say(v, "%s", says[v->opt.folding]);
}

/* ---- what only a terminal can do ---------------------------------------- */

void
cmd_mouse(struct viewer *v, int count)
{
    (void)count;
    v->mouse = !v->mouse;
    viewer_say(v, "the mouse %s",
               v->mouse ? "chooses rows and keys of the footer"
                        : "is the terminal's");
}

void
cmd_plain(struct viewer *v, int count)
{
    (void)count;
    v->wish = WISH_PLAIN;
}

void
cmd_editor(struct viewer *v, int count)
{
    (void)count;
    v->wish = WISH_EDITOR;
}
