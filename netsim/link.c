/*
 * link.c - the network: what becomes of a datagram between two hosts.
 *
 * A link is directed and numbers the datagrams it is given.  For each it
 * asks the chooser once; by default the datagram arrives after the link's
 * delay, and, if the link has a rate, after the time it takes to send it and
 * those before it.  A copy may be held instead: link_held.c.
 */
#include "netsim/link_private.h"

#include "netsim/chooser.h"
#include "netsim/host.h"
#include "netsim/memory.h"
#include "netsim/outlet.h"
#include "netsim/sys.h"
#include "netsim/world.h"

#include <string.h>

/* ---- links -------------------------------------------------------------- */

static uint32_t
slot_of(const struct sim_world *w, int src, int dst)
{
    uint64_t key = (uint64_t)(uint32_t)src << 32 | (uint32_t)dst;

    return (uint32_t)(key * 0x9e3779b97f4a7c15u >> 32) & (w->link_cap - 1);
}

/* Where the link is in the table, or would be. */
static uint32_t
place_of(const struct sim_world *w, int src, int dst)
{
    uint32_t k = slot_of(w, src, dst);

    while (w->link[k] && (w->link[k]->src != src || w->link[k]->dst != dst))
        k = (k + 1) & (w->link_cap - 1);
    return k;
}

static void
grow_links(struct sim_world *w)
{
    struct link **old = w->link;
    uint32_t old_cap = w->link_cap;

    w->link_cap = old_cap ? 2 * old_cap : 64;
    w->link = world_alloc(w, w->link_cap * sizeof(struct link *));
    for (uint32_t i = 0; i < old_cap; i++)
        if (old[i])
            w->link[place_of(w, old[i]->src, old[i]->dst)] = old[i];
    world_free(w, old);
}

struct link *
link_find(struct sim_world *w, int src, int dst)
{
    struct link *l = w->last_link; /* one datagram asks several times */

    if (l && l->src == src && l->dst == dst)
        return l;
    if (!w->link_cap)
        return NULL;
    l = w->link[place_of(w, src, dst)];
    if (l)
        w->last_link = l;
    return l;
}

struct link *
link_get(struct sim_world *w, int src, int dst)
{
    struct link *l = link_find(w, src, dst);

    if (l)
        return l;
    if (2 * (w->n_links + 1) > w->link_cap)
        grow_links(w);
    l = world_alloc(w, sizeof(*l));
    l->src = src;
    l->dst = dst;
    l->rule = w->any_rule;
    w->link[place_of(w, src, dst)] = l;
    w->n_links++;
    return l;
}

void
link_reset(struct link *l)
{
    l->nth = l->in_flight = 0;
    l->bad = 0;
    l->busy_ns = 0;
    l->last_ns = -1;
}

/* ---- on the way --------------------------------------------------------- */

/* How long it takes until the last bit of a datagram is on the line. */
static int64_t
sending_ns(const struct sim_world *w, const struct link *l, uint32_t len)
{
    uint64_t bits = ((uint64_t)len + SIM_HEADERS) * 8;
    int64_t wait_ns = l->busy_ns > w->now_ns ? l->busy_ns - w->now_ns : 0;

    if (l->rule.rate_bit_s == 0)
        return 0;
    return wait_ns + (int64_t)(bits * 1000000000 / l->rule.rate_bit_s);
}

/* Let it arrive delay_ns after it is sent, but not before until_ns; or hold
 * it. */
static void
set_out(struct sim_world *w, struct link *l, struct datagram *d,
        enum deviation_moment moment, int64_t delay_ns, int64_t until_ns)
{
    uint32_t limit = l->rule.limit ? l->rule.limit : SIM_LINK_LIMIT;
    int64_t at_ns = w->now_ns + sending_ns(w, l, d->len);

    if (l->in_flight >= limit) {
        link_drop(w, d, "queue full");
        return;
    }
    l->in_flight++;
    l->busy_ns = at_ns;
    if (delay_ns > 0)
        at_ns += delay_ns;
    d->moment = moment;
    if (moment == PAST_TIME)
        event_add(&w->queue, &d->event, at_ns > until_ns ? at_ns : until_ns);
    else
        link_hold(w, l, d);
}

/* ---- sending ------------------------------------------------------------ */

