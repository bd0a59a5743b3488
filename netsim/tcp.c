/*
 * tcp.c - TCP: connections, and what becomes of a segment that arrives.
 *
 * The states are those of RFC 9293; where it leaves a choice, or Linux has
 * its own way (a full backlog, the error after a reset), it is Linux' way.
 * A connection belongs to the kernel of its host: it may outlive its
 * process, until all is sent, or for TIME_WAIT.
 */
#include "netsim/tcp.h"

#include <errno.h>
#include <string.h>

/* Linux: TCP_TIMEWAIT_LEN, and tcp_fin_timeout in tcp(7). */
#define CLOSING_NS (60 * INT64_C(1000000000))

/* ---- lists and the table of connections --------------------------------- */

void
tcp_list_add(struct socket_list *l, struct socket *s)
{
    struct tcp *c = s->tcp;

    if (!l->last)
        l->last = &l->first;
    c->in = l;
    c->before = l->last;
    c->after = NULL;
    *l->last = s;
    l->last = &c->after;
}

void
tcp_list_remove(struct socket *s)
{
    struct tcp *c = s->tcp;

    if (!c->in)
        return;
    *c->before = c->after;
    if (c->after)
        c->after->tcp->before = c->before;
    else
        c->in->last = c->before;
    c->in = NULL;
}

static struct socket **
chain_of(const struct sim_world *w, int host, uint16_t port,
         uint32_t peer_addr, uint16_t peer_port)
{
    uint64_t key =
        (uint64_t)peer_addr << 32 | (uint32_t)peer_port << 16 | port;

    key = (key ^ (uint64_t)(uint32_t)host << 40) * 0x9e3779b97f4a7c15u;
    return &w->tcp[(uint32_t)(key >> 32) & (w->tcp_cap - 1)];
}

static struct socket **
chain_of_socket(const struct sim_world *w, const struct socket *s)
{
    return chain_of(w, s->proc->host->index, s->port, s->peer_addr,
                    s->peer_port);
}

static void
grow_table(struct sim_world *w)
{
    struct socket **old = w->tcp;
    uint32_t old_cap = w->tcp_cap;

    w->tcp_cap = old_cap ? 2 * old_cap : 64;
    w->tcp = world_alloc(w, w->tcp_cap * sizeof(struct socket *));
    for (uint32_t i = 0; i < old_cap; i++)
        while (old[i]) {
            struct socket *s = old[i], **chain = chain_of_socket(w, s);

            old[i] = s->tcp->chain;
            s->tcp->chain = *chain;
            *chain = s;
        }
    world_free(w, old);
}

static struct socket *
find(const struct sim_world *w, int host, uint32_t addr, uint16_t port,
     uint32_t peer_addr, uint16_t peer_port)
{
    struct socket *s;

    if (!w->tcp_cap)
        return NULL;
    s = *chain_of(w, host, port, peer_addr, peer_port);
    while (s && (s->proc->host->index != host || s->addr != addr ||
                 s->port != port || s->peer_addr != peer_addr ||
                 s->peer_port != peer_port))
        s = s->tcp->chain;
    return s;
}

static void
enter_table(struct socket *s)
{
    struct sim_world *w = s->proc->host->world;
    struct socket **chain;

    if (++w->n_tcp > w->tcp_cap)
        grow_table(w);
    chain = chain_of_socket(w, s);
    s->tcp->chain = *chain;
    *chain = s;
}

static void
leave_table(struct socket *s)
{
    struct sim_world *w = s->proc->host->world;
    struct socket **p;

    if (!w->tcp_cap || !s->peer_addr)
        return;
    for (p = chain_of_socket(w, s); *p; p = &(*p)->tcp->chain)
        if (*p == s) {
            *p = s->tcp->chain;
            w->n_tcp--;
            return;
        }
}

/* ---- a connection begins and ends --------------------------------------- */

