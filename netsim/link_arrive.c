/*
 * link_arrive.c - a datagram comes to the end of its way.
 *
 * What reaches a host where no one listens is answered as the real kernel
 * does, with an ICMP "port unreachable", which a connected socket sees as
 * ECONNREFUSED (udp(7)).
 */
#include "netsim/link_private.h"

#include "netsim/chooser.h"
#include "netsim/host.h"
#include "netsim/outlet.h"
#include "netsim/tcp.h"
#include "netsim/world.h"

#include <errno.h>

static inline uint64_t
trace_arrival(struct sim_world *w, const struct datagram *d,
              enum trace_kind kind, const char *why)
{
    return tracing(w) ? link_trace_end(w, d, kind, why) : 0;
}

void
link_drop(struct sim_world *w, struct datagram *d, const char *why)
{
    trace_arrival(w, d, TRACE_DROP, why);
    if (w->outlet)
        w->outlet->lost(w->outlet, d);
    datagram_free(w, d);
}

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
        link_drop(w, d, why);
        return;
    }
    trace_arrival(w, d, TRACE_DELIVER, NULL);
    datagram_free(w, d);
}

void
link_arrive(struct sim_world *w, struct datagram *d)
{
    struct host *h = w->host[d->dst];
    struct socket *s;

    /* Before anyone looks at whom it is for: not even that is sure.  TCP's
     * checksum cannot be switched off. */
    if (d->corrupt && (d->tcp || !flip_bit(w, d))) {
        link_drop(w, d, "checksum");
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
        link_drop(w, d, h->proc.alive ? "no such port" : "down");
        return;
    }
    if (s->queued + d->len + SIM_DATAGRAM_OVERHEAD > s->rcvbuf) {
        link_drop(w, d, "buffer full");
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

void
link_deliver(struct sim_world *w, struct datagram *d)
{
    struct link *l;

    if (d->icmp) {
        deliver_icmp(w, d);
        return;
    }
    if (d->control) {
        link_arrive(w, d);
        return;
    }
    l = link_get(w, d->src, d->dst);
    l->in_flight--;
    if (l->held)
        link_release_before(w, l, d->nth);
    if (w->held)
        link_release_past_ack(w, d->src, d->dst, d->nth);
    link_arrive(w, d);
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

/* ---- within a host ------------------------------------------------------ */

/*
 * Segments within a host wait for the end of the call that has sent them:
 * what they lead to may change the very connection it is working on.
 */
void
link_keep_home(struct sim_world *w, struct datagram *d)
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
        link_arrive(w, d);
    }
}
