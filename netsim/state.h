/*
 * state.h - private to netsim, to state*.c: how a state is hashed.
 *
 * Pointers, counts that only name things, and absolute times stay out.
 */
#ifndef NETSIM_STATE_H
#define NETSIM_STATE_H

#include "netsim/disk.h"
#include "netsim/history.h"
#include "netsim/world.h"

struct hash {
    uint64_t h;
};

static inline void
mix(struct hash *s, uint64_t x)
{
    s->h = hash64(s->h, &x, sizeof(x));
}

static inline void
mix_bytes(struct hash *s, const void *p, size_t len)
{
    s->h = hash64(s->h, p, len);
}

/* Relative to now. */
static inline void
mix_time(struct hash *s, const struct sim_world *w, int64_t at_ns)
{
    mix(s, (uint64_t)(at_ns - w->now_ns));
}

/* The same, or that it is not queued. */
static inline void
mix_event(struct hash *s, const struct sim_world *w, const struct event *ev)
{
    mix(s, (uint64_t)ev->slot > 0);
    mix_time(s, w, ev->slot ? ev->at_ns : w->now_ns);
}

/* 0: none. */
static inline uint64_t
inode_number(const struct inode *i)
{
    return i ? i->number : 0;
}

void state_socket(struct hash *s, const struct sim_world *w,
                  const struct socket *so);
void state_network(struct hash *s, struct sim_world *w); /* all but sockets */
void state_disk(struct hash *s, const struct disk *d);

#endif
