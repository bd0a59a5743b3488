/*
 * proxy_tcp.c - byte streams between clients and the server.
 *
 * What is read from either end is cut into chunks, and each travels over the
 * link like a datagram, with its faults.  What TCP does against those is
 * done here: a chunk that is lost is sent again after a retransmission
 * timeout, one that comes twice counts once, and what comes too early waits
 * for those before it.  So the programs see no fault but the time it takes.
 * The end of a stream (FIN) and its failure (RST) are chunks without bytes,
 * behind all that was read before them.
 *
 * No more than a window of a stream is on its way or waits to be written;
 * then nothing more is read, and the sender's kernel holds it back.
 */
#include "netsim/tool/proxy.h"

#include "netsim/datagram.h"
#include "netsim/link.h"
#include "netsim/memory.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK_MAX 1448       /* payload of a segment on an Ethernet */
#define WINDOW 65536         /* of TCP without window scaling, RFC 9293 */
#define WINDOW_CHUNKS 128    /* for those who send a byte at a time */
#define RTO_MIN_NS 200000000 /* Linux' TCP_RTO_MIN */
#define RTO_MAX_NS INT64_C(60000000000) /* RFC 6298, 2.5 */
#define BUCKETS 1024

enum chunk_kind { CHUNK_DATA, CHUNK_FIN, CHUNK_RST };

struct chunk {
    struct timer again; /* it was lost and will be sent again then */
    struct conn *conn;
    enum end from;
    struct chunk *next;
    enum chunk_kind kind;
    uint32_t number; /* in its stream */
    unsigned tries;
    int arrived;
    uint32_t len, written;
    uint8_t bytes[];
};

/* One direction: what has been read and not yet been written. */
struct stream {
    struct chunk *first, **last;
    uint32_t n_chunks; /* ever */
    uint32_t waiting;  /* of them here */
    uint32_t queued;   /* bytes of those */
    int ended;         /* its FIN or RST has been read */
    int done;          /* ... and passed on */
};

struct side {
    struct conn *conn;
    struct watch watch;
    int connecting;
    int gone;    /* closed, after an error */
    int blocked; /* its buffer is full: write when it has room */
};

struct conn {
    struct proxy *px;
    uint64_t serial;
    uint16_t port; /* the client's */
    struct conn *chain, *next, **place;
    struct side side[ENDS];
    struct stream stream[ENDS]; /* from that end */
    int dead;                   /* to be freed as soon as no one looks at it */
};

struct conns {
    struct conn *bucket[BUCKETS];
    struct conn *first;
    uint64_t serial;
    int full; /* no descriptors: no one is accepted until one is closed */
};

static struct conn *
find(struct proxy *px, uint64_t serial)
{
    struct conn *c = px->conns->bucket[serial % BUCKETS];

    while (c && c->serial != serial)
        c = c->chain;
    return c;
}

/* ---- the end of a connection -------------------------------------------- */

static void
chunk_free(struct chunk *k)
{
    loop_stop_timer(&k->conn->px->loop, &k->again);
    free(k);
}

static void
stream_clear(struct stream *s)
{
    for (struct chunk *k; (k = s->first) != NULL;) {
        s->first = k->next;
        chunk_free(k);
    }
    s->last = &s->first;
    s->waiting = s->queued = 0;
}

/* With `reset` the program at this end is told so, by an RST (socket(7)). */
static void
side_close(struct side *s, int reset)
{
    struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

    if (s->gone)
        return;
    loop_watch(&s->conn->px->loop, &s->watch, 0);
    if (reset)
        setsockopt(s->watch.fd, SOL_SOCKET, SO_LINGER, &at_once,
                   sizeof(at_once));
    close(s->watch.fd);
    s->gone = 1;
}

