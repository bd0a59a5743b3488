/*
 * explore.c - the search: all schedules, in order, each covered once.
 *
 * The children of a schedule differ from it at one point behind its own last
 * deviation, so that no set of deviations is tried twice.  To have all
 * schedules of one fault before the first of two, the whole is done again
 * for each number of faults; that runs the inner schedules a second time,
 * which is little beside the leaves.
 *
 * What is known of a state is how many schedules lie in its future, all of
 * them found right.  It is noted when they are: so the first schedule that
 * is rejected is the same with and without merging.  How long they take is
 * known, too: a run that comes to the state too late to do the same before
 * the limit of time is not cut off there.
 */
#include "grader/explore.h"

#include "grader/alternatives.h"
#include "grader/visited.h"

#include <stdlib.h>
#include <string.h>

#define STATES_MAX ((size_t)1 << 21)    /* 32 MB */
#define HISTORIES_MAX ((size_t)1 << 20) /* 16 MB */
#define ASK_EVERY 16                    /* leaves, whether to stop */
#define THREADS_NOTED 8

/* A point of a run, and before which system call it was asked about. */
struct spot {
    struct sim_point p;
    unsigned thread[THREADS_NOTED];
    uint64_t call;
};

/* A state of a run, behind so many of its points. */
struct rest {
    uint64_t key;
    int64_t t_ns;
    size_t n_spots;
};

/* One run, and what is to be remembered of it. */
struct run {
    int noting; /* its spots */
    struct spot *spot;
    size_t n_spots, cap_spots;
    struct rest *rest;
    size_t n_rests, cap_rests;
    uint64_t known; /* schedules in the future of where it was cut off */
    int64_t end_ns; /* when it, and that future, is over; or FUTURE_CUT */
};

/* What lies behind a spot, or in a whole subtree. */
struct behind {
    uint64_t schedules;
    int64_t end_ns; /* of the last run; or FUTURE_CUT */
};

/* The future of a state of the run that goes on now. */
static const struct future own = { FUTURE_MAX, 0 };

struct explorer {
    struct sim_script script;
    struct sim_chooser chooser; /* the one the world has */
    struct schedule schedule;   /* of the run */
    struct sim_world *w;
    const struct explore_options *opt;
    explore_judge_fn *judge;
    void *arg;
    struct exploration *result;
    struct trace trace;
    struct visited states, histories;
    struct run *run; /* the one that goes on, or NULL: of no interest */
    struct run last; /* of a leaf: its memory is used again */
    int more;        /* faults that the run's future still has */
    int merging, snapshots;
    int looking;     /* at the states of this run */
    int circled;     /* it has come back to one of its own */
    uint64_t dealt;  /* first faults so far, of all shards */
    uint64_t leaves; /* so far, for who asks whether to stop */
    int stop;
};

static void *
grow(void *p, size_t *cap, size_t n, size_t size)
{
    if (n < *cap)
        return p;
    *cap = *cap ? 2 * *cap : 256;
    p = realloc(p, *cap * size);
    if (!p)
        abort();
    return p;
}

/* ---- at the door for chance --------------------------------------------- */

static void
note(struct explorer *x, const struct sim_point *p)
{
    struct run *r = x->run;
    struct sim_stats stats;
    struct spot *s;

    r->spot = grow(r->spot, &r->cap_spots, r->n_spots, sizeof(*r->spot));
    s = &r->spot[r->n_spots++];
    s->p = *p;
    for (uint32_t i = 0; i < p->n_threads && i < THREADS_NOTED; i++)
        s->thread[i] = p->thread[i];
    if (p->n_threads > THREADS_NOTED)
        s->p.n_threads = THREADS_NOTED;
    sim_stats(x->w, &stats);
    s->call = stats.calls;
}

/* Has all that the schedule says happened? */
static int
is_done(const struct explorer *x)
{
    size_t n = x->schedule.n;

    return n == 0 || x->script.happened == UINT64_MAX >> (64 - n);
}

static int
is_noted(const struct explorer *x, const struct sim_point *p)
{
    if (p->kind == SIM_STEP)
        return (x->opt->kinds & EXPLORE_STEPS) != 0;
    return p->kind != SIM_TIME && p->kind != SIM_CUT;
}

static void
explorer_choose(struct sim_chooser *self, const struct sim_point *p,
                struct sim_decision *d)
{
    struct explorer *x =
        (struct explorer *)((char *)self - offsetof(struct explorer, chooser));

