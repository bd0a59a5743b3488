/*
 * report.c - one run, told to a person: the sentence, the deviations, what
 * was expected, the diagram, and the command that runs it again.  All of it
 * as JSON (results.h); results_text.c prints it.
 */
#include "grader/results.h"
#include "grader/scenario.h"

#include "netsim/trace/diagram.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The diagram from the call in question on; whole runs rarely fit a screen
 * and what went well before is not news. */
static uint64_t
first_shown(const struct trace *tr, const struct verdict *v)
{
    uint64_t first = 0;

    if (v->since)
        return v->since->seq;
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (v->culprit && ev->seq > v->culprit->seq)
            break;
        if (trace_is_step(ev, "call"))
            first = ev->seq;
    }
    return first;
}

/* To the return of the last call that the culprit is part of. */
static uint64_t
last_shown(const struct trace *tr, const struct verdict *v)
{
    for (size_t i = 0; v->culprit && i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (ev->seq >= v->culprit->seq && trace_is_step(ev, "return"))
            return ev->seq;
    }
    return tr->n_events ? tr->event[tr->n_events - 1].seq : 0;
}

#define LINES_MAX 40             /* of a diagram with its heading: a screen */
#define ROWS_MAX (LINES_MAX - 3) /* ... of which two say what is left out */
#define ROWS_AFTER 5 /* the one of the culprit, if there are too many */

static void
add_left_out(json_t *lines, size_t n, const char *which)
{
    char line[80];

    if (n == 0)
        return;
    snprintf(line, sizeof(line), "     ...  %zu %s rows are in the trace", n,
             which);
    results_append(lines, results_string(line));
}

/* What a program has said of itself: what comes after is of no interest. */
static int
is_last_word(const struct trace_event *ev)
{
    return ev && (trace_is_step(ev, "wrong") || trace_is_step(ev, "missing"));
}

/* All rows, or a screen of them that ends soon after the culprit's. */
static void
add_rows(json_t *lines, const struct diagram *d, const struct verdict *v)
{
    size_t n = diagram_rows(d), begin = 0, end = n;
    char line[4 * 512 + 1]; /* the widest diagram, UTF-8 */

    if (n > LINES_MAX - 1) {
        if (v->culprit)
            end = diagram_row_of(d, v->culprit->seq) + 1 + ROWS_AFTER;
        if (end < ROWS_MAX && !is_last_word(v->culprit))
            end = ROWS_MAX;
        end = end > n ? n : end;
        begin = end > ROWS_MAX ? end - ROWS_MAX : 0;
    }
    diagram_heading(d, line, sizeof(line));
    results_append(lines, results_string(line));
    add_left_out(lines, begin, "earlier");
    for (size_t row = begin; row < end; row++) {
        diagram_row(d, row, line, sizeof(line));
        results_append(lines, results_string(line));
    }
    add_left_out(lines, n - end, "later");
}

/* The lines of the diagram, to be owned by the caller. */
static json_t *
draw(const struct grade_options *opt, const struct trace *tr,
     const struct verdict *v)
{
    struct diagram_options d = { .ascii = opt->ascii,
                                 .first = first_shown(tr, v),
                                 .last = last_shown(tr, v) };
    struct diagram *diagram = diagram_new(tr, &d);
    json_t *lines = json_array();

    add_rows(lines, diagram, v);
    diagram_free(diagram);
    return lines;
}

static void
save_trace(json_t *report, const struct grade_options *opt,
           const struct grade_case *c, const struct trace *tr)
{
    char path[512], error[600] = "";
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s.jsonl", opt->traces, c->name);
    f = fopen(path, "w");
    if (!f) {
        snprintf(error, sizeof(error), "cannot write %s: %s", path,
                 strerror(errno));
    } else {
        if (trace_write(f, tr) < 0)
            snprintf(error, sizeof(error), "cannot write %s", path);
        fclose(f);
    }
    if (error[0])
        results_put(report, "trace_error", results_string(error));
    else
        results_put(report, "trace", results_string(path));
}

/* The world need not be named if it is the one that is meant without.  One
 * of ours is known by less than its file's name.  A plan is about one world,
 * and a random world has its own seed, unless that one run is asked for. */
static json_t *
replay(const struct grade_options *opt, const struct grade_case *c,
       const char *schedule)
{
    const struct scenario *s = c->scenario;
    const char *world = s ? s->world : "lab3/bank.world";
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    json_t *command;

    fprintf(out, "%s", opt->replay);
    if (s && s->is_file)
        fprintf(out, " WORLD=%s", world);
    else if (strcmp(world, "lab3/bank.world") != 0)
        fprintf(out, " WORLD=%.*s", (int)strcspn(world, "."), world);
    if (opt->seed && (opt->schedule || !(s && (s->is_file || s->faults_file))))
        fprintf(out, " SEED=%" PRIu64, opt->seed);
    if (s && s->faults_file)
        fprintf(out, " SCHEDULE=@%s", s->faults_file);
    else
        fprintf(out, " SCHEDULE='%s'", schedule);
    fclose(out);
    command = results_string(text);
    free(text);
    return command;
}

