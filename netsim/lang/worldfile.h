/*
 * worldfile.h - a world in a text file: hosts, programs, links, faults.
 *
 *     # the bank over a bad network
 *     seed 7
 *     host server bank-server 0.0.0.0:20049
 *     host client bank-client server:20049 open alice deposit alice 100
 *     link client<->server delay 10ms 5ms loss 20%
 *     link server->client loss 50% delay 10ms
 *     schedule drop server->client #1
 *     faults server short 5% interrupt 1% skew 200ppm
 *     limit 60s
 *
 * One statement a line.  "host NAME PROGRAM [ARGUMENT ...]": names are a
 * letter, then letters, digits, "-" and "_", at most 15; a program is a name,
 * or the path of a file if there is a "/" in it; an argument with
 * blanks stands in double quotes (\" and \\ inside).  "link A->B RULE" sets
 * one direction, "A<->B" both.  "*" is any host, and "link * RULE" any pair:
 * the statement that names most of a pair counts, then the later one.
 * "faults HOST RULE" (host_rule.h) says what is wrong with a host, "faults *
 * RULE" with each that has no such statement of its own; the later one of
 * two counts.  "schedule" adds deviations; "limit" ends the run at that
 * virtual time (default: 1 hour).  Hosts are read before anything else, so
 * that links and schedules may stand above the hosts they name.
 *
 * Ownership:  the struct owns its strings; worldfile_release() frees them.
 */
#ifndef NETSIM_WORLDFILE_H
#define NETSIM_WORLDFILE_H

#include <stdio.h>

#include "netsim/lang/host_rule.h"
#include "netsim/lang/rule.h"
#include "netsim/lang/schedule.h"

#define HOST_NAME_MAX_LEN 15
#define WORLD_ARGS_MAX 64

struct world_host {
    char name[HOST_NAME_MAX_LEN + 1];
    char *program;
    int argc;                       /* without the program itself */
    char *argv[WORLD_ARGS_MAX + 1]; /* NULL-terminated */
};

struct world_link {
    int src, dst; /* hosts by index; -1: any */
    struct link_rule rule;
};

struct world_faults {
    int host; /* by index; -1: any */
    struct host_rule rule;
};

struct worldfile {
    uint64_t seed; /* 1 unless said otherwise */
    int64_t limit_ns;
    size_t n_hosts;
    struct world_host *host;
    size_t n_links; /* in the order of the statements */
    struct world_link *link;
    size_t n_faults;
    struct world_faults *faults;
    struct schedule schedule;
};

void worldfile_init(struct worldfile *w);
void worldfile_release(struct worldfile *w);

/*
 * Add the statements of src to *w (so that a command line can be parsed
 * after a file).  call names are those a schedule may use.  After a mistake
 * *w holds some of the statements and is good for worldfile_release() only.
 */
int worldfile_parse(struct worldfile *w, const char *file, const char *src,
                    size_t n_calls, const char *const *calls,
                    struct text_error *err);

/* The same for all that `in` holds; name stands for it in errors.  -EIO, with
 * *err as it was, if reading failed. */
int worldfile_read(struct worldfile *w, FILE *in, const char *name,
                   size_t n_calls, const char *const *calls,
                   struct text_error *err);

/* The rule for the link src->dst, two hosts, or NULL: no statement has it. */
const struct link_rule *worldfile_rule(const struct worldfile *w, int src,
                                       int dst);

/* What is wrong with a host, or NULL: no statement has it. */
const struct host_rule *worldfile_host_rule(const struct worldfile *w,
                                            int host);

#endif
