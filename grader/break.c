/*
 * break.c - "break it": a schedule that a student has written, put to the
 * test.
 *
 * The file is part of the submission.  What is wrong with it is the
 * student's to mend, so it is a failure and never the grader's: a file that
 * is not there, that cannot be read, that has too many deviations or one
 * that changes nothing, and a plan that does not lead to the disaster.  In
 * place of deviations it may ask for another seed.
 */
#include "grader/scenario.h"

#include <string.h>

#define PLAN_BYTES_MAX 65536

/* What is put to the test, and what comes of it. */
struct plan {
    const struct grade_case *c;
    const struct grade_options *opt;
    struct result *r;
    struct sim_world *w;
    const char *file; /* its name, without directory */
    struct schedule s;
    uint64_t seed; /* 0: the world's own */
};

/* The verdict, and a report without a run.  text: lines, or "". */
static void
fail(struct plan *p, const char *why, const char *text)
{
    p->r->outcome = OUTCOME_FAIL;
    snprintf(p->r->statement, sizeof(p->r->statement), "%.230s", why);
    report_text(p->r, p->opt, p->c, REPORT_FAILURE, why, text, NULL);
}

static void
fail_part(struct plan *p, const char *what)
{
    const char *part = p->c->scenario->part;
    char why[300];

    snprintf(why, sizeof(why), "not implemented: %s%s%s %s", part ? part : "",
             part ? ": " : "", p->file, what);
    fail(p, why, "");
}

/* 0 after a verdict. */
static int
read_text(struct plan *p, char *text, size_t cap)
{
    char path[512];
    FILE *in;
    size_t len;

    snprintf(path, sizeof(path), "%s/%s", p->opt->nodes, p->file);
    in = fopen(path, "r");
    if (!in) {
        fail_part(p, "is missing");
        return 0;
    }
    len = fread(text, 1, cap - 1, in);
    text[len] = '\0';
    fclose(in);
    if (len < cap - 1 && !memchr(text, '\0', len))
        return 1;
    fail(p, "the schedule is no text, or a very long one", "");
    return 0;
}

/* The parser's message has several lines, and at the end of the first a list
 * of what would be right: the report shows it all, its first line not. */
static void
fail_syntax(struct plan *p, const struct text_error *err)
{
    size_t len = strcspn(err->text, "\n");
    const char *list = NULL;
    char why[300];

    if (len > 0 && err->text[len - 1] == ')')
        list = strstr(err->text, " (");
    if (list && list < err->text + len)
        len = (size_t)(list - err->text);
    snprintf(why, sizeof(why), "%s cannot be read: %.*s", p->file,
             len < 200 ? (int)len : 200, err->text);
    fail(p, why, err->text);
}

static int
is_small_enough(struct plan *p)
{
    int most = p->c->scenario->faults;
    char why[200];

    if (p->s.n == 0 && p->seed == 0) {
        fail_part(p, "has no deviation yet");
        return 0;
    }
    if (p->s.n <= (size_t)most)
        return 1;
    snprintf(why, sizeof(why), "%s has %zu deviations: at most %d %s enough",
             p->file, p->s.n, most, most == 1 ? "is" : "are");
    fail(p, why, "");
    return 0;
}

static int
read_plan(struct plan *p)
{
    static char text[PLAN_BYTES_MAX];
    struct text_error err = { 0 };

    if (!read_text(p, text, sizeof(text)))
        return 0;
    if (schedule_parse_file(&p->s, &p->seed, p->file, text, sim_names(p->w),
                            &err) < 0) {
        fail_syntax(p, &err);
        return 0;
    }
    return is_small_enough(p);
}

/* ---- the run of it ------------------------------------------------------ */

/* A run that is not the disaster, shown as it is. */
static void
fail_run(struct plan *p, const struct trace *tr, const struct verdict *v)
{
    p->r->outcome = OUTCOME_FAIL;
    snprintf(p->r->statement, sizeof(p->r->statement), "%.230s", v->why);
    report_run(p->r, p->opt, p->c, tr, v, REPORT_FAILURE);
}

/* The first deviation that changed nothing; 1: there is none. */
static int
all_happened(struct plan *p, uint64_t happened, struct verdict *v)
{
    char dev[200];

    for (size_t i = 0; i < p->s.n; i++) {
        if (happened >> i & 1)
            continue;
        deviation_print(dev, sizeof(dev), &p->s.dev[i], sim_names(p->w));
        snprintf(v->why, sizeof(v->why),
                 "\"%s\" never took place: the run does not come to it", dev);
        snprintf(v->expected, sizeof(v->expected),
                 "every deviation in %.100s takes place", p->file);
        snprintf(v->actual, sizeof(v->actual), "this one changes nothing");
        return 0;
    }
    return 1;
}

/* 1: the oracle is broken, about what the case asks for. */
static int
is_disaster(struct plan *p, const struct trace *tr, struct verdict *v)
{
    const struct grade_case *c = p->c;
    int ok = c->broken(tr, v);
    char other[200] = "";

    if (ok == 0 && scenario_is_of(c, v))
        return 1;
    if (ok == ORACLE_UNKNOWN) {
        p->r->outcome = OUTCOME_UNKNOWN;
        snprintf(p->r->statement, sizeof(p->r->statement), "%.230s", v->why);
        return 0;
    }
    if (ok == 0)
        snprintf(other, sizeof(other), " (but: %.180s)", v->why);
    *v = (struct verdict){ 0 };
    snprintf(v->why, sizeof(v->why), "%s breaks nothing%s%s%s", p->file,
             c->of ? " about " : "", c->of ? c->of : "", other);
    snprintf(v->expected, sizeof(v->expected), "%.150s", c->what);
    snprintf(v->actual, sizeof(v->actual), "the run is right all the same");
    fail_run(p, tr, v);
    return 0;
}

static void
judge_run(struct plan *p, const struct trace *tr, uint64_t happened)
{
    struct verdict v = { 0 };
    int ok = oracle_all(p->c->oracles, tr, &v);

    if (ok == 0 || (ok == 1 && !all_happened(p, happened, &v))) {
        fail_run(p, tr, &v);
    } else if (ok != 1) {
        p->r->outcome = OUTCOME_UNKNOWN;
        snprintf(p->r->statement, sizeof(p->r->statement), "%.230s", v.why);
    } else if (is_disaster(p, tr, &v)) {
        p->r->outcome = OUTCOME_PASS;
        p->r->points = p->c->points;
        snprintf(p->r->statement, sizeof(p->r->statement), "%.230s", v.why);
        report_run(p->r, p->opt, p->c, tr, &v, REPORT_EXHIBIT);
    }
}

void
scenario_break(const struct grade_case *c, const struct grade_options *opt,
               struct result *r)
{
    struct plan p = {
        .c = c, .opt = opt, .r = r, .file = c->scenario->faults_file
    };
    struct grade_options one = *opt;
    struct trace tr;

    one.seed = 0; /* a plan is about one world, the one that it was made for */
    p.w = scenario_load(c->scenario, &one, r);
    if (!p.w)
        return;
    if (read_plan(&p)) {
        if (p.seed)
            sim_set_seed(p.w, p.seed);
        trace_init(&tr);
        judge_run(&p, &tr, explore_run(p.w, &p.s, &tr));
        trace_release(&tr);
    }
    sim_free(p.w);
}
