/*
 * lifelines.c - which hosts the diagram shows, and in which order.
 */
#include "netsim/viewer/viewer_private.h"

#include <stdlib.h>

#include "netsim/trace/memory.h"

static void
changed(struct viewer *v)
{
    v->opt.order = v->order;
    v->opt.n_order = v->n_order;
    subject_forget_rows(&v->subject);
}

void
lifelines_reset(struct viewer *v)
{
    int hosts = (int)v->subject.tr.meta.n_hosts;

    free(v->order);
    v->order = memory_new((size_t)hosts + 1, sizeof(*v->order));
    v->n_order = hosts;
    v->lifeline = 0;
    for (int h = 0; h < hosts; h++)
        v->order[h] = h;
    changed(v);
}

static void
say_focus(struct viewer *v)
{
    viewer_say(v, "lifeline of %s",
               v->subject.tr.meta.host[v->order[v->lifeline]].name);
}

static void
focus(struct viewer *v, int by)
{
    v->lifeline += by;
    if (v->lifeline < 0)
        v->lifeline = 0;
    if (v->lifeline >= v->n_order)
        v->lifeline = v->n_order - 1;
    say_focus(v);
}

void
cmd_lifeline_left(struct viewer *v, int count)
{
    focus(v, -(count ? count : 1));
}

void
cmd_lifeline_right(struct viewer *v, int count)
{
    focus(v, count ? count : 1);
}

void
cmd_lifeline_hide(struct viewer *v, int count)
{
    (void)count;
    if (v->n_order == 1) {
        viewer_say(v, "one lifeline must remain");
        return;
    }
    viewer_say(v, "%s is hidden; U shows all",
               v->subject.tr.meta.host[v->order[v->lifeline]].name);
    v->n_order--;
    for (int i = v->lifeline; i < v->n_order; i++)
        v->order[i] = v->order[i + 1];
    if (v->lifeline == v->n_order)
        v->lifeline--;
    changed(v);
}

void
cmd_lifelines_all(struct viewer *v, int count)
{
    (void)count;
    lifelines_reset(v);
}

static void
move(struct viewer *v, int by)
{
    int to = v->lifeline + by, host = v->order[v->lifeline];

    if (to < 0 || to >= v->n_order) {
        say_focus(v);
        return;
    }
    v->order[v->lifeline] = v->order[to];
    v->order[to] = host;
    v->lifeline = to;
    changed(v);
}

void
cmd_lifeline_move_left(struct viewer *v, int count)
{
    (void)count;
    move(v, -1);
}

void
cmd_lifeline_move_right(struct viewer *v, int count)
{
    (void)count;
    move(v, 1);
}
