/*
 * tcp_arrive.c - TCP: what becomes of a segment that arrives.
 *
 * The states are those of RFC 9293; where it leaves a choice, or Linux has
 * its own way (a full backlog, the error after a reset), it is Linux' way.
 */
#include "netsim/tcp.h"

#include "netsim/host.h"
#include "netsim/link.h"
#include "netsim/world.h"

#include <errno.h>

/* ---- a segment for no connection ---------------------------------------- */

static struct socket *
find_listener(const struct host *h, const struct datagram *d)
{
    struct socket *best = NULL;

    for (struct socket *s = h->sockets; s; s = s->next)
        if (s->tcp && s->tcp->state == TCPS_LISTEN && s->port == d->dport &&
            (s->addr == d->daddr || (s->addr == 0 && !best)))
            best = s;
    return best;
}

/* A SYN has come to a listener. */
static void
begin_child(struct socket *l, struct datagram *d)
{
    struct host *h = l->proc->host;
    struct socket *s;
    struct tcp *c;

    /* Linux: the queue holds one more than listen(2) was told. */
    if (l->tcp->n_ready > l->tcp->backlog) {
        link_lose(h->world, d, "backlog full");
        return;
    }
    s = tcp_new(l->proc);
    s->reuse = l->reuse;
    s->rcvbuf = l->rcvbuf;
    s->sndbuf = l->sndbuf;
    s->rcvtimeo_ns = l->rcvtimeo_ns;
    s->sndtimeo_ns = l->sndtimeo_ns;
    s->switches = l->switches;
    s->addr = s->bound_addr = d->daddr;
    s->port = d->dport;
    socket_enlist(s, &h->accepted);
    tcp_open(s, TCPS_SYN_RCVD, d->saddr, d->sport);
    c = s->tcp;
    c->linger = l->tcp->linger;
    c->linger_ns = l->tcp->linger_ns;
    c->nodelay = l->tcp->nodelay;
    c->peer_id = d->from;
    c->rcv_nxt = c->rcv_edge = 1;
    c->edge = 1 + d->window;
    c->listener = l;
    tcp_list_add(&l->tcp->pending, s);
    c->mark = d->mark;
    c->cause = link_arrived(h->world, d);
    datagram_free(h->world, d);
    tcp_queue_flag(s, TCPF_SYN);
    tcp_push(s);
}

static void
arrive_at_none(struct sim_world *w, struct datagram *d)
{
    struct host *h = w->host[d->dst];
    int begins = (d->tcp & (TCPF_SYN | TCPF_ACK)) == TCPF_SYN;
    struct socket *l = begins ? find_listener(h, d) : NULL;
    struct datagram *rst;
    uint64_t cause;

    if (l) {
        begin_child(l, d);
        return;
    }
    rst = d->tcp & TCPF_RST ? NULL : tcp_rst_for(w, d);
    cause = link_lose(w, d,
                      !begins         ? "no such connection"
                      : h->proc.alive ? "no such port"
                                      : "down");
    if (rst)
        link_send_kernel(h, rst, cause);
}

/* ---- a segment for a connection ----------------------------------------- */

/* Is it of another connection, earlier or later, between the same ports? */
static int
is_of_another(const struct tcp *c, const struct datagram *d)
{
    return (d->to && d->to != c->id) ||
           (d->from && c->peer_id && d->from != c->peer_id);
}

/*
 * Who begins anew while we believe in an old connection learns of that, and
 * will reset it (RFC 5961 section 4); so does who answers to what we have
 * not sent.
 */
static void
arrive_from_another(struct sim_world *w, struct socket *s, struct datagram *d)
{
    int begins = (d->tcp & (TCPF_SYN | TCPF_ACK)) == TCPF_SYN;
    struct datagram *rst = NULL;
    uint64_t cause;

    if (s->tcp->state == TCPS_SYN_SENT && !(d->tcp & TCPF_RST))
        rst = tcp_rst_for(w, d);
    cause = link_lose(w, d, "another connection");
    if (rst)
        link_send_kernel(s->proc->host, rst, cause);
    else if (begins)
        tcp_answer(s);
}

/* Linux, tcp_reset(): the error depends on what was expected. */
static void
be_reset(struct sim_world *w, struct socket *s, struct datagram *d)
{
    struct tcp *c = s->tcp;
    int error = c->state == TCPS_SYN_SENT     ? ECONNREFUSED
                : c->state == TCPS_CLOSE_WAIT ? EPIPE
                                              : ECONNRESET;

    c->mark = d->mark;
    c->cause = link_arrived(w, d);
    datagram_free(w, d);
    tcp_done(s, error);
}

static void
established(struct socket *s)
{
    s->tcp->state = TCPS_ESTABLISHED;
    socket_wake(s);
}

static void
arrive_in_syn_sent(struct sim_world *w, struct socket *s, struct datagram *d)
{
    struct tcp *c = s->tcp;

    if (!(d->tcp & TCPF_SYN)) {
        link_lose(w, d, "another connection");
        return;
    }
    c->mark = d->mark;
    c->cause = link_arrived(w, d);
    c->peer_id = d->from;
    c->rcv_nxt = 1;
    c->rcv_edge++; /* what was offered is for bytes, and a SYN is none */
    c->edge = 1 + d->window;
    if (d->tcp & TCPF_ACK) {
        c->state = TCPS_ESTABLISHED;
        tcp_acknowledged(s, d);
        tcp_answer(s);
        established(s);
    } else { /* both have begun: RFC 9293 section 3.5, figure 7 */
        c->state = TCPS_SYN_RCVD;
        tcp_send_again(s);
    }
    datagram_free(w, d);
}

