/*
 * session.c - numbers for calls, by two heaps.
 *
 * Another design: numbers that were begun are in one heap, those that have
 * ended are in another one as well.  While the lowest of both is the same
 * number, it is taken out of both.  Then the lowest of the first is the lowest
 * call in progress.
 *
 * Why it is right: each call ends once, so what is in the second heap is in
 * the first, too; a number leaves only as the lowest of all.  To begin and to
 * end takes log n steps, in any order; what has ended waits in the heaps as
 * long as a lower one is in progress.
 */
#include "lab4-atmostonce/amo/session.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* The lowest comes first; number i is not above 2i + 1 and 2i + 2. */
struct heap {
    uint64_t *number;
    size_t n, cap;
};

struct session {
    pthread_mutex_t lock;
    uint64_t client;
    uint64_t latest; /* number used */
    struct heap begun, ended;
};

/* ---- heaps -------------------------------------------------------------- */

/* Room for so many: 0 or -ENOMEM. */
static int
reserve(struct heap *h, size_t n)
{
    size_t cap = h->cap ? h->cap : 8;
    uint64_t *more;

    while (cap < n)
        cap *= 2;
    if (cap == h->cap)
        return 0;
    more = realloc(h->number, cap * sizeof(*more));
    if (!more)
        return -ENOMEM;
    h->number = more;
    h->cap = cap;
    return 0;
}

/* There is room for it. */
static void
add(struct heap *h, uint64_t number)
{
    size_t i = h->n++;

    for (; i > 0 && h->number[(i - 1) / 2] > number; i = (i - 1) / 2)
        h->number[i] = h->number[(i - 1) / 2];
    h->number[i] = number;
}

static void
remove_lowest(struct heap *h)
{
    uint64_t last = h->number[--h->n];
    size_t i = 0, child;

    while ((child = 2 * i + 1) < h->n) {
        if (child + 1 < h->n && h->number[child + 1] < h->number[child])
            child++;
        if (h->number[child] >= last)
            break;
        h->number[i] = h->number[child];
        i = child;
    }
    h->number[i] = last;
}

/* ---- open and close ----------------------------------------------------- */

struct session *
session_open(const struct identity *id)
{
    struct session *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->client = id->client;
    s->latest = call_number(id->incarnation, 0);
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void
session_close(struct session *s)
{
    pthread_mutex_destroy(&s->lock);
    free(s->begun.number);
    free(s->ended.number);
    free(s);
}

/* ---- calls -------------------------------------------------------------- */

static void
fill_in(const struct session *s, struct call_id *id, uint64_t number)
{
    id->client = s->client;
    id->number = number;
    id->ack = s->begun.n > 0 ? s->begun.number[0] - 1 : s->latest;
}

/* With the lock held.  There is room for its end, too, which cannot fail. */
static int
start(struct session *s, uint64_t number)
{
    size_t n = s->begun.n + 1;

    if (reserve(&s->begun, n) < 0 || reserve(&s->ended, n) < 0)
        return -ENOMEM;
    add(&s->begun, number);
    return 0;
}

int
session_begin(struct session *s, struct call_id *id)
{
    int err = -EOVERFLOW;

    pthread_mutex_lock(&s->lock);
    if ((uint32_t)s->latest < UINT32_MAX)
        err = start(s, s->latest + 1);
    if (err == 0)
        fill_in(s, id, ++s->latest);
    pthread_mutex_unlock(&s->lock);
    return err;
}

int
session_resume(struct session *s, struct call_id *id)
{
    int err;

    pthread_mutex_lock(&s->lock);
    err = start(s, id->number);
    if (err == 0)
        fill_in(s, id, id->number);
    pthread_mutex_unlock(&s->lock);
    return err;
}

void
session_end(struct session *s, uint64_t number)
{
    struct heap *begun = &s->begun, *ended = &s->ended;

    pthread_mutex_lock(&s->lock);
    add(ended, number);
    while (ended->n > 0 && ended->number[0] == begun->number[0]) {
        remove_lowest(ended);
        remove_lowest(begun);
    }
    pthread_mutex_unlock(&s->lock);
}

void
session_now(struct session *s, struct call_id *id)
{
    pthread_mutex_lock(&s->lock);
    fill_in(s, id, s->latest);
    pthread_mutex_unlock(&s->lock);
}
