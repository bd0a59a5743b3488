/*
 * tcp.c - TCP: how connections begin and end, and how they are found.
 *
 * A connection belongs to the kernel of its host: it may outlive its
 * process, until all is sent, or for TIME_WAIT.
 */
#include "netsim/tcp.h"

#include "netsim/host.h"
#include "netsim/link.h"
#include "netsim/memory.h"
#include "netsim/world.h"

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

struct socket *
tcp_find(const struct sim_world *w, int host, uint32_t addr, uint16_t port,
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
    s->shut_rd = s->shut_wr = 0;
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
    int shut_rd = s->shut_rd, shut_wr = s->shut_wr;

    if (tcp_find(w, s->proc->host->index, s->addr, s->port, peer_addr,
                 peer_port))
        return -EADDRNOTAVAIL;
    tcp_renew(s);
    s->shut_rd = shut_rd;
    s->shut_wr = shut_wr;
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
    s->shut_rd = s->shut_wr = 1;
    c->until_ns = 0;
    if (error)
        s->error = error;
    socket_wake(s);
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

void
tcp_close_later(struct socket *s)
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

void
tcp_time_wait(struct socket *s)
{
    s->tcp->state = TCPS_TIME_WAIT;
    s->shut_rd = s->shut_wr = 1;
    tcp_close_later(s);
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
    s->shut_wr = 1;
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
        tcp_close_later(s);
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
