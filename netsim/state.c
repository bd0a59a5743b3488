/*
 * state.c - a hash of all that the rest of a run depends on.
 *
 * Worlds with equal states have equal futures.  So that states which differ
 * in nothing that matters look equal, times are taken relative to now, and
 * numbers that only name things in the trace (of events, of datagrams) are
 * left out.  What a program has in its memory counts byte by byte, also what
 * it will never look at again: build it with its local variables set (the
 * Makefile does), and fewer equal states look different.
 */
#include "netsim/sim.h"

#include <string.h>

struct hash {
    uint64_t h;
};

static void
mix(struct hash *s, uint64_t x)
{
    s->h = hash64(s->h, &x, sizeof(x));
}

static void
mix_bytes(struct hash *s, const void *p, size_t len)
{
    s->h = hash64(s->h, p, len);
}

/* Relative, or -1: not queued. */
static void
mix_event(struct hash *s, const struct sim_world *w, const struct event *ev)
{
    mix(s, ev->slot ? (uint64_t)(ev->at_ns - w->now_ns) : UINT64_MAX);
}

/* ---- the network -------------------------------------------------------- */

static void
mix_datagram(struct hash *s, const struct datagram *d)
{
    const uint64_t head[] = {
        (uint64_t)(uint32_t)d->src << 32 | (uint32_t)d->dst,
        (uint64_t)d->saddr << 32 | d->daddr,
        (uint64_t)d->sport << 32 | d->dport,
        (uint64_t)(uint32_t)d->icmp << 32 | (uint32_t)d->waited,
        (uint64_t)d->moment << 1 | (uint64_t)d->corrupt,
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

static void
mix_socket(struct hash *s, const struct socket *so)
{
    const uint64_t head[] = {
        (uint64_t)so->addr << 32 | so->bound_addr,
        (uint64_t)so->port << 32 | so->peer_port,
        (uint64_t)so->peer_addr << 32 | (uint32_t)so->reuse,
        (uint64_t)(uint32_t)so->error << 32 | so->rcvbuf,
        (uint64_t)so->rcvtimeo_ns,
    };

    mix_bytes(s, head, sizeof(head));
    mix_list(s, so->first);
}

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

        mix(&one, (uint64_t)(ev->at_ns - w->now_ns));
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

/* ---- disks -------------------------------------------------------------- */

static uint64_t
number_of(const struct inode *i)
{
    return i ? i->number : 0;
}

static void
mix_text(struct hash *s, const char *text)
{
    mix_bytes(s, text ? text : "", text ? strlen(text) + 1 : 0);
}

static void
mix_inode(struct hash *s, const struct inode *i)
{
    mix(s, (uint64_t)i->number << 32 | i->mode);
    for (int v = 0; v < DISK_VIEWS; v++) {
        const struct inode_view *view = &i->view[v];

        mix(s, (uint64_t)view->links << 32 | (uint64_t)view->exists);
        mix(s, view->len);
        mix_bytes(s, view->bytes, view->len);
        for (uint32_t k = 0; k < view->n; k++) {
            mix_text(s, view->entry[k].name);
            mix(s, number_of(view->entry[k].inode));
        }
        mix(s, number_of(view->parent));
    }
}

static void
mix_disk(struct hash *s, const struct disk *d)
{
    for (const struct inode *i = d->inodes; i; i = i->next)
        mix_inode(s, i);
    for (const struct change *c = d->unsynced; c; c = c->next) {
        mix(s, (uint64_t)c->kind << 32 | number_of(c->inode));
        mix(s, number_of(c->dir) << 32 | number_of(c->to_dir));
        mix(s, number_of(c->replaced));
        mix_text(s, c->name);
        mix_text(s, c->to_name);
        mix(s, (uint64_t)c->offset);
        mix(s, c->len);
        mix_bytes(s, c->bytes, c->kind == CHANGE_WRITE ? c->len : 0);
    }
    mix(s, (uint64_t)d->n_inodes);
}

/* ---- hosts -------------------------------------------------------------- */

static void
mix_thread(struct hash *s, const struct thread *t)
{
    const struct sim_world *w = t->proc->host->world;

    mix(s, (uint64_t)t->id << 32 | (uint32_t)t->nr);
    mix_bytes(s, t->arg, sizeof(t->arg));
    mix(s, (uint64_t)t->ret);
    mix(s, (uint64_t)t->wait << 32 | (uint64_t)t->retried << 2 |
               (uint64_t)t->timed_out << 1 | (uint64_t)t->pending);
    mix(s, (uint64_t)(uint32_t)t->saved_errno << 32 | t->bytes_max);
    mix(s, (uint64_t)t->sleep << 32 | (uint64_t)t->woken << 3 |
               (uint64_t)t->granted << 2 | (uint64_t)t->ended << 1 |
               (uint64_t)t->keep_turn << 4 | (uint64_t)t->detached);
    mix(s, t->sleep_on);
    mix(s, (uint64_t)t->result << 32 | t->turn_calls);
    mix(s, (uint64_t)t->value);
    if (t->tls && w->state_by != SIM_BY_RESULTS)
        mix_bytes(s, t->tls, image_tls_size(t->proc->image));
    mix_event(s, w, &t->timer);
    mix(s, (uint64_t)t->stop << 4 | (uint64_t)t->stalled << 3 |
               (uint64_t)t->interrupt << 2 | (uint64_t)t->interrupted << 1 |
               (uint64_t)t->until_clock);
    mix(s, t->wait && t->deadline_ns >= 0
               ? (uint64_t)(t->deadline_ns - w->now_ns)
               : UINT64_MAX);
    mix(s, t->mark);
    mix(s, t->heard);
}

static void
mix_files(struct hash *s, const struct process *p)
{
    for (int fd = 0; fd < p->n_fds; fd++) {
        const struct file *f = p->fd[fd];

        if (!f)
            continue;
        mix(s, (uint64_t)fd << 32 | (uint32_t)f->stream << 1 |
                   (uint32_t)f->nonblocking);
        mix(s, f->opener_pc);
        mix(s, number_of(f->inode) << 32 | (uint32_t)f->flags);
        mix(s, (uint64_t)f->offset);
        mix(s, (uint64_t)f->refs);
        if (f->socket)
            mix_socket(s, f->socket);
    }
}

static void
mix_host(struct hash *s, const struct host *h)
{
    const struct process *p = &h->proc;

    mix(s, (uint64_t)p->inc << 32 | (uint64_t)h->next_port << 1 |
               (uint64_t)p->alive);
    mix(s, (uint64_t)h->clock_ns);
    mix_disk(s, &h->disk);
    mix_event(s, h->world, &h->due);
    mix_event(s, h->world, &h->restart);
    mix_event(s, h->world, &h->resume);
    if (!p->alive)
        return;
    mix(s, p->random_n);
    mix(s, p->n_noted);
    for (int i = 0; i < 3; i++)
        mix_bytes(s, p->line[i].text, p->line[i].len);
    mix_files(s, p);
    mix(s, number_of(p->cwd));
    for (const struct thread *t = p->threads; t; t = t->mate)
        mix_thread(s, t);
    for (const struct thread *t = p->sleepers; t; t = t->sleep_next)
        mix(s, t->id);
    mix(s, p->n_threads);
    mix(s, h->world->state_by == SIM_BY_RESULTS ? p->results
                                                : snapshot_hash_process(p));
}

uint64_t
sim_state(struct sim_world *w)
{
    struct hash s = { w->history };

    for (int i = 0; i < w->n_hosts; i++)
        mix_host(&s, w->host[i]);
    mix_links(&s, w);
    mix(&s, in_flight(w));
    for (const struct thread *t = w->run_first; t; t = t->next)
        mix(&s, (uint64_t)(uint32_t)t->proc->host->index << 32 | t->id);
    return s.h;
}
