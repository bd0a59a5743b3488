/*
 * follow.c - a trace that is being written while it is looked at.
 *
 * It is read anew when its file has grown.  Who was at the last row is at the
 * last row again; anybody else stays at the same event.
 */
#include "netsim/viewer/viewer_private.h"

#include <sys/stat.h>

/* Bytes of the file that is open, or -1. */
static int64_t
size_now(const struct viewer *v)
{
    struct stat st;

    return stat(v->items.item[v->open].path, &st) == 0 ? (int64_t)st.st_size
                                                       : -1;
}

static void
go_to_end(struct viewer *v)
{
    if (v->is_open && v->subject.tr.n_events)
        v->event = (uint32_t)(v->subject.tr.n_events - 1);
}

/* The same run with more in it; 0: it is another one. */
static int
has_grown(const struct trace *tr, const struct trace *was)
{
    return tr->meta.n_hosts == was->meta.n_hosts &&
           tr->n_events >= was->n_events;
}

static void
read_again(struct viewer *v)
{
    struct subject s;
    int at_end = v->diagram.row + 1 >= v->diagram.n;

    if (v->is_open && v->event != NO_EVENT) {
        if (viewer_read(v, v->open, &s) < 0)
            return;
        if (has_grown(&s.tr, &v->subject.tr)) {
            viewer_take(v, &s);
            if (at_end)
                go_to_end(v);
            return;
        }
        subject_close(&s);
    }
    v->list.row = v->open;
    viewer_open(v);
    go_to_end(v);
}

int
viewer_tick(struct viewer *v)
{
    int64_t size;

    if (!v->follow || !v->opened || v->screen != SCREEN_DIAGRAM || v->prompt)
        return 0;
    size = size_now(v);
    if (size < 0 || size == v->grown)
        return 0;
    v->grown = size;
    read_again(v);
    return 1;
}

void
viewer_set_follow(struct viewer *v, int on)
{
    v->follow = on;
    v->grown = -1;
    if (on)
        go_to_end(v);
}

void
cmd_follow(struct viewer *v, int count)
{
    (void)count;
    viewer_set_follow(v, !v->follow);
    viewer_say(v, v->follow ? "following: what is new appears at the end"
                            : "no longer following");
}
