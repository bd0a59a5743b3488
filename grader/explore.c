/*
 * explore.c - the exhaustive chooser, and the loop around it.
 *
 * The explorer stands at the door like any chooser: it lets a script decide
 * and notes each point it is asked about.  The children of a schedule differ
 * from it at one point behind its own last deviation, so that no set of
 * deviations is tried twice.  To have all schedules of one fault before the
 * first of two, the whole is done again for each number of faults; that runs
 * the inner schedules a second time, which is little beside the leaves.
 */
#include "grader/alternatives.h"

#include <stdlib.h>
#include <string.h>

struct explorer {
    struct sim_script script; /* first: it is the chooser the world has */
    struct sim_chooser chooser;
    struct schedule schedule; /* of the run */
    struct sim_world *w;
    const struct explore_options *opt;
    explore_judge_fn *judge;
    void *arg;
    struct exploration *result;
    struct trace trace;
    struct sim_point *point; /* of the run, in order */
    size_t n_points, cap;
    int stop;
};

/* ---- noting points ------------------------------------------------------ */

static void
note(struct explorer *x, const struct sim_point *p)
{
    if (x->n_points == x->cap) {
        x->cap = x->cap ? 2 * x->cap : 256;
        x->point = realloc(x->point, x->cap * sizeof(*x->point));
        if (!x->point)
            abort();
    }
    x->point[x->n_points++] = *p;
}

static void
explorer_choose(struct sim_chooser *self, const struct sim_point *p,
                struct sim_decision *d)
{
    struct explorer *x =
        (struct explorer *)((char *)self - offsetof(struct explorer, chooser));

    x->script.chooser.choose(&x->script.chooser, p, d);
    if (has_alternatives(p, x->opt))
        note(x, p);
}

/* ---- runs --------------------------------------------------------------- */

static void
run(struct explorer *x)
{
    struct sim_stats stats;

    x->n_points = 0;
    trace_clear(&x->trace);
    sim_run(x->w);
    sim_stats(x->w, &stats);
    x->result->events += stats.calls;
}

static void
judge(struct explorer *x)
{
    x->result->runs++;
    if (!x->judge(x->arg, &x->schedule, &x->trace)) {
        x->result->rejected = 1;
        x->result->schedule = x->schedule;
        x->stop = 1;
    }
}

/*
 * Run the schedule as it stands; judge it, or go on to all that have
 * `more` faults more, behind point `from` of this run.
 */
static void
expand(struct explorer *x, int more, size_t from)
{
    struct sim_point *point;
    size_t n;

    /* Spent means that there is one more to run. */
    if (x->opt->max_runs && x->result->runs == x->opt->max_runs) {
        x->stop = 1;
        return;
    }
    run(x);
    if (more == 0) {
        judge(x);
        return;
    }
    n = x->n_points;
    point = malloc((n + 1) * sizeof(*point));
    if (!point)
        abort();
    memcpy(point, x->point, n * sizeof(*point));
    for (size_t k = 0; k < n_alternatives(x->opt); k++)
        for (size_t i = from; i < n && !x->stop; i++) {
            struct deviation *dev = &x->schedule.dev[x->schedule.n];

            if (!alternative(&point[i], k, x->opt, dev))
                continue;
            x->schedule.n++;
            expand(x, more - 1, i + 1);
            x->schedule.n--;
        }
    free(point);
}

void
explore(struct sim_world *w, const struct explore_options *opt,
        explore_judge_fn *judge_fn, void *arg, struct exploration *result)
{
    struct explorer x = {
        .w = w, .opt = opt, .judge = judge_fn, .arg = arg, .result = result
    };
    struct trace_meta meta;

    memset(result, 0, sizeof(*result));
    sim_script_init(&x.script, &x.schedule, NULL);
    x.chooser.choose = explorer_choose;
    x.chooser.wants_calls = 1;
    trace_init(&x.trace);
    sim_describe(w, &meta);
    trace_set_meta(&x.trace, &meta);
    sim_set_chooser(w, &x.chooser);
    sim_set_sink(w, trace_keep, &x.trace);
    sim_set_steps(w, 1);
    for (int faults = 0; faults <= opt->faults && !x.stop; faults++) {
        expand(&x, faults, 0);
        if (faults == 0)
            result->points = x.n_points;
    }
    result->complete = !x.stop;
    sim_set_chooser(w, NULL);
    sim_set_sink(w, NULL, NULL);
    trace_release(&x.trace);
    free(x.point);
}

void
explore_run(struct sim_world *w, const struct schedule *s, struct trace *tr)
{
    struct sim_script script;
    struct trace_meta meta;
    char text[4096];

    sim_script_init(&script, s, NULL);
    sim_describe(w, &meta);
    schedule_print(text, sizeof(text), s, sim_names(w));
    meta.schedule = text;
    trace_set_meta(tr, &meta);
    sim_set_chooser(w, &script.chooser);
    sim_set_sink(w, trace_keep, tr);
    sim_set_steps(w, 1);
    sim_run(w);
    sim_set_chooser(w, NULL);
    sim_set_sink(w, NULL, NULL);
}
