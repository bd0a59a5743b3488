/*
 * fate.c - see fate.h.
 */
#include "grader/fate.h"

#include "grader/alternatives.h"
#include "grader/mix.h"

/* One in so many datagrams, system calls, and turns of threads has a fault,
 * in the worst world; in others up to 16 times as many do without. */
#define DATAGRAMS_A_FAULT 8
#define CALLS_A_FAULT 500
#define TURNS_A_FAULT 50

/* The same place and count, the same number; another, another. */
static uint64_t
key_of(const struct sim_point *p)
{
    uint64_t where = (uint64_t)p->kind;

    if (p->kind == SIM_DATAGRAM)
        where |= (uint64_t)p->src << 8 | (uint64_t)p->dst << 24;
    else
        where |= (uint64_t)p->host << 8 | (uint64_t)p->call << 24 |
                 (uint64_t)p->step << 40 | (uint64_t)p->after << 48;
    return mix(where) ^ p->nth;
}

static uint64_t
one_in_by_level(const struct fate *f, const struct sim_point *p)
{
    switch (p->kind) {
    case SIM_DATAGRAM:
        return (uint64_t)DATAGRAMS_A_FAULT << f->level;
    case SIM_CALL:
    case SIM_STEP:
        return (uint64_t)CALLS_A_FAULT << f->level;
    case SIM_TURN:
        return (uint64_t)TURNS_A_FAULT << f->level;
    default:
        return 0;
    }
}

static int
is_drawn(const struct fate *f, const struct sim_point *p, uint64_t key)
{
    uint64_t n = f->one_in ? f->one_in : one_in_by_level(f, p);

    return n > 0 && p->t_ns < f->until_ns && f->s->n < f->most &&
           mix_draw(f->seed, key, n) == 0;
}

/* One of the alternatives there are, each as likely.  1: there was one. */
static int
draw(struct fate *f, const struct sim_point *p, uint64_t key)
{
    size_t n = n_alternatives(f->o);
    uint64_t found = 0;

    for (size_t k = 0; k < n; k++) {
        struct deviation dev;

        if (alternative(p, k, f->o, &dev) &&
            mix_draw(f->seed + k + 1, key, ++found) == 0)
            f->s->dev[f->s->n] = dev;
    }
    f->s->n += found > 0;
    return found > 0;
}

static void
leave_to_chance(struct fate *f, const struct sim_point *p,
                struct sim_decision *d)
{
    uint64_t key = key_of(p);
    int drawn = is_drawn(f, p, key) && draw(f, p, key);

    if (drawn)
        f->now.dev[f->now.n++] = f->s->dev[f->s->n - 1];
    if (f->now.n > 0)
        f->script.chooser.choose(&f->script.chooser, p, d);
    if (drawn && deviation_end(&f->now.dev[f->now.n - 1]) <= p->t_ns)
        f->now.n--;
}

/* What has happened may last; what has not will not. */
static void
begin_chance(struct fate *f)
{
    f->s->n = 0;
    for (size_t i = 0; i < f->before->n; i++)
        if (f->prefix.happened >> i & 1)
            f->s->dev[f->s->n++] = f->before->dev[i];
    f->now = *f->s;
}

static void
fate_choose(struct sim_chooser *self, const struct sim_point *p,
            struct sim_decision *d)
{
    struct fate *f = (struct fate *)self;

    if (f->before && f->asked == f->from)
        begin_chance(f);
    if (!f->before || f->asked++ >= f->from)
        leave_to_chance(f, p, d);
    else
        f->prefix.chooser.choose(&f->prefix.chooser, p, d);
}

void
fate_run(struct sim_world *w, struct fate *f, struct trace *tr)
{
    f->chooser =
        (struct sim_chooser){ .choose = fate_choose, .wants_calls = 1 };
    f->asked = 0;
    f->now.n = 0;
    f->s->n = 0;
    sim_script_init(&f->script, &f->now, NULL);
    if (f->before)
        sim_script_init(&f->prefix, f->before, NULL);
    sim_set_chooser(w, &f->chooser);
    sim_set_sink(w, trace_keep, tr);
    sim_set_steps(w, 1);
    sim_run(w);
    sim_set_chooser(w, NULL);
    sim_set_sink(w, NULL, NULL);
}
