/*
 * junit.c - JUnit XML, as servers of continuous integration read it.
 *
 * There is no standard.  The shape is that on which the servers agree, and
 * which test/junit.xsd writes down: a suite for each lab, a case for each
 * case.  "failure" is for what was found wrong, "error" for what has ended
 * before anything could be decided, "skipped" for what was not run, or gives
 * no points.
 */
#include "grader/convert/formats.h"
#include "grader/convert/words.h"
#include "grader/convert/write.h"

#include <stdlib.h>

enum kind { PASSED, FAILURE, ERROR, SKIPPED, N_KINDS };

static const char *const element[N_KINDS] = { NULL, "failure", "error",
                                              "skipped" };

static enum kind
kind_of(const struct case_record *c)
{
    switch (c->status) {
    case STATUS_PASS:
        return PASSED;
    case STATUS_FAIL:
    case STATUS_UNKNOWN:
        return c->max ? FAILURE : SKIPPED; /* an exhibit costs nothing */
    case STATUS_NOT_RUN:
        return SKIPPED;
    default:
        return ERROR;
    }
}

struct counts {
    int all, of[N_KINDS];
    long ms;
};

static struct counts
count(const struct record *r, int lab)
{
    struct counts n = { 0 };

    for (size_t i = 0; i < r->n_cases; i++) {
        const struct case_record *c = &r->cases[i];

        if (lab && c->lab != lab)
            continue;
        n.all++;
        n.of[kind_of(c)]++;
        n.ms += c->ms;
    }
    return n;
}

static void
attribute(FILE *out, const char *name, const char *value)
{
    struct draft d;

    /* In an attribute a newline would be read as a blank anyway. */
    draft_begin(&d);
    write_line(d.out, value);
    fprintf(out, " %s=\"", name);
    write_xml(out, draft_end(&d));
    fputc('"', out);
    draft_free(&d);
}

static void
counted(FILE *out, struct counts n)
{
    fprintf(out, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\"",
            n.all, n.of[FAILURE], n.of[ERROR], n.of[SKIPPED]);
    fputs(" time=\"", out);
    write_seconds(out, n.ms);
    fputs("\">\n", out);
}

static void
write_case(FILE *out, const struct case_record *c)
{
    enum kind kind = kind_of(c);
    char *text = words_case_text(c, &words_all);

    fputs("  <testcase", out);
    attribute(out, "name", c->name);
    fprintf(out, " classname=\"rpclab.lab%d\" time=\"", c->lab);
    write_seconds(out, c->ms);
    fputs("\">\n", out);
    if (kind == SKIPPED) {
        fputs("   <skipped", out);
        attribute(out, "message", c->statement);
        fputs("/>\n", out);
    } else if (kind != PASSED) {
        fprintf(out, "   <%s", element[kind]);
        attribute(out, "message", c->told ? c->told->why : c->statement);
        fprintf(out, " type=\"%s\">", status_name(c->status));
        write_xml(out, text);
        fprintf(out, "</%s>\n", element[kind]);
    }
    if (c->told && (kind == PASSED || kind == SKIPPED)) {
        fputs("   <system-out>", out);
        write_xml(out, text);
        fputs("</system-out>\n", out);
    }
    fputs("  </testcase>\n", out);
    free(text);
}

/* A record that ends early must not look like one that is all well. */
static void
write_stopped(const struct record *r, FILE *out)
{
    struct counts n = { .all = 1, .of[ERROR] = 1 };

    fputs(" <testsuite name=\"rpclab\"", out);
    counted(out, n);
    fputs("  <testcase name=\"complete\" classname=\"rpclab\" time=\"0\">\n"
          "   <error",
          out);
    attribute(out, "message", record_no_score(r));
    fputs(" type=\"stopped\"/>\n  </testcase>\n </testsuite>\n", out);
}

void
to_junit(const struct record *r, FILE *out)
{
    struct counts all = count(r, 0);

    if (!r->complete) {
        all.all++;
        all.of[ERROR]++;
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", out);
    attribute(out, "name", r->submission);
    counted(out, all);
    for (int lab = 1; lab <= RECORD_LABS; lab++) {
        if (!record_has_lab(r, lab))
            continue;
        fprintf(out, " <testsuite name=\"lab%d\"", lab);
        counted(out, count(r, lab));
        for (size_t i = 0; i < r->n_cases; i++)
            if (r->cases[i].lab == lab)
                write_case(out, &r->cases[i]);
        fputs(" </testsuite>\n", out);
    }
    if (!r->complete)
        write_stopped(r, out);
    fputs("</testsuites>\n", out);
}
