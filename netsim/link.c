/*
 * link.c - the network: what becomes of a datagram between two hosts.
 *
 * A link is directed and numbers the datagrams it is given.  For each it
 * asks the chooser once; by default the datagram arrives after the link's
 * delay, and, if the link has a rate, after the time it takes to send it and
 * those before it.  A copy may be held instead, until one of its ends has
 * waited in vain and sends again, or the next datagram of the link has
 * arrived, or a call of one of its ends has returned (the step "return"),
 * or what that end has sent next has arrived, which acknowledges the reply.
 *
 * What reaches a host where no one listens is answered as the real kernel
 * does, with an ICMP "port unreachable", which a connected socket sees as
 * ECONNREFUSED (udp(7)).
 */
#include "netsim/link.h"

#include "netsim/chooser.h"
#include "netsim/host.h"
#include "netsim/memory.h"
#include "netsim/outlet.h"
#include "netsim/sys.h"
#include "netsim/tcp.h"
#include "netsim/world.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* ---- datagrams ---------------------------------------------------------- */

#define USUAL_SIZE 512 /* spare ones have room for that much */

struct datagram *
datagram_new(struct sim_world *w, uint32_t len)
{
    struct datagram *d = w->spare;
    uint32_t cap = len > USUAL_SIZE ? len : USUAL_SIZE;

    if (d && len <= USUAL_SIZE) {
        w->spare = d->next;
        sim_clear(d, offsetof(struct datagram, cap));
    } else {
        d = world_alloc(w, sizeof(*d) + cap);
        d->cap = cap;
    }
    d->event.kind = EVENT_DELIVER;
    d->len = len;
    return d;
}

void
datagram_free(struct sim_world *w, struct datagram *d)
{
    if (d->cap != USUAL_SIZE) {
        world_free(w, d);
        return;
    }
    d->next = w->spare;
    w->spare = d;
}

static struct datagram *
copy_of(struct sim_world *w, const struct datagram *d)
{
    struct datagram *c = datagram_new(w, d->len);
    uint32_t cap = c->cap;

    memcpy(c, d, sizeof(*d) + d->len);
    c->cap = cap;
    c->copy = d->copy + 1;
    return c;
}

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

/* ---- the trace ---------------------------------------------------------- */

/* What a segment is for; NULL: it is none. */
static const char *
tcp_name(const struct datagram *d)
{
    return d->tcp & TCPF_SYN   ? d->tcp & TCPF_ACK ? "SYN-ACK" : "SYN"
           : d->tcp & TCPF_RST ? "RST"
           : d->tcp & TCPF_FIN ? "FIN"
           : d->tcp            ? "data"
                               : NULL;
}

static void
fill_in(struct trace_event *ev, const struct datagram *d)
{
    ev->dgram = d->id;
    ev->copy = d->copy;
    ev->src = d->src;
    ev->dst = d->dst;
    ev->nth = d->nth;
    ev->sport = d->sport;
    ev->dport = d->dport;
    ev->len = d->len;
    ev->name = tcp_name(d);
}

static uint64_t
trace_end_of(struct sim_world *w, const struct datagram *d,
             enum trace_kind kind, const char *why)
{
    struct trace_event ev = {
        .kind = kind, .host = d->dst, .cause = d->send_seq, .text = why
    };

    if (d->dst >= 0)
        ev.inc = w->host[d->dst]->proc.inc;
    fill_in(&ev, d);
    return world_trace(w, &ev);
}

static inline uint64_t
trace_arrival(struct sim_world *w, const struct datagram *d,
              enum trace_kind kind, const char *why)
{
    return tracing(w) ? trace_end_of(w, d, kind, why) : 0;
}

static void
lose(struct sim_world *w, struct datagram *d, const char *why)
{
    trace_arrival(w, d, TRACE_DROP, why);
    if (w->outlet)
        w->outlet->lost(w->outlet, d);
    datagram_free(w, d);
}

static int
deviates(const struct sim_decision *dec)
{
    return dec->drop || dec->duplicate || dec->moment != PAST_TIME ||
           dec->by_ns || dec->corrupt || dec->until_ns;
}

