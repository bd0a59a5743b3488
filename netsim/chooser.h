/*
 * chooser.h - private to netsim: what decides.
 *
 * Every decision of a world is one call of world_choose(), in chooser.c: a
 * script, a search, or the rules of links and hosts with keyed draws.
 */
#ifndef NETSIM_CHOOSER_H
#define NETSIM_CHOOSER_H

#include "netsim/sim.h"

struct datagram;

void world_choose(struct sim_world *w, const struct sim_point *p,
                  struct sim_decision *d);

/* ---- rules.c ------------------------------------------------------------ */

/* The bit of its payload that noise has hit; there is a payload. */
uint32_t rules_flipped_bit(const struct sim_world *w,
                           const struct datagram *d);

/* ---- random.c ----------------------------------------------------------- */

/* 64 evenly distributed bits that depend on the key alone. */
uint64_t random_keyed(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);

#endif