static void
forget_datagrams(struct sim_world *w, struct datagram **list)
{
    while (*list) {
        struct datagram *d = *list;

        *list = d->next;
        datagram_free(w, d);
    }
}

void
tcp_renew(struct socket *s)
{
    struct tcp *c = s->tcp, was = *c;

    forget_datagrams(s->proc->host->world, &s->first);
    s->last = &s->first;
    s->queued = 0;
    s->error = 0;
    memset(c, 0, sizeof(*c));
    c->sock = s;
    c->timer.kind = EVENT_TCP;
    c->queue_last = &c->queue;
    c->rto_ns = 1000000000; /* RFC 6298 (2.1) */
    c->linger = was.linger;
    c->linger_ns = was.linger_ns;
    c->nodelay = was.nodelay;
}

struct socket *
tcp_new(struct process *p)
{
    struct socket *s = socket_new(p);

    s->proto = &tcp_proto;
    s->rcvbuf = s->sndbuf = TCP_BUFFER_DEFAULT;
    s->tcp = world_alloc(p->host->world, sizeof(*s->tcp));
    tcp_renew(s);
    return s;
}

int
tcp_open(struct socket *s, enum tcp_state state, uint32_t peer_addr,
         uint16_t peer_port)
{
    struct sim_world *w = s->proc->host->world;

    if (find(w, s->proc->host->index, s->addr, s->port, peer_addr, peer_port))
        return -EADDRNOTAVAIL;
    tcp_renew(s);
    s->tcp->state = state;
    s->tcp->id = ++w->tcp_id;
    s->peer_addr = peer_addr;
    s->peer_port = peer_port;
    enter_table(s);
    return 0;
}

void
tcp_free(struct socket *s)
{
    struct sim_world *w = s->proc->host->world;
    struct tcp *c = s->tcp;

    tcp_refuse_all(s);
    event_cancel(&w->queue, &c->timer);
    tcp_forget_queue(s);
    forget_datagrams(w, &c->early);
    tcp_list_remove(s);
    leave_table(s);
    world_free(w, c);
    s->tcp = NULL;
    socket_free(s);
}

void
tcp_wake(struct socket *s)
{
    if (s->proc->alive)
        process_wake_io(s->proc);
}

void
tcp_done(struct socket *s, int error)
{
    struct sim_world *w = s->proc->host->world;
    struct tcp *c = s->tcp;

    if (c->orphan || (c->listener && c->state == TCPS_SYN_RCVD)) {
        tcp_free(s);
        return;
    }
    event_cancel(&w->queue, &c->timer);
    tcp_forget_queue(s);
    forget_datagrams(w, &c->early);
    if (!c->listener) /* else it may still be accepted, and tell the error */
        tcp_list_remove(s);
    leave_table(s);
    c->state = TCPS_CLOSED;
    c->shut_rd = c->shut_wr = 1;
    c->until_ns = 0;
    if (error)
        s->error = error;
    tcp_wake(s);
}

void
tcp_abort(struct socket *s, int error)
{
    enum tcp_state state = s->tcp->state;

    if (state >= TCPS_SYN_RCVD && state <= TCPS_LAST_ACK)
        link_send_kernel(s->proc->host, tcp_segment(s, TCPF_RST, 0), 0);
    tcp_done(s, error);
}

void
tcp_refuse_all(struct socket *listener)
{
    struct socket_list *lists[] = { &listener->tcp->ready,
                                    &listener->tcp->pending };

    for (int i = 0; i < 2; i++)
        while (lists[i]->first) {
            struct socket *s = lists[i]->first;

            tcp_list_remove(s);
            s->tcp->listener = NULL;
            s->tcp->orphan = 1;
            tcp_abort(s, 0);
        }
    listener->tcp->n_ready = 0;
}

/* Closed after a while: there is no timer, whoever looks will see. */
static void
close_later(struct socket *s)
{
    struct sim_world *w = s->proc->host->world;

    event_cancel(&w->queue, &s->tcp->timer);
    tcp_list_remove(s);
    s->tcp->until_ns = w->now_ns + CLOSING_NS;
    tcp_list_add(&w->tcp_closing, s);
}

