/*
 * again.c - commands that have the case run again: what if this fault had not
 * happened, which of the faults matter, where was it lost?
 */
#include "netsim/viewer/viewer_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SCHEDULE_CAP 8192

/* ---- asking ------------------------------------------------------------- */

/* Programs run that somebody handed in: not without being asked once. */
static int
may_run(struct viewer *v, void (*run)(struct viewer *v, int count))
{
    const struct item *it = &v->items.item[v->open];
    const char *why = rerun_refuses(it);

    if (why || v->sealed) {
        viewer_say(v, "%s", why ? why : "no program is to run");
        return 0;
    }
    if (v->allowed)
        return 1;
    v->pending = run;
    viewer_say(v, "this runs the programs in %s: y to go on", it->again.nodes);
    return 0;
}

void
again_answer(struct viewer *v, int key)
{
    void (*run)(struct viewer *, int) = v->pending;

    v->pending = NULL;
    if (key != 'y' && key != 'Y')
        return;
    v->allowed = 1;
    run(v, 0);
}

/* ---- a run -------------------------------------------------------------- */

/* 0 and one item, or -1 after a message. */
static int
run_again(struct viewer *v, enum rerun what, const char *schedule,
          struct items *made)
{
    char why[200] = "";

    *made = (struct items){ 0 };
    if (rerun(&v->rerunner, &v->items.item[v->open], what, schedule, made, why,
              sizeof(why)) == 0)
        return 0;
    viewer_say(v, "%s", why);
    return -1;
}

/* It comes behind the item that is open, from which it was made. */
static void
add_made(struct viewer *v, struct items *made)
{
    size_t at = v->open + 1;

    items_insert(&v->items, at, made);
    for (size_t i = 0; i < v->items.n; i++)
        if (v->items.item[i].origin > at)
            v->items.item[i].origin++;
    if (v->marked != NO_ITEM && v->marked >= at)
        v->marked++;
    v->items.item[at].origin = at;
    v->list.n = v->items.n;
}

static void
open_made(struct viewer *v, struct items *made)
{
    add_made(v, made);
    v->list.row = v->open + 1;
    viewer_open(v);
}

/* Of the run that is open; a case that has left none is run without any. */
static const char *
schedule_here(const struct viewer *v)
{
    return v->is_open ? v->subject.tr.meta.schedule
                      : v->items.item[v->open].again.schedule;
}

static int
is_right(const struct item *it)
{
    return strcmp(it->status, "pass") == 0;
}

/* ---- schedules as text -------------------------------------------------- */

/* The deviation at *at, without the blanks around it; *at is behind it. */
static const char *
next_deviation(const char **at, size_t *len)
{
    const char *begin = *at + strspn(*at, " ;");

    *len = strcspn(begin, ";");
    *at = begin + *len;
    while (*len > 0 && begin[*len - 1] == ' ')
        --*len;
    return *len ? begin : NULL;
}

/* The schedule without a deviation; 0: it is not in it. */
static int
leave_out(const char *schedule, const char *deviation, char *to, size_t cap)
{
    const char *at = schedule, *d;
    size_t len, used = 0;
    int found = 0;

    to[0] = '\0';
    while ((d = next_deviation(&at, &len))) {
        if (len == strlen(deviation) && memcmp(d, deviation, len) == 0) {
            found = 1;
            continue;
        }
        if (used + len + 3 > cap)
            return 0;
        used += (size_t)snprintf(to + used, cap - used, "%s%.*s",
                                 used ? "; " : "", (int)len, d);
    }
    return found;
}

/* The deviation that has done something to the event that is chosen, to the
 * message that it sends, or to the one that arrives there or is lost. */
static const char *
deviation_here(const struct viewer *v)
{
    const struct subject *s = &v->subject;
    const struct relation *r = &s->relations.of[v->event];
    const struct trace_event *ev = &s->tr.event[v->event];
    int is_end = ev->kind == TRACE_DROP || ev->kind == TRACE_DELIVER;

    if (!*ev->did && r->end != NO_EVENT)
        ev = &s->tr.event[r->end];
    else if (!*ev->did && is_end && r->from != NO_EVENT)
        ev = &s->tr.event[r->from];
    return ev->did;
}

