/*
 * record.c - reads a record of a grading, and believes nothing of it.
 *
 * One place checks all that any conversion uses, sums included.  So a file
 * that was cut, edited or made by another version ends in a sentence, never
 * in a wrong grade.
 */
#include "grader/convert/record.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const status_names[N_STATUSES] = {
    "pass",    "fail",    "unknown", "crashed",
    "timeout", "not-run", "infra",   "stopped",
};

#define SEED_USUAL 1 /* of a world that names none */

/* Where in the file we are, and whether it was right until here. */
struct reading {
    char at[96]; /* "cases[3].report." or "" */
    char *wrong; /* the first sentence; "": none */
};

static void *
allocate(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);

    if (!p) {
        fprintf(stderr, "convert: out of memory\n");
        abort();
    }
    return p;
}

static void __attribute__((format(printf, 2, 3)))
complain(struct reading *in, const char *format, ...)
{
    va_list args;

    if (in->wrong[0])
        return;
    va_start(args, format);
    vsnprintf(in->wrong, RECORD_WRONG_LEN, format, args);
    va_end(args);
}

/* A member of an object, of this type; NULL if it is not there or another. */
static json_t *
member(struct reading *in, const json_t *o, const char *name, json_type type)
{
    static const char *const types[] = { "an object", "a list", "a string",
                                         "a whole number" };
    json_t *v = json_object_get(o, name);

    if (v && json_typeof(v) == type)
        return v;
    complain(in, v ? "%s%s is not %s" : "%s%s is missing: it is %s", in->at,
             name, types[type]);
    return NULL;
}

static const char *
text(struct reading *in, const json_t *o, const char *name)
{
    json_t *v = member(in, o, name, JSON_STRING);

    return v ? json_string_value(v) : "";
}

/* One that may be left out. */
static const char *
text_if(struct reading *in, const json_t *o, const char *name)
{
    return json_object_get(o, name) ? text(in, o, name) : "";
}

static long
number(struct reading *in, const json_t *o, const char *name, long least)
{
    json_t *v = member(in, o, name, JSON_INTEGER);
    json_int_t n = v ? json_integer_value(v) : least;

    if (n < least || n > INT32_MAX) {
        complain(in, "%s%s is %" JSON_INTEGER_FORMAT ": not from %ld to %ld",
                 in->at, name, n, least, (long)INT32_MAX);
        return least;
    }
    return (long)n;
}

static int
yes_or_no(struct reading *in, const json_t *o, const char *name)
{
    json_t *v = json_object_get(o, name);

    if (!json_is_boolean(v))
        complain(in, "%s%s is %s true or false", in->at, name,
                 v ? "not" : "missing: it is");
    return json_is_true(v);
}

/* A list of strings, in an array that the caller frees. */
static const char **
texts(struct reading *in, const json_t *o, const char *name, size_t *n)
{
    json_t *list = member(in, o, name, JSON_ARRAY), *v;
    const char **all = allocate(json_array_size(list), sizeof(*all));
    size_t i;

    json_array_foreach (list, i, v) {
        all[i] = json_is_string(v) ? json_string_value(v) : "";
        if (!json_is_string(v))
            complain(in, "%s%s[%zu] is not a string", in->at, name, i);
    }
    *n = json_array_size(list);
    return all;
}

static enum status
read_status(struct reading *in, const json_t *o)
{
    const char *name = text(in, o, "status");

    for (int s = 0; s < N_STATUSES; s++)
        if (strcmp(name, status_names[s]) == 0)
            return (enum status)s;
    complain(in, "%sstatus is \"%s\": not a status", in->at, name);
    return STATUS_INFRA;
}