/* The SYN of our side is acknowledged.  0: but no one can take more. */
static int
leave_syn_rcvd(struct socket *s)
{
    struct tcp *c = s->tcp;
    struct socket *l = c->listener;

    if (!l) {
        established(s);
        return 1;
    }
    if (l->tcp->n_ready > l->tcp->backlog)
        return 0;
    tcp_list_remove(s);
    tcp_list_add(&l->tcp->ready, s);
    l->tcp->n_ready++;
    c->state = TCPS_ESTABLISHED;
    socket_wake(l);
    return 1;
}

/* Our FIN is acknowledged.  Returns 0 if nothing is left of s. */
static int
fin_acknowledged(struct socket *s)
{
    struct tcp *c = s->tcp;

    if (c->state == TCPS_LAST_ACK) {
        int orphan = c->orphan;

        tcp_done(s, 0);
        return !orphan;
    }
    if (c->state == TCPS_CLOSING) {
        tcp_time_wait(s);
    } else if (c->state == TCPS_FIN_WAIT_1) {
        c->state = TCPS_FIN_WAIT_2;
        if (c->orphan)
            tcp_close_later(s);
    }
    return 1;
}

static void
fin_arrives(struct socket *s)
{
    struct tcp *c = s->tcp;

    c->fin_came = s->shut_rd = 1;
    if (c->state == TCPS_ESTABLISHED)
        c->state = TCPS_CLOSE_WAIT;
    else if (c->state == TCPS_FIN_WAIT_1)
        c->state = TCPS_CLOSING;
    else if (c->state == TCPS_FIN_WAIT_2)
        tcp_time_wait(s);
}

/* Put it where it belongs among those out of order; 0: it is there. */
static int
put_early(struct tcp *c, struct datagram *d)
{
    struct datagram **p = &c->early;

    while (*p && (*p)->number < d->number)
        p = &(*p)->next;
    if (*p && (*p)->number == d->number)
        return 0;
    d->next = *p;
    *p = d;
    return 1;
}

/* What is in order now can be read. */
static void
take_in_order(struct sim_world *w, struct socket *s)
{
    struct tcp *c = s->tcp;
    struct datagram *d;

    while ((d = c->early) && d->number == c->rcv_nxt) {
        c->early = d->next;
        if (d->tcp & TCPF_FIN) {
            c->rcv_nxt++;
            c->cause = d->deliver_seq;
            c->mark = d->mark;
            datagram_free(w, d);
            fin_arrives(s);
            continue;
        }
        c->rcv_nxt += d->len;
        s->queued += d->len;
        d->next = NULL;
        *s->last = d;
        s->last = &d->next;
    }
}

/* Bytes, or the end of them. */
static void
receive(struct sim_world *w, struct socket *s, struct datagram *d)
{
    struct tcp *c = s->tcp;

    if (d->number < c->rcv_nxt) {
        link_lose(w, d, "already received");
    } else if (c->orphan && d->len) { /* RFC 9293 section 3.6 */
        link_lose(w, d, "no one reads");
        tcp_abort(s, 0);
        return;
    } else if (d->number + d->len > c->rcv_edge) {
        link_lose(w, d, "window full");
    } else if (!put_early(c, d)) {
        link_lose(w, d, "already received");
    } else {
        d->deliver_seq = link_arrived(w, d);
        take_in_order(w, s);
        socket_wake(s);
    }
    tcp_answer(s);
}

static void
arrive_at(struct sim_world *w, struct socket *s, struct datagram *d)
{
    struct tcp *c = s->tcp;

    if (c->state == TCPS_SYN_RCVD && d->tcp & TCPF_ACK && !leave_syn_rcvd(s)) {
        link_lose(w, d, "backlog full");
        return;
    }
    if (d->tcp & TCPF_ACK) {
        tcp_acknowledged(s, d);
        if (s->shut_wr && c->una == c->end && !fin_acknowledged(s)) {
            link_arrived(w, d);
            datagram_free(w, d);
            return;
        }
    }
    if (d->tcp & (TCPF_DATA | TCPF_FIN)) {
        receive(w, s, d);
        return;
    }
    if (d->tcp & (TCPF_PROBE | TCPF_SYN))
        tcp_answer(s);
    link_lose(w, d, "already received"); /* a SYN; else it is of the kernels */
}

void
tcp_arrive(struct sim_world *w, struct datagram *d)
{
    struct socket *s;

    if (w->host[d->dst]->no_power) {
        link_lose(w, d, "down");
        return;
    }
    tcp_expire(w);
    s = tcp_find(w, d->dst, d->daddr, d->dport, d->saddr, d->sport);
    if (s && s->tcp->state == TCPS_TIME_WAIT && is_of_another(s->tcp, d) &&
        d->tcp & TCPF_SYN) {
        tcp_done(s, 0); /* RFC 9293 section 3.6.1: it makes room for a new */
        s = NULL;
    }
    if (!s)
        arrive_at_none(w, d);
    else if (is_of_another(s->tcp, d))
        arrive_from_another(w, s, d);
    else if (d->tcp & TCPF_RST)
        be_reset(w, s, d);
    else if (s->tcp->state == TCPS_SYN_SENT)
        arrive_in_syn_sent(w, s, d);
    else
        arrive_at(w, s, d);
}
