/*
 * csv.c - a line for each case, as RFC 4180 has it, header first.
 *
 * A text that begins as a formula would is a formula to a spreadsheet; an
 * apostrophe before it makes it text again.
 */
#include "grader/convert/formats.h"
#include "grader/convert/write.h"

#include <string.h>

static void
field(FILE *out, const char *s)
{
    size_t n = write_next(&s);

    fputc('"', out);
    if (n == 1 && strchr("=+-@", *s))
        fputc('\'', out);
    for (; (n = write_next(&s)) > 0; s += n) {
        if (*s == '"')
            fputc('"', out);
        fwrite(*s == '\n' || *s == '\t' ? " " : s, 1, n, out);
    }
    fputc('"', out);
}

static void
text_field(FILE *out, const char *s)
{
    fputc(',', out);
    field(out, s);
}

void
to_csv(const struct record *r, FILE *out)
{
    fputs("case,lab,status,points,max,ms,statement,why,schedule,replay\r\n",
          out);
    for (size_t i = 0; i < r->n_cases; i++) {
        const struct case_record *c = &r->cases[i];
        const struct told *t = c->told;

        field(out, c->name);
        fprintf(out, ",%d,%s,", c->lab, status_name(c->status));
        /* No points is no number. */
        if (record_has_score(r))
            fprintf(out, "%ld", c->points);
        fprintf(out, ",%ld,%ld", c->max, c->ms);
        text_field(out, c->statement);
        text_field(out, t ? t->why : "");
        text_field(out, t ? t->schedule : "");
        text_field(out, t ? t->replay : "");
        fputs("\r\n", out);
    }
}