/* "drop client->server #3": this message.  0: there is none here. */
static int
name_loss(const struct viewer *v, char *buf, size_t cap)
{
    const struct trace *tr = &v->subject.tr;
    const struct trace_event *ev = &tr->event[v->event];
    unsigned nth = 0;

    if (ev->kind != TRACE_SEND || ev->src == ev->dst)
        return 0;
    for (size_t i = 0; i <= v->event; i++)
        nth += tr->event[i].kind == TRACE_SEND &&
               tr->event[i].src == ev->src && tr->event[i].dst == ev->dst;
    snprintf(buf, cap, "drop %s->%s #%u", trace_host_name(&tr->meta, ev->src),
             trace_host_name(&tr->meta, ev->dst), nth);
    return 1;
}

/* ---- commands ----------------------------------------------------------- */

static void
say_made(struct viewer *v, const char *how, const char *deviation)
{
    const struct item *it = &v->items.item[v->open];

    viewer_say(v, "%s %s: %s; d compares", how, deviation,
               is_right(it) ? "nothing is wrong" : "still wrong");
}

/* What if this had not happened; or, at a message that arrived, what if it
 * had been lost? */
void
cmd_switch(struct viewer *v, int count)
{
    const char *schedule = v->subject.tr.meta.schedule;
    const char *here = deviation_here(v);
    char deviation[300], to[SCHEDULE_CAP];
    int off = *here != '\0';
    struct items made;

    (void)count;
    snprintf(deviation, sizeof(deviation), "%s", here);
    if (off && !leave_out(schedule, deviation, to, sizeof(to))) {
        viewer_say(v, "this was chance, no deviation of the schedule");
        return;
    }
    if (!off && !name_loss(v, deviation, sizeof(deviation))) {
        viewer_say(v, "there is no fault here, and no message to lose: e goes "
                      "to the next fault");
        return;
    }
    if (!off)
        snprintf(to, sizeof(to), "%.7000s%s%s", schedule,
                 *schedule ? "; " : "", deviation);
    if (!may_run(v, cmd_switch) || run_again(v, RERUN_SAME, to, &made) < 0)
        return;
    open_made(v, &made);
    say_made(v, off ? "without" : "with", deviation);
}

/* The program may be another one by now.  A case that was right has left no
 * trace: this makes one. */
void
cmd_rerun(struct viewer *v, int count)
{
    struct items made;

    (void)count;
    if (v->screen == SCREEN_LIST && v->items.n)
        viewer_open(v);
    if (v->items.n == 0 || !may_run(v, cmd_rerun) ||
        run_again(v, RERUN_SAME, schedule_here(v), &made) < 0)
        return;
    open_made(v, &made);
    viewer_say(v, "run again: %s; d compares",
               is_right(&v->items.item[v->open]) ? "nothing is wrong"
                                                 : "still wrong");
}

void
cmd_less(struct viewer *v, int count)
{
    char schedule[SCHEDULE_CAP];
    struct items made;

    (void)count;
    snprintf(schedule, sizeof(schedule), "%s", v->subject.tr.meta.schedule);
    if (!*schedule) {
        viewer_say(v, "there is no deviation that could be left out");
        return;
    }
    if (!may_run(v, cmd_less) || run_again(v, RERUN_LESS, schedule, &made) < 0)
        return;
    open_made(v, &made);
    if (strcmp(v->subject.tr.meta.schedule, schedule) == 0)
        viewer_say(v, "each of its deviations is needed");
    else
        viewer_say(v, "these are enough: %s", v->subject.tr.meta.schedule);
}

int
again_nearest(struct viewer *v)
{
    struct items made;

    if (!may_run(v, cmd_compare) ||
        run_again(v, RERUN_NEAREST, schedule_here(v), &made) < 0)
        return -1;
    add_made(v, &made);
    return 0;
}

/* Its run is the one that is open: only the numbers are new. */
void
cmd_margin(struct viewer *v, int count)
{
    struct item *it = &v->items.item[v->open];
    struct items made;

    (void)count;
    if (it->n_margin) {
        v->margin = !v->margin;
        return;
    }
    if (!may_run(v, cmd_margin) ||
        run_again(v, RERUN_MARGIN, schedule_here(v), &made) < 0)
        return;
    items_take_margin(it, &made.item[0]);
    items_release(&made);
    v->margin = it->n_margin > 0;
    viewer_say(v, "P(fail): of %u runs that go on at random from there",
               v->margin ? it->margin[0].runs : 0);
}
