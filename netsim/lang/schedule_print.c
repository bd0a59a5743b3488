/*
 * schedule_print.c - printing schedules, as schedule_read.c reads them.
 *
 * What a reader assumes where nothing is said is not printed.
 */
#include "netsim/lang/schedule_words.h"

#include <inttypes.h>

#include "netsim/lang/out.h"

static void
put_moment(struct out *o, const struct deviation *d)
{
    if (d->moment != PAST_TIME) {
        out_put(o, " past %s", schedule_past[d->moment]);
    } else if (d->kind == DEV_DELAY || d->by_ns != 0) {
        out_put(o, " by ");
        out_time(o, d->by_ns);
    }
}

static void
put_side(struct out *o, uint64_t side, const struct schedule_names *names)
{
    const char *sep = "";

    for (int i = 0; i < PARTITION_HOSTS_MAX; i++)
        if (side >> i & 1) {
            out_put(o, "%s%s", sep, names->host[i]);
            sep = ",";
        }
}

static void
put_of_network(struct out *o, const struct deviation *d,
               const struct schedule_names *names)
{
    out_put(o, " ");
    if (d->kind == DEV_PARTITION) {
        put_side(o, d->side[0], names);
        out_put(o, "|");
        put_side(o, d->side[1], names);
    } else {
        out_put(o, "%s->%s", names->host[d->src], names->host[d->dst]);
    }
    out_put(o, " at ");
    out_time(o, d->at_ns);
    out_put(o, " for ");
    out_time(o, d->for_ns);
}

static void
put_place(struct out *o, const struct deviation *d,
          const struct schedule_names *names)
{
    out_put(o, " %s", names->host[d->host]);
    if (d->kind == DEV_SWITCH) {
        out_put(o, " #%" PRIu32, d->nth);
    } else if (d->place == AT_TIME) {
        out_put(o, " at ");
        out_time(o, d->at_ns);
    } else {
        out_put(o, "%s @%s #%" PRIu32, d->place == AFTER_CALL ? " after" : "",
                d->step ? schedule_step[d->step - 1] : names->call[d->call],
                d->nth);
    }
}

static void
put_crash(struct out *o, const struct deviation *d)
{
    if (d->keep != KEEP_NONE)
        out_put(o, " keep %s", schedule_keep[d->keep]);
    if (d->keep >= KEEP_FIRST)
        out_put(o, " %" PRIu32, d->keep_n);
    if (d->restart_ns == RESTART_NEVER)
        out_put(o, " restart never");
    else if (d->restart_ns != RESTART_DEFAULT_NS) {
        out_put(o, " restart ");
        out_time(o, d->restart_ns);
    }
}

static const char *
error_name(int error)
{
    for (size_t i = 0; i < SCHEDULE_ERRORS; i++)
        if (schedule_error[i].error == error)
            return schedule_error[i].name;
    return "EIO";
}

static void
put_of_host(struct out *o, const struct deviation *d,
            const struct schedule_names *names)
{
    put_place(o, d, names);
    switch (d->kind) {
    case DEV_PAUSE:
        out_put(o, " for ");
        out_time(o, d->for_ns);
        break;
    case DEV_CLOCK:
        out_put(o, " by ");
        out_time(o, d->by_ns);
        break;
    case DEV_SHORT:
    case DEV_SWITCH:
        out_put(o, " to %" PRIu32, d->to);
        break;
    case DEV_ERROR:
        out_put(o, " %s", error_name(d->error));
        break;
    default:
        put_crash(o, d);
        break;
    }
}

static void
put_of_link(struct out *o, const struct deviation *d,
            const struct schedule_names *names)
{
    out_put(o, " %s->%s%s #%" PRIu32, names->host[d->src], names->host[d->dst],
            d->from ? " from" : "", d->nth);
    if (d->kind == DEV_DELAY || d->kind == DEV_DUPLICATE)
        put_moment(o, d);
    if (d->kind == DEV_HOLD) {
        out_put(o, " until ");
        out_time(o, d->at_ns);
    }
}

static void
put_deviation(struct out *o, const struct deviation *d,
              const struct schedule_names *names)
{
    out_put(o, "%s", schedule_kind[d->kind]);
    if (deviation_is_of_link(d))
        put_of_link(o, d, names);
    else if (deviation_is_of_network(d))
        put_of_network(o, d, names);
    else
        put_of_host(o, d, names);
}

int
deviation_print(char *buf, size_t cap, const struct deviation *d,
                const struct schedule_names *names)
{
    struct out o;

    out_init(&o, buf, cap);
    put_deviation(&o, d, names);
    return (int)o.len;
}

int
schedule_print(char *buf, size_t cap, const struct schedule *s,
               const struct schedule_names *names)
{
    struct out o;

    out_init(&o, buf, cap);
    for (size_t i = 0; i < s->n; i++) {
        out_put(&o, "%s", i > 0 ? "; " : "");
        put_deviation(&o, &s->dev[i], names);
    }
    return (int)o.len;
}
