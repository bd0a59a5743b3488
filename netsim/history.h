/*
 * history.h - private to netsim: a hash of what a run has shown; of bytes.
 */
#ifndef NETSIM_HISTORY_H
#define NETSIM_HISTORY_H

#include "netsim/sim.h"

struct host;
struct thread;

void history_event(struct thread *t, const char *what, const void *bytes,
                   size_t len);
void history_step(struct thread *t, const char *line, size_t len);
/* The mark of what a kernel does now: for the call that it makes, or because
 * of what the process did last. */
uint64_t history_mark(const struct host *h);

/* ---- hash.c ------------------------------------------------------------- */

uint64_t hash64(uint64_t seed, const void *p, size_t len);

#endif
