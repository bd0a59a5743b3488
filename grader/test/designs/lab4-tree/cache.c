/*
 * cache.c - the duplicate request cache as one ordered tree.
 *
 * Another design: all is in one treap, with the key (client, number).  What
 * is known of a client itself stands under its number 0, which no call has,
 * and so just before its calls.  What is acknowledged is a range of keys: it
 * is split off the tree, and what is still being executed is merged in again.
 *
 * Why it is right: a key says all that a call is known by.  Where a call is
 * kept does not depend on when or in what order it came.  A priority is a
 * hash of the key, so the tree is as deep as a random one: about 2 ln n.
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

struct key {
    uint64_t client, number;
};

/* A call, or, under number 0, a client. */
struct node {
    struct key key;
    uint64_t priority; /* not lower than those of its children */
    struct node *left, *right;
};

struct client {
    struct node node; /* first: a pointer to it is one to us */
    uint64_t refused; /* calls up to this number, if they are not there */
    uint64_t ack;     /* highest heard */
    int64_t heard_ms;
    size_t n_calls, n_executing;
};

enum call_state { EXECUTING, DONE, LOST };

struct call {
    struct node node; /* first: a pointer to it is one to us */
    struct client *client;
    enum call_state state;
    uint8_t *reply; /* DONE: len bytes; NULL if that is 0 */
    size_t len;
};

struct cache {
    pthread_mutex_t lock;
    struct cache_limits limits;
    size_t n_clients, n_calls;
    struct node *root;
};

static int
is_client(const struct node *n)
{
    return n->key.number == 0;
}

/* ---- the tree ----------------------------------------------------------- */

