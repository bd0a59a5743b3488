/*
 * cache.c - the duplicate request cache.
 *
 * A table of clients, found by hashing the id, and with each client a list of
 * its calls that are not gone, by falling number: a new call nearly always
 * goes to the front, and what is acknowledged is a tail of the list.
 *
 * One lock for all: it is held for as long as it takes to find a call and to
 * copy a reply, never while a procedure runs.
 */
#include "lab4-atmostonce/amo/cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

const struct cache_limits cache_limits_default = {
    .clients = 10000,
    .calls = 64,
    .lease_ms = 0,
};

enum call_state { EXECUTING, DONE, LOST };

struct call {
    struct call *next; /* of the same client, of a lower number */
    uint64_t number;
    enum call_state state;
    uint8_t *reply; /* DONE: len bytes; NULL if that is 0 */
    size_t len;
};

struct client {
    struct client *next; /* in the same bucket */
    uint64_t id;
    uint64_t refused; /* calls up to this number, if they are not below */
    uint64_t ack;     /* highest heard */
    int64_t heard_ms; /* when the client was last heard from */
    struct call *calls;
    size_t n_calls;
};

struct cache {
    pthread_mutex_t lock;
    struct cache_limits limits;
    size_t n_clients, n_calls;
    size_t n_buckets; /* a power of 2 */
    struct client **bucket;
};

/* ---- open and close ----------------------------------------------------- */

