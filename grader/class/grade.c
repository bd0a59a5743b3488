/*
 * grade.c - the command `grade` for one submission, and what its results
 * say of the points.
 *
 * A case that the grader could not judge is no case that is lost: then its
 * lab has no points, which is not 0 points.
 */
#include "grader/class/files.h"
#include "grader/class/one.h"
#include "grader/class/run.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define RESULTS_MAX ((size_t)64 << 20)
#define GRADE_FILE_MB 256
#define CONVERT_S 30

/* "1,3": the labs that are built. */
static void
labs_text(const struct one *o, char *text)
{
    for (int n = 1; n <= CLASS_LABS; n++)
        if ((o->labs & ~o->broken) >> n & 1)
            text += sprintf(text, "%s%d", text[-1] == ' ' ? "" : ",", n);
}

static int
in_results(const json_t *results, const char *name)
{
    return json_is_true(json_object_get(results, name));
}

/* Is it a status that says nothing about the submission? */
static int
is_unjudged(const char *status)
{
    return !status || strcmp(status, "infra") == 0 ||
           strcmp(status, "timeout") == 0 || strcmp(status, "stopped") == 0;
}

/* What the grader says of who writes evidence: the sentence of `forged` in
 * netsim's faults. */
static int
is_forged(const json_t *c)
{
    static const char says[] = "steps of calls that it has written itself";
    const char *why = json_string_value(
        json_object_get(json_object_get(c, "report"), "why"));
    const char *statement = json_string_value(json_object_get(c, "statement"));

    return (why && strstr(why, says)) ||
           (statement && strstr(statement, says));
}

/* Of cases without a verdict: which labs have one, and the first in `r`. */
static unsigned
unjudged_labs(const json_t *results, struct class_record *r)
{
    unsigned labs = 0;
    size_t i;
    json_t *c;

    json_array_foreach (json_object_get(results, "cases"), i, c) {
        const char *status = json_string_value(json_object_get(c, "status"));
        const char *name = json_string_value(json_object_get(c, "name"));
        const char *why = json_string_value(json_object_get(c, "statement"));
        json_int_t lab = json_integer_value(json_object_get(c, "lab"));

        if (is_forged(c))
            class_flag(r, "cheat-suspected");
        if (!is_unjudged(status) || lab < 1 || lab > CLASS_LABS)
            continue;
        if (!labs)
            record_infra(r, "not graded: %s: %s: %.120s", name ? name : "?",
                         status ? status : "no status", why ? why : "");
        labs |= 1u << lab;
    }
    return labs;
}

static void
take_points(struct one *o, const json_t *results)
{
    struct class_record *r = &o->record;
    unsigned unjudged = unjudged_labs(results, r);
    size_t i;
    json_t *lab;

    if (!in_results(results, "complete") || !in_results(results, "graded")) {
        if (!unjudged)
            record_infra(r, "not graded: the results are not complete");
        return;
    }
    json_array_foreach (json_object_get(results, "labs"), i, lab) {
        json_int_t n, points, max;

        if (json_unpack(lab, "{s:I, s:I, s:I}", "lab", &n, "points", &points,
                        "max", &max) < 0 ||
            n < 1 || n > CLASS_LABS || !r->lab[n].handed_in)
            continue;
        r->lab[n].max = (int)max;
        if (!(unjudged >> n & 1))
            r->lab[n].points = (int)points;
    }
    for (int n = 1; n <= CLASS_LABS; n++)
        if ((o->labs & ~o->broken & ~unjudged) >> n & 1 &&
            r->lab[n].points == CLASS_NO_SCORE)
            record_infra(r, "not graded: the results lack lab %d", n);
}

