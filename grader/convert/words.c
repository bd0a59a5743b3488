/*
 * words.c - the report of a case as plain text, and the sentence about the
 * score.
 */
#include "grader/convert/words.h"
#include "grader/convert/write.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const struct words_limit words_all = { SIZE_MAX, SIZE_MAX };

static void
list(FILE *out, const char *const *word, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fputs(i ? ", " : "", out);
        write_line(out, word[i]);
    }
}

void
words_mode(FILE *out, const struct record *r)
{
    fputs(r->isolated ? "isolated" : "not isolated", out);
    if (r->n_enforced) {
        fputs(", enforced: ", out);
        list(out, r->enforced, r->n_enforced);
    }
    if (r->n_not_enforced) {
        fputs(", not enforced: ", out);
        list(out, r->not_enforced, r->n_not_enforced);
    }
    fputs(r->sanitizers ? "; with sanitizers" : "; without sanitizers", out);
    fputs("; labs before: ", out);
    write_line(out, r->prior);
}

static void
write_points(FILE *out, const struct record *r)
{
    for (int lab = 1; lab <= RECORD_LABS; lab++)
        if (r->lab_max[lab] && r->lab_max[lab] < r->max)
            fprintf(out, "lab %d      %ld/%ld\n", lab, r->lab_points[lab],
                    r->lab_max[lab]);
    fprintf(out, "score      %ld/%ld\n", r->points, r->max);
}

static void
write_no_points(FILE *out, const struct record *r, const char *rerun)
{
    fprintf(out,
            "There is no score: %s. This is not 0 points: nothing has been "
            "decided. %s\n",
            record_no_score(r), rerun);
    for (size_t i = 0; i < r->n_cases; i++) {
        const struct case_record *c = &r->cases[i];

        if (!status_is_infra(c->status))
            continue;
        write_line(out, c->name);
        fprintf(out, ": %s: ", status_name(c->status));
        write_line(out, c->statement);
        fputc('\n', out);
    }
}

void
words_summary(FILE *out, const struct record *r, const char *rerun)
{
    if (record_has_score(r))
        write_points(out, r);
    else
        write_no_points(out, r, rerun);
    fputs("graded     ", out);
    words_mode(out, r);
    fputc('\n', out);
}

char *
words_summary_text(const struct record *r, const char *rerun)
{
    struct draft d;

    draft_begin(&d);
    words_summary(d.out, r, rerun);
    draft_end(&d);
    return d.text;
}

void
words_schedule(FILE *out, const struct told *t)
{
    if (t->schedule[0])
        write_line(out, t->schedule);
    else if (t->seed[0])
        fprintf(out, "none, but seed %s", t->seed);
    else if (t->n_rows)
        fputs("none: this is the fault-free run", out);
}

/* One line, of which a service may take only so much. */
static void
line(FILE *out, const char *label, const char *s, size_t most)
{
    size_t len = 0;

    if (!s[0])
        return;
    fputs(label, out);
    for (size_t n; (n = write_next(&s)) > 0; s += n) {
        len += n;
        if (len > most) {
            fputs(" ... (cut: too long for this service)", out);
            break;
        }
        fwrite(*s == '\n' || *s == '\t' ? " " : s, 1, n, out);
    }
    fputc('\n', out);
}

static void
diagram(FILE *out, const struct told *t, const struct words_limit *most)
{
    size_t n = t->n_rows < most->rows ? t->n_rows : most->rows;

    if (t->n_rows == 0)
        return;
    fputc('\n', out);
    for (size_t i = 0; i < n; i++)
        line(out, "", t->row[i][0] ? t->row[i] : " ", most->text);
    if (n < t->n_rows)
        fprintf(out,
                "... %zu more rows of the diagram: too long for this "
                "service; the replay command draws them\n",
                t->n_rows - n);
    fputc('\n', out);
}

static void
told(FILE *out, const struct told *t, const struct words_limit *most)
{
    struct draft schedule;

    line(out, t->is_exhibit ? "exhibit    " : "failure    ", t->why,
         most->text);
    draft_begin(&schedule);
    words_schedule(schedule.out, t);
    line(out, "schedule   ", draft_end(&schedule), most->text);
    draft_free(&schedule);
    line(out, "expected   ", t->expected, most->text);
    line(out, "actual     ", t->actual, most->text);
    diagram(out, t, most);
    if (strlen(t->text) <= most->text)
        write_text(out, t->text);
    else
        line(out, "", t->text, most->text);
    line(out, "replay     ", t->replay, most->text);
    line(out, "trace      ", t->trace, most->text);
    line(out, "see        ", t->hint, most->text);
}

void
words_case(FILE *out, const struct case_record *c,
           const struct words_limit *most)
{
    line(out, "result     ", status_name(c->status), SIZE_MAX);
    line(out, "           ", c->statement, most->text);
    for (size_t i = 0; i < c->n_told; i++)
        told(out, &c->told[i], most);
}

char *
words_case_text(const struct case_record *c, const struct words_limit *most)
{
    struct draft d;

    draft_begin(&d);
    words_case(d.out, c, most);
    draft_end(&d);
    return d.text;
}
