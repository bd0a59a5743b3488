/*
 * source.h - private to netsim/tool: a world from a file and from options.
 *
 * "--link X" is the statement "link X" of a world file; so are --host,
 * --schedule, --seed and --limit.
 *
 * Errors:     0, or 2 after a message on stderr.
 */
#ifndef NETSIM_SOURCE_H
#define NETSIM_SOURCE_H

#include "netsim/lang/worldfile.h"

struct sim_script;

/* The file at path; "-": standard input. */
int source_file(struct worldfile *f, const char *path);

/* One statement: its word and the rest of it.  A schedule may be "@FILE": the
 * deviations that a file has, one or several a line, and its seed. */
int source_option(struct worldfile *f, const char *word, const char *rest);

/* The index of a host, or -1. */
int source_host(const struct worldfile *f, const char *name);

/*
 * Which deviations have not happened, on stderr: a typo in a number is a
 * fault that the run never comes to.
 */
void source_misses(const struct sim_script *s,
                   const struct schedule_names *names);

#endif
