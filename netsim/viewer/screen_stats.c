/*
 * screen_stats.c - what each link did to the messages it was given.
 */
#include "netsim/viewer/viewer_private.h"

#include <inttypes.h>

#define NS_PER_MS 1000000
#define NS_PER_US 1000

static void
draw_link(struct canvas *c, int row, const struct trace_meta *meta,
          const struct link *link)
{
    char name[80];

    snprintf(name, sizeof(name), "%.30s -> %.30s", meta->host[link->src].name,
             meta->host[link->dst].name);
    canvas_printf(
        c, row, 1, c->cols - 1, link->lost ? STYLE_BAD : STYLE_PLAIN,
        "%-28s %7zu %7zu %7zu %10" PRId64 ".%03d %10" PRId64 ".%03d", name,
        link->sent, link->lost, link->copies, link->median_ns / NS_PER_MS,
        (int)(link->median_ns / NS_PER_US % 1000), link->most_ns / NS_PER_MS,
        (int)(link->most_ns / NS_PER_US % 1000));
}

void
stats_draw(struct viewer *v, struct canvas *c)
{
    const struct links *links = subject_links(&v->subject);
    int first = HEAD_ROWS + 1;

    canvas_rule(c, 0, "links");
    canvas_printf(c, HEAD_ROWS, 1, c->cols - 1, STYLE_TITLE,
                  "%-28s %7s %7s %7s %14s %14s", "link", "sent", "lost",
                  "copies", "median/ms", "99%/ms");
    v->help.n = links->n;
    v->help.height = c->rows - first - FOOT_ROWS;
    if (v->help.height < 1)
        v->help.height = 1;
    for (int row = first; row < c->rows - FOOT_ROWS; row++) {
        size_t i = v->help.top + (size_t)(row - first);

        if (i < links->n)
            draw_link(c, row, &v->subject.tr.meta, &links->link[i]);
    }
}
