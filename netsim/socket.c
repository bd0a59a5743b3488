/*
 * socket.c - sockets, as ip(7), udp(7) and socket(7) have them: who owns
 * which port, and which datagrams wait to be read.
 */
#include "netsim/socket.h"

#include "netsim/host.h"
#include "netsim/memory.h"
#include "netsim/sched.h"
#include "netsim/tcp.h"
#include "netsim/world.h"

#include <errno.h>
#include <string.h>

#define ANY 0u
#define LOOPBACK_NET 127u
#define LOOPBACK 0x7f000001u

/* ip(7): ip_local_port_range begins here. */
#define FIRST_EPHEMERAL 32768
#define LAST_EPHEMERAL 60999

uint32_t
host_address(int index)
{
    return 0x0a000001u + (uint32_t)index;
}

int
host_by_address(const struct sim_world *w, uint32_t addr)
{
    uint32_t i = addr - 0x0a000001u;

    return i < (uint32_t)w->n_hosts ? (int)i : -1;
}

/* FNV-1a: where the search for a name begins. */
static uint32_t
slot_of(const struct sim_world *w, const char *name)
{
    uint32_t h = 2166136261u;

    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return h & (w->name_cap - 1);
}

/* Anew when there are more hosts: names are asked for when a world runs. */
static void
index_names(struct sim_world *w)
{
    world_free(w, w->by_name);
    w->n_named = w->n_hosts;
    w->name_cap = 4;
    while (w->name_cap < 2 * (uint32_t)w->n_hosts)
        w->name_cap *= 2;
    w->by_name = world_alloc(w, w->name_cap * sizeof(*w->by_name));
    for (int i = 0; i < w->n_hosts; i++) {
        uint32_t k = slot_of(w, w->host[i]->name);

        while (w->by_name[k])
            k = (k + 1) & (w->name_cap - 1);
        w->by_name[k] = w->host[i];
    }
}

int
host_by_name(struct sim_world *w, const char *name)
{
    uint32_t k;

    if (w->n_named != w->n_hosts)
        index_names(w);
    if (w->n_hosts == 0)
        return -1;
    for (k = slot_of(w, name); w->by_name[k]; k = (k + 1) & (w->name_cap - 1))
        if (!strcmp(w->by_name[k]->name, name))
            return w->by_name[k]->index;
    return -1;
}

struct socket *
socket_new(struct process *p)
{
    struct socket *s = world_alloc(p->host->world, sizeof(*s));

    s->proc = p;
    s->rcvbuf = s->sndbuf = SIM_RCVBUF_DEFAULT;
    s->last = &s->first;
    return s;
}

/* Nothing that is sent to its port will find it. */
static void
leave_port(struct socket *s)
{
    socket_unlist(s);
    s->port = 0;
}

void
socket_wake(struct socket *s)
{
    struct thread *t = s->proc->alive ? s->proc->threads : NULL;

    for (; t; t = t->mate)
        if (t->wait == WAIT_IO && (!t->wait_for || t->wait_for == s))
            thread_ready(t);
}

void
socket_forget_waiters(struct socket *s)
{
    static const struct socket none;

    for (struct thread *t = s->proc->threads; t; t = t->mate)
        if (t->wait_for == s)
            t->wait_for = &none;
}

void
socket_free(struct socket *s)
{
    struct host *h = s->proc->host;

    leave_port(s);
    while (s->first) {
        struct datagram *d = s->first;

        s->first = d->next;
        datagram_free(h->world, d);
    }
    world_free(h->world, s);
}

void
socket_enlist(struct socket *s, struct socket **list)
{
    s->next = *list;
    s->place = list;
    if (s->next)
        s->next->place = &s->next;
    *list = s;
}

void
socket_unlist(struct socket *s)
{
    if (!s->place)
        return;
    *s->place = s->next;
    if (s->next)
        s->next->place = s->place;
    s->place = NULL;
}

/* ---- ports -------------------------------------------------------------- */

/* Each protocol has ports of its own. */
static int
keeps_off(const struct socket *s, const struct socket *other, uint32_t addr,
          uint16_t port)
{
    if (s == other || s->port != port || s->proto != other->proto ||
        (s->addr != addr && s->addr != ANY && addr != ANY))
        return 0;
    return s->tcp ? tcp_keeps_port(s, other) : !(s->reuse && other->reuse);
}

static int
taken(const struct host *h, const struct socket *but, uint32_t addr,
      uint16_t port)
{
    for (const struct socket *s = h->sockets; s; s = s->next)
        if (keeps_off(s, but, addr, port))
            return 1;
    for (const struct socket *s = h->accepted; s; s = s->next)
        if (keeps_off(s, but, addr, port))
            return 1;
    return 0;
}

int
socket_port_is_taken(const struct socket *s)
{
    return taken(s->proc->host, s, s->addr, s->port);
}

/* The next free one in turn, so that a new socket does not inherit what
 * was meant for the last. */
static int
ephemeral(struct host *h, const struct socket *s, uint32_t addr)
{
    for (int i = FIRST_EPHEMERAL; i <= LAST_EPHEMERAL; i++) {
        uint16_t port = h->next_port;

        h->next_port = port == LAST_EPHEMERAL ? FIRST_EPHEMERAL : port + 1;
        if (!taken(h, s, addr, port))
            return port;
    }
    return -EADDRINUSE;
}

int
socket_bind(struct socket *s, uint32_t addr, uint16_t port)
{
    struct host *h = s->proc->host;

    if (s->port)
        return -EINVAL;
    tcp_expire(h->world);
    if (addr != ANY && addr >> 24 != LOOPBACK_NET &&
        addr != host_address(h->index))
        return -EADDRNOTAVAIL;
    s->port_asked = port != 0;
    if (port == 0) {
        int r = ephemeral(h, s, addr);

        if (r < 0)
            return r;
        port = (uint16_t)r;
    } else if (taken(h, s, addr, port)) {
        return -EADDRINUSE;
    }
    s->addr = s->bound_addr = addr;
    s->port = port;
    socket_enlist(s, &h->sockets);
    return 0;
}

uint32_t
socket_source(const struct socket *s, uint32_t to)
{
    if (s->addr)
        return s->addr;
    return to >> 24 == LOOPBACK_NET ? LOOPBACK
                                    : host_address(s->proc->host->index);
}

void
socket_disconnect(struct socket *s)
{
    s->connected = 0;
    s->peer_port = 0;
    s->addr = s->bound_addr;
    if (!s->port_asked)
        leave_port(s);
}

/* As Linux chooses: the one that says the most of what it wants. */
static int
score(const struct socket *s, const struct datagram *d)
{
    if (s->port != d->dport || (s->addr != ANY && s->addr != d->daddr))
        return 0;
    if (s->connected && (s->peer_port != d->sport || s->peer_addr != d->saddr))
        return 0;
    return 1 + (s->addr != ANY) + 2 * s->connected;
}

struct socket *
socket_find(struct host *h, const struct datagram *d)
{
    struct socket *best = NULL;
    int most = 0;

    for (struct socket *s = h->sockets; s; s = s->next)
        if (!s->tcp && score(s, d) > most) {
            most = score(s, d);
            best = s;
        }
    return best;
}