    x->script.chooser.choose(&x->script.chooser, p, d);
    if (x->run && x->run->noting) {
        if (is_noted(x, p))
            note(x, p);
    } else if (is_done(x)) { /* nothing more is asked of the calls */
        x->chooser.wants_calls = 0;
    }
}

/* ---- states ------------------------------------------------------------- */

/* A state for the second time in one run is a circle: nothing new comes. */
static void
cut_off(struct explorer *x, struct run *r, const struct future *f,
        int64_t now_ns)
{
    x->circled = f->schedules == own.schedules;
    r->known = x->circled ? 0 : f->schedules;
    r->end_ns = now_ns + f->reach_ns;
}

/* A fault that lasts is part of the future: has each of them ended? */
static int
is_over(const struct explorer *x, int64_t now_ns)
{
    for (size_t i = 0; i < x->schedule.n; i++)
        if (deviation_end(&x->schedule.dev[i]) > now_ns)
            return 0;
    return 1;
}

/* Whenever the world rests behind the last fault: is the future known, and
 * is there time for it? */
static int
look(void *arg)
{
    struct explorer *x = arg;
    struct run *r = x->run;
    struct sim_stats now;
    struct future f;
    uint64_t key;

    if (!is_done(x))
        return 0;
    sim_stats(x->w, &now);
    if (!is_over(x, now.now_ns))
        return 0;
    key = sim_state(x->w) * 31 + (uint64_t)x->more;
    if (visited_find(&x->states, key, &f)) {
        if (f.reach_ns <= now.left_ns) {
            cut_off(x, r, &f, now.now_ns);
            return 1;
        }
        visited_set(&x->states, key, own);
    } else {
        visited_add(&x->states, key, own);
    }
    r->rest = grow(r->rest, &r->cap_rests, r->n_rests, sizeof(*r->rest));
    r->rest[r->n_rests++] = (struct rest){ key, now.now_ns, r->n_spots };
    return 0;
}

/* ---- runs --------------------------------------------------------------- */

/* A snapshot lies before the last deviation and behind all others. */
static void
go_to(struct explorer *x, const struct sim_snapshot *from)
{
    size_t n = x->schedule.n;

    x->chooser.wants_calls = 1;
    x->script.happened = from && n > 1 ? UINT64_MAX >> (65 - n) : 0;
    if (from)
        sim_restore(x->w, from);
    else
        sim_begin(x->w);
    /* Also of the sink and so on the snapshot has those of its time. */
    sim_set_rest(x->w, x->looking ? look : NULL, x);
}

/*
 * Run the schedule, from the snapshot or the start (NULL).  Returns whether
 * it came to its end, or to a circle; if not, the future is r->known.
 */
static int
run(struct explorer *x, const struct sim_snapshot *from, struct run *r)
{
    struct sim_stats before, after;
    enum sim_end end;

    x->run = r;
    r->n_spots = r->n_rests = 0;
    r->known = 0;
    x->circled = 0;
    go_to(x, from);
    sim_stats(x->w, &before);
    end = sim_go(x->w, 0);
    sim_stats(x->w, &after);
    x->result->events += after.calls - before.calls;
    if (end != SIM_STOPPED)
        r->end_ns = end == SIM_LIMIT ? FUTURE_CUT : after.now_ns;
    return end != SIM_STOPPED || x->circled;
}

/* What a rest has in its future, which is over at end_ns. */
static void
set_future(struct explorer *x, const struct rest *rest, struct behind b)
{
    struct future f = { b.schedules, FUTURE_CUT };

    if (b.end_ns != FUTURE_CUT)
        f.reach_ns = b.end_ns - rest->t_ns;
    if (f.schedules >= FUTURE_MAX) /* cannot be noted: never cut off there */
        f = (struct future){ 0, FUTURE_CUT };
    visited_set(&x->states, rest->key, f);
}

static void
ask_judge(struct explorer *x)
{
    x->result->judged++;
    if (x->judge(x->arg, &x->schedule, &x->trace))
        return;
    x->result->rejected = 1;
    x->result->schedule = x->schedule;
    x->stop = 1;
}

/* Run from the start with a trace, and look at it. */
static void
run_and_judge(struct explorer *x)
{
    sim_set_sink(x->w, trace_keep, &x->trace);
    trace_clear(&x->trace);
    x->looking = 0;
    run(x, NULL, &x->last);
    x->looking = x->merging;
    sim_set_sink(x->w, NULL, NULL);
    ask_judge(x);
}