static void
conn_close(struct conn *c, int reset)
{
    struct proxy *px = c->px;
    struct conn **at = &px->conns->bucket[c->serial % BUCKETS];

    while (*at != c)
        at = &(*at)->chain;
    *at = c->chain;
    *c->place = c->next;
    if (c->next)
        c->next->place = c->place;
    for (enum end e = 0; e < ENDS; e++) {
        side_close(&c->side[e], reset);
        stream_clear(&c->stream[e]);
    }
    proxy_chat(px, "connection %llu %s", (unsigned long long)c->serial,
               reset ? "is reset" : "has ended");
    if (px->conns->full) {
        px->conns->full = 0;
        loop_watch(&px->loop, &px->listener, POLLIN);
    }
    free(c);
}

/* ---- over the link ------------------------------------------------------ */

static void
chunk_send(struct chunk *k)
{
    struct proxy *px = k->conn->px;
    uint16_t port[ENDS] = { k->conn->port, ntohs(px->to.sin_port) };
    struct posting p = { .src = px->host[k->from],
                         .dst = px->host[other_end(k->from)],
                         .sport = port[k->from],
                         .dport = port[other_end(k->from)],
                         .owner = k->conn->serial,
                         .part = k->number,
                         .bytes = k->bytes,
                         .len = k->len };

    k->tries++;
    proxy_post(px, &p);
}

static void
send_again(struct timer *t)
{
    struct chunk *k = CONTAINER(t, struct chunk, again);

    chunk_send(k);
}

/* As TCP would have measured it: a round trip, and what it adds for luck;
 * twice as long each time (RFC 6298, 5.5). */
static int64_t
timeout_of(const struct chunk *k)
{
    struct proxy *px = k->conn->px;
    const int *host = px->host;
    int64_t rto_ns =
        RTO_MIN_NS +
        link_get(px->world, host[CLIENT], host[SERVER])->rule.delay_ns +
        link_get(px->world, host[SERVER], host[CLIENT])->rule.delay_ns;

    for (unsigned i = 1; i < k->tries && rto_ns < RTO_MAX_NS; i++)
        rto_ns *= 2;
    return rto_ns < RTO_MAX_NS ? rto_ns : RTO_MAX_NS;
}

static void
chunk_add(struct conn *c, enum end from, enum chunk_kind kind,
          const void *bytes, size_t len)
{
    struct stream *s = &c->stream[from];
    struct chunk *k = sim_alloc(sizeof(*k) + len);

    k->again.ring = send_again;
    k->conn = c;
    k->from = from;
    k->kind = kind;
    k->number = ++s->n_chunks;
    k->len = (uint32_t)len;
    if (len)
        memcpy(k->bytes, bytes, len);
    s->waiting++;
    s->queued += k->len;
    s->ended = kind != CHUNK_DATA;
    *s->last = k;
    s->last = &k->next;
    chunk_send(k);
}

/* The chunk that a datagram was; NULL: it has arrived long ago, or its
 * connection is no more. */
static struct chunk *
chunk_of(struct proxy *px, const struct datagram *d)
{
    struct conn *c = find(px, d->owner);
    struct chunk *k = c ? c->stream[proxy_end(px, d->src)].first : NULL;

    while (k && k->number != d->part)
        k = k->next;
    return k && !k->arrived ? k : NULL;
}

static void
lost(struct proxy *px, const struct datagram *d)
{
    struct chunk *k = chunk_of(px, d);

    if (k && !k->again.event.slot)
        loop_set_timer(&px->loop, &k->again, px->loop.now_ns + timeout_of(k));
}

/* ---- what the ends want ------------------------------------------------- */

static int
has_room(const struct stream *s)
{
    return s->queued < WINDOW && s->waiting < WINDOW_CHUNKS;
}

/* Wait for what can be of use: nothing else, or the loop would spin. */
static void
side_update(struct conn *c, enum end e)
{
    struct side *s = &c->side[e];
    struct stream *from = &c->stream[e];
    short events = 0;

    if (s->gone)
        return;
    if (!from->ended && has_room(from) && !c->side[other_end(e)].gone)
        events |= POLLIN;
    if (s->connecting)
        events = POLLOUT;
    else if (s->blocked)
        events |= POLLOUT;
    loop_watch(&c->px->loop, &s->watch, events);
}