/* Which section of the handout helps. */
static json_t *
hint(const struct grade_case *c)
{
    char text[300];

    if (c->hint)
        snprintf(text, sizeof(text),
                 "HANDOUT.md, lab %d, \"%s\" (syllabus %s)", c->lab, c->hint,
                 c->rows);
    else
        snprintf(text, sizeof(text), "HANDOUT.md, lab %d (syllabus %s)",
                 c->lab, c->rows);
    return results_string(text);
}

static json_t *
world(const struct grade_options *opt, const struct grade_case *c)
{
    char path[512] = "";

    if (c->scenario)
        scenario_path(c->scenario, opt, path, sizeof(path));
    return results_string(path);
}

/* With all fields, of which most say nothing yet. */
static json_t *
new_report(struct result *r, const struct grade_options *opt,
           const struct grade_case *c, enum report_kind kind, const char *why)
{
    static const char *const kinds[] = {
        [REPORT_FAILURE] = "failure",
        [REPORT_EXHIBIT] = "exhibit",
        [REPORT_RUN] = "run",
    };
    json_t *o = json_object();

    results_put(o, "kind", results_string(kinds[kind]));
    results_put(o, "name", results_string(c->name));
    results_put(o, "why", results_string(why));
    results_put(o, "schedule", results_string(""));
    results_put(o, "deviations", json_integer(0));
    results_put(o, "seed", json_integer(RESULTS_SEED_DEFAULT));
    results_put(o, "expected", results_string(""));
    results_put(o, "actual", results_string(""));
    results_put(o, "diagram", json_array());
    results_put(o, "replay", results_string(""));
    results_put(o, "trace", results_string(""));
    results_put(o, "world", world(opt, c));
    results_put(o, "hint", hint(c));
    if (!r->reports)
        r->reports = json_array();
    results_append(r->reports, o);
    return o;
}

/* "drop a->b #1; crash b @exec #2" has two. */
static int
count_deviations(const char *schedule)
{
    int n = schedule[0] != '\0';

    for (; *schedule; schedule++)
        n += *schedule == ';';
    return n;
}

json_t *
report_run(struct result *r, const struct grade_options *opt,
           const struct grade_case *c, const struct trace *tr,
           const struct verdict *v, enum report_kind kind)
{
    const char *schedule = tr->meta.schedule;
    json_t *o = new_report(r, opt, c, kind, v->why);

    results_put(o, "schedule", results_string(schedule));
    results_put(o, "deviations", json_integer(count_deviations(schedule)));
    results_put(o, "seed", results_seed(tr->meta.seed));
    results_put(o, "expected", results_string(v->expected));
    results_put(o, "actual", results_string(v->actual));
    if (v->culprit)
        results_put(o, "event", json_integer((json_int_t)v->culprit->seq));
    results_put(o, "diagram", draw(opt, tr, v));
    results_put(o, "replay", replay(opt, c, schedule));
    if (opt->traces)
        save_trace(o, opt, c, tr);
    return o;
}

void
report_text(struct result *r, const struct grade_options *opt,
            const struct grade_case *c, enum report_kind kind, const char *why,
            const char *text, const char *schedule)
{
    json_t *o = new_report(r, opt, c, kind, why);

    results_put(o, "text", results_string(text));
    if (schedule)
        results_put(o, "replay", replay(opt, c, schedule));
}

static const char *
faults_text(int n)
{
    return n == 1 ? "fault" : "faults";
}

void
report_coverage(char *buf, size_t cap, const struct grade_options *opt,
                uint64_t schedules, int faults, const char *ended)
{
    char part[48] = "";

    if (opt->n_shards > 1)
        snprintf(part, sizeof(part), "part %u of %u: ", opt->shard + 1,
                 opt->n_shards);
    if (faults < 0)
        snprintf(buf, cap, "%s%s after %" PRIu64 " random worlds", part,
                 ended ? ended : "ended", schedules);
    else if (!ended && faults == 0)
        snprintf(buf, cap, "%sthe run without faults", part);
    else if (!ended)
        snprintf(buf, cap, "%sall %s%" PRIu64 " schedules of at most %d %s",
                 part, part[0] ? "its " : "", schedules, faults,
                 faults_text(faults));
    else if (faults == 0)
        snprintf(buf, cap, "%s%s after %" PRIu64 " schedules", part, ended,
                 schedules);
    else if (faults == 1)
        snprintf(buf, cap, "%s%s after %" PRIu64 " schedules, some of 1 fault",
                 part, ended, schedules);
    else
        snprintf(buf, cap,
                 "%s%s after %" PRIu64 " schedules, all of at most %d %s "
                 "among them, some of %d",
                 part, ended, schedules, faults - 1, faults_text(faults - 1),
                 faults);
}