struct cache *
cache_open(const struct cache_limits *limits)
{
    struct cache *c = calloc(1, sizeof(*c));

    if (!c)
        return NULL;
    c->limits = *limits;
    for (c->n_buckets = 16; c->n_buckets < limits->clients;)
        c->n_buckets *= 2;
    c->bucket = calloc(c->n_buckets, sizeof(c->bucket[0]));
    if (!c->bucket) {
        free(c);
        return NULL;
    }
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

/* The call that *at points to, and its place in the list. */
static void
remove_call(struct cache *c, struct client *cl, struct call **at)
{
    struct call *call = *at;

    *at = call->next;
    cl->n_calls--;
    c->n_calls--;
    free(call->reply);
    free(call);
}

static void
remove_client(struct cache *c, struct client **at)
{
    struct client *cl = *at;

    while (cl->calls)
        remove_call(c, cl, &cl->calls);
    *at = cl->next;
    c->n_clients--;
    free(cl);
}

void
cache_close(struct cache *c)
{
    for (size_t i = 0; i < c->n_buckets; i++)
        while (c->bucket[i])
            remove_client(c, &c->bucket[i]);
    pthread_mutex_destroy(&c->lock);
    free(c->bucket);
    free(c);
}

/* ---- clients ------------------------------------------------------------ */

/* Fibonacci hashing: ids are random, but 1, 2, 3 and so on spread, too. */
static struct client **
bucket_of(const struct cache *c, uint64_t id)
{
    uint64_t hash = id * UINT64_C(0x9e3779b97f4a7c15);

    return &c->bucket[(hash >> 32) & (c->n_buckets - 1)];
}

static struct client *
find_client(const struct cache *c, uint64_t id)
{
    struct client *cl = *bucket_of(c, id);

    while (cl && cl->id != id)
        cl = cl->next;
    return cl;
}

/* A client with a call in progress is not silent: we are. */
static int
has_expired(const struct cache *c, const struct client *cl, int64_t now_ms)
{
    if (c->limits.lease_ms == 0 || now_ms - cl->heard_ms < c->limits.lease_ms)
        return 0;
    for (const struct call *call = cl->calls; call; call = call->next)
        if (call->state == EXECUTING)
            return 0;
    return 1;
}

/*
 * Room for one more client: 0, or -ENOSPC.  It may look at all of them, but
 * only where a client is new and there is no room.
 */
static int
make_room(struct cache *c, int64_t now_ms)
{
    if (c->n_clients < c->limits.clients)
        return 0;
    for (size_t i = 0; i < c->n_buckets; i++)
        for (struct client **at = &c->bucket[i]; *at; at = &(*at)->next)
            if (has_expired(c, *at, now_ms)) {
                remove_client(c, at);
                return 0;
            }
    return -ENOSPC;
}

/* NULL: there is no room, or no memory. */
static struct client *
add_client(struct cache *c, uint64_t id, uint64_t refused, int64_t now_ms)
{
    struct client **bucket = bucket_of(c, id);
    struct client *cl;

    if (make_room(c, now_ms) < 0)
        return NULL;
    cl = calloc(1, sizeof(*cl));
    if (!cl)
        return NULL;
    cl->id = id;
    cl->refused = refused;
    cl->next = *bucket;
    *bucket = cl;
    c->n_clients++;
    return cl;
}

/* ---- calls of a client -------------------------------------------------- */

/* Where the call is, or would have to be, in the list. */
static struct call **
find_call(struct client *cl, uint64_t number)
{
    struct call **at = &cl->calls;

    while (*at && (*at)->number > number)
        at = &(*at)->next;
    return at;
}

static struct call *
the_call(struct client *cl, uint64_t number)
{
    struct call *call = *find_call(cl, number);

    return call && call->number == number ? call : NULL;
}

/* It is alive, and this is what it will not ask for again. */
static void
hear(struct cache *c, struct client *cl, uint64_t ack, int64_t now_ms)
{
    struct call **at;

    cl->heard_ms = now_ms;
    if (ack <= cl->ack)
        return; /* late, and says less than we know */
    cl->ack = ack;
    at = find_call(cl, ack);
    while (*at)
        if ((*at)->state == EXECUTING)
            at = &(*at)->next; /* cache_end() will look for it */
        else
            remove_call(c, cl, at);
}

static enum cache_answer
add_call(struct cache *c, struct client *cl, uint64_t number)
{
    struct call **at = find_call(cl, number);
    struct call *call;

    if (cl->n_calls >= c->limits.calls)
        return CACHE_FULL;
    call = calloc(1, sizeof(*call));
    if (!call)
        return CACHE_FULL;
    call->number = number;
    call->state = EXECUTING;
    call->next = *at;
    *at = call;
    cl->n_calls++;
    c->n_calls++;
    return CACHE_NEW;
}

static enum cache_answer
answer_again(const struct call *call, uint8_t *reply, size_t cap, size_t *len)
{
    if (call->state == EXECUTING)
        return CACHE_EXECUTING;
    if (call->state == LOST || call->len > cap)
        return CACHE_LOST;
    *len = call->len;
    if (call->len > 0)
        memcpy(reply, call->reply, call->len);
    return CACHE_DONE;
}

/* ---- what a server calls ------------------------------------------------ */

/* With the lock held. */
static enum cache_answer
begin(struct cache *c, const struct call_id *id, int64_t now_ms,
      uint8_t *reply, size_t cap, size_t *len)
{
    struct client *cl = find_client(c, id->client);
    const struct call *call;

    if (!cl && c->limits.lease_ms > 0)
        return CACHE_GONE; /* who knows what it has done here before? */
    if (!cl)
        cl = add_client(c, id->client, 0, now_ms);
    if (!cl)
        return CACHE_FULL;
    hear(c, cl, id->ack, now_ms);
    call = the_call(cl, id->number);
    if (call)
        return answer_again(call, reply, cap, len);
    if (id->number <= cl->ack || id->number <= cl->refused)
        return CACHE_GONE;
    return add_call(c, cl, id->number);
}

enum cache_answer
cache_begin(struct cache *c, const struct call_id *id, int64_t now_ms,
            uint8_t *reply, size_t cap, size_t *len)
{
    enum cache_answer answer;

    pthread_mutex_lock(&c->lock);
    answer = begin(c, id, now_ms, reply, cap, len);
    pthread_mutex_unlock(&c->lock);
    return answer;
}

/* With the lock held. */
static int
end(struct cache *c, const struct call_id *id, const uint8_t *reply,
    size_t len)
{
    struct client *cl = find_client(c, id->client);
    struct call *call = cl ? the_call(cl, id->number) : NULL;

    if (!call)
        return -ENOENT; /* it was never begun */
    if (id->number <= cl->ack) {
        /* Its client has given up meanwhile. */
        remove_call(c, cl, find_call(cl, id->number));
        return 0;
    }
    call->state = LOST;
    if (len > 0) {
        call->reply = malloc(len);
        if (!call->reply)
            return -ENOMEM;
        memcpy(call->reply, reply, len);
    }
    call->len = len;
    call->state = DONE;
    return 0;
}

int
cache_end(struct cache *c, const struct call_id *id, const uint8_t *reply,
          size_t len)
{
    int err;

    pthread_mutex_lock(&c->lock);
    err = end(c, id, reply, len);
    pthread_mutex_unlock(&c->lock);
    return err;
}

enum cache_answer
cache_hello(struct cache *c, const struct call_id *id, int64_t now_ms)
{
    enum cache_answer answer = CACHE_DONE;
    struct client *cl;

    pthread_mutex_lock(&c->lock);
    cl = find_client(c, id->client);
    if (!cl) {
        cl = add_client(c, id->client, id->number, now_ms);
        answer = cl ? CACHE_NEW : CACHE_FULL;
    }
    if (cl)
        hear(c, cl, id->ack, now_ms);
    pthread_mutex_unlock(&c->lock);
    return answer;
}

void
cache_restarted(struct cache *c)
{
    pthread_mutex_lock(&c->lock);
    for (size_t i = 0; i < c->n_buckets; i++)
        for (struct client *cl = c->bucket[i]; cl; cl = cl->next)
            for (struct call *call = cl->calls; call; call = call->next)
                if (call->state == EXECUTING)
                    call->state = LOST;
    pthread_mutex_unlock(&c->lock);
}

/* ---- what is in it ------------------------------------------------------ */

size_t
cache_clients(struct cache *c)
{
    size_t n;

    pthread_mutex_lock(&c->lock);
    n = c->n_clients;
    pthread_mutex_unlock(&c->lock);
    return n;
}

size_t
cache_calls(struct cache *c)
{
    size_t n;

    pthread_mutex_lock(&c->lock);
    n = c->n_calls;
    pthread_mutex_unlock(&c->lock);
    return n;
}

static int
visit_call(const struct cache_visitor *v, const struct client *cl,
           const struct call *call)
{
    struct call_id id = { cl->id, call->number, cl->ack };

    if (call->state == DONE)
        return v->done(v->arg, &id, call->reply, call->len);
    return call->state == LOST ? v->lost(v->arg, &id) : v->begun(v->arg, &id);
}

static int
visit_client(const struct cache_visitor *v, const struct client *cl)
{
    struct call_id id = { cl->id, cl->refused, cl->ack };
    int err = v->hello(v->arg, &id);

    for (const struct call *call = cl->calls; call && err >= 0;
         call = call->next)
        err = visit_call(v, cl, call);
    return err < 0 ? err : 0;
}

int
cache_each(struct cache *c, const struct cache_visitor *v)
{
    int err = 0;

    for (size_t i = 0; i < c->n_buckets && err == 0; i++)
        for (const struct client *cl = c->bucket[i]; cl && err == 0;
             cl = cl->next)
            err = visit_client(v, cl);
    return err;
}
