/*
 * deadline.h - until when to wait, in milliseconds.
 *
 * A deadline is a point on the monotonic clock and not a duration: a wait
 * that begins again, after EINTR or after half of the bytes, does not become
 * longer by it.
 */
#ifndef KV_DEADLINE_H
#define KV_DEADLINE_H

#include <limits.h>
#include <stdint.h>
#include <time.h>

#define DEADLINE_NEVER INT64_MAX

/* So many milliseconds from now. */
static inline int64_t
deadline_in(int ms)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + ms;
}

/* What is left of it, as poll() takes it: 0 if it is over, -1 for never. */
static inline int
deadline_left(int64_t deadline_ms)
{
    int64_t left_ms;

    if (deadline_ms == DEADLINE_NEVER)
        return -1;
    left_ms = deadline_ms - deadline_in(0);
    return left_ms < 0 ? 0 : left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

#endif
