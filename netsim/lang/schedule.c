/*
 * schedule.c - the words of schedules, and what deviations mean.
 */
#include "netsim/lang/schedule_words.h"

#include <errno.h>
#include <string.h>

const char *const schedule_kind[SCHEDULE_KINDS] = {
    [DEV_DROP] = "drop",     [DEV_DUPLICATE] = "duplicate",
    [DEV_DELAY] = "delay",   [DEV_CORRUPT] = "corrupt",
    [DEV_HOLD] = "hold",     [DEV_PARTITION] = "partition",
    [DEV_ONEWAY] = "oneway", [DEV_CRASH] = "crash",
    [DEV_POWER] = "power",   [DEV_PAUSE] = "pause",
    [DEV_CLOCK] = "clock",   [DEV_SHORT] = "short",
    [DEV_ERROR] = "error",   [DEV_SWITCH] = "switch",
};

const char *const schedule_past[SCHEDULE_PASTS] = {
    [PAST_TIME] = NULL, /* "by" */
    [PAST_TIMEOUT] = "timeout", [PAST_NEXT] = "next",
    [PAST_CALL] = "call",       [PAST_ACK] = "ack",
};

const char *const schedule_step[SCHEDULE_STEPS] = {
    "call", "marshal", "unmarshal", "return",  "dispatch", "exec",
    "done", "reply",   "ignored",   "missing", "resume",   "dispense",
};

const char *const schedule_keep[SCHEDULE_KEEPS] = {
    [KEEP_NONE] = "none", [KEEP_ALL] = "all",         [KEEP_FIRST] = "first",
    [KEEP_TORN] = "torn", [KEEP_WITHOUT] = "without",
};

const struct schedule_error schedule_error[SCHEDULE_ERRORS] = {
    { EINTR, "EINTR" },
    { EIO, "EIO" },
    { ENOSPC, "ENOSPC" },
    { ENOMEM, "ENOMEM" },
    { EMFILE, "EMFILE" },
    { ENOBUFS, "ENOBUFS" },
    { EAGAIN, "EAGAIN" },
    { ECONNABORTED, "ECONNABORTED" },
    { ECONNREFUSED, "ECONNREFUSED" },
    { ECONNRESET, "ECONNRESET" },
    { EPIPE, "EPIPE" },
    { ETIMEDOUT, "ETIMEDOUT" },
    { EHOSTUNREACH, "EHOSTUNREACH" },
    { ENETUNREACH, "ENETUNREACH" },
};

/* ---- what they mean ----------------------------------------------------- */

int
schedule_find_step(const char *name)
{
    for (int i = 0; i < SCHEDULE_STEPS; i++)
        if (strcmp(name, schedule_step[i]) == 0)
            return i;
    return -1;
}

static int
is_on(const struct deviation *d, int side, int host)
{
    return host < PARTITION_HOSTS_MAX && d->side[side] >> host & 1;
}

int
deviation_cuts(const struct deviation *d, int src, int dst, int64_t t_ns)
{
    if (!deviation_is_of_network(d) || t_ns < d->at_ns ||
        t_ns - d->at_ns >= d->for_ns)
        return 0;
    if (d->kind == DEV_ONEWAY)
        return d->src == src && d->dst == dst;
    return (is_on(d, 0, src) && is_on(d, 1, dst)) ||
           (is_on(d, 1, src) && is_on(d, 0, dst));
}
