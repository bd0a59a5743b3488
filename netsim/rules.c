/*
 * rules.c - the chooser that draws: by the rules of links and of hosts.
 *
 * Each draw is keyed by where it is made and what it is about (random.c), so
 * no draw changes another.  The one thing a draw may depend on besides is the
 * state of a link with "loss gemodel", which its earlier datagrams have made.
 */
#include "netsim/chooser.h"

#include "netsim/datagram.h"
#include "netsim/host.h"
#include "netsim/link.h"
#include "netsim/world.h"

#include <errno.h>
#include <stdio.h>

enum draw {
    DRAW_LOSS,
    DRAW_DELAY,
    DRAW_DUPLICATE,
    DRAW_REORDER,
    DRAW_COPY_DELAY,
    DRAW_STATE,
    DRAW_CORRUPT,
    DRAW_BIT,
    /* of a host, whose keys may be those of a link */
    DRAW_SHORT = 32,
    DRAW_SHORT_TO,
    DRAW_INTERRUPT,
    DRAW_ERROR,
    DRAW_SWITCH,
    DRAW_SWITCH_TO,
};
#define DRAW_PART 64 /* more bits for the same draw */

static uint64_t
draw64(const struct sim_world *w, const struct sim_point *p, uint64_t what)
{
    int of_link = p->kind == SIM_DATAGRAM;
    uint64_t high = (uint32_t)(of_link ? p->src : p->host);
    uint64_t low = (uint32_t)(of_link               ? p->dst
                              : p->kind == SIM_CALL ? p->call
                                                    : -1);

    return random_keyed(w->seed, high << 32 | low, p->nth, what);
}

static uint32_t
draw(const struct sim_world *w, const struct sim_point *p, enum draw what)
{
    return (uint32_t)(draw64(w, p, what) >> 32);
}

/* From 0 to n - 1. */
static uint32_t
draw_below(const struct sim_world *w, const struct sim_point *p,
           enum draw what, uint32_t n)
{
    return (uint32_t)((uint64_t)draw(w, p, what) * n >> 32);
}

static int
happens(const struct sim_world *w, const struct sim_point *p, enum draw what,
        uint32_t ppm)
{
    return ppm && draw_below(w, p, what, 1000000) < ppm;
}

/* ---- jitter ------------------------------------------------------------- */

/* Deviates have 16 binary digits behind the point. */
#define ONE 65536

/* Uniform in -jitter .. +jitter. */
static int64_t
uniform(const struct sim_world *w, const struct sim_point *p, enum draw what,
        int64_t jitter_ns)
{
    /* 128 bits: 2 * jitter may have 43 of them, a draw has 32. */
    __int128 range = (__int128)2 * jitter_ns + 1;

    return (int64_t)(range * draw(w, p, what) >> 32) - jitter_ns;
}

/*
 * Of mean 0 and standard deviation 1: the sum of twelve numbers that are
 * uniform in 0 .. 1, less 6 (Irwin and Hall).  It ends at 6.
 */
static int64_t
normal(const struct sim_world *w, const struct sim_point *p, enum draw what)
{
    int64_t sum = 0;

    for (unsigned part = 0; part < 3; part++) {
        uint64_t bits = draw64(w, p, what + DRAW_PART * part);

        for (int i = 0; i < 4; i++, bits >>= 16)
            sum += (int64_t)(bits & 0xffff);
    }
    return sum - 6 * (ONE - 1);
}

/*
 * As iproute2's pareto.dist: x = u^(-1/3) for a u that is uniform in 0 .. 1,
 * so of index 3 and mean 3/2; less that mean, times 4/3, and cut at 4, which
 * is x = 9/2.  The largest x with x^3 u <= 1 is sought in integers.
 */
static int64_t
pareto(const struct sim_world *w, const struct sim_point *p, enum draw what)
{
    __int128 u = (__int128)draw(w, p, what) + 1; /* 32 digits */
    int64_t low = ONE, high = 9 * ONE / 2;

    while (low < high) {
        int64_t x = (low + high + 1) / 2;

        if (x * x * x * u <= (__int128)1 << (3 * 16 + 32))
            low = x;
        else
            high = x - 1;
    }
    return (low - 3 * ONE / 2) * 4 / 3;
}

static int64_t
jitter(const struct sim_world *w, const struct sim_point *p, enum draw what,
       const struct link_rule *r)
{
    int64_t deviate;

    if (r->shape == SHAPE_UNIFORM)
        return uniform(w, p, what, r->jitter_ns);
    deviate =
        r->shape == SHAPE_NORMAL ? normal(w, p, what) : pareto(w, p, what);
    return (int64_t)((__int128)r->jitter_ns * deviate / ONE);
}

/* ---- links -------------------------------------------------------------- */

/* For the trace: which words of the rule have decided. */
static const char *
rule_text(const char *what, uint32_t ppm)
{
    static char text[32];

    if (ppm % 10000)
        snprintf(text, sizeof(text), "%s %u.%04u%%", what, ppm / 10000,
                 ppm % 10000);
    else
        snprintf(text, sizeof(text), "%s %u%%", what, ppm / 10000);
    return text;
}

