/*
 * report.c - one run, told to a person: the sentence, the deviations, what
 * was expected, the diagram, and the command that runs it again.
 */
#include "grader/scenario.h"

#include "netsim/trace/diagram.h"

#include <errno.h>
#include <inttypes.h>
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

#define SEED_DEFAULT 1 /* of a world that names none */

#define ROWS_MAX 40  /* of a diagram: a screen */
#define ROWS_AFTER 5 /* the one of the culprit, if there are too many */

static void
print_left_out(FILE *out, size_t n, const char *which)
{
    if (n > 0)
        fprintf(out, "     ...  %zu %s rows are in the trace\n", n, which);
}

/* What a program has said of itself: what comes after is of no interest. */
static int
is_last_word(const struct trace_event *ev)
{
    return ev && (trace_is_step(ev, "wrong") || trace_is_step(ev, "missing"));
}

/* All rows, or a screen of them that ends soon after the culprit's. */
static void
print_rows(FILE *out, const struct diagram *d, const struct verdict *v)
{
    size_t n = diagram_rows(d), begin = 0, end = n;
    char line[4 * 512 + 1]; /* the widest diagram, UTF-8 */

    if (n > ROWS_MAX) {
        if (v->culprit)
            end = diagram_row_of(d, v->culprit->seq) + 1 + ROWS_AFTER;
        if (end < ROWS_MAX && !is_last_word(v->culprit))
            end = ROWS_MAX;
        end = end > n ? n : end;
        begin = end > ROWS_MAX ? end - ROWS_MAX : 0;
    }
    diagram_heading(d, line, sizeof(line));
    fprintf(out, "%s\n", line);
    print_left_out(out, begin, "earlier");
    for (size_t row = begin; row < end; row++) {
        diagram_row(d, row, line, sizeof(line));
        fprintf(out, "%s\n", line);
    }
    print_left_out(out, n - end, "later");
}

static void
print_diagram(FILE *out, const struct grade_options *opt,
              const struct trace *tr, const struct verdict *v)
{
    struct diagram_options d = { .ascii = opt->ascii,
                                 .first = first_shown(tr, v),
                                 .last = last_shown(tr, v) };
    struct diagram *diagram = diagram_new(tr, &d);

    fprintf(out, "\n");
    print_rows(out, diagram, v);
    fprintf(out, "\n");
    diagram_free(diagram);
}

static void
save_trace(FILE *out, const struct grade_options *opt,
           const struct grade_case *c, const struct trace *tr)
{
    char path[512];
    FILE *f;

    if (!opt->traces)
        return;
    snprintf(path, sizeof(path), "%s/%s.jsonl", opt->traces, c->name);
    f = fopen(path, "w");
    if (!f) {
        fprintf(out, "  trace      cannot write %s: %s\n", path,
                strerror(errno));
        return;
    }
    if (trace_write(f, tr) < 0)
        fprintf(out, "  trace      cannot write %s\n", path);
    else
        fprintf(out, "  trace      %s\n", path);
    fclose(f);
}

/* The world need not be named if it is the one that is meant without.  One
 * of ours is known by less than its file's name. */
static void
print_replay(FILE *out, const struct grade_options *opt,
             const struct grade_case *c, const char *schedule)
{
    const char *world = c->scenario ? c->scenario->world : "";

    fprintf(out, "  replay     %s", opt->replay);
    if (c->scenario && c->scenario->is_file)
        fprintf(out, " WORLD=%s", world);
    else if (strcmp(world, "lab3/bank.world") != 0)
        fprintf(out, " WORLD=%.*s", (int)strcspn(world, "."), world);
    if (c->scenario && c->scenario->faults_file)
        fprintf(out, " SCHEDULE=@%s\n", c->scenario->faults_file);
    else
        fprintf(out, " SCHEDULE='%s'\n", schedule);
}

/* What makes the run another one than the fault-free run. */
static void
print_schedule(FILE *out, const struct trace *tr)
{
    if (tr->meta.schedule[0])
        fprintf(out, "  schedule   %s\n", tr->meta.schedule);
    else if (tr->meta.seed != SEED_DEFAULT)
        fprintf(out, "  schedule   none, but seed %" PRIu64 "\n",
                tr->meta.seed);
    else
        fprintf(out, "  schedule   none: this is the fault-free run\n");
}

void
report_run(FILE *out, const struct grade_options *opt,
           const struct grade_case *c, const struct trace *tr,
           const struct verdict *v, const char *heading)
{
    const char *schedule = tr->meta.schedule;

    fprintf(out, "%s %s: %s\n", heading, c->name, v->why);
    print_schedule(out, tr);
    if (v->expected[0])
        fprintf(out, "  expected   %s\n", v->expected);
    if (v->actual[0])
        fprintf(out, "  actual     %s\n", v->actual);
    print_diagram(out, opt, tr, v);
    print_replay(out, opt, c, schedule);
    save_trace(out, opt, c, tr);
    fprintf(out, "  see        HANDOUT.md, lab %d (syllabus %s)\n\n", c->lab,
            c->rows);
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
