/*
 * chooser.c - the one door for chance, and the choosers that stand at it.
 *
 * The kernel asks world_choose() at every point where the world might go
 * another way.  Without a chooser it never does.  The rules (rules.c) and a
 * script are choosers; the explorer (grader/) has one more, which notes
 * the points it is asked about.
 */
#include "netsim/chooser.h"

#include "netsim/world.h"

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

_Static_assert(SCHEDULE_MAX <= 64, "a bit for each deviation");

/* ---- a script ----------------------------------------------------------- */

/* Is the deviation about this datagram? */
static int
is_of(const struct deviation *dev, const struct sim_point *p)
{
    if (!deviation_is_of_link(dev) || dev->src != p->src || dev->dst != p->dst)
        return 0;
    return dev->nth == p->nth ||
           (dev->from && p->nth > dev->nth && p->t_ns < dev->at_ns);
}

static int
apply_to_datagram(const struct deviation *dev, const struct sim_point *p,
                  struct sim_decision *d)
{
    int cut = deviation_cuts(dev, p->src, p->dst, p->t_ns);

    if (!cut && !is_of(dev, p))
        return 0;
    d->rule = "schedule";
    if (cut || dev->kind == DEV_DROP) {
        d->drop = 1;
        d->why = cut ? "partition" : "lost";
    } else if (dev->kind == DEV_DELAY) {
        d->moment = dev->moment;
        d->by_ns = dev->by_ns;
    } else if (dev->kind == DEV_CORRUPT) {
        d->corrupt = 1;
    } else if (dev->kind == DEV_HOLD) {
        if (d->until_ns < dev->at_ns)
            d->until_ns = dev->at_ns;
    } else {
        d->duplicate = 1;
        d->copy_moment = dev->moment;
        d->copy_by_ns = dev->by_ns;
    }
    return 1;
}

static int
apply_cut(const struct deviation *dev, const struct sim_point *p,
          struct sim_decision *d)
{
    if (deviation_cuts(dev, p->src, p->dst, p->t_ns))
        d->drop = 1;
    return d->drop;
}

/* Is the deviation about this point of a host's life? */
static int
is_here(const struct deviation *dev, const struct sim_point *p)
{
    if (dev->host != p->host)
        return 0;
    switch (p->kind) {
    case SIM_TURN:
        return dev->kind == DEV_SWITCH && dev->nth == p->nth;
    case SIM_TIME:
        return dev->place == AT_TIME && dev->at_ns == p->t_ns;
    case SIM_STEP:
        return dev->step == p->step + 1 && dev->nth == p->nth &&
               dev->place == (p->after ? AFTER_CALL : BEFORE_CALL);
    default:
        return dev->kind != DEV_SWITCH && !dev->step && dev->call == p->call &&
               dev->nth == p->nth &&
               dev->place == (p->after ? AFTER_CALL : BEFORE_CALL);
    }
}

/* There is something to come: the kernel is to ask again then. */
static void
ask_at(struct sim_decision *d, int64_t now_ns, int64_t at_ns)
{
    if (at_ns > now_ns && (d->at_ns < 0 || at_ns < d->at_ns))
        d->at_ns = at_ns;
}

static int
apply_to_host(const struct deviation *dev, const struct sim_point *p,
              struct sim_decision *d)
{
    if (deviation_is_of_link(dev) || deviation_is_of_network(dev))
        return 0;
    if (p->kind == SIM_TIME && dev->host == p->host && dev->place == AT_TIME)
        ask_at(d, p->t_ns, dev->at_ns);
    if (!is_here(dev, p))
        return 0;
    d->rule = "schedule";
    switch (dev->kind) {
    case DEV_CRASH:
    case DEV_POWER:
        d->crash = 1;
        d->power = dev->kind == DEV_POWER;
        d->keep = dev->keep;
        d->keep_n = dev->keep_n;
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

/* The nth of the cuts that begin or end now, if it is this one.  *n counts
 * those that were looked at. */
static int
apply_to_network(const struct deviation *dev, const struct sim_point *p,
                 struct sim_decision *d, uint32_t *n)
{
    int64_t end_ns = dev->at_ns + dev->for_ns;

    if (!deviation_is_of_network(dev))
        return 0;
    ask_at(d, p->t_ns, dev->at_ns);
    ask_at(d, p->t_ns, end_ns);
    if ((p->t_ns != dev->at_ns && p->t_ns != end_ns) || ++*n != p->nth)
        return 0;
    d->rule = "schedule";
    d->cut = dev;
    return 1;
}

static void
script_choose(struct sim_chooser *self, const struct sim_point *p,
              struct sim_decision *d)
{
    struct sim_script *s = (struct sim_script *)self;
    uint32_t n_cuts = 0;

    if (self->under)
        self->under->choose(self->under, p, d);
    for (size_t i = 0; i < s->schedule->n; i++) {
        const struct deviation *dev = &s->schedule->dev[i];

        if (p->kind == SIM_DATAGRAM ? apply_to_datagram(dev, p, d)
            : p->kind == SIM_CUT    ? apply_cut(dev, p, d)
            : p->kind == SIM_TIME && p->host < 0
                ? apply_to_network(dev, p, d, &n_cuts)
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
        if (!deviation_is_of_link(&schedule->dev[i]) &&
            !deviation_is_of_network(&schedule->dev[i]))
            s->chooser.wants_calls = 1;
    s->schedule = schedule;
    s->happened = 0;
}