/* The decision in the language of schedules: to say it is to replay it. */
static void
describe(struct sim_world *w, const struct datagram *d,
         const struct sim_decision *dec, char *buf, size_t cap)
{
    struct deviation dev = { .nth = d->nth, .src = d->src, .dst = d->dst };
    struct schedule s = { 0 };

    if (dec->drop) {
        dev.kind = DEV_DROP;
        s.dev[s.n++] = dev;
    } else if (dec->moment != PAST_TIME || dec->by_ns) {
        dev.kind = DEV_DELAY;
        dev.moment = dec->moment;
        dev.by_ns = dec->by_ns;
        s.dev[s.n++] = dev;
    }
    if (!dec->drop && dec->until_ns) {
        dev.kind = DEV_HOLD;
        dev.at_ns = dec->until_ns;
        s.dev[s.n++] = dev;
    }
    if (!dec->drop && dec->corrupt) {
        dev.kind = DEV_CORRUPT;
        s.dev[s.n++] = dev;
    }
    if (dec->duplicate) {
        dev.kind = DEV_DUPLICATE;
        dev.moment = dec->copy_moment;
        dev.by_ns = dec->copy_by_ns;
        s.dev[s.n++] = dev;
    }
    schedule_print(buf, cap, &s, &w->names);
}

/* A thread has sent it; or, without one, a kernel. */
static void
trace_send(struct host *h, struct thread *t, struct datagram *d,
           const struct sim_decision *dec, int64_t delay_ns)
{
    struct sim_world *w = h->world;
    struct trace_event ev = { .kind = TRACE_SEND,
                              .host = h->index,
                              .inc = h->proc.inc,
                              .cause = d->send_seq,
                              .bytes = d->bytes,
                              .delay_ns = delay_ns,
                              .rule = dec->rule };
    char did[256];

    fill_in(&ev, d);
    if (deviates(dec)) {
        describe(w, d, dec, did, sizeof(did));
        ev.did = did;
        ev.dec = ++w->decision;
    }
    d->send_seq = t ? thread_trace(t, &ev) : world_trace(w, &ev);
}

/* ---- on the way --------------------------------------------------------- */

static void
append(struct datagram **list, struct datagram *d)
{
    while (*list)
        list = &(*list)->next;
    d->next = NULL;
    *list = d;
}

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
        lose(w, d, "queue full");
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
        append(moment == PAST_NEXT ? &l->held : &w->held, d);
}

/* ---- arrival ------------------------------------------------------------ */

/* "Port unreachable" travels back to the sender's socket. */
static void
refuse(struct sim_world *w, const struct datagram *d)
{
    struct datagram *icmp;

    if (!w->host[d->src]->proc.alive)
        return;
    icmp = datagram_new(w, 0);
    icmp->icmp = 1;
    icmp->src = d->dst;
    icmp->dst = d->src;
    icmp->saddr = d->daddr;
    icmp->sport = d->dport;
    icmp->daddr = d->saddr;
    icmp->dport = d->sport;
    event_add(&w->queue, &icmp->event,
              w->now_ns + (d->src == d->dst
                               ? 0
                               : link_get(w, d->dst, d->src)->rule.delay_ns));
}

static void
deliver_icmp(struct sim_world *w, struct datagram *d)
{
    struct socket *s = socket_find(w->host[d->dst], d);

    if (s && s->connected) {
        s->error = ECONNREFUSED;
        socket_wake(s);
    }
    datagram_free(w, d);
}