void
tcp_expire(struct sim_world *w)
{
    struct socket *s;

    while ((s = w->tcp_closing.first) && s->tcp->until_ns <= w->now_ns)
        tcp_done(s, 0);
}

static void
time_wait(struct socket *s)
{
    s->tcp->state = TCPS_TIME_WAIT;
    s->tcp->shut_rd = s->tcp->shut_wr = 1;
    close_later(s);
}

void
tcp_finish(struct socket *s)
{
    struct tcp *c = s->tcp;

    if (c->state == TCPS_CLOSE_WAIT)
        c->state = TCPS_LAST_ACK;
    else if (c->state == TCPS_ESTABLISHED || c->state == TCPS_SYN_RCVD)
        c->state = TCPS_FIN_WAIT_1;
    else
        return;
    c->shut_wr = 1;
    tcp_queue_flag(s, TCPF_FIN);
    tcp_push(s);
}

/* close(2), and RFC 9293 section 3.6: data that no one will read. */
void
tcp_close(struct socket *s)
{
    struct tcp *c = s->tcp;

    if (c->state < TCPS_SYN_RCVD) {
        tcp_free(s);
        return;
    }
    c->orphan = 1;
    if (s->queued > 0 || (c->linger && c->linger_ns == 0)) {
        tcp_abort(s, 0);
        return;
    }
    tcp_finish(s);
    if (c->state == TCPS_FIN_WAIT_2)
        close_later(s);
}

/* The whole list of a host; no socket in it frees another one in it. */
static void
end_all(struct socket *s, enum end_kind how)
{
    struct socket *next;

    for (; s; s = next) {
        next = s->next;
        if (!s->tcp)
            continue;
        if (how == END_POWER)
            tcp_done(s, 0);
        else if (!s->tcp->orphan && !s->tcp->listener &&
                 s->tcp->state > TCPS_LISTEN)
            tcp_abort(s, 0);
    }
}

void
tcp_end(struct host *h, enum end_kind how)
{
    if (how == END_EXIT) /* its descriptors are closed, that is all */
        return;
    end_all(h->accepted, how);
    end_all(h->sockets, how);
}

int
tcp_keeps_port(const struct socket *s, const struct socket *other)
{
    return !(s->reuse && other->reuse && s->tcp->state != TCPS_LISTEN);
}

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

    c->cause = link_arrived(w, d);
    datagram_free(w, d);
    tcp_done(s, error);
}

static void
established(struct socket *s)
{
    s->tcp->state = TCPS_ESTABLISHED;
    tcp_wake(s);
}

static void
arrive_in_syn_sent(struct sim_world *w, struct socket *s, struct datagram *d)
{
    struct tcp *c = s->tcp;

    if (!(d->tcp & TCPF_SYN)) {
        link_lose(w, d, "another connection");
        return;
    }
    c->cause = link_arrived(w, d);
    c->peer_id = d->from;
    c->rcv_nxt = 1;
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
    tcp_wake(l);
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
        time_wait(s);
    } else if (c->state == TCPS_FIN_WAIT_1) {
        c->state = TCPS_FIN_WAIT_2;
        if (c->orphan)
            close_later(s);
    }
    return 1;
}

static void
fin_arrives(struct socket *s)
{
    struct tcp *c = s->tcp;

    c->fin_came = c->shut_rd = 1;
    if (c->state == TCPS_ESTABLISHED)
        c->state = TCPS_CLOSE_WAIT;
    else if (c->state == TCPS_FIN_WAIT_1)
        c->state = TCPS_CLOSING;
    else if (c->state == TCPS_FIN_WAIT_2)
        time_wait(s);
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
        tcp_wake(s);
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
        if (c->shut_wr && c->una == c->end && !fin_acknowledged(s)) {
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
    s = find(w, d->dst, d->daddr, d->dport, d->saddr, d->sport);
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
