/*
 * alternatives.c - the table of what the explorer tries.
 *
 * A row is one alternative, or a few that differ by a number only: "the
 * first n of the changes are kept" is one for each n.  Rows that say the
 * same in other words (keep first 0, keep none) are left out here, so that
 * no schedule is run twice.
 */
#include "grader/alternatives.h"

#include <errno.h>

#include "netsim/syscalls.h"

/* So many variants of a row are tried; what is beyond them is not. */
#define VARIANTS 8

#define PAUSE_NS INT64_C(5000000000)
#define JUMP_NS INT64_C(3600000000000)

struct row {
    unsigned set; /* of explore_options.kinds */
    enum deviation_kind kind;
    enum deviation_moment moment; /* of a datagram */
    int64_t ns; /* restart after; pause, cut for; clock by; ERROR: errno */
    enum deviation_keep keep;
    size_t variants; /* numbered from 1; 0: one without a number */
};

static const struct row rows[] = {
    { EXPLORE_DATAGRAMS, DEV_DROP, PAST_TIME, 0, KEEP_NONE, 0 },
    { EXPLORE_DATAGRAMS, DEV_DUPLICATE, PAST_TIME, 0, KEEP_NONE, 0 },
    { EXPLORE_DATAGRAMS, DEV_DELAY, PAST_TIMEOUT, 0, KEEP_NONE, 0 },
    { EXPLORE_DATAGRAMS, DEV_DELAY, PAST_NEXT, 0, KEEP_NONE, 0 },
    { EXPLORE_DATAGRAMS, DEV_DUPLICATE, PAST_TIMEOUT, 0, KEEP_NONE, 0 },
    { EXPLORE_LATE, DEV_DUPLICATE, PAST_CALL, 0, KEEP_NONE, 0 },
    { EXPLORE_LATE, DEV_DELAY, PAST_CALL, 0, KEEP_NONE, 0 },
    { EXPLORE_LATE, DEV_DUPLICATE, PAST_ACK, 0, KEEP_NONE, 0 },
    { EXPLORE_LATE, DEV_DELAY, PAST_ACK, 0, KEEP_NONE, 0 },
    { EXPLORE_NOISE, DEV_CORRUPT, PAST_TIME, 0, KEEP_NONE, 0 },
    { EXPLORE_CUTS, DEV_HOLD, PAST_TIME, EXPLORE_LATE_NS, KEEP_NONE, 0 },
    { EXPLORE_CUTS, DEV_ONEWAY, PAST_TIME, EXPLORE_LATE_NS, KEEP_NONE, 0 },
    { EXPLORE_CUTS, DEV_PARTITION, PAST_TIME, EXPLORE_LATE_NS, KEEP_NONE, 0 },
    { EXPLORE_TURNS, DEV_SWITCH, PAST_TIME, 0, KEEP_NONE, VARIANTS },
    { EXPLORE_SHORT, DEV_SHORT, PAST_TIME, 0, KEEP_NONE, 2 },
    { EXPLORE_INTERRUPTS, DEV_ERROR, PAST_TIME, EINTR, KEEP_NONE, 0 },
    { EXPLORE_ACCEPTS, DEV_ERROR, PAST_TIME, ECONNABORTED, KEEP_NONE, 0 },
    { EXPLORE_DISK, DEV_ERROR, PAST_TIME, EIO, KEEP_NONE, 0 },
    { EXPLORE_DISK, DEV_ERROR, PAST_TIME, ENOSPC, KEEP_NONE, 0 },
    { EXPLORE_CRASHES, DEV_CRASH, PAST_TIME, EXPLORE_EARLY_NS, KEEP_NONE, 0 },
    { EXPLORE_CRASHES, DEV_CRASH, PAST_TIME, EXPLORE_LATE_NS, KEEP_NONE, 0 },
    { EXPLORE_POWER, DEV_POWER, PAST_TIME, EXPLORE_EARLY_NS, KEEP_NONE, 0 },
    { EXPLORE_POWER, DEV_POWER, PAST_TIME, EXPLORE_LATE_NS, KEEP_NONE, 0 },
    { EXPLORE_POWER, DEV_POWER, PAST_TIME, EXPLORE_EARLY_NS, KEEP_ALL, 0 },
    { EXPLORE_POWER, DEV_POWER, PAST_TIME, EXPLORE_EARLY_NS, KEEP_FIRST,
      VARIANTS },
    { EXPLORE_POWER, DEV_POWER, PAST_TIME, EXPLORE_EARLY_NS, KEEP_TORN,
      VARIANTS },
    { EXPLORE_POWER, DEV_POWER, PAST_TIME, EXPLORE_EARLY_NS, KEEP_WITHOUT,
      VARIANTS },
    { EXPLORE_STEPS, DEV_CRASH, PAST_TIME, EXPLORE_EARLY_NS, KEEP_NONE, 0 },
    { EXPLORE_STEPS, DEV_CRASH, PAST_TIME, EXPLORE_LATE_NS, KEEP_NONE, 0 },
    { EXPLORE_STEPS, DEV_POWER, PAST_TIME, EXPLORE_EARLY_NS, KEEP_NONE, 0 },
    { EXPLORE_PAUSES, DEV_PAUSE, PAST_TIME, PAUSE_NS, KEEP_NONE, 0 },
    { EXPLORE_CLOCK, DEV_CLOCK, PAST_TIME, -JUMP_NS, KEEP_NONE, 0 },
    { EXPLORE_CLOCK, DEV_CLOCK, PAST_TIME, JUMP_NS, KEEP_NONE, 0 },
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static unsigned
kinds_of(const struct explore_options *o)
{
    return o->kinds ? o->kinds : EXPLORE_DEFAULT;
}

static size_t
variants_of(const struct row *r)
{
    return r->variants ? r->variants : 1;
}

size_t
n_alternatives(const struct explore_options *o)
{
    size_t n = 0;

    (void)o;
    for (size_t i = 0; i < N_ROWS; i++)
        n += variants_of(&rows[i]);
    return n;
}

/* ---- one point, one row ------------------------------------------------- */

/*
 * From this datagram on, for a time: nothing passes, or all is kept back.  A
 * cut is named by the time at which it begins, so that it begins with the
 * first datagram of that instant, or with none.
 */
static int
of_cut(const struct row *r, const struct sim_point *p, struct deviation *dev)
{
    dev->at_ns = p->t_ns;
    dev->for_ns = r->ns;
    if (dev->kind == DEV_PARTITION) {
        dev->src = dev->dst = 0;
        if (p->src >= PARTITION_HOSTS_MAX || p->dst >= PARTITION_HOSTS_MAX)
            return 0;
        dev->side[0] = (uint64_t)1 << p->src;
        dev->side[1] = (uint64_t)1 << p->dst;
    } else if (dev->kind == DEV_HOLD) {
        dev->from = 1;
        dev->at_ns = p->t_ns + r->ns;
        dev->for_ns = 0;
        return 1;
    }
    return !p->follows && (dev->kind == DEV_ONEWAY || !p->crosses);
}

static int
of_datagram(const struct row *r, const struct sim_point *p,
            struct deviation *dev)
{
    dev->moment = r->moment;
    dev->src = p->src;
    dev->dst = p->dst;
    if (deviation_is_of_network(dev))
        dev->nth = 0;
    else if (!deviation_is_of_link(dev))
        return 0;
    return r->set == EXPLORE_CUTS ? of_cut(r, p, dev) : 1;
}

static int
of_turn(const struct sim_point *p, size_t variant, struct deviation *dev)
{
    if (dev->kind != DEV_SWITCH || variant >= p->n_threads)
        return 0;
    dev->to = p->thread[variant];
    return 1;
}

/* Which of the unsynced changes outlive; each way to say it once. */
static int
of_power(const struct row *r, const struct sim_point *p, size_t variant,
         struct deviation *dev)
{
    dev->keep = r->keep;
    dev->restart_ns = r->ns;
    if (r->keep >= KEEP_FIRST)
        dev->keep_n = (uint32_t)variant;
    switch (r->keep) {
    case KEEP_NONE:
        return 1;
    case KEEP_ALL:
        return p->unsynced > 0;
    case KEEP_TORN:
        return variant <= p->unsynced;
    default: /* the first n of n are all; without the last of n: n - 1 */
        return variant < p->unsynced;
    }
}

static int
may_fail(const struct sim_point *p, int error)
{
    switch (error) {
    case EINTR:
        return p->waits;
    case ECONNABORTED: /* who wanted to be accepted has gone */
        return p->call == SYS_NR_accept;
    case EIO:
        return p->disk;
    default:
        return p->disk > 1;
    }
}

static int
of_call(const struct row *r, const struct sim_point *p, size_t variant,
        struct deviation *dev)
{
    switch (r->kind) {
    case DEV_CRASH:
        dev->restart_ns = r->ns;
        return 1;
    case DEV_POWER:
        return of_power(r, p, variant, dev);
    case DEV_SHORT:
        dev->to = variant == 1 ? 1 : p->bytes / 2;
        return !p->after && p->bytes > (variant == 1 ? 1 : 3);
    case DEV_ERROR:
        dev->error = (int)r->ns;
        return !p->after && may_fail(p, dev->error);
    case DEV_PAUSE:
        dev->for_ns = r->ns;
        return !p->after;
    case DEV_CLOCK:
        dev->by_ns = r->ns;
        return !p->after;
    default:
        return 0;
    }
}

static int
of_step(const struct row *r, const struct sim_point *p, struct deviation *dev)
{
    dev->place = p->after ? AFTER_CALL : BEFORE_CALL;
    dev->step = p->step + 1;
    dev->restart_ns = r->ns;
    return 1;
}

static int
of_row(const struct row *r, const struct sim_point *p, size_t variant,
       const struct explore_options *o, struct deviation *dev)
{
    if (!(r->set & kinds_of(o)))
        return 0;
    *dev = (struct deviation){ .kind = r->kind, .nth = p->nth };
    if (p->kind == SIM_DATAGRAM)
        return of_datagram(r, p, dev);
    if (deviation_is_of_link(dev) || deviation_is_of_network(dev))
        return 0;
    dev->host = p->host;
    if (p->kind == SIM_TURN)
        return of_turn(p, variant, dev);
    if (p->host < 0 || !(o->crash_hosts >> p->host & 1))
        return 0;
    if (r->set == EXPLORE_STEPS)
        return p->kind == SIM_STEP && of_step(r, p, dev);
    if (p->kind != SIM_CALL)
        return 0;
    dev->place = p->after ? AFTER_CALL : BEFORE_CALL;
    dev->call = p->call;
    return of_call(r, p, variant, dev);
}

int
alternative(const struct sim_point *p, size_t k,
            const struct explore_options *o, struct deviation *dev)
{
    for (size_t i = 0; i < N_ROWS; i++) {
        if (k < variants_of(&rows[i]))
            return of_row(&rows[i], p, k + 1, o, dev);
        k -= variants_of(&rows[i]);
    }
    return 0;
}

int
has_alternatives(const struct sim_point *p, const struct explore_options *o)
{
    struct deviation dev;

    for (size_t i = 0; i < N_ROWS; i++)
        for (size_t v = 1; v <= variants_of(&rows[i]); v++)
            if (of_row(&rows[i], p, v, o, &dev))
                return 1;
    return 0;
}
