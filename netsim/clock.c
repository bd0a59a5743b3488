/*
 * clock.c - what the clocks of a host show.
 *
 * A host may be wrong about the time in two ways.  Its oscillator is too fast
 * or too slow (skew): all its clocks and all its time-outs are.  And its
 * clock of the day may be off, or jump: CLOCK_REALTIME alone, as with
 * clock_settime(2).  POSIX has it that a jump moves the end of a wait until
 * an absolute time on that clock, and of no other wait.
 */
#include "netsim/host.h"

#include "netsim/world.h"

#include <errno.h>
#include <time.h>

/* The world is made on 1 January 2026, on machines up for 1,000 s. */
#define EPOCH_NS (INT64_C(1767225600) * 1000000000)
#define UPTIME_NS (INT64_C(1000) * 1000000000)

#define ALL_PPM 1000000

int64_t
host_time(const struct host *h, int64_t world_ns)
{
    if (h->rule.skew_ppm == 0)
        return world_ns;
    return (int64_t)((__int128)world_ns * (ALL_PPM + h->rule.skew_ppm) /
                     ALL_PPM);
}

/* Rounded up: a wait may end late, but never early. */
int64_t
host_wait(const struct host *h, int64_t host_ns)
{
    if (h->rule.skew_ppm == 0 || host_ns <= 0)
        return host_ns;
    return (int64_t)((__int128)host_ns * ALL_PPM /
                     (ALL_PPM + h->rule.skew_ppm)) +
           2;
}

int
host_clock(const struct host *h, long clock, int64_t *ns)
{
    *ns = host_time(h, h->world->now_ns);
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        *ns += EPOCH_NS + h->clock_ns;
        return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
        *ns += UPTIME_NS;
        return 0;
    default:
        return -EINVAL;
    }
}

void
host_set_clock(struct host *h, int64_t by_ns)
{
    struct sim_world *w = h->world;

    h->clock_ns += by_ns;
    for (struct thread *t = h->proc.threads; t; t = t->mate) {
        int64_t at_ns;

        if (!t->until_clock || !t->timer.slot || t->interrupt)
            continue;
        at_ns = t->timer.at_ns - host_wait(h, by_ns);
        event_cancel(&w->queue, &t->timer);
        event_add(&w->queue, &t->timer, at_ns > w->now_ns ? at_ns : w->now_ns);
    }
}
