/*
 * session.c - numbers for calls, and what is acknowledged.
 *
 * Only the calls in progress are remembered, in order, so that the lowest is
 * the first: what is below it has ended.  There are a few of them at a time,
 * and an array is all it takes.
 */
#include "lab4-atmostonce/amo/session.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct session {
    pthread_mutex_t lock;
    uint64_t client;
    uint64_t latest;       /* number used */
    uint64_t *in_progress; /* n of them, upwards */
    size_t n, cap;
};

struct session *
session_open(const struct identity *id)
{
    struct session *s = malloc(sizeof(*s));

    if (!s)
        return NULL;
    *s = (struct session){ .client = id->client,
                           .latest = call_number(id->incarnation, 0) };
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void
session_close(struct session *s)
{
    pthread_mutex_destroy(&s->lock);
    free(s->in_progress);
    free(s);
}

/* All calls up to this number have ended. */
static uint64_t
acknowledged(const struct session *s)
{
    return s->n > 0 ? s->in_progress[0] - 1 : s->latest;
}

static int
make_room(struct session *s)
{
    size_t cap = s->cap ? 2 * s->cap : 8;
    uint64_t *more;

    if (s->n < s->cap)
        return 0;
    more = realloc(s->in_progress, cap * sizeof(*more));
    if (!more)
        return -ENOMEM;
    s->in_progress = more;
    s->cap = cap;
    return 0;
}

/* Is in progress from now on; there is room for it. */
static void
insert(struct session *s, uint64_t number)
{
    size_t i = s->n++;

    for (; i > 0 && s->in_progress[i - 1] > number; i--)
        s->in_progress[i] = s->in_progress[i - 1];
    s->in_progress[i] = number;
}

/* With the lock held. */
static int
begin(struct session *s, struct call_id *id)
{
    int err;

    if ((uint32_t)s->latest == UINT32_MAX)
        return -EOVERFLOW;
    err = make_room(s);
    if (err < 0)
        return err;
    *id = (struct call_id){ .client = s->client, .number = ++s->latest };
    insert(s, id->number);
    id->ack = acknowledged(s);
    return 0;
}

int
session_begin(struct session *s, struct call_id *id)
{
    int err;

    pthread_mutex_lock(&s->lock);
    err = begin(s, id);
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
        insert(s, id->number);
        id->client = s->client;
        id->ack = acknowledged(s);
    }
    pthread_mutex_unlock(&s->lock);
    return err;
}

void
session_end(struct session *s, uint64_t number)
{
    size_t i = 0;

    pthread_mutex_lock(&s->lock);
    while (i < s->n && s->in_progress[i] != number)
        i++;
    if (i < s->n) {
        s->n--;
        memmove(&s->in_progress[i], &s->in_progress[i + 1],
                (s->n - i) * sizeof(s->in_progress[0]));
    }
    pthread_mutex_unlock(&s->lock);
}

void
session_now(struct session *s, struct call_id *id)
{
    pthread_mutex_lock(&s->lock);
    *id = (struct call_id){ .client = s->client,
                            .number = s->latest,
                            .ack = acknowledged(s) };
    pthread_mutex_unlock(&s->lock);
}
