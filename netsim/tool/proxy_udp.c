/*
 * proxy_udp.c - datagrams between clients and the server.
 *
 * To the server each client is a socket of ours of its own, so that replies
 * find their way back.  Such a socket costs little to make again: where no
 * more can be had, the client that has been quiet longest gives up its own.
 */
#include "netsim/tool/proxy.h"

#include "netsim/datagram.h"
#include "netsim/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUCKETS 1024
#define PEERS_MAX 4096

/* A client, seen from the server. */
struct peer {
    struct proxy *px;
    struct sockaddr_in client;
    struct watch up;    /* connected to the server */
    struct peer *chain; /* of its bucket */
    struct peer *newer; /* has sent or been sent to later */
    struct peer *older;
};

struct peers {
    struct peer *bucket[BUCKETS];
    struct peer *newest, *oldest;
    int n, max;
};

static uint64_t
key_of(const struct sockaddr_in *client)
{
    return (uint64_t)ntohl(client->sin_addr.s_addr) << 16 |
           ntohs(client->sin_port);
}

static struct sockaddr_in
client_of(uint64_t key)
{
    struct sockaddr_in addr = { .sin_family = AF_INET };

    addr.sin_addr.s_addr = htonl((uint32_t)(key >> 16));
    addr.sin_port = htons((uint16_t)key);
    return addr;
}

static struct peer **
bucket_of(struct peers *all, uint64_t key)
{
    return &all->bucket[(key * 0x9e3779b97f4a7c15u >> 32) % BUCKETS];
}

/* ---- who is quiet ------------------------------------------------------- */

static void
unlist(struct peers *all, struct peer *p)
{
    *(p->newer ? &p->newer->older : &all->newest) = p->older;
    *(p->older ? &p->older->newer : &all->oldest) = p->newer;
}

static void
list_newest(struct peers *all, struct peer *p)
{
    p->newer = NULL;
    p->older = all->newest;
    *(all->newest ? &all->newest->newer : &all->oldest) = p;
    all->newest = p;
}

static void
peer_free(struct peer *p)
{
    struct peers *all = p->px->peers;
    struct peer **at = bucket_of(all, key_of(&p->client));

    while (*at != p)
        at = &(*at)->chain;
    *at = p->chain;
    unlist(all, p);
    all->n--;
    loop_watch(&p->px->loop, &p->up, 0);
    close(p->up.fd);
    free(p);
}

/* ---- from the server ---------------------------------------------------- */

static void
post(struct proxy *px, enum end from, const struct sockaddr_in *client,
     const void *bytes, size_t len)
{
    enum end to = other_end(from);
    uint16_t port[ENDS] = { ntohs(client->sin_port), ntohs(px->to.sin_port) };
    struct posting p = { .src = px->host[from],
                         .dst = px->host[to],
                         .sport = port[from],
                         .dport = port[to],
                         .owner = key_of(client),
                         .bytes = bytes,
                         .len = (uint32_t)len };

    proxy_post(px, &p);
}

static void
from_server(struct watch *w, short revents)
{
    struct peer *p = CONTAINER(w, struct peer, up);
    static char buf[65536];
    ssize_t n;

    (void)revents;
    for (int i = 0; i < PROXY_BURST; i++) {
        n = recv(w->fd, buf, sizeof(buf), MSG_DONTWAIT);
        if (n >= 0)
            post(p->px, SERVER, &p->client, buf, (size_t)n);
        else if (errno == ECONNREFUSED)
            proxy_note(p->px, "nothing listens at %s (%s)",
                       address_text(&p->px->to).s, p->px->name[SERVER]);
        else if (errno != EINTR)
            break;
    }
}

/* ---- clients ------------------------------------------------------------ */

