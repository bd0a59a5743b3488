/*
 * discard_server.c - ADDRESS:PORT: the bank behind a cache that is told in
 * one of the ways of discard.h what it need not keep.
 *
 * Step "cached N": so many replies are kept now.
 */
#include <stdio.h>
#include <string.h>

#include "grader/lab4/node/discard.h"
#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/bank/service.h"

#define ENTRIES_MAX 1000

struct entry {
    struct call_id id; /* its ack counts for nothing here */
    uint8_t reply[RPC_UDP_MAX];
    size_t len;
};

struct cache {
    struct rpc_gate base; /* first: a pointer to it is one to us */
    struct entry entry[ENTRIES_MAX];
    size_t n;
};

/* What a verifier says. */
struct said {
    struct call_id id;
    uint64_t done[DISCARD_LIST_MAX];
    size_t n_done;
};

static int
read_verifier(const struct rpc_call_header *h, struct said *s)
{
    struct xdr_dec d;

    memset(s, 0, sizeof(*s));
    if (call_id_get(&h->verf, &s->id) == 0)
        return 1;
    if (h->verf.flavor != DISCARD_LIST && h->verf.flavor != DISCARD_DONE)
        return 0;
    xdr_dec_init(&d, h->verf.body, h->verf.len);
    s->id.client = xdr_get_u64(&d);
    s->id.number = xdr_get_u64(&d);
    while (xdr_dec_left(&d) >= 8 && s->n_done < DISCARD_LIST_MAX)
        s->done[s->n_done++] = xdr_get_u64(&d);
    if (h->proc == DISCARD_PROC)
        s->done[s->n_done++] = s->id.number;
    return xdr_get_end(&d) == 0;
}

static int
is_done(const struct said *s, const struct call_id *id)
{
    if (id->client != s->id.client)
        return 0;
    for (size_t i = 0; i < s->n_done; i++)
        if (s->done[i] == id->number)
            return 1;
    return id->number <= s->id.ack;
}

static void
report(const struct cache *c)
{
    char text[16];

    snprintf(text, sizeof(text), "%zu", c->n);
    rpc_step("cached", text);
}

static void
discard(struct cache *c, const struct said *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < c->n; i++)
        if (!is_done(s, &c->entry[i].id))
            c->entry[kept++] = c->entry[i];
    c->n = kept;
}

static const struct entry *
find(const struct cache *c, const struct call_id *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->entry[i].id.client == id->client &&
            c->entry[i].id.number == id->number)
            return &c->entry[i];
    return NULL;
}

static enum rpc_admission
enter(struct rpc_gate *base, const struct rpc_call_header *h, uint8_t *reply,
      size_t cap, size_t *len)
{
    struct cache *c = (struct cache *)base;
    const struct entry *known;
    struct said s;

    if (!read_verifier(h, &s))
        return RPC_REFUSE;
    discard(c, &s);
    report(c);
    if (h->proc == DISCARD_PROC)
        return RPC_IGNORE;
    known = find(c, &s.id);
    if (!known)
        return c->n < ENTRIES_MAX ? RPC_ADMIT : RPC_FAIL_CALL;
    *len = known->len < cap ? known->len : cap;
    memcpy(reply, known->reply, *len);
    return RPC_ANSWER;
}

static void
leave(struct rpc_gate *base, const struct rpc_call_header *h,
      const uint8_t *reply, size_t len)
{
    struct cache *c = (struct cache *)base;
    struct entry *e = &c->entry[c->n++];
    struct said s;

    read_verifier(h, &s);
    e->id = s.id;
    e->len = len < sizeof(e->reply) ? len : sizeof(e->reply);
    memcpy(e->reply, reply, e->len);
    report(c);
}

int
main(int argc, char **argv)
{
    static struct cache cache = { .base = { enter, leave } };
    static struct bank bank;
    struct rpc_server server = { .gate = &cache.base };
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };
    int fd;

    if (argc != 2 || rpc_addr_parse(&addr, argv[1], &why) < 0)
        return 2;
    fd = udp_server_open(&addr);
    if (fd < 0 || bank_begin_with(&bank, "alice", "100") < 0)
        return 1;
    rpc_register(&server, &bank_program, &bank);
    return udp_serve(fd, &server) < 0;
}
