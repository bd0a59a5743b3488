/*
 * schedule.h - a run, named by its deviations from the fault-free run.
 *
 *     schedule   = [ deviation ] { ( ";" | newline ) [ deviation ] }
 *     deviation  = "drop" link nth
 *                | "duplicate" link nth [ moment ]
 *                | "delay" link nth moment
 *                | "corrupt" link nth
 *                | "hold" link [ "from" ] nth "until" TIME
 *                | "partition" hosts "|" hosts span
 *                | "oneway" link span
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
 *     hosts      = HOST { "," HOST }
 *     span       = "at" TIME "for" TIME
 *     nth        = "#" NUMBER         the nth datagram sent over the link
 *     moment     = "by" TIME          that much later than the link has it;
 *                                     a duplicate without moment: by 0s
 *                | "past" "timeout"   just before one of its ends, having
 *                                     waited in vain, sends again
 *                | "past" "next"      just after the next datagram on the
 *                                     link
 *                | "past" "call"      when a call of one of its ends has
 *                                     returned
 *                | "past" "ack"       just after what that end has then sent
 *                                     next to the other has arrived
 *     place      = [ "after" ] "@" ( CALL | STEP ) nth   before (after) the
 *                                     host's nth such system call, or step
 *                | "at" TIME
 *     STEP       = "call" | "marshal" | "unmarshal" | "return" | "dispatch"
 *                | "exec" | "done" | "reply" | "ignored" | "missing"
 *                | "resume" | "dispense"
 *     TIME       = [ "-" ] NUMBER ( "ns" | "us" | "ms" | "s" ), 1.5ms
 *                  allowed; "-" only behind "by"
 *
 * "corrupt" flips one bit, so that the receiver drops the datagram by its
 * checksum, unless the link has "checksum off".  "hold" keeps one datagram
 * back, or with "from" that one and all that are sent later, and releases
 * them at that time.  "partition" loses what is sent between a host on its
 * left and one on its right during that span; "oneway" what is sent over one
 * link, while the other direction works.
 *
 * "crash" ends the process, "power" the whole machine.  What of a disk was
 * not yet synced is lost then, or is kept as "keep" says; the changes of a
 * disk since they were last synced are counted from 1 (disk.c): all of them
 * are kept, or the first N, or the first N with the last of these torn in
 * its middle, or all but the Nth.  Without "keep" none is.
 *
 * "pause" stops a host for a time, "clock" moves its clock of the day,
 * "short" makes one call transfer no more than so many bytes, and "switch"
 * lets thread N go on at the nth moment at which several threads of the host
 * could.  "error" makes one call fail without being made; but a call that
 * has to wait is interrupted (EINTR) in the middle of its time-out, if
 * nothing ends the wait before, and at once if it has none.
 *
 * A step is what a program reports of a call (rpc_trace.h); where a step is
 * the place, "after" differs in nothing but that the trace has it.
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
    DEV_CORRUPT,
    DEV_HOLD,
    DEV_PARTITION,
    DEV_ONEWAY,
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
    PAST_CALL,    /* held until src or dst reports the step "return" */
    PAST_ACK,     /* ... and what it sends next to the other has arrived */
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

    /* DROP to HOLD, ONEWAY: hosts, by index */
    int src, dst;
    enum deviation_moment moment;
    int64_t by_ns;
    int from;         /* HOLD: all from the nth on; until at_ns */
    uint64_t side[2]; /* PARTITION: bit i: host i; at_ns, for_ns */

    /* all others */
    int host;
    enum deviation_place place;
    int call; /* number of the system call, see netsim/syscalls.h */
    int step; /* instead of a call: its number in schedule_step + 1 */
    int64_t at_ns;
    int64_t restart_ns; /* CRASH, POWER: from then on, or RESTART_NEVER */
    enum deviation_keep keep; /* POWER */
    uint32_t keep_n;
    int64_t for_ns; /* PAUSE, PARTITION, ONEWAY */
    uint32_t to;    /* SHORT: bytes; SWITCH: number of the thread */
    int error;      /* ERROR: positive errno */
};

/* Those about datagrams of a link, by their numbers. */
static inline int
deviation_is_of_link(const struct deviation *d)
{
    return d->kind <= DEV_HOLD;
}

/* Those about the network for a time; all others are about a host. */
static inline int
deviation_is_of_network(const struct deviation *d)
{
    return d->kind == DEV_PARTITION || d->kind == DEV_ONEWAY;
}

/* When one about datagrams that lasts is over; 0: it does not last. */
static inline int64_t
deviation_end(const struct deviation *d)
{
    return deviation_is_of_network(d) ? d->at_ns + d->for_ns
           : d->kind == DEV_HOLD      ? d->at_ns
                                      : 0;
}

/* Is what is sent from src to dst at that time lost by it? */
int deviation_cuts(const struct deviation *d, int src, int dst, int64_t t_ns);

/* Steps that may be named as a place. */
#define SCHEDULE_STEPS 12
extern const char *const schedule_step[SCHEDULE_STEPS];
int schedule_find_step(const char *name); /* -1: none of them */

/* A partition is between the first so many hosts of a world. */
#define PARTITION_HOSTS_MAX 64

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

/*
 * A file that says how a run is to differ: schedules, and among them maybe a
 * line "seed NUMBER", for other draws of all that is left to chance.  Without
 * one *seed stays as it is.
 */
int schedule_parse_file(struct schedule *s, uint64_t *seed, const char *file,
                        const char *src, const struct schedule_names *names,
                        struct text_error *err);

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
