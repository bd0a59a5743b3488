/*
 * links.c - see links.h.
 */
#include "netsim/viewer/links.h"

#include <stdlib.h>

#include "netsim/trace/memory.h"

/* While it is counted. */
struct tally {
    struct link link;
    int64_t *delay; /* owned; of the originals that arrived */
    size_t arrived, cap;
};

static int
by_size(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static void
count_event(struct tally *t, const struct trace_event *ev,
            const struct trace_event *send)
{
    if (ev->kind == TRACE_SEND)
        t->link.sent++;
    else if (ev->kind == TRACE_DROP)
        t->link.lost++;
    else if (ev->copy > 0)
        t->link.copies++;
    else if (send) {
        t->delay =
            memory_grow(t->delay, &t->cap, t->arrived + 1, sizeof(*t->delay));
        t->delay[t->arrived++] = ev->t_ns - send->t_ns;
    }
}

static struct tally *
count_all(const struct trace *tr, const struct relations *r)
{
    size_t hosts = tr->meta.n_hosts;
    struct tally *tally = memory_new(hosts * hosts + 1, sizeof(*tally));

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];
        uint32_t from = r->of[i].from;

        if (trace_is_message(ev) && ev->src >= 0 && ev->dst >= 0)
            count_event(&tally[(size_t)ev->src * hosts + (size_t)ev->dst], ev,
                        from == NO_EVENT ? NULL : &tr->event[from]);
    }
    return tally;
}

/* The delay that so many of a thousand do not exceed. */
static int64_t
quantile_ns(const struct tally *t, size_t permille)
{
    return t->arrived ? t->delay[(t->arrived - 1) * permille / 1000] : 0;
}

static void
add_link(struct links *l, struct tally *t, int src, int dst)
{
    struct link *link = &l->link[l->n++];

    if (t->arrived)
        qsort(t->delay, t->arrived, sizeof(*t->delay), by_size);
    *link = t->link;
    link->src = src;
    link->dst = dst;
    link->median_ns = quantile_ns(t, 500);
    link->most_ns = quantile_ns(t, 990);
}

void
links_init(struct links *l, const struct trace *tr, const struct relations *r)
{
    size_t hosts = tr->meta.n_hosts;
    struct tally *tally = count_all(tr, r);

    l->link = memory_new(hosts * hosts + 1, sizeof(*l->link));
    l->n = 0;
    for (size_t i = 0; i < hosts * hosts; i++) {
        if (tally[i].link.sent)
            add_link(l, &tally[i], (int)(i / hosts), (int)(i % hosts));
        free(tally[i].delay);
    }
    free(tally);
}

void
links_release(struct links *l)
{
    free(l->link);
    *l = (struct links){ 0 };
}