/* The results, without the names of our scratch directories. */
static int
read_results(struct one *o)
{
    char path[PATH_MAX + 16], *text;
    json_error_t why;
    json_t *results;
    int err;

    snprintf(path, sizeof(path), "%s/results.json", o->out);
    err = file_read(path, RESULTS_MAX, &text, NULL);
    if (err) {
        if (o->record.state != CLASS_INFRA)
            record_infra(&o->record, "not graded: no results: %s",
                         strerror(-err));
        return 0;
    }
    scratch_forget(o, text);
    err = file_write(path, text, strlen(text));
    results = json_loads(text, JSON_ALLOW_NUL, &why);
    free(text);
    o->results = results != NULL;
    if (results)
        take_points(o, results);
    else
        record_infra(&o->record, "not graded: results.json: line %d: %s",
                     why.line, why.text);
    json_decref(results);
    return err;
}

/* It must not be taken for a verdict when grade failed as a whole. */
static void
look_at_end(struct one *o, const struct run *r)
{
    if (r->timed_out) {
        class_flag(&o->record, "stopped");
        record_infra(&o->record, "not graded: not done after %d s",
                     r->limit_s);
    } else if (r->status > 1) {
        record_infra(&o->record,
                     "not graded: grade ended with status %d: %.*s", r->status,
                     (int)strcspn(r->output, "\n"), r->output);
    }
}

/* Those that are not always there, at most 3. */
static void
more_options(const struct one *o, const char **argv)
{
    if (o->opt->isolate)
        *argv++ = "--isolate";
    if (o->opt->seed) {
        *argv++ = "--seed";
        *argv = o->opt->seed;
    }
}

static int
run_grade(struct one *o)
{
    char grade[PATH_MAX], nodes[PATH_MAX + 8], traces[PATH_MAX + 8];
    char json[PATH_MAX + 16], labs_arg[16] = " ", replay[PATH_MAX + 32];
    char *labs = labs_arg + 1;
    const char *argv[] = {
        grade,          "--lab",    labs,        "--nodes",
        nodes,          "--traces", traces,      "--json",
        json,           "--replay", replay,      "--submission",
        o->entry->name, "--prior",  "reference", "--utf8",
        "--jobs",       "1",        NULL,        NULL,
        NULL,           NULL
    };
    struct run r = { .argv = argv,
                     .limit_s = o->opt->grade_s,
                     .file_mb = GRADE_FILE_MB };
    int err;

    more_options(o, argv + sizeof(argv) / sizeof(argv[0]) - 4);
    labs_text(o, labs);
    snprintf(grade, sizeof(grade), "%s/bin/grade", o->opt->build);
    snprintf(nodes, sizeof(nodes), "%s/node", o->built);
    snprintf(traces, sizeof(traces), "%s/traces", o->out);
    snprintf(json, sizeof(json), "%s/results.json", o->out);
    snprintf(replay, sizeof(replay), "make replay SUBMISSION=%s",
             o->entry->path);
    err = run(&r);
    if (err)
        return err;
    o->record.grade_ms = r.ms;
    if (!r.stopped) {
        look_at_end(o, &r);
        err = read_results(o);
    }
    free(r.output);
    return r.stopped ? -EINTR : err;
}

static int
convert(struct one *o, const char *to, const char *file)
{
    char program[PATH_MAX], json[PATH_MAX + 16], out[PATH_MAX + 16];
    const char *argv[] = { program, "--to", to, "--output", out, json, NULL };
    struct run r = { .argv = argv, .limit_s = CONVERT_S };
    int err;

    snprintf(program, sizeof(program), "%s/bin/convert", o->opt->build);
    snprintf(json, sizeof(json), "%s/results.json", o->out);
    snprintf(out, sizeof(out), "%s/%s", o->out, file);
    err = run(&r);
    if (err)
        return err;
    if (!r.stopped && (r.status != 0 || r.timed_out))
        record_infra(&o->record, "no report: convert to %s: %.*s", to,
                     (int)strcspn(r.output, "\n"), r.output);
    free(r.output);
    return r.stopped ? -EINTR : 0;
}

int
grade_labs(struct one *o)
{
    int err = run_grade(o);

    if (!err && o->results)
        err = convert(o, "text", "report.txt");
    if (!err && o->results)
        err = convert(o, "html", "report.html");
    if (!err && o->results && o->broken)
        err = report_add_status(o);
    return err;
}
