/*
 * schedule_read.c - reading schedules.
 *
 * Each read_*() is one rule of the grammar in schedule.h.
 */
#include "netsim/lang/schedule_words.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CALLS_MAX 256 /* so many, by number, that can be named */

int
schedule_host(struct text *t, const struct schedule_names *names)
{
    const struct text_names hosts = {
        .n = names->n_hosts,
        .name = names->host,
        .one = "a host",
        .unknown = "unknown host",
        .all = "hosts",
    };

    return text_name(t, &hosts);
}

static void
read_link(struct deviation *d, struct text *t,
          const struct schedule_names *names)
{
    struct text_word w;

    d->src = schedule_host(t, names);
    text_expect(t, "->");
    w = text_peek(t);
    d->dst = schedule_host(t, names);
    if (d->src == d->dst)
        text_fail(t, w, "%s has no link to itself", text_quote(w).s);
}

/* "#" and its number are one word to the eye, and two to the scanner. */
static uint32_t
read_nth(struct text *t)
{
    struct text_word w;
    uint32_t nth;

    if (!text_accept(t, "#")) {
        text_fail_expected(t, "a number such as #1");
        return 0;
    }
    w = text_peek(t);
    nth = (uint32_t)text_number(t, UINT32_MAX);
    if (nth == 0)
        text_fail(t, w, "#0 does not exist: the first is #1");
    return nth;
}

static void
read_moment(struct deviation *d, struct text *t)
{
    static const char *const how[] = { "by", "past" };
    const size_t first = PAST_TIMEOUT;
    int past;

    if (text_choice(t, how, COUNT(how)) == 0) {
        d->by_ns = text_signed_time(t);
        return;
    }
    past = text_choice(t, schedule_past + first, SCHEDULE_PASTS - first);
    if (past >= 0)
        d->moment = (enum deviation_moment)(first + (size_t)past);
}

static int
deviation_ends(const struct text *t)
{
    return text_line_ends(t) || text_is(text_peek(t), ";");
}

static void
read_datagram(struct deviation *d, struct text *t,
              const struct schedule_names *names)
{
    read_link(d, t, names);
    if (d->kind == DEV_HOLD)
        d->from = text_accept(t, "from");
    d->nth = read_nth(t);
    if (d->kind == DEV_HOLD) {
        text_expect(t, "until");
        d->at_ns = text_time(t);
    }
    if (d->kind == DEV_DELAY ||
        (d->kind == DEV_DUPLICATE && !deviation_ends(t)))
        read_moment(d, t);
}

/* Hosts up to "|" or "at", none of which may be on the other side. */
static uint64_t
read_side(struct text *t, const struct schedule_names *names, uint64_t other)
{
    uint64_t side = 0;

    do {
        struct text_word w = text_peek(t);
        int host = schedule_host(t, names);

        if (host >= PARTITION_HOSTS_MAX)
            text_fail(t, w, "%s is not among the first %d hosts",
                      text_quote(w).s, PARTITION_HOSTS_MAX);
        else if (host >= 0 && (side | other) >> host & 1)
            text_fail(t, w, "a second %s in one partition", text_quote(w).s);
        else if (host >= 0)
            side |= (uint64_t)1 << host;
    } while (text_accept(t, ","));
    return side;
}

static void
read_of_network(struct deviation *d, struct text *t,
                const struct schedule_names *names)
{
    struct text_word w;

    if (d->kind == DEV_ONEWAY) {
        read_link(d, t, names);
    } else {
        d->side[0] = read_side(t, names, 0);
        text_expect(t, "|");
        d->side[1] = read_side(t, names, d->side[0]);
    }
    text_expect(t, "at");
    d->at_ns = text_time(t);
    text_expect(t, "for");
    w = text_peek(t);
    d->for_ns = text_time(t);
    if (d->for_ns == 0)
        text_fail(t, w, "a cut for no time is none");
}

static void
read_call(struct deviation *d, struct text *t,
          const struct schedule_names *names)
{
    const struct text_names calls = {
        .n = names->n_calls,
        .name = names->call,
        .one = "a system call",
        .unknown = "no fault at",
        .all = "calls",
    };

    d->call = text_name(t, &calls);
    d->nth = read_nth(t);
}

/* A step of a remote call, or else a system call.  The steps, which are few,
 * come first: a list in a message is cut. */
static void
read_call_or_step(struct deviation *d, struct text *t,
                  const struct schedule_names *names)
{
    const char *name[SCHEDULE_STEPS + CALLS_MAX];
    size_t n = names->n_calls < CALLS_MAX ? names->n_calls : CALLS_MAX;
    const struct text_names both = {
        .n = SCHEDULE_STEPS + n,
        .name = name,
        .one = "a step or a system call",
        .unknown = "no fault at",
        .all = "steps and calls",
    };
    int i;

    memcpy(name, schedule_step, sizeof(schedule_step));
    if (n > 0)
        memcpy(name + SCHEDULE_STEPS, names->call, n * sizeof(*name));
    i = text_name(t, &both);
    if (i >= SCHEDULE_STEPS)
        d->call = i - SCHEDULE_STEPS;
    else
        d->step = i + 1;
    d->nth = read_nth(t);
}