/* A number or, if it is too large for JSON, its digits. */
static void
read_seed(struct reading *in, const json_t *o, char seed[24])
{
    const json_t *v = json_object_get(o, "seed");

    if (json_is_string(v))
        snprintf(seed, 24, "%s", json_string_value(v));
    else if (number(in, o, "seed", 0) != SEED_USUAL)
        snprintf(seed, 24, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
}

/* A run that was asked for may be right. */
static int
is_no_failure(struct reading *in, const char *kind, enum status status)
{
    if (strcmp(kind, "run") == 0)
        return status == STATUS_PASS;
    if (strcmp(kind, "exhibit") == 0)
        return 1;
    if (strcmp(kind, "failure") != 0)
        complain(in, "%skind is \"%s\": not failure, exhibit or run", in->at,
                 kind);
    return 0;
}

static void
read_told(struct reading *in, const json_t *o, enum status status,
          struct told *t)
{
    t->is_exhibit = is_no_failure(in, text(in, o, "kind"), status);
    t->why = text(in, o, "why");
    t->schedule = text(in, o, "schedule");
    t->text = text_if(in, o, "text");
    read_seed(in, o, t->seed);
    t->expected = text(in, o, "expected");
    t->actual = text(in, o, "actual");
    t->replay = text(in, o, "replay");
    t->trace = text(in, o, "trace");
    t->hint = text(in, o, "hint");
    t->row = texts(in, o, "diagram", &t->n_rows);
}

/* The report, and what is told beside it. */
static void
read_all_told(struct reading *in, const json_t *o, struct case_record *c)
{
    const json_t *report = json_object_get(o, "report"), *v;
    const json_t *more = json_object_get(o, "more");
    size_t len = strlen(in->at), i;

    if (!report)
        return;
    if (more && !json_is_array(more))
        complain(in, "%smore is not a list", in->at);
    c->told = allocate(1 + json_array_size(more), sizeof(*c->told));
    snprintf(in->at + len, sizeof(in->at) - len, "report.");
    read_told(in, report, c->status, &c->told[c->n_told++]);
    json_array_foreach (more, i, v) {
        snprintf(in->at + len, sizeof(in->at) - len, "more[%zu].", i);
        read_told(in, v, c->status, &c->told[c->n_told++]);
    }
}

static void
read_case(struct reading *in, const json_t *o, struct case_record *c)
{
    c->name = text(in, o, "name");
    c->lab = (int)number(in, o, "lab", 1);
    if (c->lab > RECORD_LABS)
        complain(in, "%slab is %d: there are %d", in->at, c->lab, RECORD_LABS);
    c->what = text(in, o, "what");
    c->rows = text(in, o, "rows");
    c->max = number(in, o, "max", 0);
    c->points = number(in, o, "points", 0);
    c->status = read_status(in, o);
    c->statement = text(in, o, "statement");
    c->needs = text_if(in, o, "needs");
    c->ms = number(in, o, "ms", 0);
    if (c->points != (c->status == STATUS_PASS ? c->max : 0))
        complain(in, "%spoints is %ld of %ld, but its status is %s", in->at,
                 c->points, c->max, status_name(c->status));
    read_all_told(in, o, c);
}

static void
read_cases(struct reading *in, struct record *r)
{
    json_t *list = member(in, r->root, "cases", JSON_ARRAY), *v;
    size_t i;

    r->n_cases = json_array_size(list);
    r->cases = allocate(r->n_cases, sizeof(*r->cases));
    json_array_foreach (list, i, v) {
        snprintf(in->at, sizeof(in->at), "cases[%zu].", i);
        read_case(in, v, &r->cases[i]);
    }
    in->at[0] = '\0';
}

static void
read_mode(struct reading *in, struct record *r)
{
    json_t *mode = member(in, r->root, "mode", JSON_OBJECT);

    snprintf(in->at, sizeof(in->at), "mode.");
    r->isolated = yes_or_no(in, mode, "isolated");
    r->sanitizers = yes_or_no(in, mode, "sanitizers");
    r->prior = text(in, mode, "prior");
    r->enforced = texts(in, mode, "enforced", &r->n_enforced);
    r->not_enforced = texts(in, mode, "not_enforced", &r->n_not_enforced);
    in->at[0] = '\0';
}

/* What is said of a sum, and what the cases add up to; lab 0: all of them. */
static void
check_sum(struct reading *in, const struct record *r, int lab, long points,
          long max)
{
    long p = 0, m = 0;

    for (size_t i = 0; i < r->n_cases; i++) {
        if (lab && r->cases[i].lab != lab)
            continue;
        p += r->cases[i].points;
        m += r->cases[i].max;
    }
    if (p != points || m != max)
        complain(in,
                 "%spoints is %ld of %ld, but the cases add up to %ld of "
                 "%ld",
                 in->at, points, max, p, m);
}

static void
read_labs(struct reading *in, struct record *r)
{
    json_t *list = member(in, r->root, "labs", JSON_ARRAY), *v;
    long max = 0;
    size_t i;

    json_array_foreach (list, i, v) {
        int lab;

        snprintf(in->at, sizeof(in->at), "labs[%zu].", i);
        lab = (int)number(in, v, "lab", 1);
        if (lab > RECORD_LABS || r->lab_max[lab]) {
            complain(in, "%slab is %d: %s", in->at, lab,
                     lab > RECORD_LABS ? "not a lab" : "for the second time");
            break;
        }
        r->lab_points[lab] = number(in, v, "points", 0);
        r->lab_max[lab] = number(in, v, "max", 0);
        max += r->lab_max[lab];
        check_sum(in, r, lab, r->lab_points[lab], r->lab_max[lab]);
    }
    in->at[0] = '\0';
    if (max != r->max)
        complain(in, "labs have %ld points in all, but max is %ld", max,
                 r->max);
}

static void
read_score(struct reading *in, struct record *r)
{
    r->points = number(in, r->root, "points", 0);
    r->max = number(in, r->root, "max", 0);
    check_sum(in, r, 0, r->points, r->max);
    read_labs(in, r);
}

static void
check_format(struct reading *in, const json_t *root)
{
    const char *format = text(in, root, "format");
    long version = number(in, root, "version", 0);

    if (strcmp(format, "rpclab-results") != 0)
        complain(in, "format is \"%s\", not rpclab-results", format);
    if (version != 1)
        complain(in, "version is %ld: this program reads version 1", version);
}

static void
read_all(struct reading *in, struct record *r)
{
    check_format(in, r->root);
    if (in->wrong[0])
        return; /* all else would be wrong, too */
    r->submission = text(in, r->root, "submission");
    r->complete = yes_or_no(in, r->root, "complete");
    r->graded = yes_or_no(in, r->root, "graded");
    r->ms = number(in, r->root, "ms", 0);
    r->exit = (int)number(in, r->root, "exit", 0);
    read_mode(in, r);
    read_cases(in, r);
    if (r->complete && r->graded)
        read_score(in, r);
}

struct record *
record_read(const char *text, size_t len, char wrong[RECORD_WRONG_LEN])
{
    struct record *r = allocate(1, sizeof(*r));
    struct reading in = { .wrong = wrong };
    json_error_t e;

    wrong[0] = '\0';
    r->root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &e);
    if (!r->root)
        complain(&in, "line %d, column %d: %s", e.line, e.column, e.text);
    else
        read_all(&in, r);
    if (!wrong[0])
        return r;
    record_free(r);
    return NULL;
}

