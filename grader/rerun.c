/*
 * rerun.c - see rerun.h.
 */
#include "grader/rerun.h"

#include "grader/results.h"

#include "netsim/lang/text.h"
#include "netsim/lang/worldfile.h"
#include "netsim/syscalls.h"

#include <stdlib.h>
#include <string.h>

#define TRIES_S 60 /* more of real time for some hundred runs */
#define MARGIN_RUN_S                                                          \
    10 /* ... for as many as there are points, so many times */

/* ---- one run ------------------------------------------------------------ */

int
trial_judge(struct trial *t)
{
    const struct grade_case *c = t->re->of;
    struct verdict shown = { 0 };
    int ok;

    t->v = (struct verdict){ 0 };
    ok = oracle_all(c->oracles, &t->trace, &t->v);
    if (ok == 1 && c->broken) {
        ok = c->broken(&t->trace, &shown);
        if (ok == 0 && !scenario_is_of(c, &shown))
            ok = 1;
        if (ok != 1)
            t->v = shown;
    }
    t->so_far.runs++;
    t->is_over |=
        t->opt->watch && t->opt->watch(t->opt->watch_arg, &t->so_far);
    return ok;
}

int
trial_run(struct trial *t, const struct schedule *s)
{
    trace_clear(&t->trace);
    t->happened = explore_run(t->w, s, &t->trace);
    return trial_judge(t);
}

/* ---- what is said of it ------------------------------------------------- */

#define DEVIATION_LEN 512

static void
add_deviation(struct trial *t, json_t *list, const struct deviation *dev)
{
    char text[DEVIATION_LEN];

    deviation_print(text, sizeof(text), dev, sim_names(t->w));
    results_append(list, results_string(text));
}

static int
is_same(struct trial *t, const struct deviation *a, const struct deviation *b)
{
    char text[2][DEVIATION_LEN];

    deviation_print(text[0], DEVIATION_LEN, a, sim_names(t->w));
    deviation_print(text[1], DEVIATION_LEN, b, sim_names(t->w));
    return strcmp(text[0], text[1]) == 0;
}

/* Those of the run that did not take place; returns how many did. */
static size_t
put_idle(struct trial *t, json_t *report, const struct schedule *s)
{
    json_t *idle = json_array();
    size_t n = s->n;

    for (size_t i = 0; i < s->n; i++)
        if (!(t->happened >> i & 1))
            add_deviation(t, idle, &s->dev[i]);
    n -= json_array_size(idle);
    results_put(report, "idle", idle);
    return n;
}

/* Those that were asked for, which the run has not: s is a part of them. */
static void
put_left_out(struct trial *t, json_t *report, const struct schedule *s)
{
    const struct schedule *all = &t->re->schedule;
    json_t *out = json_array();
    size_t k = 0;

    for (size_t i = 0; i < all->n; i++)
        if (k < s->n && is_same(t, &all->dev[i], &s->dev[k]))
            k++;
        else
            add_deviation(t, out, &all->dev[i]);
    results_put(report, "left_out", out);
}

/* lead: what is to be said first, "" if nothing is.  margin: or NULL. */
static void
tell(struct trial *t, const struct schedule *s, int ok, const char *lead,
     json_t *margin, struct result *r)
{
    char idle[80] = "";
    json_t *report;
    size_t n;

    if (ok == 1) {
        snprintf(t->v.why, sizeof(t->v.why), "nothing is wrong in this run");
        if (t->trace.n_events > 0) /* all of it is worth to be seen */
            t->v.since = &t->trace.event[0];
    }
    report = report_run(r, t->opt, &t->re->c, &t->trace, &t->v, REPORT_RUN);
    n = put_idle(t, report, s);
    put_left_out(t, report, s);
    if (margin)
        results_put(report, "margin", margin);
    if (n < s->n)
        snprintf(idle, sizeof(idle), "%zu of %zu deviations took place: ", n,
                 s->n);
    snprintf(r->statement, sizeof(r->statement), "%s%s%.150s", lead, idle,
             t->v.why);
    r->outcome = ok == ORACLE_UNKNOWN ? OUTCOME_UNKNOWN
                 : ok                 ? OUTCOME_PASS
                                      : OUTCOME_FAIL;
}

/* ---- which run ---------------------------------------------------------- */

static void
less(struct trial *t, struct result *r)
{
    struct schedule s = t->re->schedule;
    char lead[80] = "";
    size_t n = s.n;

    rerun_less(t, &s);
    if (s.n < n)
        snprintf(lead, sizeof(lead), "with %zu of %zu deviations: ", s.n, n);
    tell(t, &s, trial_run(t, &s), lead, NULL, r);
}

