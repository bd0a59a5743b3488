/*
 * schedule.h - a run, named by its deviations from the fault-free run.
 *
 *     schedule   = [ deviation ] { ( ";" | newline ) [ deviation ] }
 *     deviation  = "drop" link nth
 *                | "duplicate" link nth [ moment ]
 *                | "delay" link nth moment
 *                | "crash" host place [ restart ]
 *                | "power" host place [ keep ] [ restart ]
 *                | "pause" host place "for" TIME
 *                | "clock" host place "by" TIME
 *                | "short" host "@" CALL nth "to" NUMBER
 *                | "error" host "@" CALL nth ERRNO
 *                | "switch" host nth "to" NUMBER
 *     restart    = "restart" ( TIME | "never" )
 *     keep       = "keep" ( "none" | "all" | "first" NUMBER
 *                | "torn" NUMBER | "without" NUMBER )
 *     link       = HOST "->" HOST
 *     nth        = "#" NUMBER         the nth datagram sent over the link
 *     moment     = "by" TIME          that much later than the link has it;
 *                                     a duplicate without moment: by 0s
 *                | "past" "timeout"   just before one of its ends, having
 *                                     waited in vain, sends again
 *                | "past" "next"      just after the next datagram on the
 *                                     link
 *     place      = [ "after" ] "@" CALL nth   before (after) the host's nth
 *                                     such system call
 *                | "at" TIME
 *     TIME       = [ "-" ] NUMBER ( "ns" | "us" | "ms" | "s" ), 1.5ms
 *                  allowed; "-" only behind "by"
 *
 * "crash" ends the process, "power" the whole machine.  What of a disk was
 * not yet synced is lost then, or is kept as "keep" says; the changes of a
 * disk since they were last synced are counted from 1 (disk.c): all of them
 * are kept, or the first N, or the first N with the last of these torn in
 * its middle, or all but the Nth.  Without "keep" none is.
 *
 * "pause" stops a host for a time, "clock" moves its clock of the day,
 * "short" makes one call transfer no more than so many bytes, "error" makes
 * one fail without being made, and "switch" lets thread N go on at the nth
 * moment at which several threads of the host could.
 *
 * "#" to the end of a line is a comment only when no digit follows.  A crash
 * without "restart" restarts after 100ms.  The printed form of a parsed
 * schedule parses to the same schedule.
 *
 * Ownership:  host names are borrowed during the call; deviations hold
 *             indices only.
 */
#ifndef NETSIM_SCHEDULE_H
#define NETSIM_SCHEDULE_H

#include "netsim/lang/text.h"

enum deviation_kind {
    DEV_DROP,
    DEV_DUPLICATE,
    DEV_DELAY,
    DEV_CRASH,
    DEV_POWER,
    DEV_PAUSE,
    DEV_CLOCK,
    DEV_SHORT,
    DEV_ERROR,
    DEV_SWITCH,
};

enum deviation_moment {
    PAST_TIME,    /* by_ns later */
    PAST_TIMEOUT, /* held until src or dst has waited in vain and sends
                     again between the two */
    PAST_NEXT,    /* held until the next datagram of the link has arrived */
};

enum deviation_place {
    BEFORE_CALL,
    AFTER_CALL,
    AT_TIME,
};

/* Which of a disk's changes that were not synced outlive a loss of power. */
enum deviation_keep {
    KEEP_NONE,
    KEEP_ALL,
    KEEP_FIRST,   /* the first keep_n of them */
    KEEP_TORN,    /* the same, the last of these only in part */
    KEEP_WITHOUT, /* all but the keep_n-th */
};

#define RESTART_NEVER (-1)
#define RESTART_DEFAULT_NS 100000000 /* 100 ms */

struct deviation {
    enum deviation_kind kind;
    uint32_t nth; /* from 1; 0 for a fault AT_TIME */

    /* DROP, DUPLICATE, DELAY: hosts, by index */
    int src, dst;
    enum deviation_moment moment;
    int64_t by_ns;

    /* all others */
    int host;
    enum deviation_place place;
    int call; /* number of the system call, see netsim/syscalls.h */
    int64_t at_ns;
    int64_t restart_ns; /* CRASH, POWER: from then on, or RESTART_NEVER */
    enum deviation_keep keep; /* POWER */
    uint32_t keep_n;
    int64_t for_ns; /* PAUSE */
    uint32_t to;    /* SHORT: bytes; SWITCH: number of the thread */
    int error;      /* ERROR: positive errno */
};

/* Those about one datagram of a link; all others are about a host. */
static inline int
deviation_is_of_link(const struct deviation *d)
{
    return d->kind <= DEV_DELAY;
}

#define SCHEDULE_MAX 64

struct schedule {
    size_t n;
    struct deviation dev[SCHEDULE_MAX];
};

/* What a schedule may name. */
struct schedule_names {
    size_t n_hosts;
    const char *const *host;
    size_t n_calls;
    const char *const *call; /* indexed by number; NULL: may not be named */
};

int schedule_parse(struct schedule *s, const char *file, const char *src,
                   const struct schedule_names *names, struct text_error *err);

/* For a language with schedules in it: add what stands in this line. */
void schedule_read(struct schedule *s, struct text *t,
                   const struct schedule_names *names);

/* One host of the names: its index. */
int schedule_host(struct text *t, const struct schedule_names *names);

/*
 * Print one deviation, or all of them joined by "; ".  Like snprintf:
 * returns the length the text has, whatever cap is.
 */
int deviation_print(char *buf, size_t cap, const struct deviation *d,
                    const struct schedule_names *names);
int schedule_print(char *buf, size_t cap, const struct schedule *s,
                   const struct schedule_names *names);

#endif
