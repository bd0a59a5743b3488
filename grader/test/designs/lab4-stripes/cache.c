/*
 * cache.c - the duplicate request cache in sixteen parts, each with a lock.
 *
 * Another design: a client's id says to which stripe it belongs.  A stripe is
 * an array of clients, in order of ids, and a client has an array of calls, in
 * order of numbers; both are searched by halves.  Calls of clients of two
 * stripes do not wait for each other.
 *
 * Why it is right: all that is known of a client is under one lock.  How many
 * there are is counted over all stripes, by an atomic number: who wants to add
 * one takes a place first.  To find a place in another stripe a thread lets go
 * of its own, so it never holds two locks, and then has a look again, for the
 * client may have come meanwhile.
 */
#include "lab4-atmostonce/amo/cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

const struct cache_limits cache_limits_default = {
    .clients = 10000,
    .calls = 64,
    .lease_ms = 0,
};

enum call_state { EXECUTING, DONE, LOST };

struct call {
    uint64_t number;
    enum call_state state;
    uint8_t *reply; /* DONE: len bytes; NULL if that is 0 */
    size_t len;
};

struct client {
    uint64_t id;
    uint64_t refused; /* calls up to this number, if they are not there */
    uint64_t ack;     /* highest heard */
    int64_t heard_ms;
    struct call *call; /* n of them, upwards */
    size_t n, cap;
};

#define STRIPES 16

struct stripe {
    pthread_mutex_t lock;
    struct client **client; /* n of them, upwards */
    size_t n, cap;
};

struct cache {
    struct cache_limits limits;
    atomic_size_t n_clients, n_calls;
    struct stripe stripe[STRIPES];
};

/* ---- arrays ------------------------------------------------------------- */

/* The array, or a longer one with room for one more; NULL: no memory. */
static void *
grow(void *array, size_t n, size_t *cap, size_t size)
{
    size_t new_cap = *cap ? 2 * *cap : 4;

    if (n < *cap)
        return array;
    array = realloc(array, new_cap * size);
    if (array)
        *cap = new_cap;
    return array;
}

