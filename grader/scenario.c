/*
 * scenario.c - see scenario.h.
 */
#include "grader/scenario.h"

#include "netsim/lang/worldfile.h"
#include "netsim/syscalls.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void
infra(struct result *r, const char *what, const char *which)
{
    r->outcome = OUTCOME_INFRA;
    snprintf(r->statement, sizeof(r->statement), "%s: %.200s", what, which);
}

void
scenario_path(const struct scenario *s, const struct grade_options *opt,
              char *path, size_t cap)
{
    if (s->is_file)
        snprintf(path, cap, "%s", s->world);
    else
        snprintf(path, cap, "%s/%s", opt->worlds, s->world);
}

int
scenario_read(const struct scenario *s, const struct grade_options *opt,
              struct worldfile *f, struct result *r)
{
    struct text_error err = { .text = "cannot be read" };
    char path[512];
    FILE *in;
    int status;

    scenario_path(s, opt, path, sizeof(path));
    in = fopen(path, "r");
    if (!in) {
        infra(r, "cannot open", path);
        return -ENOENT;
    }
    status = worldfile_read(f, in, path, SYS_NR_COUNT, sys_call_name, &err);
    fclose(in);
    if (status == 0)
        return 0;
    err.text[strcspn(err.text, "\n")] = '\0';
    infra(r, "bad world", err.text);
    return -EINVAL;
}

struct sim_world *
scenario_world(const struct worldfile *f, const struct grade_options *opt,
               struct result *r)
{
    struct sim_world *w = sim_new();
    char why[1500];

    if (sim_load(w, f, opt->nodes, why, sizeof(why)) == 0) {
        if (opt->seed)
            sim_set_seed(w, opt->seed);
        return w;
    }
    infra(r, "cannot load the world", why);
    sim_free(w);
    return NULL;
}

struct sim_world *
scenario_load(const struct scenario *s, const struct grade_options *opt,
              struct result *r)
{
    struct worldfile f;
    struct sim_world *w = NULL;

    worldfile_init(&f);
    if (scenario_read(s, opt, &f, r) == 0)
        w = scenario_world(&f, opt, r);
    worldfile_release(&f);
    return w;
}

static int
faults_of(const struct scenario *s, const struct grade_options *opt)
{
    int own = s->deep > s->faults && sim_can_save() ? s->deep : s->faults;

    if (opt->faults < 0 || (opt->seed && own < opt->faults))
        return own;
    return opt->faults;
}

void
scenario_options(const struct scenario *s, struct sim_world *w,
                 const struct grade_options *opt, struct explore_options *o)
{
    const struct schedule_names *names = sim_names(w);

    memset(o, 0, sizeof(*o));
    o->faults = faults_of(s, opt);
    o->kinds = s->kinds;
    o->steps = oracle_steps;
    o->engine = opt->engine;
    o->shard = opt->shard;
    o->n_shards = opt->n_shards;
    o->stop = opt->watch;
    o->stop_arg = opt->watch_arg;
    for (size_t i = 0; i < names->n_hosts && i < 64; i++)
        for (int k = 0; k < 4 && s->crashing[k]; k++)
            if (!strcmp(names->host[i], s->crashing[k]))
                o->crash_hosts |= (uint64_t)1 << i;
}

/* ---- all must hold ------------------------------------------------------ */

struct judge {
    const struct grade_case *c;
    int is_exhibit;       /* what is to be broken is */
    int unfit;            /* an exhibit cannot be had: the program is wrong */
    struct verdict first; /* of the run that was rejected */
    uint64_t untold;      /* runs of which an oracle could not tell */
    struct verdict doubt; /* ... why, of the first of them */
};

static int
judge_all(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct judge *j = arg;
    struct verdict v = { 0 };
    int ok = oracle_all(j->c->oracles, tr, &v);

    (void)s;
    if (ok == 0) {
        j->first = v;
        return 0;
    }
    if (ok == ORACLE_UNKNOWN && j->untold++ == 0)
        j->doubt = v;
    return 1;
}