static void
nearest(struct trial *t, struct result *r)
{
    struct schedule s = t->re->schedule;
    char lead[80];
    int is_nearest;
    size_t n = s.n;

    if (rerun_nearest(t, &s, &is_nearest))
        snprintf(lead, sizeof(lead),
                 "without %zu of %zu deviations%s: ", n - s.n, n,
                 is_nearest ? "" : " (fewer may do)");
    else
        snprintf(lead, sizeof(lead), "no run with fewer %s right: ",
                 is_nearest ? "is" : "was found");
    tell(t, &s, trial_run(t, &s), lead, NULL, r);
}

static void
run_and_tell(struct trial *t, struct result *r)
{
    const struct schedule *s = &t->re->schedule;
    json_t *margin = NULL;
    int ok = trial_run(t, s);

    if (t->opt->less && ok == 0) {
        less(t, r);
    } else if (t->opt->nearest && ok == 0) {
        nearest(t, r);
    } else {
        if (t->opt->margin) {
            margin = rerun_margin(t);
            ok = trial_run(t, s);
        }
        tell(t, s, ok, margin && t->is_over ? "budget spent: " : "", margin,
             r);
    }
}

/* A case_fn: c is the first of a struct rerun. */
static void
rerun_case(const struct grade_case *c, const struct grade_options *opt,
           struct result *r)
{
    struct grade_options own = *opt;
    struct trial t = { .re = (const struct rerun *)c, .opt = &own };
    struct worldfile f;

    worldfile_init(&f);
    if (scenario_read(c->scenario, opt, &f, r) == 0) {
        if (own.seed == f.seed) /* that need not be said */
            own.seed = 0;
        t.w = scenario_world(&f, &own, r);
    }
    if (t.w) {
        trace_init(&t.trace);
        run_and_tell(&t, r);
        trace_release(&t.trace);
        sim_free(t.w);
    }
    worldfile_release(&f);
}

/* ---- what is asked for -------------------------------------------------- */

static int
read_schedule(struct schedule *s, const struct worldfile *f, const char *text)
{
    const char **host = calloc(f->n_hosts + 1, sizeof(*host));
    struct schedule_names names = {
        .n_hosts = f->n_hosts,
        .host = host,
        .n_calls = SYS_NR_COUNT,
        .call = sys_call_name,
    };
    struct text_error err = { 0 };
    int status;

    if (!host)
        abort();
    for (size_t i = 0; i < f->n_hosts; i++)
        host[i] = f->host[i].name;
    status = schedule_parse(s, "<schedule>", text, &names, &err);
    free(host);
    if (status == 0)
        return 0;
    fprintf(stderr, "grade: %s", err.text);
    return 2;
}

int
rerun_init(struct rerun *re, const struct grade_case *of,
           const struct grade_options *opt)
{
    struct result r = { 0 };
    struct worldfile f;
    int status = 2;

    if (!of->scenario) {
        fprintf(stderr, "grade: %s is not a run of a world\n", of->name);
        return 2;
    }
    *re = (struct rerun){ .c = *of, .of = of, .scenario = *of->scenario };
    re->c.run = rerun_case;
    re->c.points = 0;
    re->c.needs = NULL;
    re->c.scenario = &re->scenario;
    re->c.timeout_s +=
        TRIES_S * (opt->less + opt->nearest) + MARGIN_RUN_S * opt->margin;
    re->scenario.faults_file = NULL;
    if (opt->world) {
        re->scenario.world = opt->world;
        re->scenario.is_file = 1;
    }
    worldfile_init(&f);
    if (scenario_read(&re->scenario, opt, &f, &r) == 0)
        status = read_schedule(&re->schedule, &f, opt->schedule);
    else
        fprintf(stderr, "grade: %s\n", r.statement);
    worldfile_release(&f);
    return status;
}

/* ---- the case of a name ------------------------------------------------- */

#define NAMES_MAX 256

static const struct grade_case *
look_up(const struct grade_case *const *tables, const char *name,
        const char *names[NAMES_MAX], size_t *n)
{
    for (*n = 0; *tables; tables++)
        for (const struct grade_case *c = *tables; c->name; c++) {
            if (strcmp(c->name, name) == 0)
                return c;
            if (*n < NAMES_MAX)
                names[(*n)++] = c->name;
        }
    return NULL;
}

/* A slip of the keyboard, or the begin or end of a name. */
static const char *
suggestion(const char *name, const char *const *names, size_t n)
{
    int i = text_nearest((struct text_word){ name, strlen(name) }, names, n);

    if (i >= 0)
        return names[i];
    for (size_t k = 0; k < n; k++)
        if (strstr(names[k], name))
            return names[k];
    return NULL;
}

const struct grade_case *
rerun_find(const struct grade_case *const *tables, const char *name)
{
    const char *names[NAMES_MAX] = { NULL }, *like;
    size_t n;
    const struct grade_case *c = look_up(tables, name, names, &n);

    if (c)
        return c;
    like = suggestion(name, names, n);
    fprintf(stderr, "grade: no case is named \"%s\"", name);
    if (like)
        fprintf(stderr, "; did you mean \"%s\"?\n", like);
    else
        fprintf(stderr, "; --list shows them\n");
    return NULL;
}