/* Within a host nothing is lost and no link is asked. */
static void
send_home(struct host *h, struct thread *t, struct datagram *d)
{
    struct sim_decision none = { 0 };

    d->dst = d->src;
    if (tracing(h->world))
        link_trace_send(h, t, d, &none, 0);
    if (d->tcp)
        link_keep_home(h->world, d);
    else
        link_arrive(h->world, d);
}

/* Has anything entered the link at this instant? */
static int
is_used_now(struct sim_world *w, int src, int dst)
{
    const struct link *l = link_find(w, src, dst);

    return l && l->last_ns == w->now_ns;
}

static void
send_over(struct host *h, struct thread *t, struct link *l, struct datagram *d)
{
    struct sim_world *w = h->world;
    struct sim_point p = {
        .kind = SIM_DATAGRAM, .src = d->src, .dst = d->dst, .nth = d->nth
    };
    struct sim_decision dec;
    struct datagram *copy = NULL;

    sim_clear(&dec, sizeof(dec));
    if (w->chooser) {
        p.follows = l->last_ns == w->now_ns;
        p.crosses = is_used_now(w, d->dst, d->src);
        world_choose(w, &p, &dec);
    }
    l->last_ns = w->now_ns;
    if (tracing(w))
        link_trace_send(h, t, d, &dec,
                        sending_ns(w, l, d->len) + l->rule.delay_ns +
                            dec.by_ns);
    if (dec.duplicate)
        copy = datagram_copy(w, d);
    d->corrupt = dec.corrupt;
    if (dec.drop)
        link_drop(w, d, dec.why ? dec.why : "dropped");
    else
        set_out(w, l, d, dec.moment, l->rule.delay_ns + dec.by_ns,
                dec.until_ns);
    if (copy)
        set_out(w, l, copy, dec.copy_moment, l->rule.delay_ns + dec.copy_by_ns,
                0);
}

static void
send_from(struct host *h, struct thread *t, struct datagram *d)
{
    struct sim_world *w = h->world;
    struct link *l;

    w->stats.datagrams++;
    d->id = ++w->datagram_id;
    d->src = h->index;
    d->dst = host_by_address(w, d->daddr);
    if (d->daddr >> 24 == 127 || d->dst == d->src) {
        send_home(h, t, d);
        return;
    }
    if (d->dst < 0) {
        struct sim_decision none = { 0 };

        if (tracing(w))
            link_trace_send(h, t, d, &none, 0);
        link_drop(w, d, "no such host");
        return;
    }
    l = link_get(w, d->src, d->dst);
    d->nth = ++l->nth;
    if (w->held)
        link_sends_again(w, d->src, d->dst, d->nth);
    send_over(h, t, l, d);
}

void
link_send(struct thread *t, struct datagram *d)
{
    d->mark = t->mark;
    send_from(t->proc->host, t, d);
}

void
link_send_kernel(struct host *h, struct datagram *d, uint64_t cause)
{
    struct thread *t = sys_caller;

    d->send_seq = cause;
    send_from(h, t && t->proc->host == h ? t : NULL, d);
}

void
link_tell(struct host *h, struct datagram *d)
{
    struct sim_world *w = h->world;
    struct sim_point p = { .kind = SIM_CUT, .src = h->index };
    struct sim_decision dec = { 0 };

    d->control = 1;
    d->src = h->index;
    d->dst = host_by_address(w, d->daddr);
    if (d->daddr >> 24 == 127)
        d->dst = d->src;
    if (d->dst == d->src) {
        link_keep_home(w, d);
        return;
    }
    p.dst = d->dst;
    if (d->dst >= 0)
        world_choose(w, &p, &dec);
    if (d->dst >= 0)
        link_get(w, d->src, d->dst)->last_ns = w->now_ns;
    if (d->dst < 0 || dec.drop)
        datagram_free(w, d);
    else
        event_add(&w->queue, &d->event,
                  w->now_ns + link_get(w, d->src, d->dst)->rule.delay_ns);
}

void
link_post(struct sim_world *w, const struct posting *p)
{
    struct datagram *d = datagram_new(w, p->len);

    d->saddr = host_address(p->src);
    d->daddr = host_address(p->dst);
    d->sport = p->sport;
    d->dport = p->dport;
    d->owner = p->owner;
    d->part = p->part;
    if (p->len)
        memcpy(d->bytes, p->bytes, p->len);
    send_from(w->host[p->src], NULL, d);
}
