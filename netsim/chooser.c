/*
 * chooser.c - the one door for chance, and the choosers that stand at it.
 *
 * The kernel asks world_choose() at every point where the world might go
 * another way.  Without a chooser it never does.  The rules of the links and
 * a script are choosers; the explorer (grader/) has one more, which notes
 * the points it is asked about.
 */
#include "netsim/sim.h"

#include <stdio.h>

void
world_choose(struct sim_world *w, const struct sim_point *p,
             struct sim_decision *d)
{
    struct sim_point here = *p;

    if (!w->chooser)
        return;
    here.t_ns = w->now_ns;
    w->chooser->choose(w->chooser, &here, d);
}

/* ---- rules: keyed draws ------------------------------------------------- */

enum draw {
    DRAW_LOSS,
    DRAW_DELAY,
    DRAW_DUPLICATE,
    DRAW_REORDER,
    DRAW_COPY_DELAY
};

static uint32_t
draw(const struct sim_world *w, const struct sim_point *p, enum draw what)
{
    return (uint32_t)(random_keyed(w->seed,
                                   (uint64_t)(uint32_t)p->src << 32 |
                                       (uint32_t)p->dst,
                                   p->nth, what) >>
                      32);
}

static int
happens(const struct sim_world *w, const struct sim_point *p, enum draw what,
        uint32_t ppm)
{
    return ppm && (uint64_t)draw(w, p, what) * 1000000 >> 32 < ppm;
}

/* Uniform in -jitter .. +jitter. */
static int64_t
jitter(const struct sim_world *w, const struct sim_point *p, enum draw what,
       int64_t jitter_ns)
{
    /* 128 bits: 2 * jitter may have 43 of them, a draw has 32. */
    __int128 range = (__int128)2 * jitter_ns + 1;

    return (int64_t)(range * draw(w, p, what) >> 32) - jitter_ns;
}

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

static void
choose_by_rule(struct sim_world *w, const struct sim_point *p,
               struct sim_decision *d)
{
    const struct link_rule *r = &link_get(w, p->src, p->dst)->rule;

    if (r->jitter_ns) {
        d->by_ns = jitter(w, p, DRAW_DELAY, r->jitter_ns);
        d->rule = "delay";
    }
    /* netem's reorder: this one does not wait for the delay. */
    if ((r->gap == 0 || p->nth % r->gap == 0) &&
        happens(w, p, DRAW_REORDER, r->reorder_ppm)) {
        d->by_ns = -r->delay_ns;
        d->rule = rule_text("reorder", r->reorder_ppm);
    }
    if (happens(w, p, DRAW_DUPLICATE, r->duplicate_ppm)) {
        d->duplicate = 1;
        d->copy_by_ns = jitter(w, p, DRAW_COPY_DELAY, r->jitter_ns);
        d->rule = rule_text("duplicate", r->duplicate_ppm);
    }
    /* netem: a duplicate is made first, then one of the two may be lost. */
    if (happens(w, p, DRAW_LOSS, r->loss_ppm)) {
        d->drop = 1;
        d->why = "loss";
        d->rule = rule_text("loss", r->loss_ppm);
    }
}

static void
rules_choose(struct sim_chooser *self, const struct sim_point *p,
             struct sim_decision *d)
{
    struct sim_world *w =
        (struct sim_world *)((char *)self - offsetof(struct sim_world, rules));

    if (p->kind == SIM_DATAGRAM)
        choose_by_rule(w, p, d);
}

struct sim_chooser *
sim_rules_chooser(struct sim_world *w)
{
    w->rules.choose = rules_choose;
    return &w->rules;
}

_Static_assert(SCHEDULE_MAX <= 64, "a bit for each deviation");

/* ---- a script ----------------------------------------------------------- */

static int
apply_to_datagram(const struct deviation *dev, const struct sim_point *p,
                  struct sim_decision *d)
{
    if (!deviation_is_of_link(dev) || dev->src != p->src ||
        dev->dst != p->dst || dev->nth != p->nth)
        return 0;
    d->rule = "schedule";
    if (dev->kind == DEV_DROP) {
        d->drop = 1;
        d->why = "lost";
    } else if (dev->kind == DEV_DELAY) {
        d->moment = dev->moment;
        d->by_ns = dev->by_ns;
    } else {
        d->duplicate = 1;
        d->copy_moment = dev->moment;
        d->copy_by_ns = dev->by_ns;
    }
    return 1;
}

/* Is the deviation about this point of a host's life? */
static int
is_here(const struct deviation *dev, const struct sim_point *p,
        const struct sim_decision *d)
{
    enum deviation_place place = p->kind == SIM_BOOT ? AT_TIME
                                 : p->after          ? AFTER_CALL
                                                     : BEFORE_CALL;

    if (deviation_is_of_link(dev) || dev->host != p->host ||
        (dev->kind == DEV_SWITCH) != (p->kind == SIM_TURN))
        return 0;
    if (p->kind == SIM_TURN)
        return dev->nth == p->nth;
    if (dev->place != place)
        return 0;
    if (place != AT_TIME)
        return dev->call == p->call && dev->nth == p->nth;
    /* The next one that is still to come. */
    return (dev->at_ns > p->t_ns || p->t_ns == 0) &&
           (!d->crash || d->at_ns > dev->at_ns);
}

static int
apply_to_host(const struct deviation *dev, const struct sim_point *p,
              struct sim_decision *d)
{
    if (!is_here(dev, p, d))
        return 0;
    d->rule = "schedule";
    switch (dev->kind) {
    case DEV_CRASH:
    case DEV_POWER:
        d->crash = 1;
        d->power = dev->kind == DEV_POWER;
        d->keep = dev->keep;
        d->keep_n = dev->keep_n;
        d->at_ns = dev->at_ns;
        d->restart_ns = dev->restart_ns;
        return 1;
    case DEV_PAUSE:
        d->pause_ns = dev->for_ns;
        return 1;
    case DEV_CLOCK:
        d->clock_ns = dev->by_ns;
        return 1;
    case DEV_SHORT:
        d->bytes = dev->to;
        return 1;
    case DEV_ERROR:
        d->error = dev->error;
        return 1;
    default:
        d->thread = dev->to;
        return 1;
    }
}

static void
script_choose(struct sim_chooser *self, const struct sim_point *p,
              struct sim_decision *d)
{
    struct sim_script *s = (struct sim_script *)self;

    if (self->under)
        self->under->choose(self->under, p, d);
    for (size_t i = 0; i < s->schedule->n; i++) {
        const struct deviation *dev = &s->schedule->dev[i];

        if (p->kind == SIM_DATAGRAM ? apply_to_datagram(dev, p, d)
                                    : apply_to_host(dev, p, d))
            s->happened |= (uint64_t)1 << i;
    }
}

void
sim_script_init(struct sim_script *s, const struct schedule *schedule,
                struct sim_chooser *under)
{
    s->chooser.choose = script_choose;
    s->chooser.under = under;
    s->chooser.wants_calls = under && under->wants_calls;
    for (size_t i = 0; i < schedule->n; i++)
        if (!deviation_is_of_link(&schedule->dev[i]))
            s->chooser.wants_calls = 1;
    s->schedule = schedule;
    s->happened = 0;
}
