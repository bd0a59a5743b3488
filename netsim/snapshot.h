/*
 * snapshot.h - private to netsim: to keep a world as it is, and come back.
 *
 * sim_save() and sim_restore() are in netsim.h; this is what they are told.
 */
#ifndef NETSIM_SNAPSHOT_H
#define NETSIM_SNAPSHOT_H

#include "netsim/sim.h"

struct process;

/* Whether anyone has asked for a snapshot or a hash yet. */
extern int snapshots_in_use;
void snapshot_changed(const struct process *p);

/* Its memory has changed, or is about to. */
static inline void
snapshot_ran(const struct process *p)
{
    if (snapshots_in_use)
        snapshot_changed(p);
}

uint64_t snapshot_hash_process(const struct process *p);
void snapshot_host(struct sim_world *w); /* one host has been added */
void snapshot_stop(struct sim_world *w); /* for ever */

#endif