/* Noise has hit it; 0 if its checksum says so. */
static int
flip_bit(struct sim_world *w, struct datagram *d)
{
    uint32_t bit;

    if (!link_get(w, d->src, d->dst)->rule.checksum_off || d->len == 0)
        return 0;
    bit = rules_flipped_bit(w, d);
    d->bytes[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
    return 1;
}

static void
arrive_outside(struct sim_world *w, struct datagram *d)
{
    const char *why = w->outlet->arrive(w->outlet, d);

    if (why) {
        lose(w, d, why);
        return;
    }
    trace_arrival(w, d, TRACE_DELIVER, NULL);
    datagram_free(w, d);
}

static void
arrive(struct sim_world *w, struct datagram *d)
{
    struct host *h = w->host[d->dst];
    struct socket *s;

    /* Before anyone looks at whom it is for: not even that is sure.  TCP's
     * checksum cannot be switched off. */
    if (d->corrupt && (d->tcp || !flip_bit(w, d))) {
        lose(w, d, "checksum");
        return;
    }
    if (w->outlet) {
        arrive_outside(w, d);
        return;
    }
    if (d->tcp) {
        tcp_arrive(w, d);
        return;
    }
    s = socket_find(h, d);
    if (!s) {
        if (!h->no_power)
            refuse(w, d);
        lose(w, d, h->proc.alive ? "no such port" : "down");
        return;
    }
    if (s->queued + d->len + SIM_DATAGRAM_OVERHEAD > s->rcvbuf) {
        lose(w, d, "buffer full");
        return;
    }
    d->deliver_seq =
        trace_arrival(w, d, TRACE_DELIVER, d->corrupt ? "corrupt" : NULL);
    s->queued += d->len + SIM_DATAGRAM_OVERHEAD;
    d->next = NULL;
    *s->last = d;
    s->last = &d->next;
    socket_wake(s);
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

/* What waits for the next datagram of the link, when the nth arrives.  That
 * may be an earlier one that was late, or the original of a held copy. */
static void
release_before(struct sim_world *w, struct link *l, uint32_t nth)
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

/* What waits for an acknowledgement that src has sent to dst, which comes
 * with the nth datagram, or with any after it. */
static void
release_past_ack(struct sim_world *w, int src, int dst, uint32_t nth)
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

void
link_deliver(struct sim_world *w, struct datagram *d)
{
    struct link *l;

    if (d->icmp) {
        deliver_icmp(w, d);
        return;
    }
    if (d->control) {
        arrive(w, d);
        return;
    }
    l = link_get(w, d->src, d->dst);
    l->in_flight--;
    release_before(w, l, d->nth);
    if (w->held)
        release_past_ack(w, d->src, d->dst, d->nth);
    arrive(w, d);
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

/* src sends its nth datagram to dst: again, if it has waited in vain, or
 * with an acknowledgement, if a call of its has returned. */
static void
sends_again(struct sim_world *w, int src, int dst, uint32_t nth)
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

/* ---- for TCP ------------------------------------------------------------ */

uint64_t
link_arrived(struct sim_world *w, struct datagram *d)
{
    return d->control ? 0 : trace_arrival(w, d, TRACE_DELIVER, NULL);
}

uint64_t
link_lose(struct sim_world *w, struct datagram *d, const char *why)
{
    uint64_t seq = d->control ? 0 : trace_arrival(w, d, TRACE_DROP, why);

    datagram_free(w, d);
    return seq;
}

/*
 * Segments within a host wait for the end of the call that has sent them:
 * what they lead to may change the very connection it is working on.
 */
static void
keep_home(struct sim_world *w, struct datagram *d)
{
    if (!w->home)
        w->home_last = &w->home;
    d->next = NULL;
    *w->home_last = d;
    w->home_last = &d->next;
}

void
link_home(struct sim_world *w)
{
    while (w->home) {
        struct datagram *d = w->home;

        w->home = d->next;
        arrive(w, d);
    }
}

/* ---- sending ------------------------------------------------------------ */

/* Within a host nothing is lost and no link is asked. */
static void
send_home(struct host *h, struct thread *t, struct datagram *d)
{
    struct sim_decision none = { 0 };

    d->dst = d->src;
    if (tracing(h->world))
        trace_send(h, t, d, &none, 0);
    if (d->tcp)
        keep_home(h->world, d);
    else
        arrive(h->world, d);
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
        trace_send(h, t, d, &dec,
                   sending_ns(w, l, d->len) + l->rule.delay_ns + dec.by_ns);
    if (dec.duplicate)
        copy = copy_of(w, d);
    d->corrupt = dec.corrupt;
    if (dec.drop)
        lose(w, d, dec.why ? dec.why : "dropped");
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
            trace_send(h, t, d, &none, 0);
        lose(w, d, "no such host");
        return;
    }
    l = link_get(w, d->src, d->dst);
    d->nth = ++l->nth;
    if (w->held)
        sends_again(w, d->src, d->dst, d->nth);
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
        keep_home(w, d);
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
