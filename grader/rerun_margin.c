/*
 * rerun_margin.c - how a run could have gone on: P(fail) along its way.
 *
 * A point is where the world might have gone another way.  Up to it all is as
 * in the run; from there on chance decides, with as many deviations in all as
 * the case has.  On the average they are as many as there may be still: each
 * later point has one with the same chance.  Of a case of random worlds they
 * are as likely as there, and end when these heal.
 */
#include "grader/rerun.h"

#include "grader/alternatives.h"
#include "grader/fate.h"
#include "grader/mix.h"
#include "grader/random.h"
#include "grader/results.h"

#include <stdlib.h>

#define POINTS 60 /* besides those of the deviations, the start and the end */

struct spot {
    uint64_t asked; /* decisions before it */
    uint64_t open;  /* ... which could have been others */
    uint64_t seq;   /* of the event that comes next */
    size_t events;  /* before it */
    size_t faults;  /* deviations before it */
    int made;       /* the run has one here */
    int wanted;
};

struct recorder {
    struct sim_chooser chooser; /* the world's; first in here */
    struct sim_script script;
    const struct explore_options *o;
    const struct trace *tr;
    uint64_t asked, open;
    size_t faults;
    struct spot *spot;
    size_t n, cap;
};

/* ---- the points of the run ---------------------------------------------- */

static size_t
count_bits(uint64_t x)
{
    size_t n = 0;

    for (; x; x &= x - 1)
        n++;
    return n;
}

/* One for each event that may come next: the one with a deviation, if there is
 * one, or the first. */
static void
note(struct recorder *r, size_t events, int made)
{
    struct spot *last = r->n > 0 ? &r->spot[r->n - 1] : NULL;
    struct spot s = { .asked = r->asked,
                      .open = r->open,
                      .events = events,
                      .faults = r->faults,
                      .made = made };

    if (last && last->events == events) {
        if (made && !last->made)
            *last = s;
        return;
    }
    if (r->n == r->cap) {
        r->cap = r->cap ? 2 * r->cap : 256;
        r->spot = realloc(r->spot, r->cap * sizeof(*r->spot));
        if (!r->spot)
            abort();
    }
    r->spot[r->n++] = s;
}

static void
record(struct sim_chooser *self, const struct sim_point *p,
       struct sim_decision *d)
{
    struct recorder *r = (struct recorder *)self;
    int is_open = has_alternatives(p, r->o);
    size_t faults;

    r->script.chooser.choose(&r->script.chooser, p, d);
    faults = count_bits(r->script.happened);
    if (is_open || faults > r->faults)
        note(r, r->tr->n_events, faults > r->faults);
    r->asked++;
    r->open += (uint64_t)is_open;
    r->faults = faults;
}

/* All points, and the end behind them. */
static void
find_points(struct trial *t, struct recorder *r)
{
    const struct trace *tr = &t->trace;

    r->chooser = (struct sim_chooser){ .choose = record, .wants_calls = 1 };
    r->tr = tr;
    sim_script_init(&r->script, &t->re->schedule, NULL);
    trace_clear(&t->trace);
    sim_set_chooser(t->w, &r->chooser);
    sim_set_sink(t->w, trace_keep, &t->trace);
    sim_set_steps(t->w, 1);
    sim_run(t->w);
    sim_set_chooser(t->w, NULL);
    sim_set_sink(t->w, NULL, NULL);
    note(r, tr->n_events > 0 ? tr->n_events - 1 : 0, 1);
    for (size_t i = 0; i < r->n; i++) {
        if (r->spot[i].events < tr->n_events)
            r->spot[i].seq = tr->event[r->spot[i].events].seq;
    }
}

/* Some of them, evenly; those at a deviation, and behind it; the last. */
static void
pick(struct recorder *r)
{
    for (size_t i = 0; i < r->n && i < POINTS; i++)
        r->spot[r->n > POINTS ? i * r->n / POINTS : i].wanted = 1;
    for (size_t i = 0; i < r->n; i++)
        if (r->spot[i].made) {
            r->spot[i].wanted = 1;
            if (i + 1 < r->n)
                r->spot[i + 1].wanted = 1;
        }
}

/* ---- runs from a point on ----------------------------------------------- */

static int
is_of_random_worlds(const struct trial *t)
{
    return t->re->of->run == scenario_random;
}

/* What is the same in all runs from the point.  0: chance has nothing to say
 * there. */
static int
set_fate(const struct trial *t, const struct recorder *r, const struct spot *s,
         struct fate *f)
{
    uint64_t open = r->open - s->open;

    *f = (struct fate){ .o = r->o,
                        .before = &t->re->schedule,
                        .from = s->asked,
                        .until_ns = INT64_MAX };
    if (is_of_random_worlds(t)) {
        f->most = random_most(&t->re->scenario, t->opt);
        f->until_ns = RANDOM_HEAL_NS;
    } else {
        f->most = (size_t)r->o->faults;
    }
    if (f->most <= s->faults || open == 0)
        return 0;
    if (!is_of_random_worlds(t)) {
        f->one_in = open / (f->most - s->faults);
        f->one_in += f->one_in == 0;
    }
    return 1;
}

static int
run_fate(struct trial *t, const struct spot *s, struct fate *f, uint64_t i)
{
    struct schedule drawn;
    uint64_t seed = mix(mix(t->trace.meta.seed) ^ s->asked);

    f->seed = mix(seed ^ i);
    f->level = (int)mix_draw(f->seed, UINT64_MAX, FATE_LEVELS);
    f->s = &drawn;
    trace_clear(&t->trace);
    fate_run(t->w, f, &t->trace);
    return trial_judge(t);
}

/* [seq, wrong, runs]; without chance they are all one run. */
static json_t *
measure(struct trial *t, const struct recorder *r, const struct spot *s)
{
    json_t *row = json_array();
    int wrong = 0, runs = 0, n = t->opt->margin;
    struct fate f;
    int many = set_fate(t, r, s, &f) ? n : 1;

    for (int i = 0; i < many && !t->is_over; i++) {
        int ok = run_fate(t, s, &f, (uint64_t)i);

        wrong += ok == 0;
        runs += ok != ORACLE_UNKNOWN;
    }
    if (many == 1) {
        wrong *= n;
        runs *= n;
    }
    results_append(row, json_integer((json_int_t)s->seq));
    results_append(row, json_integer(wrong));
    results_append(row, json_integer(runs));
    return row;
}

json_t *
rerun_margin(struct trial *t)
{
    const struct spot start = { 0 };
    struct explore_options o;
    struct recorder r = { .o = &o };
    json_t *margin = json_array();

    scenario_options(&t->re->scenario, t->w, t->opt, &o);
    find_points(t, &r);
    pick(&r);
    results_append(margin, measure(t, &r, &start));
    for (size_t i = 0; i < r.n && !t->is_over; i++)
        if (r.spot[i].wanted && r.spot[i].asked > 0)
            results_append(margin, measure(t, &r, &r.spot[i]));
    free(r.spot);
    return margin;
}