static int
connect_up(struct proxy *px)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    if (connect(fd, (struct sockaddr *)&px->to, sizeof(px->to)) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static struct peer *
peer_new(struct proxy *px, uint64_t key)
{
    struct peers *all = px->peers;
    struct peer *p, **bucket = bucket_of(all, key);
    int fd;

    if (all->n == all->max)
        peer_free(all->oldest);
    while ((fd = connect_up(px)) < 0 && errno == EMFILE && all->oldest)
        peer_free(all->oldest);
    if (fd < 0)
        return NULL;
    p = sim_alloc(sizeof(*p));
    p->px = px;
    p->client = client_of(key);
    p->up.fd = fd;
    p->up.ready = from_server;
    p->chain = *bucket;
    *bucket = p;
    list_newest(all, p);
    all->n++;
    px->log.clients++;
    loop_watch(&px->loop, &p->up, POLLIN);
    return p;
}

/* NULL, with errno, if there is none and none can be made. */
static struct peer *
peer_get(struct proxy *px, uint64_t key)
{
    struct peer *p = *bucket_of(px->peers, key);

    while (p && key_of(&p->client) != key)
        p = p->chain;
    if (!p)
        return peer_new(px, key);
    unlist(px->peers, p);
    list_newest(px->peers, p);
    return p;
}

static void
from_client(struct watch *w, short revents)
{
    struct proxy *px = CONTAINER(w, struct proxy, listener);
    struct sockaddr_in client;
    static char buf[65536];
    socklen_t len;
    ssize_t n;

    (void)revents;
    for (int i = 0; i < PROXY_BURST; i++) {
        len = sizeof(client);
        n = recvfrom(w->fd, buf, sizeof(buf), MSG_DONTWAIT,
                     (struct sockaddr *)&client, &len);
        if (n >= 0)
            post(px, CLIENT, &client, buf, (size_t)n);
        else if (errno != EINTR)
            break;
    }
}

/* ---- to either ---------------------------------------------------------- */

/* In the words of the simulated network, where it has any. */
static const char *
reason(int error)
{
    switch (error) {
    case ECONNREFUSED:
        return "no such port";
    case EAGAIN:
    case ENOBUFS:
        return "buffer full";
    default:
        return strerror(error);
    }
}

/*
 * On this machine "port unreachable" is back before send() is; from another
 * one it comes later, and with what from_server() will read.
 */
static const char *
to_server(struct proxy *px, const struct datagram *d)
{
    struct peer *p = peer_get(px, d->owner);
    int error;

    if (!p)
        return strerror(errno);
    proxy_pending_error(p->up.fd); /* an earlier one's is not this one's */
    if (send(p->up.fd, d->bytes, d->len, MSG_NOSIGNAL) < 0)
        return reason(errno);
    error = proxy_pending_error(p->up.fd);
    return error ? reason(error) : NULL;
}

static const char *
to_client(struct proxy *px, const struct datagram *d)
{
    struct sockaddr_in client = client_of(d->owner);

    if (sendto(px->listener.fd, d->bytes, d->len, MSG_NOSIGNAL,
               (struct sockaddr *)&client, sizeof(client)) < 0)
        return reason(errno);
    return NULL;
}

static const char *
arrive(struct proxy *px, const struct datagram *d)
{
    return proxy_end(px, d->dst) == SERVER ? to_server(px, d)
                                           : to_client(px, d);
}

/* ---- start and end ------------------------------------------------------ */

static void
start(struct proxy *px)
{
    int most = proxy_descriptors() - 16; /* for all else that is open */

    px->peers = sim_alloc(sizeof(*px->peers));
    px->peers->max = most < 1 ? 1 : most < PEERS_MAX ? most : PEERS_MAX;
    px->listener.ready = from_client;
    loop_watch(&px->loop, &px->listener, POLLIN);
}

static void
stop(struct proxy *px)
{
    while (px->peers->oldest)
        peer_free(px->peers->oldest);
    free(px->peers);
}

static void
lost(struct proxy *px, const struct datagram *d)
{
    (void)px;
    (void)d; /* UDP does not care */
}

const struct proxy_kind proxy_udp = {
    .name = "udp",
    .unit = "datagram",
    .client = "client",
    .type = SOCK_DGRAM,
    .start = start,
    .stop = stop,
    .arrive = arrive,
    .lost = lost,
};