static void
read_place(struct deviation *d, struct text *t,
           const struct schedule_names *names)
{
    static const char *const where[] = { "@", "after", "at" };

    switch (text_choice(t, where, COUNT(where))) {
    case 0:
        d->place = BEFORE_CALL;
        read_call_or_step(d, t, names);
        break;
    case 1:
        d->place = AFTER_CALL;
        text_expect(t, "@");
        read_call_or_step(d, t, names);
        break;
    case 2:
        d->place = AT_TIME;
        d->at_ns = text_time(t);
        break;
    }
}

static int64_t
read_restart(struct text *t)
{
    if (!text_accept(t, "restart"))
        return RESTART_DEFAULT_NS;
    if (text_accept(t, "never"))
        return RESTART_NEVER;
    if (!text_number_follows(t))
        text_fail_expected(t, "a time such as 100ms or \"never\"");
    return text_time(t);
}

static void
read_keep(struct deviation *d, struct text *t)
{
    int how;

    if (!text_accept(t, "keep"))
        return;
    how = text_choice(t, schedule_keep, SCHEDULE_KEEPS);
    if (how < 0)
        return;
    d->keep = (enum deviation_keep)how;
    if (how >= KEEP_FIRST)
        d->keep_n = (uint32_t)text_number(t, UINT32_MAX);
}

static void
read_error(struct deviation *d, struct text *t)
{
    const char *name[SCHEDULE_ERRORS];
    const struct text_names list = {
        .n = SCHEDULE_ERRORS,
        .name = name,
        .one = "an error",
        .unknown = "no call is made to fail with",
        .all = "errors",
    };
    int i;

    for (size_t k = 0; k < SCHEDULE_ERRORS; k++)
        name[k] = schedule_error[k].name;
    i = text_name(t, &list);
    if (i >= 0)
        d->error = schedule_error[i].error;
}

/* A place in the program's order: a call, and nothing else. */
static void
read_nth_call(struct deviation *d, struct text *t,
              const struct schedule_names *names)
{
    d->place = BEFORE_CALL;
    text_expect(t, "@");
    read_call(d, t, names);
}

static uint32_t
read_to(struct text *t, const char *what)
{
    struct text_word w;
    uint32_t n;

    text_expect(t, "to");
    w = text_peek(t);
    n = (uint32_t)text_number(t, INT32_MAX);
    if (n == 0)
        text_fail(t, w, "0 is no %s: it is from 1 on", what);
    return n;
}

static void
read_of_host(struct deviation *d, struct text *t,
             const struct schedule_names *names)
{
    d->host = schedule_host(t, names);
    switch (d->kind) {
    case DEV_SHORT:
        read_nth_call(d, t, names);
        d->to = read_to(t, "number of bytes");
        return;
    case DEV_ERROR:
        read_nth_call(d, t, names);
        read_error(d, t);
        return;
    case DEV_SWITCH:
        d->nth = read_nth(t);
        d->to = read_to(t, "thread");
        return;
    default:
        read_place(d, t, names);
        break;
    }
    if (d->kind == DEV_PAUSE) {
        text_expect(t, "for");
        d->for_ns = text_time(t);
    } else if (d->kind == DEV_CLOCK) {
        text_expect(t, "by");
        d->by_ns = text_signed_time(t);
    } else {
        if (d->kind == DEV_POWER)
            read_keep(d, t);
        d->restart_ns = read_restart(t);
    }
}

static void
read_deviation(struct schedule *s, struct text *t,
               const struct schedule_names *names)
{
    struct deviation d = { .nth = 0 };
    struct text_word w = text_peek(t);
    int kind = text_choice(t, schedule_kind, SCHEDULE_KINDS);

    if (kind < 0)
        return;
    if (s->n == SCHEDULE_MAX) {
        text_fail(t, w, "a schedule has at most %d deviations", SCHEDULE_MAX);
        return;
    }
    d.kind = (enum deviation_kind)kind;
    if (deviation_is_of_link(&d))
        read_datagram(&d, t, names);
    else if (deviation_is_of_network(&d))
        read_of_network(&d, t, names);
    else
        read_of_host(&d, t, names);
    if (!deviation_ends(t))
        text_fail_expected(t, "\";\" or the end of the line");
    if (!t->failed)
        s->dev[s->n++] = d;
}

void
schedule_read(struct schedule *s, struct text *t,
              const struct schedule_names *names)
{
    while (!text_line_ends(t))
        if (!text_accept(t, ";"))
            read_deviation(s, t, names);
}

int
schedule_parse(struct schedule *s, const char *file, const char *src,
               const struct schedule_names *names, struct text_error *err)
{
    struct text t;

    s->n = 0;
    text_init(&t, file, src, err);
    while (text_next_line(&t))
        schedule_read(s, &t, names);
    return text_status(&t);
}

int
schedule_parse_file(struct schedule *s, uint64_t *seed, const char *file,
                    const char *src, const struct schedule_names *names,
                    struct text_error *err)
{
    struct text t;

    s->n = 0;
    text_init(&t, file, src, err);
    while (text_next_line(&t))
        if (text_accept(&t, "seed")) {
            *seed = text_number(&t, UINT64_MAX);
            text_expect_line_end(&t);
        } else {
            schedule_read(s, &t, names);
        }
    return text_status(&t);
}