void
record_free(struct record *r)
{
    for (size_t i = 0; r->cases && i < r->n_cases; i++) {
        for (size_t k = 0; k < r->cases[i].n_told; k++)
            free(r->cases[i].told[k].row);
        free(r->cases[i].told);
    }
    free(r->cases);
    free(r->enforced);
    free(r->not_enforced);
    json_decref(r->root);
    free(r);
}

const char *
status_name(enum status s)
{
    return status_names[s];
}

int
status_is_infra(enum status s)
{
    return s == STATUS_INFRA || s == STATUS_TIMEOUT;
}

int
record_is_infra(const struct record *r)
{
    for (size_t i = 0; i < r->n_cases; i++)
        if (status_is_infra(r->cases[i].status))
            return 1;
    return r->exit > 1;
}

const char *
record_no_score(const struct record *r)
{
    if (!r->complete)
        return "the grading was stopped before its end";
    if (record_is_infra(r))
        return "the grader has failed, not the submission";
    if (!r->graded)
        return "only a part was asked for, or another search than the "
               "grade's";
    return r->max ? "" : "no case gives points";
}

int
record_has_score(const struct record *r)
{
    return record_no_score(r)[0] == '\0';
}

int
record_has_lab(const struct record *r, int lab)
{
    for (size_t i = 0; i < r->n_cases; i++)
        if (r->cases[i].lab == lab)
            return 1;
    return 0;
}
