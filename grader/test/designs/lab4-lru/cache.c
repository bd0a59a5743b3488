/*
 * cache.c - the duplicate request cache: a hash table, a list by age, and an
 * array of calls for each client.
 *
 * Another design: clients are found in a table with open addressing, where a
 * client stands at its own place or, if that is taken, behind it.  They also
 * form a list, and whoever is heard from goes to its end; so the one that was
 * silent for longest is the first.  The calls of a client stand in an array,
 * in no order, which grows as far as the limit.
 *
 * Why it is right: now_ms never goes back, so the list is in order of
 * heard_ms, and who can be forgotten stands at its beginning.  A client has at
 * most limits.calls calls, so to look at all of them is cheap.
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
    uint64_t number;
    enum call_state state;
    uint8_t *reply; /* DONE: len bytes; NULL if that is 0 */
    size_t len;
};

struct client {
    struct client *before, *after; /* heard from earlier, later */
    uint64_t id;
    uint64_t refused; /* calls up to this number, if they are not there */
    uint64_t ack;     /* highest heard */
    int64_t heard_ms;
    struct call *call; /* n of them */
    size_t n, cap;
};

struct cache {
    pthread_mutex_t lock;
    struct cache_limits limits;
    size_t n_clients, n_calls;
    struct client *first, *last; /* by age */
    struct client **table;       /* NULL: a free place */
    size_t mask;                 /* its size, a power of 2, less 1 */
};

/* ---- the list ----------------------------------------------------------- */

static void
unlink_client(struct cache *c, struct client *cl)
{
    *(cl->before ? &cl->before->after : &c->first) = cl->after;
    *(cl->after ? &cl->after->before : &c->last) = cl->before;
}

static void
append_client(struct cache *c, struct client *cl)
{
    cl->before = c->last;
    cl->after = NULL;
    *(c->last ? &c->last->after : &c->first) = cl;
    c->last = cl;
}

/* ---- the table ---------------------------------------------------------- */

static size_t
home_of(const struct cache *c, uint64_t id)
{
    id *= UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(id >> 32) & c->mask;
}

/* The place of a client, or the free one where it would be put. */
static size_t
place_of(const struct cache *c, uint64_t id)
{
    size_t i = home_of(c, id);

    while (c->table[i] && c->table[i]->id != id)
        i = (i + 1) & c->mask;
    return i;
}

/*
 * Whoever stands behind a place that becomes free, and could stand there,
 * moves up: else a search would end too early.
 */
static void
free_place(struct cache *c, size_t hole)
{
    for (size_t i = (hole + 1) & c->mask; c->table[i]; i = (i + 1) & c->mask) {
        size_t home = home_of(c, c->table[i]->id);

        if (((i - home) & c->mask) < ((i - hole) & c->mask))
            continue; /* its own place is behind the hole */
        c->table[hole] = c->table[i];
        hole = i;
    }
    c->table[hole] = NULL;
}

/* ---- calls of a client -------------------------------------------------- */

static struct call *
find_call(struct client *cl, uint64_t number)
{
    for (size_t i = 0; i < cl->n; i++)
        if (cl->call[i].number == number)
            return &cl->call[i];
    return NULL;
}

/* The last one takes its place. */
static void
remove_call(struct cache *c, struct client *cl, struct call *call)
{
    free(call->reply);
    *call = cl->call[--cl->n];
    c->n_calls--;
}

static int
is_executing(const struct client *cl)
{
    for (size_t i = 0; i < cl->n; i++)
        if (cl->call[i].state == EXECUTING)
            return 1;
    return 0;
}

static int
make_room_for_call(const struct cache *c, struct client *cl)
{
    size_t cap = cl->cap ? 2 * cl->cap : 2;
    struct call *more;

    if (cl->n >= c->limits.calls)
        return -ENOSPC;
    if (cl->n < cl->cap)
        return 0;
    more = realloc(cl->call, cap * sizeof(*more));
    if (!more)
        return -ENOMEM;
    cl->call = more;
    cl->cap = cap;
    return 0;
}

static enum cache_answer
add_call(struct cache *c, struct client *cl, uint64_t number)
{
    if (make_room_for_call(c, cl) < 0)
        return CACHE_FULL;
    cl->call[cl->n++] = (struct call){ .number = number, .state = EXECUTING };
    c->n_calls++;
    return CACHE_NEW;
}

/* It is alive, and this is what it will not ask for again. */
static void
hear(struct cache *c, struct client *cl, uint64_t ack, int64_t now_ms)
{
    size_t i = 0;

    cl->heard_ms = now_ms;
    unlink_client(c, cl);
    append_client(c, cl);
    if (ack <= cl->ack)
        return;
    cl->ack = ack;
    while (i < cl->n)
        if (cl->call[i].number <= ack && cl->call[i].state != EXECUTING)
            remove_call(c, cl, &cl->call[i]); /* there is another one at i */
        else
            i++;
}

/* ---- clients ------------------------------------------------------------ */

static void
remove_client(struct cache *c, struct client *cl)
{
    while (cl->n > 0)
        remove_call(c, cl, &cl->call[cl->n - 1]);
    free_place(c, place_of(c, cl->id));
    unlink_client(c, cl);
    c->n_clients--;
    free(cl->call);
    free(cl);
}