/* The program at this end is gone without goodbye: the other one hears of it
 * behind all that was sent before. */
static void
side_failed(struct conn *c, enum end e)
{
    enum end o = other_end(e);

    side_close(&c->side[e], 1);
    stream_clear(&c->stream[o]);
    if (c->side[o].gone)
        c->dead = 1;
    else
        chunk_add(c, e, CHUNK_RST, NULL, 0);
}

/* Write a chunk as far as it goes: 1 if all of it has gone. */
static int
write_data(struct conn *c, enum end to, struct chunk *k)
{
    struct side *s = &c->side[to];
    ssize_t n;

    if (s->gone)
        return 1;
    while (k->written < k->len) {
        n = send(s->watch.fd, k->bytes + k->written, k->len - k->written,
                 MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            k->written += (uint32_t)n;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            s->blocked = 1;
            return 0;
        } else if (errno != EINTR) {
            side_failed(c, to); /* which frees the chunk */
            return 0;
        }
    }
    return 1;
}

/* Pass on what has arrived, in order. */
static void
stream_pass(struct conn *c, enum end from)
{
    struct stream *s = &c->stream[from];
    struct side *to = &c->side[other_end(from)];
    struct chunk *k;

    to->blocked = 0;
    while (!c->dead && !to->connecting && (k = s->first) && k->arrived) {
        if (k->kind == CHUNK_DATA && !write_data(c, other_end(from), k))
            return;
        if (k->kind == CHUNK_RST) {
            c->dead = 1;
            return;
        }
        if (k->kind == CHUNK_FIN) {
            if (!to->gone)
                shutdown(to->watch.fd, SHUT_WR);
            s->done = 1;
        }
        s->waiting--;
        s->queued -= k->len;
        s->first = k->next;
        if (!s->first)
            s->last = &s->first;
        chunk_free(k);
    }
}

/* After anything has changed. */
static void
conn_update(struct conn *c)
{
    if (c->dead) {
        conn_close(c, 1);
    } else if (c->stream[CLIENT].done && c->stream[SERVER].done) {
        conn_close(c, 0);
    } else {
        side_update(c, CLIENT);
        side_update(c, SERVER);
    }
}

static const char *
arrive(struct proxy *px, const struct datagram *d)
{
    struct chunk *k = chunk_of(px, d);
    struct conn *c;

    if (!k)
        return find(px, d->owner) ? NULL : "no such connection";
    c = k->conn;
    k->arrived = 1;
    loop_stop_timer(&px->loop, &k->again);
    stream_pass(c, k->from);
    conn_update(c);
    return NULL;
}

/* ---- what the ends do --------------------------------------------------- */