static void
ask_whether_to_stop(struct explorer *x)
{
    const struct explore_options *o = x->opt;

    if (o->max_runs && x->result->runs >= o->max_runs)
        x->stop = 1;
    if (o->stop && x->leaves++ % ASK_EVERY == 0 &&
        o->stop(o->stop_arg, x->result))
        x->stop = 1;
}

/* Shown to the judge, if it has not yet seen a history like that. */
static void
judge_history(struct explorer *x)
{
    const struct future any = { 0 };
    uint64_t history = sim_history(x->w);

    if (visited_find(&x->histories, history, NULL))
        return;
    visited_add(&x->histories, history, any);
    run_and_judge(x);
}

/* A schedule that has all its faults: it covers one, itself; or none, if it
 * was rejected or the budget is spent. */
static struct behind
leaf(struct explorer *x, const struct sim_snapshot *from)
{
    struct run *r = &x->last;
    struct behind b = { .schedules = 1 };

    ask_whether_to_stop(x);
    if (x->stop)
        return (struct behind){ 0 };
    x->more = 0;
    if (x->opt->steps) {
        int ended = run(x, from, r);

        b.end_ns = r->end_ns;
        for (size_t i = 0; i < r->n_rests; i++)
            set_future(x, &r->rest[i], b);
        x->result->run_to_end += (uint64_t)ended;
        if (ended)
            judge_history(x);
    } else {
        x->result->run_to_end++;
        run_and_judge(x);
    }
    x->result->runs++;
    b.schedules = !x->stop;
    return b;
}

/* ---- inner schedules ---------------------------------------------------- */

/* Where the spots can be left for another way, by spot; those of one call
 * share one snapshot. */
struct saves {
    struct sim_snapshot **at;
    size_t n;
};

static int
is_open(const struct explorer *x, struct run *r, size_t i)
{
    r->spot[i].p.thread = r->spot[i].thread;
    return has_alternatives(&r->spot[i].p, x->opt);
}

/* The same run again, with a stop before each call that is of interest. */
static void
save_spots(struct explorer *x, const struct sim_snapshot *from, struct run *r,
           size_t begin, struct saves *s)
{
    size_t last = SIZE_MAX;

    s->n = r->n_spots;
    s->at = calloc(s->n + 1, sizeof(struct sim_snapshot *));
    if (!s->at)
        abort();
    if (!x->snapshots)
        return;
    x->run = NULL;
    x->looking = 0;
    go_to(x, from);
    for (size_t i = begin; i < s->n; i++) {
        if (!is_open(x, r, i))
            continue;
        if (last == SIZE_MAX || r->spot[i].call != r->spot[last].call) {
            if (r->spot[i].call > 0) /* 0: before the first of all */
                sim_go(x->w, r->spot[i].call);
            s->at[i] = sim_save(x->w);
        } else {
            s->at[i] = s->at[last];
        }
        last = i;
    }
    x->looking = x->merging;
}

static void
free_saves(struct saves *s)
{
    struct sim_snapshot *last = NULL;

    for (size_t i = 0; i < s->n; i++)
        if (s->at[i] && s->at[i] != last) {
            last = s->at[i];
            sim_snapshot_free(last);
        }
    free(s->at);
}

static void
add_up(struct behind *sum, const struct behind *more)
{
    sum->schedules += more->schedules;
    if (more->end_ns > sum->end_ns)
        sum->end_ns = more->end_ns;
}

/* What the states of this run have in their futures, now that all of these
 * are known: at[i] is behind spot i. */
static void
note_states(struct explorer *x, const struct run *r, const struct behind *at)
{
    /* The root's is dealt out to the shards: no one knows all of it. */
    int dealt_out = x->opt->n_shards > 1 && x->schedule.n == 0;
    struct behind sum = { r->known, dealt_out ? FUTURE_CUT : r->end_ns };
    size_t i = r->n_spots;

    for (size_t k = r->n_rests; k-- > 0;) {
        while (i > r->rest[k].n_spots)
            add_up(&sum, &at[--i]);
        set_future(x, &r->rest[k], sum);
    }
}

static int
is_of_this_shard(struct explorer *x)
{
    const struct explore_options *o = x->opt;

    if (o->n_shards < 2 || x->schedule.n != 1)
        return 1;
    return x->dealt++ % o->n_shards == o->shard;
}

