/*
 * tap.c - the Test Anything Protocol, version 13, as `prove` reads it.
 *
 * A point is "not ok" exactly if its case costs points, so that the consumer's
 * verdict is the grade's: an exhibit that shows nothing is TODO, which costs
 * nothing.  If the grader itself has failed, or was stopped, the last line
 * bails out.
 */
#include "grader/convert/formats.h"
#include "grader/convert/words.h"
#include "grader/convert/write.h"

/* In a description "#" would begin a directive. */
static void
description(FILE *out, const char *s)
{
    for (size_t n; (n = write_next(&s)) > 0; s += n) {
        if (*s == '#' || *s == '\\')
            fputc('\\', out);
        fwrite(*s == '\n' || *s == '\t' ? " " : s, 1, n, out);
    }
}

/* A scalar of YAML in double quotes, as of JSON. */
static void
quoted(FILE *out, const char *s)
{
    fputc('"', out);
    for (size_t n; (n = write_next(&s)) > 0; s += n) {
        if (*s == '"' || *s == '\\')
            fputc('\\', out);
        fwrite(*s == '\n' || *s == '\t' ? " " : s, 1, n, out);
    }
    fputc('"', out);
}

static void
entry(FILE *out, const char *key, const char *value)
{
    if (!value[0])
        return;
    fprintf(out, "  %s: ", key);
    quoted(out, value);
    fputc('\n', out);
}

/* In YAML a key stands once: what is told besides is a list of sentences. */
static void
besides(FILE *out, const struct case_record *c)
{
    if (c->n_told > 1)
        fputs("  besides:\n", out);
    for (size_t k = 1; k < c->n_told; k++) {
        fputs("    - ", out);
        quoted(out, c->told[k].why);
        fputc('\n', out);
    }
}

static void
told(FILE *out, const struct told *t)
{
    struct draft d;

    entry(out, t->is_exhibit ? "exhibit" : "failure", t->why);
    draft_begin(&d);
    words_schedule(d.out, t);
    entry(out, "schedule", draft_end(&d));
    draft_free(&d);
    entry(out, "expected", t->expected);
    entry(out, "actual", t->actual);
    if (t->n_rows)
        fputs("  diagram:\n", out);
    for (size_t i = 0; i < t->n_rows; i++) {
        fputs("    - ", out);
        quoted(out, t->row[i]);
        fputc('\n', out);
    }
    entry(out, "text", t->text);
    entry(out, "replay", t->replay);
    entry(out, "trace", t->trace);
    entry(out, "see", t->hint);
}

static void
point(FILE *out, const struct record *r, size_t i)
{
    const struct case_record *c = &r->cases[i];
    int is_ok = c->status == STATUS_PASS;
    const char *directive = "";

    if (c->max == 0 && c->status == STATUS_NOT_RUN) {
        is_ok = 1;
        directive = " # SKIP an exhibit that was not run";
    } else if (c->max == 0 && !is_ok && !status_is_infra(c->status)) {
        directive = " # TODO an exhibit gives no points";
    }
    fprintf(out, "%s %zu - ", is_ok ? "ok" : "not ok", i + 1);
    description(out, c->name);
    fputs(": ", out);
    description(out, c->what);
    fprintf(out, "%s\n  ---\n", directive);
    entry(out, "status", status_name(c->status));
    if (record_has_score(r))
        fprintf(out, "  points: %ld\n", c->points);
    fprintf(out, "  max: %ld\n  duration_ms: %ld\n", c->max, c->ms);
    entry(out, "statement", c->statement);
    entry(out, "needs", c->needs);
    if (c->told)
        told(out, c->told);
    besides(out, c);
    fputs("  ...\n", out);
}

void
to_tap(const struct record *r, FILE *out)
{
    fprintf(out, "TAP version 13\n1..%zu\n", r->n_cases);
    for (size_t i = 0; i < r->n_cases; i++)
        point(out, r, i);
    if (!r->complete || record_is_infra(r))
        fprintf(out, "Bail out!  There is no score: %s\n", record_no_score(r));
    else if (!record_has_score(r))
        fprintf(out, "# There is no score: %s\n", record_no_score(r));
    else
        fprintf(out, "# score %ld/%ld\n", r->points, r->max);
}
