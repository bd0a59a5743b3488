/*
 * state_network.c - the network's part of the state: sockets, connections,
 * and what is on its way or held.
 */
#include "netsim/state.h"

#include "netsim/host.h"
#include "netsim/link.h"
#include "netsim/memory.h"
#include "netsim/tcp.h"

#include <stdlib.h>

/* ---- what is queued, in its order --------------------------------------- */

/* Scratch: of the state that is being hashed. */
static const struct event **sorted;
static uint32_t n_sorted, cap_sorted;

static int
by_time(const void *a, const void *b)
{
    const struct event *x = *(const struct event *const *)a;
    const struct event *y = *(const struct event *const *)b;

    return x->at_ns != y->at_ns
               ? (x->at_ns < y->at_ns ? -1 : 1)
               : (x->order > y->order) - (x->order < y->order);
}

/* The heap's own order depends on what has been in it. */
static void
sort_events(const struct event_queue *q)
{
    if (q->n > cap_sorted) {
        sorted = sim_grow(sorted, 0, 2 * q->n * sizeof(*sorted));
        cap_sorted = 2 * q->n;
    }
    n_sorted = q->n;
    for (uint32_t i = 0; i < n_sorted; i++)
        sorted[i] = q->heap[i + 1];
    if (n_sorted > 1)
        qsort(sorted, n_sorted, sizeof(*sorted), by_time);
}

/* ---- datagrams and segments --------------------------------------------- */

static uint64_t
is_kin(const struct datagram *a, const struct datagram *b)
{
    return a->tcp && a->from == b->from;
}

/*
 * Which others are of the same connection: if it is no more, only that can
 * matter, when one of them makes another side begin.
 */
static void
mix_kin(struct hash *s, const struct sim_world *w, const struct datagram *d)
{
    uint64_t n = 0, sum = 0;

    for (uint32_t i = 0; i < n_sorted; i++)
        if (sorted[i]->kind == EVENT_DELIVER)
            mix(s, is_kin(CONTAINER(sorted[i], struct datagram, event), d));
    for (const struct datagram *e = w->held; e; e = e->next)
        mix(s, is_kin(e, d));
    for (uint32_t i = 0; i < w->link_cap; i++) {
        struct hash one = { (uint64_t)i };

        if (!w->link[i] || !w->link[i]->held)
            continue;
        one.h = (uint64_t)(uint32_t)w->link[i]->src << 32 |
                (uint32_t)w->link[i]->dst;
        for (const struct datagram *e = w->link[i]->held; e; e = e->next)
            mix(&one, is_kin(e, d));
        sum += one.h;
        n++;
    }
    mix(s, sum + n);
}

/*
 * A segment, as its two ends see it: numbers of bytes relative to what they
 * expect, and only whether it is of the connections that they have now.
 */
static void
mix_segment(struct hash *s, const struct sim_world *w,
            const struct datagram *d)
{
    const struct socket *to =
        d->dst < 0
            ? NULL
            : tcp_find(w, d->dst, d->daddr, d->dport, d->saddr, d->sport);
    const struct socket *from =
        tcp_find(w, d->src, d->saddr, d->sport, d->daddr, d->dport);
    uint64_t same = (uint64_t)(d->to != 0) | (uint64_t)(d->from != 0) << 1;

    if (to)
        same |= 4 | (uint64_t)(d->to == to->tcp->id) << 3 |
                (uint64_t)(d->from == to->tcp->peer_id) << 4;
    if (from)
        same |= 32 | (uint64_t)(d->from == from->tcp->id) << 6;
    mix(s, (uint64_t)d->tcp << 33 | (uint64_t)d->control << 32 | d->window);
    mix(s, same);
    if (d->from && !(same & (16 | 64)))
        mix_kin(s, w, d);
    mix(s, d->number - (to ? to->tcp->rcv_nxt : 0));
    mix(s, d->next_number - (to ? to->tcp->una : 0));
}

static void
mix_datagram(struct hash *s, const struct sim_world *w,
             const struct datagram *d)
{
    const uint64_t head[] = {
        (uint64_t)(uint32_t)d->src << 32 | (uint32_t)d->dst,
        (uint64_t)d->saddr << 32 | d->daddr,
        (uint64_t)d->sport << 32 | d->dport,
        (uint64_t)(uint32_t)d->icmp << 32 | (uint32_t)d->corrupt,
        d->len,
        d->mark,
        d->corrupt ? d->nth : 0, /* which of its bits */
    };

    mix_bytes(s, head, sizeof(head));
    mix_bytes(s, d->bytes, d->len);
    if (d->tcp)
        mix_segment(s, w, d);
}

