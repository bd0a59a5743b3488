/*
 * predict.c - see predict.h.
 */
#include "grader/predict.h"

#include "grader/scheduled.h"
#include "grader/scenario.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SHEET_BYTES_MAX 65536

/* What was measured with the reference is shown with it. */
#define REFERENCE_REPLAY "make replay SUBMISSION=solution"

enum verdict_on { RIGHT, WRONG, OPEN, UNMEASURED, VERDICTS };

struct predicting {
    const struct prediction *p;
    const struct grade_case *c;
    const struct grade_options *opt;
    struct result *r;
    struct worksheet sheet;
    enum verdict_on on[QUESTIONS_MAX];
    char why[QUESTIONS_MAX][200]; /* of one that could not be measured */
    int n[VERDICTS];
};

/* ---- the file ----------------------------------------------------------- */

static void
fail(struct predicting *x, const char *text)
{
    x->r->outcome = OUTCOME_FAIL;
    report_text(x->r, x->opt, x->c, REPORT_FAILURE, x->r->statement, text,
                NULL);
}

static void
fail_file(struct predicting *x, const char *what)
{
    snprintf(x->r->statement, sizeof(x->r->statement), "%s %s", x->p->file,
             what);
    fail(x, "");
}

/* 0 after a verdict. */
static int
read_file(struct predicting *x)
{
    static char text[SHEET_BYTES_MAX];
    char path[512];
    size_t len;
    FILE *in;

    snprintf(path, sizeof(path), "%s/lab%d.predict", x->opt->nodes, x->c->lab);
    in = fopen(path, "r");
    if (!in) {
        fail_file(x, "is missing");
        return 0;
    }
    len = fread(text, 1, sizeof(text) - 1, in);
    text[len] = '\0';
    fclose(in);
    if (len == sizeof(text) - 1 || memchr(text, '\0', len)) {
        fail_file(x, "is no text, or a very long one");
        return 0;
    }
    worksheet_read(&x->sheet, text, x->p->q, x->p->n);
    return 1;
}

/* ---- the runs ----------------------------------------------------------- */

static enum verdict_on
measure(struct predicting *x, struct sim_world *w, size_t i, struct trace *tr)
{
    const struct question *q = &x->p->q[i];
    struct verdict v = { 0 };
    long value = 0;

    scheduled_run(w, q->schedule, tr);
    if (oracle_all(x->c->oracles, tr, &v) != 1)
        snprintf(x->why[i], sizeof(x->why[i]), "%.190s", v.why);
    else if (!q->measure(tr, q->of, &value))
        snprintf(x->why[i], sizeof(x->why[i]), "the run does not show it");
    else
        return x->sheet.answer[i].value == value ? RIGHT : WRONG;
    return UNMEASURED;
}

/* 0: the grader could not do its work, and the result says why. */
static int
measure_in_world(struct predicting *x, size_t i)
{
    const struct scenario of = { .world = x->p->q[i].world };
    struct grade_options one = *x->opt;
    struct sim_world *w;
    struct trace tr;

    one.seed = 0; /* a question is about one world */
    if (x->opt->reference)
        one.nodes = x->opt->reference;
    w = scenario_load(&of, &one, x->r);
    if (!w)
        return 0;
    trace_init(&tr);
    x->on[i] = measure(x, w, i, &tr);
    trace_release(&tr);
    sim_free(w);
    return 1;
}

/* Likewise.  What is not answered need not be measured. */
static int
measure_all(struct predicting *x)
{
    for (size_t i = 0; i < x->p->n; i++) {
        x->on[i] = OPEN;
        if (x->sheet.answer[i].given && !measure_in_world(x, i))
            return 0;
        x->n[x->on[i]]++;
    }
    return 1;
}

/* ---- what is said ------------------------------------------------------- */

/* The command that shows the run of a question. */
static void
print_replay(FILE *out, const struct predicting *x, const struct question *q)
{
    fprintf(out, "      %s WORLD=%.*s",
            x->opt->reference ? REFERENCE_REPLAY : x->opt->replay,
            (int)strcspn(q->world, "."), q->world);
    if (q->schedule[0])
        fprintf(out, " SCHEDULE='%s'", q->schedule);
    fprintf(out, "\n");
}

static void
print_question(FILE *out, const struct predicting *x, size_t i)
{
    static const char *const said[] = {
        [RIGHT] = "right",
        [WRONG] = "not as measured; the run:",
        [OPEN] = "not answered yet",
        [UNMEASURED] = "not measured yet: ",
    };
    const struct question *q = &x->p->q[i];
    char answer[40] = "?";

    if (x->sheet.answer[i].given)
        worksheet_show(answer, sizeof(answer), q, x->sheet.answer[i].value);
    fprintf(out, "  %-16s %-9s %s%s\n", q->key, answer,
            x->sheet.answer[i].odd ? "not understood: see above"
                                   : said[x->on[i]],
            x->on[i] == UNMEASURED ? x->why[i] : "");
    if (x->on[i] == WRONG)
        print_replay(out, x, q);
}

static void
print_all(FILE *out, const struct predicting *x)
{
    const struct worksheet *s = &x->sheet;

    for (size_t i = 0; i < s->n_problems && i < PROBLEMS_MAX; i++)
        fprintf(out, "  %s\n", s->problem[i]);
    if (s->n_problems > PROBLEMS_MAX)
        fprintf(out, "  and %zu more\n", s->n_problems - PROBLEMS_MAX);
    if (s->n_problems)
        fprintf(out, "\n");
    for (size_t i = 0; i < x->p->n; i++)
        print_question(out, x, i);
}

/* The first reason why something could not be measured. */
static const char *
first_why(const struct predicting *x)
{
    for (size_t i = 0; i < x->p->n; i++)
        if (x->on[i] == UNMEASURED)
            return x->why[i];
    return "";
}

static void
conclude(struct predicting *x)
{
    const struct worksheet *s = &x->sheet;
    size_t cap = sizeof(x->r->statement), n = x->p->n;
    char *to = x->r->statement;

    if (s->n_problems)
        snprintf(to, cap, "%s, %s", x->p->file, s->problem[0]);
    else if (x->n[OPEN] == (int)n)
        snprintf(to, cap, "no answer yet in %s", x->p->file);
    else if (x->n[RIGHT] == (int)n)
        snprintf(to, cap, "all %zu predictions are as measured", n);
    else
        snprintf(to, cap,
                 "predictions: %d right, %d not as measured, %d not "
                 "answered, %d not measured yet%s%.90s",
                 x->n[RIGHT], x->n[WRONG], x->n[OPEN], x->n[UNMEASURED],
                 x->n[UNMEASURED] ? ": " : "", first_why(x));
}

void
predict_run(const struct grade_case *c, const struct grade_options *opt,
            struct result *r)
{
    struct predicting x = { .p = c->prediction, .c = c, .opt = opt, .r = r };
    char *text = NULL;
    size_t len;
    FILE *out;

    if (!read_file(&x) || !measure_all(&x))
        return;
    conclude(&x);
    if (!x.sheet.n_problems && x.n[RIGHT] == (int)x.p->n) {
        r->outcome = OUTCOME_PASS;
        return;
    }
    out = open_memstream(&text, &len);
    if (!out)
        abort();
    print_all(out, &x);
    fclose(out);
    fail(&x, text);
    free(text);
}