/* From the one that was silent for longest on.  0, or -ENOSPC. */
static int
make_room_for_client(struct cache *c, int64_t now_ms)
{
    struct client *cl = c->first;

    if (c->n_clients < c->limits.clients)
        return 0;
    if (c->limits.lease_ms == 0)
        return -ENOSPC;
    /* One with a call in progress is not silent: we are. */
    while (cl && now_ms - cl->heard_ms >= c->limits.lease_ms &&
           is_executing(cl))
        cl = cl->after;
    if (!cl || now_ms - cl->heard_ms < c->limits.lease_ms)
        return -ENOSPC;
    remove_client(c, cl);
    return 0;
}

/* NULL: there is no room, or no memory. */
static struct client *
add_client(struct cache *c, uint64_t id, uint64_t refused, int64_t now_ms)
{
    struct client *cl;

    if (make_room_for_client(c, now_ms) < 0)
        return NULL;
    cl = calloc(1, sizeof(*cl));
    if (!cl)
        return NULL;
    cl->id = id;
    cl->refused = refused;
    c->table[place_of(c, id)] = cl;
    append_client(c, cl);
    c->n_clients++;
    return cl;
}

/* ---- what a server calls ------------------------------------------------ */

static enum cache_answer
answer_again(const struct call *call, uint8_t *reply, size_t cap, size_t *len)
{
    switch (call->state) {
    case EXECUTING:
        return CACHE_EXECUTING;
    case DONE:
        if (call->len > cap)
            return CACHE_LOST;
        *len = call->len;
        if (call->len > 0)
            memcpy(reply, call->reply, call->len);
        return CACHE_DONE;
    case LOST:
        break;
    }
    return CACHE_LOST;
}

/* With the lock held. */
static enum cache_answer
begin(struct cache *c, const struct call_id *id, int64_t now_ms,
      uint8_t *reply, size_t cap, size_t *len)
{
    struct client *cl = c->table[place_of(c, id->client)];
    const struct call *call;

    if (!cl && c->limits.lease_ms > 0)
        return CACHE_GONE; /* who knows what it has done here before? */
    if (!cl)
        cl = add_client(c, id->client, 0, now_ms);
    if (!cl)
        return CACHE_FULL;
    hear(c, cl, id->ack, now_ms);
    call = find_call(cl, id->number);
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
end(struct cache *c, const struct call_id *id, uint8_t *copy, size_t len)
{
    struct client *cl = c->table[place_of(c, id->client)];
    struct call *call = cl ? find_call(cl, id->number) : NULL;

    if (!call || call->state != EXECUTING) {
        free(copy);
        return -ENOENT;
    }
    call->state = len > 0 && !copy ? LOST : DONE;
    call->reply = copy;
    call->len = len;
    if (call->number <= cl->ack)
        remove_call(c, cl, call); /* its client has given up meanwhile */
    else if (call->state == LOST)
        return -ENOMEM;
    return 0;
}

/* The copy is made before the lock is taken. */
int
cache_end(struct cache *c, const struct call_id *id, const uint8_t *reply,
          size_t len)
{
    uint8_t *copy = len > 0 ? malloc(len) : NULL;
    int err;

    if (copy)
        memcpy(copy, reply, len);
    pthread_mutex_lock(&c->lock);
    err = end(c, id, copy, len);
    pthread_mutex_unlock(&c->lock);
    return err;
}

enum cache_answer
cache_hello(struct cache *c, const struct call_id *id, int64_t now_ms)
{
    enum cache_answer answer = CACHE_DONE;
    struct client *cl;

    pthread_mutex_lock(&c->lock);
    cl = c->table[place_of(c, id->client)];
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
    for (struct client *cl = c->first; cl; cl = cl->after)
        for (size_t i = 0; i < cl->n; i++)
            if (cl->call[i].state == EXECUTING)
                cl->call[i].state = LOST;
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
visit_client(const struct cache_visitor *v, const struct client *cl)
{
    struct call_id id = { cl->id, cl->refused, cl->ack };
    int err = v->hello(v->arg, &id);

    for (size_t i = 0; i < cl->n && err >= 0; i++) {
        const struct call *call = &cl->call[i];

        id.number = call->number;
        if (call->state == DONE)
            err = v->done(v->arg, &id, call->reply, call->len);
        else
            err = (call->state == LOST ? v->lost : v->begun)(v->arg, &id);
    }
    return err;
}

int
cache_each(struct cache *c, const struct cache_visitor *v)
{
    int err = 0;

    for (const struct client *cl = c->first; cl && err >= 0; cl = cl->after)
        err = visit_client(v, cl);
    return err < 0 ? err : 0;
}

/* ---- open and close ----------------------------------------------------- */

/* Half of the table is always free, so a search comes to an end soon. */
struct cache *
cache_open(const struct cache_limits *limits)
{
    struct cache *c = calloc(1, sizeof(*c));
    size_t size = 16;

    if (!c)
        return NULL;
    while (size < 2 * limits->clients)
        size *= 2;
    c->limits = *limits;
    c->mask = size - 1;
    c->table = calloc(size, sizeof(c->table[0]));
    if (!c->table) {
        free(c);
        return NULL;
    }
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void
cache_close(struct cache *c)
{
    while (c->first)
        remove_client(c, c->first);
    pthread_mutex_destroy(&c->lock);
    free(c->table);
    free(c);
}
