/*
 * link_held.c - datagrams that are held back until something comes to pass.
 *
 * Until one of the two ends has waited in vain and sends again, or the next
 * datagram of the link has arrived, or a call of one of the ends has returned
 * (the step "return"), or what that end has sent next has arrived, which
 * acknowledges the reply.
 */
#include "netsim/link_private.h"

#include "netsim/world.h"

static void
append(struct datagram **list, struct datagram *d)
{
    while (*list)
        list = &(*list)->next;
    d->next = NULL;
    *list = d;
}

void
link_hold(struct sim_world *w, struct link *l, struct datagram *d)
{
    append(d->moment == PAST_NEXT ? &l->held : &w->held, d);
}

/* Let one that was held set out now: it takes delay_ns, or what the link
 * takes. */
static void
let_go(struct sim_world *w, struct datagram **place, int64_t delay_ns)
{
    struct datagram *d = *place;

    *place = d->next;
    if (delay_ns < 0)
        delay_ns = link_get(w, d->src, d->dst)->rule.delay_ns;
    event_add(&w->queue, &d->event, w->now_ns + delay_ns);
}

static int
release_all(struct sim_world *w, struct datagram **list)
{
    int n = 0;

    for (; *list; n++)
        let_go(w, list, 0);
    return n;
}

void
link_release_before(struct sim_world *w, struct link *l, uint32_t nth)
{
    for (struct datagram **p = &l->held; *p;)
        if ((*p)->nth < nth)
            let_go(w, p, 0);
        else
            p = &(*p)->next;
}

static int
is_between(const struct datagram *d, int a, int b)
{
    return (d->src == a && d->dst == b) || (d->src == b && d->dst == a);
}

void
link_release_past_ack(struct sim_world *w, int src, int dst, uint32_t nth)
{
    for (struct datagram **p = &w->held; *p;) {
        struct datagram *d = *p;

        if (d->moment == PAST_ACK && d->waited == src + 1 && d->ack &&
            nth >= d->ack && is_between(d, src, dst))
            let_go(w, p, 0);
        else
            p = &d->next;
    }
}

/* What is held between this host and another may go when it sends again. */
void
link_timeout(struct sim_world *w, int host)
{
    for (struct datagram *d = w->held; d; d = d->next)
        if (d->moment == PAST_TIMEOUT && (d->src == host || d->dst == host))
            d->waited = host + 1;
}

/* A call that this host has made has returned. */
void
link_returned(struct sim_world *w, int host)
{
    for (struct datagram **p = &w->held; *p;) {
        struct datagram *d = *p;
        int mine = d->src == host || d->dst == host;

        if (mine && d->moment == PAST_ACK && !d->waited)
            d->waited = host + 1;
        if (mine && d->moment == PAST_CALL)
            let_go(w, p, -1);
        else
            p = &d->next;
    }
}

void
link_sends_again(struct sim_world *w, int src, int dst, uint32_t nth)
{
    for (struct datagram **p = &w->held; *p;) {
        struct datagram *d = *p;
        int waited = d->waited == src + 1 && is_between(d, src, dst);

        if (waited && d->moment == PAST_ACK && !d->ack)
            d->ack = nth;
        if (waited && d->moment == PAST_TIMEOUT)
            let_go(w, p, -1);
        else
            p = &d->next;
    }
}

int
link_release_all(struct sim_world *w)
{
    int n = release_all(w, &w->held);

    for (uint32_t i = 0; i < w->link_cap; i++)
        if (w->link[i])
            n += release_all(w, &w->link[i]->held);
    return n;
}