static void
mix_list(struct hash *s, const struct sim_world *w, const struct datagram *d)
{
    for (; d; d = d->next)
        mix_datagram(s, w, d);
    mix(s, 0);
}

/* Bytes that a connection keeps; from: the number that counts as 0. */
static void
mix_bytes_of(struct hash *s, const struct datagram *d, uint64_t from)
{
    for (; d; d = d->next) {
        mix(s, d->number - from);
        mix(s, (uint64_t)(uint32_t)d->tcp << 32 | d->len);
        mix(s, d->mark);
        mix_bytes(s, d->bytes, d->len);
    }
    mix(s, 0);
}

/* Is the peer in the same connection, or has it begun another?  And what has
 * it received of what is not acknowledged? */
static void
mix_peer(struct hash *s, const struct sim_world *w, const struct tcp *c)
{
    const struct socket *so = c->sock, *peer;
    int host = so->peer_addr >> 24 == 127 ? so->proc->host->index
                                          : host_by_address(w, so->peer_addr);

    if (host < 0)
        return;
    peer = tcp_find(w, host, so->peer_addr, so->peer_port, so->addr, so->port);
    if (peer && peer->tcp->id == c->peer_id)
        mix(s, peer->tcp->rcv_nxt - c->una);
}

/* Room in the last segment that is not sent: more may come to it. */
static uint64_t
room_in_last(const struct tcp *c)
{
    const struct datagram *last =
        c->unsent ? CONTAINER(c->queue_last, struct datagram, next) : NULL;

    return last ? last->cap - last->len : 0;
}

/* In which order they are refused or accepted. */
static void
mix_waiting(struct hash *s, const struct socket_list *l)
{
    for (const struct socket *r = l->first; r; r = r->tcp->after)
        mix(s, (uint64_t)r->peer_addr << 16 | r->peer_port);
    mix(s, 0);
}

static void
mix_tcp(struct hash *s, const struct sim_world *w, const struct tcp *c)
{
    const struct socket *so = c->sock;
    const uint64_t head[] = {
        (uint64_t)c->state << 32 | (uint64_t)c->orphan << 6 |
            (uint64_t)c->connecting << 5 | (uint64_t)c->fin_came << 4 |
            (uint64_t)c->nospace << 3 | (uint64_t)c->linger << 2 |
            (uint64_t)c->nodelay << 1 | (uint64_t)(c->listener != NULL),
        c->until_ns ? (uint64_t)(c->until_ns - w->now_ns) : UINT64_MAX,
        c->nxt - c->una,
        c->end - c->una,
        c->edge - c->una,
        c->recover > c->una ? c->recover - c->una : 0,
        c->timed ? c->timed - c->una : 0,
        c->timed ? (uint64_t)(w->now_ns - c->timed_ns) : 0,
        (uint64_t)c->rto_ns,
        (uint64_t)c->srtt_ns,
        (uint64_t)c->rttvar_ns,
        (uint64_t)c->tries << 32 | c->read_off,
        c->rcv_edge - c->rcv_nxt,
        (uint64_t)c->backlog << 32 | c->n_ready,
        (uint64_t)c->linger_ns,
        c->unsent ? c->unsent->number - c->una : UINT64_MAX,
        room_in_last(c),
        c->mark,
    };

    mix_bytes(s, head, sizeof(head));
    mix_event(s, w, &c->timer);
    mix_bytes_of(s, c->queue, c->una);
    mix_bytes_of(s, so->first, so->first ? so->first->number : 0);
    mix_peer(s, w, c);
    mix_bytes_of(s, c->early, c->rcv_nxt);
    mix_waiting(s, &c->ready);
    mix_waiting(s, &c->pending);
}

void
state_socket(struct hash *s, const struct sim_world *w,
             const struct socket *so)
{
    const uint64_t head[] = {
        (uint64_t)so->addr << 32 | so->bound_addr,
        (uint64_t)so->port << 32 | so->peer_port,
        (uint64_t)so->peer_addr << 32 | (uint32_t)so->reuse,
        (uint64_t)(uint32_t)so->error << 32 | so->rcvbuf,
        (uint64_t)so->rcvtimeo_ns,
        (uint64_t)so->sndtimeo_ns,
        (uint64_t)so->sndbuf << 32 | so->switches << 4 |
            (uint32_t)so->connected << 3 | (uint32_t)so->port_asked << 2 |
            (uint32_t)so->shut_rd << 1 | (uint32_t)so->shut_wr,
    };

    mix_bytes(s, head, sizeof(head));
    if (so->tcp)
        mix_tcp(s, w, so->tcp);
    else
        mix_list(s, w, so->first);
}

