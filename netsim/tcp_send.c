/*
 * tcp_send.c - TCP: what is sent, and when it is sent again.
 *
 * What a program gives to one call of send() travels as one segment, as far
 * as the peer's window and TCP_SEGMENT_MAX allow.  A segment that carries
 * something (SYN, bytes, FIN, RST) is a datagram of its link like any other.
 * One that only acknowledges, offers room or asks for that is between the
 * kernels: it takes the link's delay, but the chooser is not asked about it.
 * Nothing is held back to be sent with more (Nagle), and nothing is sent
 * more slowly because of a loss (RFC 5681).
 *
 * A lost segment is sent again when its timer goes off (RFC 6298).  The
 * numbers are Linux' (tcp(7)): 200 ms at least, doubled up to 2 minutes;
 * tcp_syn_retries, tcp_synack_retries, tcp_retries2, tcp_orphan_retries.
 */
#include "netsim/tcp.h"

#include "netsim/history.h"
#include "netsim/host.h"
#include "netsim/link.h"
#include "netsim/world.h"

#include <errno.h>
#include <string.h>

#define MS INT64_C(1000000)
#define RTO_MIN_NS (200 * MS)
#define RTO_MAX_NS (120000 * MS)
#define SYN_TRIES 6
#define SYN_ACK_TRIES 5
#define DATA_TRIES 15
#define ORPHAN_TRIES 8
/* Where no such host is, ARP gives up after 3 s: arp(7), mcast_solicit. */
#define NOWHERE_TRIES 1

/* ---- what we can take --------------------------------------------------- */

