/*
 * session.c - numbers for calls, and a list of those in progress.
 *
 * Another design: each call in progress is an element of a list, in order of
 * numbers.  A new call goes to its end, one from before a restart to where it
 * belongs.  What is acknowledged is the number before the first.
 *
 * Why it is right: the list is in order at all times, because numbers are
 * given with the lock held, in which they are also put into the list.
 */
#include "lab4-atmostonce/amo/session.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct running {
    struct running *next; /* of a higher number */
    uint64_t number;
};

struct session {
    pthread_mutex_t lock;
    uint64_t client;
    uint64_t latest; /* number used */
    struct running *first;
    struct running **end; /* where the next one is to be put */
};

struct session *
session_open(const struct identity *id)
{
    struct session *s = malloc(sizeof(*s));

    if (!s)
        return NULL;
    *s = (struct session){ .client = id->client,
                           .latest = call_number(id->incarnation, 0) };
    s->end = &s->first;
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

/* That one is not in progress any more. */
static void
take_off(struct session *s, struct running **at)
{
    struct running *r = *at;

    *at = r->next;
    if (s->end == &r->next)
        s->end = at;
    free(r);
}

void
session_close(struct session *s)
{
    while (s->first)
        take_off(s, &s->first);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static void
fill_in(const struct session *s, struct call_id *id, uint64_t number)
{
    id->client = s->client;
    id->number = number;
    id->ack = s->first ? s->first->number - 1 : s->latest;
}

/* With the lock held. */
static int
append(struct session *s, uint64_t number)
{
    struct running *r = malloc(sizeof(*r));

    if (!r)
        return -ENOMEM;
    *r = (struct running){ .number = number };
    *s->end = r;
    s->end = &r->next;
    return 0;
}

int
session_begin(struct session *s, struct call_id *id)
{
    int err = -EOVERFLOW;

    pthread_mutex_lock(&s->lock);
    if ((uint32_t)s->latest < UINT32_MAX)
        err = append(s, s->latest + 1);
    if (err == 0)
        fill_in(s, id, ++s->latest);
    pthread_mutex_unlock(&s->lock);
    return err;
}

/* The numbers of this incarnation are higher than all that are resumed. */
int
session_resume(struct session *s, struct call_id *id)
{
    struct running *r = malloc(sizeof(*r)), **at;

    if (!r)
        return -ENOMEM;
    pthread_mutex_lock(&s->lock);
    at = &s->first;
    while (*at && (*at)->number < id->number)
        at = &(*at)->next;
    *r = (struct running){ .next = *at, .number = id->number };
    *at = r;
    if (!r->next)
        s->end = &r->next;
    fill_in(s, id, id->number);
    pthread_mutex_unlock(&s->lock);
    return 0;
}

void
session_end(struct session *s, uint64_t number)
{
    struct running **at;

    pthread_mutex_lock(&s->lock);
    at = &s->first;
    while (*at && (*at)->number != number)
        at = &(*at)->next;
    if (*at)
        take_off(s, at);
    pthread_mutex_unlock(&s->lock);
}

void
session_now(struct session *s, struct call_id *id)
{
    pthread_mutex_lock(&s->lock);
    fill_in(s, id, s->latest);
    pthread_mutex_unlock(&s->lock);
}