/* 0: it is not, no longer or not yet the program's. */
static uint64_t
descriptor_of(const struct process *p, const struct socket *so)
{
    int fd = 0;

    if (so->tcp && (so->tcp->orphan || so->tcp->listener))
        return 0;
    while (fd < p->n_fds && !(p->fd[fd] && p->fd[fd]->socket == so))
        fd++;
    return fd < p->n_fds ? 1 + (uint64_t)fd : 0;
}

/*
 * What has no descriptor is hashed here, in no order.  The others are with
 * their files, but their order matters: of two that share a port the one
 * bound last is asked first, and a crash resets one after another.
 */
static void
mix_connections(struct hash *s, const struct host *h)
{
    const struct socket *const list[] = { h->sockets, h->accepted };
    uint64_t sum = 0;

    for (int i = 0; i < 2; i++)
        for (const struct socket *so = list[i]; so; so = so->next) {
            uint64_t fd = descriptor_of(&h->proc, so);
            struct hash one = { (uint64_t)i };

            if (fd) {
                mix(s, fd << 1 | (uint64_t)i);
                continue;
            }
            state_socket(&one, h->world, so);
            sum += one.h;
        }
    mix(s, sum);
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

/* What happens then, and to whom. */
static void
mix_what(struct hash *s, struct sim_world *w, const struct event *ev)
{
    const struct datagram *d;
    const struct thread *t;
    const struct socket *so;

    switch (ev->kind) {
    case EVENT_DELIVER:
        d = CONTAINER(ev, struct datagram, event);
        mix_datagram(s, w, d);
        mix(s, age(w, d));
        break;
    case EVENT_TIMER:
        t = CONTAINER(ev, struct thread, timer);
        mix(s, (uint64_t)(uint32_t)t->proc->host->index << 32 | t->id);
        break;
    case EVENT_DUE:
        mix(s, (uint64_t)CONTAINER(ev, struct host, due)->index);
        break;
    case EVENT_RESTART:
        mix(s, (uint64_t)CONTAINER(ev, struct host, restart)->index);
        break;
    case EVENT_RESUME:
        mix(s, (uint64_t)CONTAINER(ev, struct host, resume)->index);
        break;
    case EVENT_TCP:
        so = CONTAINER(ev, struct tcp, timer)->sock;
        mix(s, (uint64_t)(uint32_t)so->proc->host->index << 32 |
                   (uint32_t)so->port << 16 | so->peer_port);
        mix(s, (uint64_t)so->addr << 32 | so->peer_addr);
        break;
    }
}

static void
mix_events(struct hash *s, struct sim_world *w)
{
    for (uint32_t i = 0; i < n_sorted; i++) {
        const struct event *ev = sorted[i];

        mix(s, (uint64_t)ev->kind);
        mix_time(s, w, ev->at_ns);
        mix_what(s, w, ev);
    }
}

/* It is empty, and the number of its next datagram is of no interest. */
static int
is_idle(const struct sim_world *w, const struct link *l)
{
    return !l->held && !l->in_flight && l->busy_ns <= w->now_ns &&
           !(l->rule.checksum_off && l->nth);
}

/* Until when each waits; once it is on its way that matters no more. */
static void
mix_held(struct hash *s, struct sim_world *w, const struct datagram *d)
{
    for (; d; d = d->next) {
        mix_datagram(s, w, d);
        mix(s, (uint64_t)d->moment << 32 | (uint32_t)d->waited);
        mix(s, age(w, d));
        mix(s, age_of_ack(w, d));
    }
    mix(s, 0);
}

static void
mix_links(struct hash *s, struct sim_world *w)
{
    uint64_t sum = 0;

    mix_held(s, w, w->held);
    for (uint32_t i = 0; i < w->link_cap; i++) {
        struct hash one = { 0 };

        if (!w->link[i] || is_idle(w, w->link[i]))
            continue;
        if (w->link[i]->busy_ns > w->now_ns)
            mix(&one, (uint64_t)(w->link[i]->busy_ns - w->now_ns));
        if (w->link[i]->rule.checksum_off) /* noise hits by numbers */
            mix(&one, w->link[i]->nth);
        mix(&one, (uint64_t)(uint32_t)w->link[i]->src << 32 |
                      (uint32_t)w->link[i]->dst);
        mix(&one, w->link[i]->in_flight);
        mix_held(&one, w, w->link[i]->held);
        sum += one.h;
    }
    mix(s, sum);
}

void
state_network(struct hash *s, struct sim_world *w)
{
    sort_events(&w->queue);
    for (int i = 0; i < w->n_hosts; i++)
        mix_connections(s, w->host[i]);
    mix_links(s, w);
    mix_events(s, w);
}