static uint32_t
less(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Room for bytes to be received. */
static uint32_t
free_space(const struct socket *s)
{
    uint32_t most = s->rcvbuf / 2;

    return s->queued < most ? most - s->queued : 0;
}

/* The window moves by steps that are worth a segment (RFC 9293 section
 * 3.8.6.2.2), and never back. */
static uint32_t
step(const struct socket *s)
{
    return less(s->rcvbuf / 4, 1460);
}

static uint32_t
window(struct socket *s)
{
    struct tcp *c = s->tcp;
    uint64_t edge = c->rcv_nxt + free_space(s);

    if (edge >= c->rcv_edge + step(s))
        c->rcv_edge = edge;
    return c->rcv_edge > c->rcv_nxt ? (uint32_t)(c->rcv_edge - c->rcv_nxt) : 0;
}

/* ---- segments ----------------------------------------------------------- */

struct datagram *
tcp_segment(struct socket *s, int flags, uint32_t len)
{
    struct datagram *d = datagram_new(s->proc->host->world, len);

    d->saddr = s->addr;
    d->sport = s->port;
    d->daddr = s->peer_addr;
    d->dport = s->peer_port;
    d->tcp = flags;
    d->from = s->tcp->id;
    d->to = s->tcp->peer_id;
    d->next_number = s->tcp->rcv_nxt;
    d->window = window(s);
    d->mark = history_mark(s->proc->host);
    return d;
}

struct datagram *
tcp_rst_for(struct sim_world *w, const struct datagram *d)
{
    struct datagram *rst = datagram_new(w, 0);

    rst->saddr = d->daddr;
    rst->sport = d->dport;
    rst->daddr = d->saddr;
    rst->dport = d->sport;
    rst->tcp = TCPF_RST;
    rst->from = d->to;
    rst->to = d->from;
    rst->mark = d->mark;
    return rst;
}

void
tcp_answer(struct socket *s)
{
    link_tell(s->proc->host, tcp_segment(s, TCPF_ACK, 0));
}

/* As Linux: when the peer may send twice as much as it thinks. */
void
tcp_offer(struct socket *s)
{
    struct tcp *c = s->tcp;
    uint64_t now = c->rcv_edge - c->rcv_nxt, then = free_space(s);

    if (c->fin_came || c->state < TCPS_ESTABLISHED)
        return;
    if (then >= 2 * now && then >= now + step(s))
        tcp_answer(s);
}

/* ---- the queue ---------------------------------------------------------- */

/* What it takes of the numbers. */
static uint64_t
size_of(const struct datagram *d)
{
    return d->tcp & (TCPF_SYN | TCPF_FIN) ? 1 : d->len;
}

void
tcp_queue(struct socket *s, struct datagram *d)
{
    struct tcp *c = s->tcp;

    d->number = c->end;
    d->next = NULL;
    c->end += size_of(d);
    *c->queue_last = d;
    c->queue_last = &d->next;
    if (!c->unsent)
        c->unsent = d;
}

void
tcp_queue_flag(struct socket *s, int flag)
{
    struct datagram *d = datagram_new(s->proc->host->world, 0);

    d->tcp = flag;
    d->mark = s->tcp->state == TCPS_SYN_RCVD ? s->tcp->mark
                                             : history_mark(s->proc->host);
    tcp_queue(s, d);
}

void
tcp_forget_queue(struct socket *s)
{
    struct tcp *c = s->tcp;

    while (c->queue) {
        struct datagram *d = c->queue;

        c->queue = d->next;
        datagram_free(s->proc->host->world, d);
    }
    c->queue_last = &c->queue;
    c->unsent = NULL;
}

/* Of bytes only. */
static uint64_t
bytes_queued(const struct tcp *c)
{
    return c->end - c->una;
}

uint32_t
tcp_room(const struct socket *s)
{
    uint64_t most = s->sndbuf / 2, n = bytes_queued(s->tcp);

    return n < most ? (uint32_t)(most - n) : 0;
}

/* As Linux: a third must be free, or each byte that is acknowledged would
 * wake the program. */
int
tcp_writable(const struct socket *s)
{
    return 3 * (uint64_t)tcp_room(s) >= s->sndbuf / 2;
}

/* ---- sending ------------------------------------------------------------ */

/* In the trace what is sent again is because of its first sending, unless
 * that was because of something else. */
static void
transmit(struct socket *s, struct datagram *q)
{
    struct tcp *c = s->tcp;
    struct sim_world *w = s->proc->host->world;
    uint64_t cause = c->cause && q->tcp & TCPF_SYN ? c->cause : q->send_seq;
    int flags = q->tcp | (c->state == TCPS_SYN_SENT ? 0 : TCPF_ACK);
    struct datagram *d = tcp_segment(s, flags, q->len);

    d->number = q->number;
    d->mark = q->mark;
    memcpy(d->bytes, q->bytes, q->len);
    if (tracing(w) && !q->send_seq)
        q->send_seq = w->seq + 1;
    link_send_kernel(s->proc->host, d, cause);
}

static void
set_timer(struct socket *s)
{
    struct sim_world *w = s->proc->host->world;

    if (s->tcp->queue && !s->tcp->timer.slot)
        event_add(&w->queue, &s->tcp->timer, w->now_ns + s->tcp->rto_ns);
}

/* Of the first that is not sent, let only so much be one segment. */
static void
split(struct socket *s, uint32_t len)
{
    struct tcp *c = s->tcp;
    struct sim_world *w = s->proc->host->world;
    struct datagram *d = c->unsent;
    struct datagram *rest = datagram_new(w, d->len - len);

    rest->tcp = d->tcp;
    rest->mark = d->mark;
    rest->number = d->number + len;
    memcpy(rest->bytes, d->bytes + len, rest->len);
    rest->next = d->next;
    if (c->queue_last == &d->next)
        c->queue_last = &rest->next;
    d->next = rest;
    d->len = len;
}

void
tcp_push(struct socket *s)
{
    struct tcp *c = s->tcp;
    struct datagram *d;

    while ((d = c->unsent) != NULL) {
        uint64_t room = c->edge > d->number ? c->edge - d->number : 0;

        if (room < d->len) {
            if (room == 0)
                break;
            split(s, (uint32_t)room);
        }
        c->unsent = d->next;
        c->nxt = d->number + size_of(d);
        if (!c->timed) {
            c->timed = c->nxt;
            c->timed_ns = s->proc->host->world->now_ns;
        }
        transmit(s, d);
    }
    set_timer(s);
}

void
tcp_send_again(struct socket *s)
{
    struct tcp *c = s->tcp;

    c->timed = 0; /* Karn: of which one is the acknowledgement? */
    if (c->queue && c->queue != c->unsent)
        transmit(s, c->queue);
}

/* ---- acknowledgements --------------------------------------------------- */

/* RFC 6298 section 2, with Linux' minimum. */
static void
measure(struct tcp *c, int64_t rtt_ns)
{
    int64_t off_ns = c->srtt_ns - rtt_ns;

    if (c->srtt_ns == 0) {
        c->srtt_ns = rtt_ns;
        c->rttvar_ns = rtt_ns / 2;
    } else {
        c->rttvar_ns =
            (3 * c->rttvar_ns + (off_ns < 0 ? -off_ns : off_ns)) / 4;
        c->srtt_ns = (7 * c->srtt_ns + rtt_ns) / 8;
    }
    if (c->srtt_ns == 0) /* within a host */
        c->srtt_ns = 1;
}

static void
restart_timer(struct socket *s)
{
    struct tcp *c = s->tcp;

    event_cancel(&s->proc->host->world->queue, &c->timer);
    if (c->srtt_ns) {
        int64_t var_ns = 4 * c->rttvar_ns;

        c->rto_ns = c->srtt_ns + (var_ns > RTO_MIN_NS ? var_ns : RTO_MIN_NS);
    }
}

static void
forget_acknowledged(struct socket *s)
{
    struct tcp *c = s->tcp;
    struct datagram *d;

    while ((d = c->queue) != c->unsent && d->number + size_of(d) <= c->una) {
        c->queue = d->next;
        datagram_free(s->proc->host->world, d);
    }
    if (!c->queue)
        c->queue_last = &c->queue;
}

void
tcp_acknowledged(struct socket *s, const struct datagram *d)
{
    struct tcp *c = s->tcp;

    if (d->next_number > c->nxt || c->state == TCPS_TIME_WAIT)
        return;
    if (d->next_number + d->window > c->edge)
        c->edge = d->next_number + d->window;
    c->tries = 0;
    if (d->next_number > c->una) {
        if (c->timed && d->next_number >= c->timed) {
            measure(c, s->proc->host->world->now_ns - c->timed_ns);
            c->timed = 0;
        }
        c->una = d->next_number;
        forget_acknowledged(s);
        restart_timer(s);
        if (c->una < c->recover)
            tcp_send_again(s);
    }
    tcp_push(s);
    if (c->nospace && tcp_writable(s)) {
        c->nospace = 0;
        socket_wake(s);
    }
}

/* ---- in vain ------------------------------------------------------------ */

static unsigned
tries_allowed(const struct socket *s)
{
    const struct tcp *c = s->tcp;

    if (c->state == TCPS_SYN_SENT)
        return host_by_address(s->proc->host->world, s->peer_addr) < 0 &&
                       s->peer_addr >> 24 != 127
                   ? NOWHERE_TRIES
                   : SYN_TRIES;
    if (c->state == TCPS_SYN_RCVD)
        return SYN_ACK_TRIES;
    return c->orphan ? ORPHAN_TRIES : DATA_TRIES;
}

void
tcp_timer(struct event *timer)
{
    struct tcp *c = CONTAINER(timer, struct tcp, timer);
    struct socket *s = c->sock;
    struct host *h = s->proc->host;
    struct sim_world *w = h->world;
    unsigned allowed = tries_allowed(s);

    if (w->held)
        link_timeout(w, h->index);
    if (++c->tries > allowed) {
        tcp_done(s, allowed == NOWHERE_TRIES ? EHOSTUNREACH : ETIMEDOUT);
        return;
    }
    c->rto_ns = 2 * c->rto_ns < RTO_MAX_NS ? 2 * c->rto_ns : RTO_MAX_NS;
    c->recover = c->nxt;
    if (c->queue != c->unsent)
        tcp_send_again(s);
    else /* the window has been closed for so long */
        link_tell(h, tcp_segment(s, TCPF_ACK | TCPF_PROBE, 0));
    if (!c->timer.slot)
        set_timer(s);
}