static int
compare(const struct key *a, const struct key *b)
{
    if (a->client != b->client)
        return a->client < b->client ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static uint64_t
priority_of(const struct key *k)
{
    uint64_t x = k->client * UINT64_C(0x9e3779b97f4a7c15) ^ k->number;

    x = (x ^ x >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
    return x ^ x >> 29;
}

/* Into keys up to k and keys behind it. */
static void
split(struct node *t, const struct key *k, struct node **upto,
      struct node **behind)
{
    if (!t) {
        *upto = *behind = NULL;
    } else if (compare(&t->key, k) <= 0) {
        split(t->right, k, &t->right, behind);
        *upto = t;
    } else {
        split(t->left, k, upto, &t->left);
        *behind = t;
    }
}

/* All keys of a are below those of b. */
static struct node *
merge(struct node *a, struct node *b)
{
    if (!a || !b)
        return a ? a : b;
    if (a->priority > b->priority) {
        a->right = merge(a->right, b);
        return a;
    }
    b->left = merge(a, b->left);
    return b;
}

static struct node *
find(const struct cache *c, uint64_t client, uint64_t number)
{
    struct key k = { client, number };
    struct node *t = c->root;
    int order;

    while (t && (order = compare(&k, &t->key)) != 0)
        t = order < 0 ? t->left : t->right;
    return t;
}

static void
insert(struct cache *c, struct node *n, uint64_t client, uint64_t number)
{
    struct node *below, *above;

    n->key = (struct key){ client, number };
    n->priority = priority_of(&n->key);
    split(c->root, &n->key, &below, &above);
    c->root = merge(merge(below, n), above);
}

/* ---- clients and calls -------------------------------------------------- */

static struct client *
find_client(const struct cache *c, uint64_t id)
{
    return (struct client *)find(c, id, 0);
}

static struct call *
find_call(const struct cache *c, const struct call_id *id)
{
    return id->number ? (struct call *)find(c, id->client, id->number) : NULL;
}

static void
free_call(struct cache *c, struct call *call)
{
    call->client->n_calls--;
    c->n_calls--;
    free(call->reply);
    free(call);
}

/* What is left of some calls when those that have ended are gone. */
static struct node *
without_ended(struct cache *c, struct node *t)
{
    struct call *call = (struct call *)t;
    struct node *left, *right;

    if (!t)
        return NULL;
    left = without_ended(c, t->left);
    right = without_ended(c, t->right);
    if (call->state != EXECUTING) {
        free_call(c, call);
        return merge(left, right);
    }
    t->left = left;
    t->right = right;
    return t;
}

/* Calls of one client, from one number to another, both of them included. */
static void
discard(struct cache *c, uint64_t client, uint64_t from, uint64_t to)
{
    struct key before = { client, from - 1 }, last = { client, to };
    struct node *below, *range, *above;

    split(c->root, &before, &below, &range);
    split(range, &last, &range, &above);
    range = without_ended(c, range);
    c->root = merge(merge(below, range), above);
}

/* It is alive, and this is what it will not ask for again. */
static void
hear(struct cache *c, struct client *cl, uint64_t ack, int64_t now_ms)
{
    cl->heard_ms = now_ms;
    if (ack <= cl->ack)
        return;
    cl->ack = ack;
    discard(c, cl->node.key.client, 1, ack);
}

/* ---- room for a client -------------------------------------------------- */

/* Somebody whose lease has ended.  A call in progress is no silence. */
static struct client *
find_expired(const struct cache *c, struct node *t, int64_t now_ms)
{
    struct client *cl = (struct client *)t, *found;

    if (!t)
        return NULL;
    found = find_expired(c, t->left, now_ms);
    if (found)
        return found;
    if (is_client(t) && cl->n_executing == 0 &&
        now_ms - cl->heard_ms >= c->limits.lease_ms)
        return cl;
    return find_expired(c, t->right, now_ms);
}

/* None of its calls is being executed. */
static void
forget(struct cache *c, struct client *cl)
{
    struct node *below, *self, *above;
    struct key k = cl->node.key;

    discard(c, k.client, 1, UINT64_MAX);
    split(c->root, &k, &below, &above);
    /* It is the last of those up to itself. */
    if (k.client > 0) {
        struct key before = { k.client - 1, UINT64_MAX };

        split(below, &before, &below, &self);
    } else {
        below = NULL;
    }
    c->root = merge(below, above);
    c->n_clients--;
    free(cl);
}

/* NULL: there is no room, or no memory. */
static struct client *
add_client(struct cache *c, uint64_t id, uint64_t refused)
{
    struct client *cl = calloc(1, sizeof(*cl));

    if (!cl)
        return NULL;
    cl->refused = refused;
    insert(c, &cl->node, id, 0);
    c->n_clients++;
    return cl;
}

static struct client *
admit(struct cache *c, uint64_t id, uint64_t refused, int64_t now_ms)
{
    struct client *expired = NULL;

    if (c->n_clients >= c->limits.clients) {
        if (c->limits.lease_ms > 0)
            expired = find_expired(c, c->root, now_ms);
        if (!expired)
            return NULL;
        forget(c, expired);
    }
    return add_client(c, id, refused);
}

/* ---- what a server calls ------------------------------------------------ */

static enum cache_answer
add_call(struct cache *c, struct client *cl, uint64_t number)
{
    struct call *call;

    if (cl->n_calls >= c->limits.calls)
        return CACHE_FULL;
    call = calloc(1, sizeof(*call));
    if (!call)
        return CACHE_FULL;
    call->client = cl;
    call->state = EXECUTING;
    insert(c, &call->node, cl->node.key.client, number);
    cl->n_calls++;
    cl->n_executing++;
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
        cl = admit(c, id->client, 0, now_ms);
    if (!cl)
        return CACHE_FULL;
    hear(c, cl, id->ack, now_ms);
    call = find_call(c, id);
    if (call)
        return answer_again(call, reply, cap, len);
    if (id->number <= cl->ack || id->number <= cl->refused)
        return CACHE_GONE; /* so number 0 always is */
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
    struct call *call;
    int err = -ENOENT;

    pthread_mutex_lock(&c->lock);
    call = find_call(c, id);
    if (call && call->state == EXECUTING) {
        struct client *cl = call->client;

        cl->n_executing--;
        err = keep_reply(call, reply, len);
        /* Its client may have given up meanwhile. */
        if (id->number <= cl->ack) {
            discard(c, id->client, id->number, id->number);
            err = 0;
        }
    }
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
        cl = admit(c, id->client, id->number, now_ms);
        answer = cl ? CACHE_NEW : CACHE_FULL;
    }
    if (cl)
        hear(c, cl, id->ack, now_ms);
    pthread_mutex_unlock(&c->lock);
    return answer;
}

static void
lose_executing(struct node *t)
{
    if (!t)
        return;
    lose_executing(t->left);
    lose_executing(t->right);
    if (is_client(t))
        ((struct client *)t)->n_executing = 0;
    else if (((struct call *)t)->state == EXECUTING)
        ((struct call *)t)->state = LOST;
}

void
cache_restarted(struct cache *c)
{
    pthread_mutex_lock(&c->lock);
    lose_executing(c->root);
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
visit_call(const struct cache_visitor *v, const struct call *call)
{
    const struct key *k = &call->node.key;
    struct call_id id = { k->client, k->number, call->client->ack };

    switch (call->state) {
    case DONE:
        return v->done(v->arg, &id, call->reply, call->len);
    case LOST:
        return v->lost(v->arg, &id);
    default:
        return v->begun(v->arg, &id);
    }
}

static int
visit_client(const struct cache_visitor *v, const struct client *cl)
{
    struct call_id id = { cl->node.key.client, cl->refused, cl->ack };

    return v->hello(v->arg, &id);
}

/* In order of keys: a client comes just before its calls. */
static int
visit(const struct cache_visitor *v, const struct node *t)
{
    int err;

    if (!t)
        return 0;
    err = visit(v, t->left);
    if (err < 0)
        return err;
    err = is_client(t) ? visit_client(v, (const struct client *)t)
                       : visit_call(v, (const struct call *)t);
    return err < 0 ? err : visit(v, t->right);
}

int
cache_each(struct cache *c, const struct cache_visitor *v)
{
    return visit(v, c->root);
}

/* ---- open and close ----------------------------------------------------- */

struct cache *
cache_open(const struct cache_limits *limits)
{
    struct cache *c = calloc(1, sizeof(*c));

    if (!c)
        return NULL;
    c->limits = *limits;
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

static void
free_all(struct node *t)
{
    if (!t)
        return;
    free_all(t->left);
    free_all(t->right);
    if (!is_client(t))
        free(((struct call *)t)->reply);
    free(t);
}

void
cache_close(struct cache *c)
{
    free_all(c->root);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
