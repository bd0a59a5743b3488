/*
 * fatal.c - how the simulator itself ends when it cannot go on.
 */
#include "netsim/sim.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
sim_fatal(const char *fmt, ...)
{
    va_list ap;

    fprintf(stderr, "netsim: ");
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fprintf(stderr, "\n");
    exit(2);
}

void
sim_no_mapping(const char *what, size_t len)
{
    sim_fatal("no mapping of %zu KiB for %s: %s (a process may have "
              "vm.max_map_count of them, see sysctl(8); a host takes about "
              "three)",
              len >> 10, what, strerror(errno));
}

void
sim_assert_failed(const char *cond, const char *file, int line)
{
    fprintf(stderr,
            "netsim: %s:%d: the simulator itself has failed: %s\n"
            "netsim: please report this with the command you ran\n",
            file, line, cond);
    abort();
}
