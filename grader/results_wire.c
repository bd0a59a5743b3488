/*
 * results_wire.c - how the process of a case tells its result: see results.h.
 *
 * What comes is looked at field by field.  The process has run code of a
 * submission, and may have sent anything.
 */
#include "grader/results.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

int
results_send(FILE *out, const struct result *r)
{
    json_t *o = json_object();
    int status;

    results_put(o, "status", results_string(results_status(r->outcome)));
    results_put(o, "points", json_integer(r->points));
    results_put(o, "statement", results_string(r->statement));
    results_put(o, "reports",
                r->reports ? json_incref(r->reports) : json_array());
    status = json_dumpf(o, out, JSON_COMPACT);
    json_decref(o);
    return status < 0 ? -EIO : 0;
}

/* ---- what may come ------------------------------------------------------ */

struct complaint {
    char *why;
    size_t cap;
};

/* 0, always. */
__attribute__((format(printf, 2, 3))) static int
no(struct complaint *to, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(to->why, to->cap, format, args);
    va_end(args);
    return 0;
}

struct field {
    const char *key;
    json_type type;
    int optional;
    int one_line; /* no newline in the string */
};

static const struct field result_fields[] = {
    { "status", JSON_STRING, 0, 1 },    { "points", JSON_INTEGER, 0, 0 },
    { "statement", JSON_STRING, 0, 1 }, { "reports", JSON_ARRAY, 0, 0 },
    { NULL, JSON_NULL, 0, 0 },
};

static const struct field report_fields[] = {
    { "kind", JSON_STRING, 0, 1 },        { "name", JSON_STRING, 0, 1 },
    { "why", JSON_STRING, 0, 1 },         { "schedule", JSON_STRING, 0, 1 },
    { "deviations", JSON_INTEGER, 0, 0 }, { "seed", JSON_INTEGER, 0, 0 },
    { "expected", JSON_STRING, 0, 1 },    { "actual", JSON_STRING, 0, 1 },
    { "event", JSON_INTEGER, 1, 0 },      { "diagram", JSON_ARRAY, 0, 0 },
    { "text", JSON_STRING, 1, 0 },        { "replay", JSON_STRING, 0, 1 },
    { "trace", JSON_STRING, 0, 1 },       { "trace_error", JSON_STRING, 1, 1 },
    { "world", JSON_STRING, 0, 1 },       { "hint", JSON_STRING, 0, 1 },
    { "idle", JSON_ARRAY, 1, 0 },         { "left_out", JSON_ARRAY, 1, 0 },
    { "margin", JSON_ARRAY, 1, 0 },       { NULL, JSON_NULL, 0, 0 },
};

/* A text as results_string() makes them. */
static int
is_text(const json_t *s, int one_line)
{
    json_t *as_ours = results_string(json_string_value(s));
    int same = json_equal(s, as_ours);

    json_decref(as_ours);
    return same && (!one_line || !strchr(json_string_value(s), '\n'));
}

static int
is_of_type(const json_t *value, const struct field *f)
{
    if (strcmp(f->key, "seed") == 0 && json_is_string(value))
        return is_text(value, 1);
    return json_typeof(value) == f->type &&
           (f->type != JSON_STRING || is_text(value, f->one_line)) &&
           (f->type != JSON_INTEGER || json_integer_value(value) >= 0);
}

/* All fields that there must be, each of its type, and no other. */
static int
has_fields(const json_t *o, const struct field *fields, const char *what,
           struct complaint *to)
{
    size_t known = 0;

    if (!json_is_object(o))
        return no(to, "%s is no object", what);
    for (const struct field *f = fields; f->key; f++) {
        const json_t *value = json_object_get(o, f->key);

        if (!value && !f->optional)
            return no(to, "%s has no \"%s\"", what, f->key);
        if (value && !is_of_type(value, f))
            return no(to, "\"%s\" of %s is of another kind", f->key, what);
        known += value != NULL;
    }
    return known == json_object_size(o) ||
           no(to, "%s has a field too many", what);
}

/* Each of such an array, if there is one, is a line. */
static int
has_lines(const json_t *report, const char *key, struct complaint *to)
{
    const json_t *line;
    size_t i;

    json_array_foreach (json_object_get(report, key), i, line)
        if (!json_is_string(line) || !is_text(line, 1))
            return no(to, "row %zu of \"%s\" is no line", i, key);
    return 1;
}

/* Of each point its event, and how many of how many runs are wrong. */
static int
is_margin(const json_t *margin, struct complaint *to)
{
    json_int_t n[3];
    const json_t *row;
    size_t i;

    json_array_foreach (margin, i, row) {
        int is_row = json_array_size(row) == 3;

        for (size_t k = 0; is_row && k < 3; k++) {
            is_row = json_is_integer(json_array_get(row, k));
            n[k] = json_integer_value(json_array_get(row, k));
        }
        if (!is_row || n[0] < 0 || n[1] < 0 || n[1] > n[2])
            return no(to, "row %zu of a margin is of another kind", i);
    }
    return 1;
}

static int
is_report(const json_t *report, struct complaint *to)
{
    const char *kind;

    if (!has_fields(report, report_fields, "a report", to))
        return 0;
    kind = json_string_value(json_object_get(report, "kind"));
    if (strcmp(kind, "failure") != 0 && strcmp(kind, "exhibit") != 0 &&
        strcmp(kind, "run") != 0)
        return no(to, "a report is a \"%.20s\"", kind);
    return has_lines(report, "diagram", to) && has_lines(report, "idle", to) &&
           has_lines(report, "left_out", to) &&
           is_margin(json_object_get(report, "margin"), to);
}

static int
is_result(const json_t *o, const struct grade_case *c, struct complaint *to)
{
    const json_t *report;
    const char *status;
    json_int_t points;
    int outcome;
    size_t i;

    if (!has_fields(o, result_fields, "the result", to))
        return 0;
    status = json_string_value(json_object_get(o, "status"));
    points = json_integer_value(json_object_get(o, "points"));
    outcome = results_outcome(status);
    if (outcome < 0 || outcome == OUTCOME_STOPPED ||
        outcome == OUTCOME_NOT_RUN || outcome == OUTCOME_CRASHED)
        return no(to, "\"%.20s\" is no status of a case that has ended",
                  status);
    if (points != (outcome == OUTCOME_PASS ? c->points : 0))
        return no(to, "%lld of %d points for a case with \"%s\"",
                  (long long)points, c->points, status);
    json_array_foreach (json_object_get(o, "reports"), i, report)
        if (!is_report(report, to))
            return 0;
    return 1;
}

int
results_receive(const char *text, size_t len, const struct grade_case *c,
                struct result *r, char *why, size_t cap)
{
    struct complaint to = { why, cap };
    json_error_t error;
    json_t *o = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
    json_t *reports;

    if (!o) {
        no(&to, "no JSON: %s", error.text);
        return -EINVAL;
    }
    if (!is_result(o, c, &to)) {
        json_decref(o);
        return -EINVAL;
    }
    r->outcome = (enum outcome)results_outcome(
        json_string_value(json_object_get(o, "status")));
    r->points = (int)json_integer_value(json_object_get(o, "points"));
    snprintf(r->statement, sizeof(r->statement), "%s",
             json_string_value(json_object_get(o, "statement")));
    reports = json_object_get(o, "reports");
    r->reports = json_array_size(reports) ? json_incref(reports) : NULL;
    json_decref(o);
    return 0;
}

void
result_release(struct result *r)
{
    json_decref(r->reports);
    r->reports = NULL;
}
