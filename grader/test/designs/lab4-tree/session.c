/*
 * session.c - numbers for calls, and a set of all that have ended.
 *
 * Another design: not the calls in progress are remembered but those that
 * have ended, as a set of intervals.  When a session begins all numbers up to
 * its first are in it.  What is acknowledged is the end of the first one.
 *
 * Why it is right: a number is in no interval exactly as long as its call is
 * in progress, or not begun.  Neighbours become one interval, so there are at
 * most as many as calls in progress, and one.
 */
#include "lab4-atmostonce/amo/session.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Both ends are in it. */
struct interval {
    uint64_t from, to;
};

struct session {
    pthread_mutex_t lock;
    uint64_t client;
    uint64_t latest;        /* number used */
    struct interval *ended; /* n of them, upwards, never next to another */
    size_t n, cap;
    size_t n_running; /* in progress: each may need one interval more */
};

struct session *
session_open(const struct identity *id)
{
    struct session *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->cap = 8;
    s->ended = calloc(s->cap, sizeof(s->ended[0]));
    if (!s->ended) {
        free(s);
        return NULL;
    }
    s->client = id->client;
    s->latest = call_number(id->incarnation, 0);
    s->ended[s->n++] = (struct interval){ 0, s->latest };
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void
session_close(struct session *s)
{
    pthread_mutex_destroy(&s->lock);
    free(s->ended);
    free(s);
}

/* ---- the set ------------------------------------------------------------ */

/* One more call will be in progress: there must be room when it ends. */
static int
make_room(struct session *s)
{
    size_t cap = 2 * s->cap;
    struct interval *more;

    if (s->n_running + 3 <= s->cap)
        return 0;
    more = realloc(s->ended, cap * sizeof(*more));
    if (!more)
        return -ENOMEM;
    s->ended = more;
    s->cap = cap;
    return 0;
}

static void
open_gap(struct session *s, size_t i)
{
    memmove(&s->ended[i + 1], &s->ended[i],
            (s->n++ - i) * sizeof(s->ended[0]));
}

static void
close_gap(struct session *s, size_t i)
{
    memmove(&s->ended[i], &s->ended[i + 1],
            (--s->n - i) * sizeof(s->ended[0]));
}

/* The first interval that ends at this number or behind it; n: none. */
static size_t
interval_at(const struct session *s, uint64_t number)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (s->ended[mid].to < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static int
has_ended(const struct session *s, uint64_t number)
{
    size_t i = interval_at(s, number);

    return i < s->n && s->ended[i].from <= number;
}

/* A number that is not in it, and its neighbours become one with it. */
static void
add(struct session *s, uint64_t number)
{
    size_t i = interval_at(s, number);
    int follows = i > 0 && s->ended[i - 1].to == number - 1;
    int precedes = i < s->n && s->ended[i].from == number + 1;

    if (follows && precedes) {
        s->ended[i - 1].to = s->ended[i].to;
        close_gap(s, i);
    } else if (follows) {
        s->ended[i - 1].to = number;
    } else if (precedes) {
        s->ended[i].from = number;
    } else {
        open_gap(s, i);
        s->ended[i] = (struct interval){ number, number };
    }
}

/* A number that is in it, above 0. */
static void
take_out(struct session *s, uint64_t number)
{
    size_t i = interval_at(s, number);
    struct interval *at = &s->ended[i];

    if (at->from == number && at->to == number) {
        close_gap(s, i);
    } else if (at->from == number) {
        at->from++;
    } else if (at->to == number) {
        at->to--;
    } else {
        open_gap(s, i);
        s->ended[i].to = number - 1;
        s->ended[i + 1].from = number + 1;
    }
}

/* ---- calls -------------------------------------------------------------- */

static void
fill_in(const struct session *s, struct call_id *id, uint64_t number)
{
    *id = (struct call_id){ .client = s->client,
                            .number = number,
                            .ack = s->ended[0].to };
}

int
session_begin(struct session *s, struct call_id *id)
{
    int err = 0;

    pthread_mutex_lock(&s->lock);
    if ((uint32_t)s->latest == UINT32_MAX)
        err = -EOVERFLOW;
    if (err == 0)
        err = make_room(s);
    if (err == 0) {
        s->n_running++;
        fill_in(s, id, ++s->latest);
    }
    pthread_mutex_unlock(&s->lock);
    return err;
}

int
session_resume(struct session *s, struct call_id *id)
{
    int err;

    pthread_mutex_lock(&s->lock);
    err = make_room(s);
    if (err == 0) {
        s->n_running++;
        if (has_ended(s, id->number))
            take_out(s, id->number);
        fill_in(s, id, id->number);
    }
    pthread_mutex_unlock(&s->lock);
    return err;
}

void
session_end(struct session *s, uint64_t number)
{
    pthread_mutex_lock(&s->lock);
    if (number <= s->latest && !has_ended(s, number)) {
        s->n_running--;
        add(s, number);
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
