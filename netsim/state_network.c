/*
 * state_network.c - the network's part of the state: sockets, connections,
 * and what is on its way or held.
 */
#include "netsim/state.h"

#include "netsim/tcp.h"

#include <stddef.h>

#define CONTAINER(ptr, type, field)                                           \
    ((type *)((char *)(ptr)-offsetof(type, field)))

/* ---- datagrams and segments --------------------------------------------- */

static void
mix_datagram(struct hash *s, const struct datagram *d)
{
    const uint64_t head[] = {
        (uint64_t)(uint32_t)d->src << 32 | (uint32_t)d->dst,
        (uint64_t)d->saddr << 32 | d->daddr,
        (uint64_t)d->sport << 32 | d->dport,
        (uint64_t)(uint32_t)d->icmp << 32 | (uint32_t)d->waited,
        (uint64_t)d->moment << 2 | (uint64_t)d->control << 1 |
            (uint64_t)d->corrupt,
        (uint64_t)d->tcp << 32 | d->window,
        (uint64_t)d->from << 32 | d->to,
        d->number,
        d->next_number,
        d->len,
        d->mark,
    };

    mix_bytes(s, head, sizeof(head));
    mix_bytes(s, d->bytes, d->len);
}

static void
mix_list(struct hash *s, const struct datagram *d)
{
    for (; d; d = d->next)
        mix_datagram(s, d);
    mix(s, 0);
}

/* ---- TCP ---------------------------------------------------------------- */

static void
mix_timer_of(struct hash *s, const struct sim_world *w, const struct tcp *c)
{
    mix_event(s, w, &c->timer);
    mix_time(s, w, c->until_ns ? c->until_ns : w->now_ns);
    mix_time(s, w, c->timed ? c->timed_ns : w->now_ns);
}

/*
 * Connections have numbers that count all of the run: states that differ in
 * how many there have been look different, which is right but not needed.
 */
static void
mix_tcp(struct hash *s, const struct sim_world *w, const struct tcp *c)
{
    const uint64_t head[] = {
        (uint64_t)c->state << 32 | (uint64_t)c->orphan << 4 |
            (uint64_t)c->connecting << 3 | (uint64_t)c->fin_came << 2 |
            (uint64_t)c->nospace << 1 | (uint64_t)c->linger,
        (uint64_t)c->id << 32 | c->peer_id,
        c->una,
        c->nxt,
        c->end,
        c->edge,
        (uint64_t)c->rto_ns,
        (uint64_t)c->srtt_ns,
        (uint64_t)c->rttvar_ns,
        c->timed,
        c->recover,
        c->rcv_nxt,
        c->rcv_edge,
        (uint64_t)c->read_off << 32 | c->tries,
        (uint64_t)c->backlog << 32 | c->n_ready,
        (uint64_t)c->linger_ns,
        (uint64_t)(c->until_ns > 0) << 1 | (uint64_t)c->nodelay,
        c->unsent ? c->unsent->number : UINT64_MAX,
    };

    mix_bytes(s, head, sizeof(head));
    mix_timer_of(s, w, c);
    mix_list(s, c->queue);
    mix_list(s, c->early);
    for (const struct socket *so = c->ready.first; so; so = so->tcp->after)
        mix(s, so->tcp->id);
    for (const struct socket *so = c->pending.first; so; so = so->tcp->after)
        mix(s, so->tcp->id);
}

/* ---- sockets ------------------------------------------------------------ */

void
state_socket(struct hash *s, const struct socket *so)
{
    const uint64_t head[] = {
        (uint64_t)so->addr << 32 | so->bound_addr,
        (uint64_t)so->port << 32 | so->peer_port,
        (uint64_t)so->peer_addr << 32 | (uint32_t)so->reuse,
        (uint64_t)(uint32_t)so->error << 32 | so->rcvbuf,
        (uint64_t)so->switches << 32 | so->sndbuf,
        (uint64_t)so->rcvtimeo_ns,
        (uint64_t)so->sndtimeo_ns,
        (uint64_t)so->port_asked << 3 | (uint64_t)so->connected << 2 |
            (uint64_t)so->shut_rd << 1 | (uint64_t)so->shut_wr,
    };

    mix_bytes(s, head, sizeof(head));
    mix_list(s, so->first);
    if (so->tcp)
        mix_tcp(s, so->proc->host->world, so->tcp);
}

/* All of TCP, in no order: also those that no descriptor stands for. */
static uint64_t
connections(const struct sim_world *w)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < w->tcp_cap; i++)
        for (const struct socket *so = w->tcp[i]; so; so = so->tcp->chain) {
            struct hash one = { 0 };

            state_socket(&one, so);
            sum += one.h;
        }
    return sum;
}

/* ---- on the way --------------------------------------------------------- */

/* How many events of the same instant come before this one. */
static uint64_t
rank(const struct event_queue *q, const struct event *ev)
{
    uint64_t n = 0;

    for (uint32_t i = 1; i <= q->n; i++)
        n += q->heap[i]->at_ns == ev->at_ns && q->heap[i]->order < ev->order;
    return n;
}

/* How many its link has been given since: what is held goes by numbers. */
static uint64_t
age(struct sim_world *w, const struct datagram *d)
{
    const struct link *l = link_find(w, d->src, d->dst);

    return l && (w->held || l->held) ? l->nth - d->nth : 0;
}

/* The same of the acknowledgement that a held datagram waits for. */
static uint64_t
age_of_ack(struct sim_world *w, const struct datagram *d)
{
    int from = d->waited - 1;
    const struct link *l =
        d->ack ? link_find(w, from, from == d->src ? d->dst : d->src) : NULL;

    return l ? 1 + (uint64_t)(l->nth - d->ack) : 0;
}

/* In no order: the heap's depends on what has been in it. */
static uint64_t
in_flight(struct sim_world *w)
{
    uint64_t sum = 0;

    for (uint32_t i = 1; i <= w->queue.n; i++) {
        const struct event *ev = w->queue.heap[i];
        struct hash one = { (uint64_t)ev->kind };

        mix_time(&one, w, ev->at_ns);
        mix(&one, rank(&w->queue, ev));
        if (ev->kind == EVENT_DELIVER) {
            const struct datagram *d = CONTAINER(ev, struct datagram, event);

            mix_datagram(&one, d);
            mix(&one, age(w, d));
        }
        sum += one.h;
    }
    return sum;
}

static void
mix_links(struct hash *s, struct sim_world *w)
{
    uint64_t sum = 0;

    mix_list(s, w->held);
    for (const struct datagram *d = w->held; d; d = d->next) {
        mix(s, age(w, d));
        mix(s, age_of_ack(w, d));
    }
    for (uint32_t i = 0; i < w->link_cap; i++) {
        struct hash one = { 0 };

        if (!w->link[i] || (!w->link[i]->held && !w->link[i]->in_flight &&
                            w->link[i]->busy_ns <= w->now_ns))
            continue;
        if (w->link[i]->busy_ns > w->now_ns)
            mix(&one, (uint64_t)(w->link[i]->busy_ns - w->now_ns));
        mix(&one, (uint64_t)(uint32_t)w->link[i]->src << 32 |
                      (uint32_t)w->link[i]->dst);
        mix(&one, w->link[i]->in_flight);
        mix_list(&one, w->link[i]->held);
        for (const struct datagram *d = w->link[i]->held; d; d = d->next)
            mix(&one, age(w, d));
        sum += one.h;
    }
    mix(s, sum);
}

void
state_network(struct hash *s, struct sim_world *w)
{
    mix_links(s, w);
    mix(s, connections(w));
    mix(s, in_flight(w));
}