/* The first client whose id is not below this one; n: there is none. */
static size_t
client_at(const struct stripe *s, uint64_t id)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (s->client[mid]->id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct client *
find_client(const struct stripe *s, uint64_t id)
{
    size_t i = client_at(s, id);

    return i < s->n && s->client[i]->id == id ? s->client[i] : NULL;
}

/* The first call whose number is not below this one; n: there is none. */
static size_t
call_at(const struct client *cl, uint64_t number)
{
    size_t low = 0, high = cl->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (cl->call[mid].number < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct call *
find_call(struct client *cl, uint64_t number)
{
    size_t i = call_at(cl, number);

    return i < cl->n && cl->call[i].number == number ? &cl->call[i] : NULL;
}

/* ---- stripes ------------------------------------------------------------ */

static struct stripe *
lock_stripe_of(struct cache *c, uint64_t id)
{
    size_t i = (size_t)(id * UINT64_C(0x9e3779b97f4a7c15) >> 32) % STRIPES;

    pthread_mutex_lock(&c->stripe[i].lock);
    return &c->stripe[i];
}

static void
unlock(struct stripe *s)
{
    pthread_mutex_unlock(&s->lock);
}

/* ---- calls of a client -------------------------------------------------- */

/* Those that have ended, of the first n; the others move together. */
static void
drop_ended(struct cache *c, struct client *cl, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (cl->call[i].state == EXECUTING)
            cl->call[kept++] = cl->call[i];
        else
            free(cl->call[i].reply);
    if (n > kept)
        memmove(&cl->call[kept], &cl->call[n],
                (cl->n - n) * sizeof(cl->call[0]));
    cl->n -= n - kept;
    atomic_fetch_sub(&c->n_calls, n - kept);
}

/* It is alive, and this is what it will not ask for again. */
static void
hear(struct cache *c, struct client *cl, uint64_t ack, int64_t now_ms)
{
    size_t n;

    cl->heard_ms = now_ms;
    if (ack <= cl->ack)
        return;
    cl->ack = ack;
    n = call_at(cl, ack);
    if (n < cl->n && cl->call[n].number == ack)
        n++;
    drop_ended(c, cl, n);
}

static enum cache_answer
add_call(struct cache *c, struct client *cl, uint64_t number)
{
    size_t i = call_at(cl, number);
    struct call *more;

    if (cl->n >= c->limits.calls)
        return CACHE_FULL;
    more = grow(cl->call, cl->n, &cl->cap, sizeof(*more));
    if (!more)
        return CACHE_FULL;
    cl->call = more;
    memmove(&cl->call[i + 1], &cl->call[i],
            (cl->n++ - i) * sizeof(cl->call[0]));
    cl->call[i] = (struct call){ .number = number, .state = EXECUTING };
    atomic_fetch_add(&c->n_calls, 1);
    return CACHE_NEW;
}

/* ---- clients ------------------------------------------------------------ */

static void
free_client(struct cache *c, struct client *cl)
{
    for (size_t i = 0; i < cl->n; i++)
        free(cl->call[i].reply);
    atomic_fetch_sub(&c->n_calls, cl->n);
    atomic_fetch_sub(&c->n_clients, 1);
    free(cl->call);
    free(cl);
}

/* A client with a call in progress is not silent: we are. */
static int
has_expired(const struct cache *c, const struct client *cl, int64_t now_ms)
{
    if (now_ms - cl->heard_ms < c->limits.lease_ms)
        return 0;
    for (size_t i = 0; i < cl->n; i++)
        if (cl->call[i].state == EXECUTING)
            return 0;
    return 1;
}

/* One of this stripe, if there is one: 1. */
static int
forget_one_of(struct cache *c, struct stripe *s, int64_t now_ms)
{
    size_t i = 0;

    while (i < s->n && !has_expired(c, s->client[i], now_ms))
        i++;
    if (i == s->n)
        return 0;
    free_client(c, s->client[i]);
    memmove(&s->client[i], &s->client[i + 1],
            (--s->n - i) * sizeof(s->client[0]));
    return 1;
}

/* No lock is held. */
static int
forget_one(struct cache *c, int64_t now_ms)
{
    int forgotten = 0;

    if (c->limits.lease_ms == 0)
        return 0;
    for (int i = 0; i < STRIPES && !forgotten; i++) {
        pthread_mutex_lock(&c->stripe[i].lock);
        forgotten = forget_one_of(c, &c->stripe[i], now_ms);
        unlock(&c->stripe[i]);
    }
    return forgotten;
}

/* A place among all clients, which free_client() gives back. */
static int
take_place(struct cache *c)
{
    if (atomic_fetch_add(&c->n_clients, 1) < c->limits.clients)
        return 1;
    atomic_fetch_sub(&c->n_clients, 1);
    return 0;
}

/* It has a place.  NULL: no memory. */
static struct client *
insert_client(struct cache *c, struct stripe *s, uint64_t id, uint64_t refused)
{
    struct client **more = grow(s->client, s->n, &s->cap, sizeof(*more));
    struct client *cl = NULL;
    size_t i = client_at(s, id);

    if (more) {
        s->client = more;
        cl = calloc(1, sizeof(*cl));
    }
    if (!cl) {
        atomic_fetch_sub(&c->n_clients, 1);
        return NULL;
    }
    cl->id = id;
    cl->refused = refused;
    memmove(&s->client[i + 1], &s->client[i],
            (s->n++ - i) * sizeof(s->client[0]));
    s->client[i] = cl;
    return cl;
}

/*
 * The client, known or new now, in its stripe, which is locked in any case.
 * NULL: there is no room, or no memory.
 */
static struct client *
find_or_add(struct cache *c, struct stripe **s, const struct call_id *id,
            uint64_t refused, int64_t now_ms, int *is_new)
{
    struct client *cl;

    *is_new = 0;
    for (;;) {
        int forgotten;

        cl = find_client(*s, id->client);
        if (cl)
            return cl;
        if (take_place(c))
            break;
        unlock(*s);
        forgotten = forget_one(c, now_ms);
        *s = lock_stripe_of(c, id->client);
        if (!forgotten)
            return find_client(*s, id->client);
    }
    *is_new = 1;
    return insert_client(c, *s, id->client, refused);
}

/* ---- what a server calls ------------------------------------------------ */

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

enum cache_answer
cache_begin(struct cache *c, const struct call_id *id, int64_t now_ms,
            uint8_t *reply, size_t cap, size_t *len)
{
    struct stripe *s = lock_stripe_of(c, id->client);
    enum cache_answer answer;
    struct client *cl;
    const struct call *call = NULL;
    int is_new;

    /* With a lease: who knows what one that is not known has done here? */
    if (c->limits.lease_ms > 0)
        cl = find_client(s, id->client);
    else
        cl = find_or_add(c, &s, id, 0, now_ms, &is_new);
    if (cl) {
        hear(c, cl, id->ack, now_ms);
        call = find_call(cl, id->number);
    }
    if (!cl)
        answer = c->limits.lease_ms > 0 ? CACHE_GONE : CACHE_FULL;
    else if (call)
        answer = answer_again(call, reply, cap, len);
    else if (id->number <= cl->ack || id->number <= cl->refused)
        answer = CACHE_GONE;
    else
        answer = add_call(c, cl, id->number);
    unlock(s);
    return answer;
}

/* The reply, or that it is lost for want of memory. */
static int
keep_reply(struct call *call, const uint8_t *reply, size_t len)
{
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
    struct stripe *s = lock_stripe_of(c, id->client);
    struct client *cl = find_client(s, id->client);
    struct call *call = cl ? find_call(cl, id->number) : NULL;
    int err = -ENOENT;

    if (call && call->state == EXECUTING) {
        err = keep_reply(call, reply, len);
        if (id->number <= cl->ack) {
            /* Its client has given up: so has it of all before. */
            drop_ended(c, cl, (size_t)(call - cl->call) + 1);
            err = 0;
        }
    }
    unlock(s);
    return err;
}

enum cache_answer
cache_hello(struct cache *c, const struct call_id *id, int64_t now_ms)
{
    struct stripe *s = lock_stripe_of(c, id->client);
    int is_new;
    struct client *cl = find_or_add(c, &s, id, id->number, now_ms, &is_new);

    if (cl)
        hear(c, cl, id->ack, now_ms);
    unlock(s);
    return !cl ? CACHE_FULL : is_new ? CACHE_NEW : CACHE_DONE;
}

static void
lose_executing(struct stripe *s)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->client[i]->n; k++)
            if (s->client[i]->call[k].state == EXECUTING)
                s->client[i]->call[k].state = LOST;
}

void
cache_restarted(struct cache *c)
{
    for (int i = 0; i < STRIPES; i++) {
        pthread_mutex_lock(&c->stripe[i].lock);
        lose_executing(&c->stripe[i]);
        unlock(&c->stripe[i]);
    }
}

/* ---- what is in it ------------------------------------------------------ */

size_t
cache_clients(struct cache *c)
{
    return atomic_load(&c->n_clients);
}

size_t
cache_calls(struct cache *c)
{
    return atomic_load(&c->n_calls);
}

static int
visit_client(const struct cache_visitor *v, const struct client *cl)
{
    struct call_id id = { cl->id, cl->refused, cl->ack };
    int err = v->hello(v->arg, &id);

    for (size_t i = 0; i < cl->n && err >= 0; i++) {
        const struct call *call = &cl->call[i];

        id.number = call->number;
        if (call->state == DONE)
            err = v->done(v->arg, &id, call->reply, call->len);
        else if (call->state == LOST)
            err = v->lost(v->arg, &id);
        else
            err = v->begun(v->arg, &id);
    }
    return err;
}

int
cache_each(struct cache *c, const struct cache_visitor *v)
{
    for (int i = 0; i < STRIPES; i++)
        for (size_t k = 0; k < c->stripe[i].n; k++) {
            int err = visit_client(v, c->stripe[i].client[k]);

            if (err < 0)
                return err;
        }
    return 0;
}

/* ---- open and close ----------------------------------------------------- */

struct cache *
cache_open(const struct cache_limits *limits)
{
    struct cache *c = calloc(1, sizeof(*c));

    if (!c)
        return NULL;
    c->limits = *limits;
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_init(&c->stripe[i].lock, NULL);
    return c;
}

void
cache_close(struct cache *c)
{
    for (int i = 0; i < STRIPES; i++) {
        struct stripe *s = &c->stripe[i];

        for (size_t k = 0; k < s->n; k++)
            free_client(c, s->client[k]);
        free(s->client);
        pthread_mutex_destroy(&s->lock);
    }
    free(c);
}