static void
read_some(struct conn *c, enum end e)
{
    struct side *s = &c->side[e];
    struct stream *st = &c->stream[e];
    char buf[CHUNK_MAX];
    ssize_t n;

    for (int i = 0; i < PROXY_BURST && has_room(st); i++) {
        n = recv(s->watch.fd, buf, sizeof(buf), MSG_DONTWAIT);
        if (n > 0) {
            chunk_add(c, e, CHUNK_DATA, buf, (size_t)n);
        } else if (n == 0) {
            chunk_add(c, e, CHUNK_FIN, NULL, 0);
            return;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (errno != EINTR) {
            side_failed(c, e);
            return;
        }
    }
}

/* The server's side is connected, or has failed to be. */
static void
connected(struct conn *c, int error)
{
    c->side[SERVER].connecting = 0;
    if (error) {
        proxy_note(c->px, "connection %llu: cannot reach %s at %s: %s",
                   (unsigned long long)c->serial, c->px->name[SERVER],
                   address_text(&c->px->to).s, strerror(error));
        side_failed(c, SERVER);
    }
    stream_pass(c, CLIENT);
}

static void
side_ready(struct watch *w, short revents)
{
    struct side *s = CONTAINER(w, struct side, watch);
    struct conn *c = s->conn;
    enum end e = s == &c->side[SERVER] ? SERVER : CLIENT;
    int readable;

    if (s->connecting) {
        connected(c, proxy_pending_error(w->fd));
        conn_update(c);
        return;
    }
    if (revents & POLLOUT)
        stream_pass(c, other_end(e));
    readable = !c->dead && !s->gone && !c->stream[e].ended &&
               !c->side[other_end(e)].gone;
    if (readable && revents & (POLLIN | POLLHUP | POLLERR))
        read_some(c, e);
    else if (!s->gone && revents & POLLERR)
        side_failed(c, e);
    conn_update(c);
}

/* ---- new ones ----------------------------------------------------------- */

static void
side_init(struct conn *c, enum end e, int fd)
{
    int on = 1;

    /* Chunks go as they come: the delay is the link's. */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    c->side[e].conn = c;
    c->side[e].watch.fd = fd;
    c->side[e].watch.ready = side_ready;
    c->stream[e].last = &c->stream[e].first;
}

static void
conn_new(struct proxy *px, int client_fd, int server_fd,
         const struct sockaddr_in *client)
{
    struct conns *all = px->conns;
    struct conn *c = sim_alloc(sizeof(*c));

    c->px = px;
    c->serial = ++all->serial;
    c->port = ntohs(client->sin_port);
    c->chain = all->bucket[c->serial % BUCKETS];
    all->bucket[c->serial % BUCKETS] = c;
    c->next = all->first;
    c->place = &all->first;
    if (c->next)
        c->next->place = &c->next;
    all->first = c;
    px->log.clients++;
    side_init(c, CLIENT, client_fd);
    side_init(c, SERVER, server_fd);
    proxy_chat(px, "connection %llu from %s", (unsigned long long)c->serial,
               address_text(client).s);
    if (connect(server_fd, (struct sockaddr *)&px->to, sizeof(px->to)) == 0)
        connected(c, 0);
    else if (errno == EINPROGRESS)
        c->side[SERVER].connecting = 1;
    else
        connected(c, errno);
    conn_update(c);
}

/* One descriptor is not enough: the server's side needs the other. */
static int
accept_one(struct proxy *px)
{
    struct sockaddr_in client;
    socklen_t len = sizeof(client);
    int server_fd =
        socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int client_fd = -1, error;

    if (server_fd >= 0)
        client_fd = accept4(px->listener.fd, (struct sockaddr *)&client, &len,
                            SOCK_NONBLOCK | SOCK_CLOEXEC);
    error = errno;
    if (client_fd >= 0) {
        conn_new(px, client_fd, server_fd, &client);
        return 1;
    }
    if (server_fd >= 0)
        close(server_fd);
    if ((error == EMFILE || error == ENFILE) && px->conns->first) {
        px->conns->full = 1;
        loop_watch(&px->loop, &px->listener, 0);
        proxy_note(px, "no descriptors are left: new connections wait");
    }
    return error == ECONNABORTED || error == EINTR;
}

static void
from_client(struct watch *w, short revents)
{
    struct proxy *px = CONTAINER(w, struct proxy, listener);

    (void)revents;
    for (int i = 0; i < PROXY_BURST; i++)
        if (!accept_one(px))
            return;
}

/* ---- start and end ------------------------------------------------------ */

static void
start(struct proxy *px)
{
    proxy_descriptors();
    px->conns = sim_alloc(sizeof(*px->conns));
    px->listener.ready = from_client;
    loop_watch(&px->loop, &px->listener, POLLIN);
}

static void
stop(struct proxy *px)
{
    while (px->conns->first)
        conn_close(px->conns->first, 1);
    free(px->conns);
}

const struct proxy_kind proxy_tcp = {
    .name = "tcp",
    .unit = "chunk",
    .client = "connection",
    .stream = 1,
    .type = SOCK_STREAM,
    .start = start,
    .stop = stop,
    .arrive = arrive,
    .lost = lost,
};
