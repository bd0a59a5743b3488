/*
 * clock.c - the real clock, for what is shown to a person or meets the real
 * network; nothing in a simulated world may ask it.
 */
#include "netsim/tool/tool.h"

#include <time.h>

int64_t
tool_clock_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}