/* As sch_netem: the state before this datagram says whether it is lost. */
static int
is_lost(struct sim_world *w, struct link *l, const struct sim_point *p)
{
    const struct link_rule *r = &l->rule;
    int bad = l->bad;

    if (!r->gemodel)
        return happens(w, p, DRAW_LOSS, r->loss_ppm);
    if (happens(w, p, DRAW_STATE, bad ? r->to_good_ppm : r->to_bad_ppm))
        l->bad = !bad;
    return happens(w, p, DRAW_LOSS, bad ? r->loss_bad_ppm : r->loss_good_ppm);
}

static void
choose_for_datagram(struct sim_world *w, const struct sim_point *p,
                    struct sim_decision *d)
{
    struct link *l = link_get(w, p->src, p->dst);
    const struct link_rule *r = &l->rule;

    if (r->jitter_ns) {
        d->by_ns = jitter(w, p, DRAW_DELAY, r);
        d->rule = "delay";
    }
    /* netem's reorder: this one does not wait for the delay. */
    if ((r->gap == 0 || p->nth % r->gap == 0) &&
        happens(w, p, DRAW_REORDER, r->reorder_ppm)) {
        d->by_ns = -r->delay_ns;
        d->rule = rule_text("reorder", r->reorder_ppm);
    }
    if (happens(w, p, DRAW_CORRUPT, r->corrupt_ppm)) {
        d->corrupt = 1;
        d->rule = rule_text("corrupt", r->corrupt_ppm);
    }
    if (happens(w, p, DRAW_DUPLICATE, r->duplicate_ppm)) {
        d->duplicate = 1;
        d->copy_by_ns = r->jitter_ns ? jitter(w, p, DRAW_COPY_DELAY, r) : 0;
        d->rule = rule_text("duplicate", r->duplicate_ppm);
    }
    /* netem: a duplicate is made first, then one of the two may be lost. */
    if (is_lost(w, l, p)) {
        d->drop = 1;
        d->why = "loss";
        d->rule = r->gemodel ? "loss gemodel" : rule_text("loss", r->loss_ppm);
    }
}

/* Noise hits a place of its own in each datagram. */
uint32_t
rules_flipped_bit(const struct sim_world *w, const struct datagram *d)
{
    struct sim_point p = {
        .kind = SIM_DATAGRAM, .src = d->src, .dst = d->dst, .nth = d->nth
    };

    return draw_below(w, &p, DRAW_BIT, d->len * 8);
}

/* ---- hosts -------------------------------------------------------------- */

static void
choose_for_call(const struct sim_world *w, const struct sim_point *p,
                struct sim_decision *d)
{
    const struct host_rule *r = &w->host[p->host]->rule;

    if (p->after)
        return;
    if (p->bytes > 1 && happens(w, p, DRAW_SHORT, r->short_ppm)) {
        d->bytes = 1 + draw_below(w, p, DRAW_SHORT_TO, p->bytes - 1);
        d->rule = rule_text("short", r->short_ppm);
    }
    if (p->disk && happens(w, p, DRAW_ERROR, r->error_ppm)) {
        d->error = EIO;
        d->rule = rule_text("error", r->error_ppm);
    }
    if (p->waits && happens(w, p, DRAW_INTERRUPT, r->interrupt_ppm)) {
        d->error = EINTR;
        d->rule = rule_text("interrupt", r->interrupt_ppm);
    }
}

static void
choose_for_turn(const struct sim_world *w, const struct sim_point *p,
                struct sim_decision *d)
{
    const struct host_rule *r = &w->host[p->host]->rule;

    if (p->n_threads < 2 || !happens(w, p, DRAW_SWITCH, r->switch_ppm))
        return;
    d->thread =
        p->thread[1 + draw_below(w, p, DRAW_SWITCH_TO, p->n_threads - 1)];
    d->rule = rule_text("switch", r->switch_ppm);
}

static void
rules_choose(struct sim_chooser *self, const struct sim_point *p,
             struct sim_decision *d)
{
    struct sim_world *w = CONTAINER(self, struct sim_world, rules);

    if (p->kind == SIM_DATAGRAM)
        choose_for_datagram(w, p, d);
    else if (p->kind == SIM_CALL)
        choose_for_call(w, p, d);
    else if (p->kind == SIM_TURN)
        choose_for_turn(w, p, d);
}

/* ---- whether there is anything to choose -------------------------------- */

static int
asks_at_calls(const struct host_rule *r)
{
    return r->short_ppm || r->interrupt_ppm || r->error_ppm || r->switch_ppm;
}

static int
asks_at_datagrams(const struct link_rule *r)
{
    return r->jitter_ns || r->loss_ppm || r->gemodel || r->duplicate_ppm ||
           r->corrupt_ppm || r->reorder_ppm;
}

struct sim_chooser *
sim_rules_chooser(struct sim_world *w)
{
    int asks = asks_at_datagrams(&w->any_rule);

    for (uint32_t i = 0; i < w->link_cap; i++)
        asks |= w->link[i] && asks_at_datagrams(&w->link[i]->rule);
    w->rules.choose = rules_choose;
    w->rules.wants_calls = 0;
    for (int i = 0; i < w->n_hosts; i++)
        w->rules.wants_calls |= asks_at_calls(&w->host[i]->rule);
    return asks || w->rules.wants_calls ? &w->rules : NULL;
}
