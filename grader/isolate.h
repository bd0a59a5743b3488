/*
 * isolate.h - programs of a submission behind a wall: ISOLATE=1.
 *
 * Without it a submission's programs share the memory of the case that judges
 * them.  With it each has processes of its own (sim_isolate() in netsim.h),
 * in a sandbox (sandbox.h), and all the case knows of them are their system
 * calls.  The verdicts are the same, but for those who cheat.
 */
#ifndef GRADER_ISOLATE_H
#define GRADER_ISOLATE_H

#include "grader/sandbox.h"

/* In the process of a case, before its world is made: from now on. */
void isolate_begin(void);

/* What the sandbox can enforce here: 0, or -errno.  It asks a child. */
int isolate_probe(struct sandbox_report *r);

#endif
