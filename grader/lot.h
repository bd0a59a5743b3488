/*
 * lot.h - what is drawn of a random world before it runs: its clients, and
 * how much they do.
 *
 * Of the hosts of a world named client1 to client8 the first few take part.
 * They must be the last hosts of the file, so that without some of them the
 * others have the same addresses.  The number behind the word "random" in
 * the arguments of one is drawn, from 1 to what stands there, and more often
 * a small one: those are many worlds in the time of one.
 *
 * Ownership: a world of lots borrows the world file.
 */
#ifndef GRADER_LOT_H
#define GRADER_LOT_H

#include "netsim/lang/worldfile.h"
#include "netsim/netsim.h"

#define LOT_CLIENTS_MAX 8

struct lot {
    uint64_t seed;  /* of all draws */
    int clients;    /* that take part: 1 to 8; 0: there are none */
    int operations; /* no client does more, whatever it has drawn */
};

/* How many hosts of the world are such clients. */
int lot_clients(const struct worldfile *f);

/* By its seed: how many clients. */
void lot_draw(struct lot *l, const struct worldfile *f, uint64_t seed);

/* How many hosts take part: the first so many of the world. */
size_t lot_hosts(const struct worldfile *f, const struct lot *l);

/* The next run of the world, made of f, is the one of this lot. */
void lot_set(struct sim_world *w, const struct worldfile *f,
             const struct lot *l);

/* A world file for it.  0, or -EIO if out has failed. */
int lot_write(FILE *out, const struct worldfile *f, const struct lot *l);

#endif
