/*
 * results_text.c - results as a terminal shows them: see results.h.
 */
#include "grader/results.h"

#include <ctype.h>
#include <string.h>

/* A field's string, "" if there is none. */
static const char *
text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));

    return text ? text : "";
}

static long long
number_of(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

/* ---- how it is run ------------------------------------------------------ */

static void
print_list(FILE *out, const char *what, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        fprintf(out, "%s%s", i ? ", " : what,
                json_string_value(json_array_get(list, i)));
}

void
results_print_begin(FILE *out, const json_t *results)
{
    const json_t *mode = json_object_get(results, "mode");

    if (json_object_get(mode, "seed"))
        fprintf(out, "in worlds of seed %lld\n\n", number_of(mode, "seed"));
    if (!json_is_true(json_object_get(mode, "isolated")))
        return;
    fprintf(out, "isolated: each program in processes of its own");
    print_list(out, "\n  enforced      ", json_object_get(mode, "enforced"));
    print_list(out, "\n  not enforced  ",
               json_object_get(mode, "not_enforced"));
    fprintf(out, "\n\n");
}

/* ---- a line a case ------------------------------------------------------ */

/* Nothing is lost with it: predictions, what is shown of one's own work. */
static int
is_open(const json_t *results, const json_t *c)
{
    return number_of(c, "max") == 0 &&
           strcmp(text_of(c, "status"), "fail") == 0 &&
           !json_object_get(json_object_get(results, "mode"), "one_run");
}

/* What is no pass is to be seen: "not-run" is NOT RUN. */
static void
loud(char *buf, size_t cap, const char *status)
{
    size_t n = 0;

    if (strcmp(status, "pass") == 0) {
        snprintf(buf, cap, "pass");
        return;
    }
    for (; status[n] && n + 1 < cap; n++)
        buf[n] =
            status[n] == '-' ? ' ' : (char)toupper((unsigned char)status[n]);
    buf[n] = '\0';
}

static void
points_text(char *buf, size_t cap, const json_t *results, const json_t *c)
{
    const json_t *mode = json_object_get(results, "mode");

    if (json_object_get(mode, "one_run"))
        snprintf(buf, cap, "run");
    else if (json_object_get(mode, "shard"))
        snprintf(buf, cap, "part");
    else if (number_of(c, "max") == 0)
        snprintf(buf, cap, "exhibit");
    else
        snprintf(buf, cap, "%lld/%lld", number_of(c, "points"),
                 number_of(c, "max"));
}

static int
has_begun(const json_t *c)
{
    return !json_is_false(json_object_get(c, "begun"));
}

void
results_print_line(FILE *out, const json_t *results, const json_t *c,
                   const struct results_style *style)
{
    const char *status = text_of(c, "status"), *on = "", *off = "";
    char name[16], points[48];

    if (style->colour) {
        on = strcmp(status, "pass") == 0 ? "\033[32m"
             : is_open(results, c)       ? "\033[33m"
                                         : "\033[31m";
        off = "\033[0m";
    }
    loud(name, sizeof(name), is_open(results, c) ? "open" : status);
    points_text(points, sizeof(points), results, c);
    fprintf(out, "%-24s %s%-7s%s %7s  %s\n", text_of(c, "name"), on, name, off,
            points, text_of(c, "statement"));
}

/* ---- reports ------------------------------------------------------------ */

/* What makes the run another one than the fault-free run. */
static void
print_schedule(FILE *out, const json_t *report)
{
    const char *schedule = text_of(report, "schedule");
    const json_t *seed = json_object_get(report, "seed");

    if (schedule[0])
        fprintf(out, "  schedule   %s\n", schedule);
    else if (json_is_string(seed))
        fprintf(out, "  schedule   none, but seed %s\n",
                json_string_value(seed));
    else if (json_integer_value(seed) != RESULTS_SEED_DEFAULT)
        fprintf(out, "  schedule   none, but seed %lld\n",
                (long long)json_integer_value(seed));
    else
        fprintf(out, "  schedule   none: this is the fault-free run\n");
}

/* "  expected   ..."; nothing if there is nothing to say. */
static void
print_field(FILE *out, const json_t *report, const char *key,
            const char *shown_as)
{
    const char *text = text_of(report, key);

    if (text[0])
        fprintf(out, "  %-10s %s\n", shown_as, text);
}

/* A line for each; nothing if there is none. */
static void
print_texts(FILE *out, const json_t *report, const char *key,
            const char *shown_as)
{
    const json_t *list = json_object_get(report, key), *text;
    size_t i;

    json_array_foreach (list, i, text)
        fprintf(out, "  %-10s %s\n", i ? "" : shown_as,
                json_string_value(text));
}

/* How many are wrong, and from which event on it is another number. */
static void
print_margin(FILE *out, const json_t *report)
{
    const json_t *margin = json_object_get(report, "margin"), *row;
    long long before = -1;
    size_t i;

    json_array_foreach (margin, i, row) {
        long long wrong = json_integer_value(json_array_get(row, 1));

        if (wrong == before)
            continue;
        before = wrong;
        fprintf(out, "  %-10s from event %lld on at random: %lld of %lld\n",
                i ? "" : "wrong",
                (long long)json_integer_value(json_array_get(row, 0)), wrong,
                (long long)json_integer_value(json_array_get(row, 2)));
    }
}

/* "EXHIBIT" */
static const char *
kind_shown(const json_t *report)
{
    const char *kind = text_of(report, "kind");

    return strcmp(kind, "exhibit") == 0 ? "EXHIBIT"
           : strcmp(kind, "run") == 0   ? "RUN"
                                        : "FAIL";
}

/* Lines between empty ones. */
static void
print_block(FILE *out, const json_t *report)
{
    const json_t *diagram = json_object_get(report, "diagram"), *line;
    const char *text = text_of(report, "text");
    size_t i;

    if (json_array_size(diagram) == 0 && !text[0])
        return;
    fprintf(out, "\n");
    json_array_foreach (diagram, i, line)
        fprintf(out, "%s\n", json_string_value(line));
    fprintf(out, "%s%s\n", text,
            text[0] && text[strlen(text) - 1] != '\n' ? "\n" : "");
}

static void
print_report_as(FILE *out, const char *kind, const json_t *report)
{
    fprintf(out, "%s %s: %s\n", kind, text_of(report, "name"),
            text_of(report, "why"));
    if (json_array_size(json_object_get(report, "diagram")) > 0)
        print_schedule(out, report);
    print_texts(out, report, "idle", "in vain");
    print_texts(out, report, "left_out", "left out");
    print_margin(out, report);
    print_field(out, report, "expected", "expected");
    print_field(out, report, "actual", "actual");
    print_block(out, report);
    print_field(out, report, "replay", "replay");
    print_field(out, report, "trace", "trace");
    print_field(out, report, "trace_error", "trace");
    print_field(out, report, "hint", "see");
    fprintf(out, "\n");
}

void
results_print_report(FILE *out, const json_t *report)
{
    print_report_as(out, kind_shown(report), report);
}

static void
print_reports(FILE *out, const json_t *results, const json_t *c)
{
    const json_t *report = json_object_get(c, "report");
    const json_t *more = json_object_get(c, "more");
    size_t i;

    if (!report)
        return;
    print_report_as(out, is_open(results, c) ? "OPEN" : kind_shown(report),
                    report);
    json_array_foreach (more, i, report)
        results_print_report(out, report);
}

/* ---- the end ------------------------------------------------------------ */

static void
print_score(FILE *out, const json_t *results)
{
    const json_t *labs = json_object_get(results, "labs"), *lab;
    size_t i;

    if (!json_object_get(results, "points"))
        return;
    if (json_array_size(labs) > 1)
        json_array_foreach (labs, i, lab)
            fprintf(out, "lab %lld %lld/%lld\n", number_of(lab, "lab"),
                    number_of(lab, "points"), number_of(lab, "max"));
    fprintf(out, "score %lld/%lld\n", number_of(results, "points"),
            number_of(results, "max"));
}

void
results_print_end(FILE *out, const json_t *results)
{
    const json_t *cases = json_object_get(results, "cases"), *c;
    size_t i, not_begun = 0, reported = 0;

    json_array_foreach (cases, i, c) {
        not_begun += (size_t)!has_begun(c);
        if (json_object_get(c, "report") && reported++ == 0)
            fprintf(out, "\n");
        print_reports(out, results, c);
    }
    if (not_begun)
        fprintf(out, "stopped before %zu of %zu cases had begun\n", not_begun,
                json_array_size(cases));
    print_score(out, results);
}

void
results_print(FILE *out, const json_t *results,
              const struct results_style *style)
{
    const json_t *cases = json_object_get(results, "cases"), *c;
    size_t i;

    results_print_begin(out, results);
    json_array_foreach (cases, i, c)
        if (has_begun(c))
            results_print_line(out, results, c, style);
    results_print_end(out, results);
}
