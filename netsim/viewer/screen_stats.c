/*
 * screen_stats.c - what each link did to the messages it was given.
 */
#include "netsim/viewer/viewer_private.h"

#include <inttypes.h>
#include <stdlib.h>

#include "netsim/trace/memory.h"

struct link_stats {
    size_t sent, lost, copies;
    size_t arrived;
    int64_t *delay; /* owned; of the originals that arrived */
    size_t cap;
};

static int
by_size(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static void
count_event(struct link_stats *link, const struct trace_event *ev,
            const struct trace_event *send)
{
    if (ev->kind == TRACE_SEND)
        link->sent++;
    else if (ev->kind == TRACE_DROP)
        link->lost++;
    else if (ev->copy > 0)
        link->copies++;
    else if (send) {
        link->delay = memory_grow(link->delay, &link->cap, link->arrived + 1,
                                  sizeof(*link->delay));
        link->delay[link->arrived++] = ev->t_ns - send->t_ns;
    }
}

static int
is_message(const struct trace_event *ev)
{
    return ev->kind == TRACE_SEND || ev->kind == TRACE_DELIVER ||
           ev->kind == TRACE_DROP;
}

static struct link_stats *
count_all(const struct subject *s)
{
    size_t hosts = s->tr.meta.n_hosts;
    struct link_stats *links = memory_new(hosts * hosts + 1, sizeof(*links));

    for (size_t i = 0; i < s->tr.n_events; i++) {
        const struct trace_event *ev = &s->tr.event[i];
        uint32_t from = s->relations.of[i].from;

        if (is_message(ev) && ev->src >= 0 && ev->dst >= 0)
            count_event(&links[(size_t)ev->src * hosts + (size_t)ev->dst], ev,
                        from == NO_EVENT ? NULL : &s->tr.event[from]);
    }
    return links;
}

/* The delay that so many of a thousand do not exceed, in microseconds. */
static int64_t
quantile_us(const struct link_stats *link, size_t permille)
{
    if (link->arrived == 0)
        return 0;
    return link->delay[(link->arrived - 1) * permille / 1000] / 1000;
}

static void
draw_link(struct canvas *c, int row, const struct trace_meta *meta, size_t src,
          size_t dst, struct link_stats *link)
{
    char name[80];

    qsort(link->delay, link->arrived, sizeof(*link->delay), by_size);
    snprintf(name, sizeof(name), "%.30s -> %.30s", meta->host[src].name,
             meta->host[dst].name);
    canvas_printf(
        c, row, 1, c->cols - 1, link->lost ? STYLE_BAD : STYLE_PLAIN,
        "%-28s %7zu %7zu %7zu %10" PRId64 ".%03d %10" PRId64 ".%03d", name,
        link->sent, link->lost, link->copies, quantile_us(link, 500) / 1000,
        (int)(quantile_us(link, 500) % 1000), quantile_us(link, 990) / 1000,
        (int)(quantile_us(link, 990) % 1000));
}

void
stats_draw(struct viewer *v, struct canvas *c)
{
    const struct trace_meta *meta = &v->subject.tr.meta;
    struct link_stats *links = count_all(&v->subject);
    int row = HEAD_ROWS + 1;
    size_t n = 0;

    canvas_rule(c, 0, "links");
    canvas_printf(c, HEAD_ROWS, 1, c->cols - 1, STYLE_TITLE,
                  "%-28s %7s %7s %7s %14s %14s", "link", "sent", "lost",
                  "copies", "median/ms", "99%/ms");
    v->help.height = c->rows - row - FOOT_ROWS;
    if (v->help.height < 1)
        v->help.height = 1;
    for (size_t src = 0; src < meta->n_hosts; src++)
        for (size_t dst = 0; dst < meta->n_hosts; dst++) {
            struct link_stats *link = &links[src * meta->n_hosts + dst];

            if (link->sent && n++ >= v->help.top && row < c->rows - FOOT_ROWS)
                draw_link(c, row++, meta, src, dst, link);
            free(link->delay);
        }
    v->help.n = n;
    free(links);
}