/* The first spot of the same call: there a run from its snapshot begins. */
static size_t
first_of_call(const struct run *r, size_t i)
{
    while (i > 0 && r->spot[i - 1].call == r->spot[i].call)
        i--;
    return i;
}

static struct behind expand(struct explorer *x, int more, size_t begin,
                            const struct sim_snapshot *from);

/* One fault more at each spot, kind by kind. */
static void
try_all(struct explorer *x, struct run *r, int more, size_t begin,
        const struct saves *s, struct behind *at)
{
    size_t n = n_alternatives(x->opt);

    for (size_t k = 0; k < n; k++)
        for (size_t i = begin; i < r->n_spots && !x->stop; i++) {
            struct deviation *dev = &x->schedule.dev[x->schedule.n];

            r->spot[i].p.thread = r->spot[i].thread;
            if (!alternative(&r->spot[i].p, k, x->opt, dev))
                continue;
            x->schedule.n++;
            if (is_of_this_shard(x)) {
                size_t first = s->at[i] ? first_of_call(r, i) : 0;
                struct behind b = expand(x, more - 1, i + 1 - first, s->at[i]);

                add_up(&at[i], &b);
            }
            x->schedule.n--;
        }
}

/*
 * Cover the schedule as it stands, or all that have `more` faults more,
 * behind spot `begin` of its run.  Returns how many these are.
 */
static struct behind
expand(struct explorer *x, int more, size_t begin,
       const struct sim_snapshot *from)
{
    struct run r = { .noting = 1 };
    struct behind *at, sum;
    struct saves s;

    if (more == 0)
        return leaf(x, from);
    x->more = more;
    x->looking = x->merging;
    run(x, from, &r);
    x->result->runs += r.known;
    if (x->schedule.n == 0)
        x->result->points = r.n_spots;
    at = calloc(r.n_spots + 1, sizeof(*at));
    if (!at)
        abort();
    save_spots(x, from, &r, begin, &s);
    try_all(x, &r, more, begin, &s, at);
    free_saves(&s);
    if (!x->stop)
        note_states(x, &r, at);
    sum = (struct behind){ r.known, r.end_ns };
    for (size_t i = 0; i < r.n_spots; i++)
        add_up(&sum, &at[i]);
    free(at);
    free(r.spot);
    free(r.rest);
    return sum;
}

/* ---- all of it ---------------------------------------------------------- */

static void
set_up(struct explorer *x)
{
    const struct explore_options *o = x->opt;
    struct trace_meta meta;

    sim_script_init(&x->script, &x->schedule, NULL);
    x->chooser.choose = explorer_choose;
    x->snapshots = o->engine != EXPLORE_REPLAY && o->steps && sim_can_save();
    x->merging = o->steps && !o->no_merging;
    visited_init(&x->states, STATES_MAX);
    visited_init(&x->histories, HISTORIES_MAX);
    trace_init(&x->trace);
    sim_describe(x->w, &meta);
    trace_set_meta(&x->trace, &meta);
    sim_set_chooser(x->w, &x->chooser);
    sim_set_history(x->w, o->steps);
    sim_set_state_by(x->w, o->by_results || !sim_can_save() ? SIM_BY_RESULTS
                                                            : SIM_BY_MEMORY);
    sim_set_steps(x->w, 1);
}

static void
clean_up(struct explorer *x)
{
    sim_set_chooser(x->w, NULL);
    sim_set_history(x->w, NULL);
    sim_set_state_by(x->w, SIM_BY_MEMORY);
    sim_set_rest(x->w, NULL, NULL);
    trace_release(&x->trace);
    free(x->last.rest);
    visited_release(&x->states);
    visited_release(&x->histories);
}

void
explore(struct sim_world *w, const struct explore_options *opt,
        explore_judge_fn *judge_fn, void *arg, struct exploration *result)
{
    struct explorer x = {
        .w = w, .opt = opt, .judge = judge_fn, .arg = arg, .result = result
    };

    memset(result, 0, sizeof(*result));
    set_up(&x);
    sim_enter();
    for (int faults = 0; faults <= opt->faults && !x.stop; faults++) {
        result->faults = faults;
        if (faults > 0 || opt->shard == 0)
            expand(&x, faults, 0, NULL);
    }
    sim_leave();
    result->states = x.states.n;
    result->complete = !x.stop;
    clean_up(&x);
}

uint64_t
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
    return script.happened;
}