void
scenario_no_replay(const struct verdict *first, struct verdict *v)
{
    *v = *first;
    v->culprit = NULL;
    if (!v->why[0])
        snprintf(v->why, sizeof(v->why), "it was seen once");
    snprintf(v->actual, sizeof(v->actual),
             "seen once, not when the same schedule was run again: does the "
             "program read memory that it never wrote?");
}

/* The rejected schedule once more, with everything a person needs. */
static void
show(struct sim_world *w, const struct exploration *x, const struct judge *j,
     const struct grade_case *c, const struct grade_options *opt,
     struct result *r)
{
    struct verdict v = { 0 };
    struct trace tr;

    trace_init(&tr);
    explore_run(w, &x->schedule, &tr);
    if (j->is_exhibit)
        c->broken(&tr, &v);
    else
        oracle_all(j->c->oracles, &tr, &v);
    if (!v.why[0])
        scenario_no_replay(&j->first, &v);
    snprintf(r->statement, sizeof(r->statement), "%.230s", v.why);
    report_run(r, opt, c, &tr, &v,
               j->is_exhibit ? REPORT_EXHIBIT : REPORT_FAILURE);
    trace_release(&tr);
}

void
scenario_must(const struct grade_case *c, const struct grade_options *opt,
              struct result *r)
{
    struct judge j = { .c = c };
    struct sim_world *w = scenario_load(c->scenario, opt, r);
    struct explore_options o;
    struct exploration x;

    if (!w)
        return;
    scenario_options(c->scenario, w, opt, &o);
    explore(w, &o, judge_all, &j, &x);
    if (x.rejected) {
        r->outcome = OUTCOME_FAIL;
        show(w, &x, &j, c, opt, r);
    } else if (j.untold) {
        r->outcome = OUTCOME_UNKNOWN;
        snprintf(r->statement, sizeof(r->statement),
                 "of %" PRIu64 " runs it cannot be told: %.180s", j.untold,
                 j.doubt.why);
    } else {
        r->outcome = x.complete ? OUTCOME_PASS : OUTCOME_UNKNOWN;
        r->points = x.complete ? c->points : 0;
        report_coverage(r->statement, sizeof(r->statement), opt, x.runs,
                        x.faults, x.complete ? NULL : "budget spent");
    }
    sim_free(w);
}

int
scenario_is_of(const struct grade_case *c, const struct verdict *v)
{
    return !c->of || strncmp(v->why, c->of, strlen(c->of)) == 0;
}

/* ---- one must break ----------------------------------------------------- */

/* A wrong program shows nothing about a semantics, and may take for ever. */
static int
judge_exhibit(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct judge *j = arg;
    struct verdict v = { 0 };

    (void)s;
    if (oracle_all(j->c->oracles, tr, &v) == 0) {
        j->unfit = 1;
        return 0;
    }
    return j->c->broken(tr, &v) != 0 || !scenario_is_of(j->c, &v);
}

/* Another part, or more time, may show it. */
static void
not_shown(const struct exploration *x, const struct grade_options *opt,
          struct result *r)
{
    int all = x->complete && opt->n_shards < 2;
    char covered[200];

    report_coverage(covered, sizeof(covered), opt, x->runs, x->faults,
                    x->complete ? NULL : "budget spent");
    r->outcome = all ? OUTCOME_FAIL : OUTCOME_UNKNOWN;
    snprintf(r->statement, sizeof(r->statement), "not shown by %s", covered);
}

void
scenario_exhibit(const struct grade_case *c, const struct grade_options *opt,
                 struct result *r)
{
    struct judge j = { .c = c, .is_exhibit = 1 };
    struct sim_world *w = scenario_load(c->scenario, opt, r);
    struct explore_options o;
    struct exploration x;

    if (!w)
        return;
    scenario_options(c->scenario, w, opt, &o);
    explore(w, &o, judge_exhibit, &j, &x);
    if (j.unfit) {
        r->outcome = OUTCOME_FAIL;
        snprintf(r->statement, sizeof(r->statement),
                 "the program is wrong already: grade it without TEST= first");
    } else if (x.rejected) {
        r->outcome = OUTCOME_PASS;
        r->points = c->points;
        show(w, &x, &j, c, opt, r);
    } else {
        not_shown(&x, opt, r);
    }
    sim_free(w);
}
