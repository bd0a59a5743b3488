/*
 * html.c - one page, which needs nothing but itself: no script, no picture,
 * no font of elsewhere.
 *
 * It is HTML and well-formed XML at once, so that any XML parser can check it.
 * The policy in its head forbids all that it does not need: should markup of a
 * submission ever get through, a browser would not run it.
 */
#include "grader/convert/formats.h"
#include "netsim/trace/page_style.h"
#include "grader/convert/words.h"
#include "grader/convert/write.h"

static const char rerun[] =
    "An instructor can grade it again: `make grade` with the same "
    "SUBMISSION.";

static const char *
class_of(const struct case_record *c)
{
    switch (c->status) {
    case STATUS_PASS:
        return "good";
    case STATUS_FAIL:
    case STATUS_CRASHED:
        return "bad";
    default:
        return "odd";
    }
}

/* <tag>text</tag> */
static void
tagged(FILE *out, const char *tag, const char *text)
{
    fprintf(out, "<%s>", tag);
    write_xml(out, text);
    fprintf(out, "</%s>", tag);
}

static void
head(FILE *out, const struct record *r)
{
    fprintf(out, "%s<title>rpclab: ", page_begin);
    write_xml(out, r->submission);
    fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n",
            page_style);
}

static void
points_row(FILE *out, int lab, long points, long max)
{
    fprintf(out,
            "<tr><th scope=\"row\">lab %d</th>"
            "<td class=\"number\">%ld</td><td class=\"number\">%ld</td>"
            "</tr>\n",
            lab, points, max);
}

static void
score(FILE *out, const struct record *r)
{
    fprintf(out, "<p class=\"score\">score %ld of %ld</p>\n", r->points,
            r->max);
    fputs("<table class=\"labs\">\n<caption>Points by lab</caption>\n"
          "<thead><tr><th scope=\"col\">lab</th>"
          "<th scope=\"col\" class=\"number\">points</th>"
          "<th scope=\"col\" class=\"number\">of</th></tr></thead>\n<tbody>\n",
          out);
    for (int lab = 1; lab <= RECORD_LABS; lab++)
        if (r->lab_max[lab])
            points_row(out, lab, r->lab_points[lab], r->lab_max[lab]);
    fputs("</tbody>\n</table>\n", out);
}

static void
summary(FILE *out, const struct record *r)
{
    struct draft d;

    fputs("<h1>rpclab: ", out);
    write_xml(out, r->submission);
    fputs("</h1>\n<section aria-labelledby=\"summary\">\n"
          "<h2 id=\"summary\">Summary</h2>\n",
          out);
    if (record_has_score(r))
        score(out, r);
    else
        fprintf(out,
                "<p class=\"score odd\">no score</p>\n<p>%s. This is not 0 "
                "points: nothing has been decided. %s</p>\n",
                record_no_score(r), rerun);
    draft_begin(&d);
    words_mode(d.out, r);
    fputs("<p class=\"muted\">graded ", out);
    write_xml(out, draft_end(&d));
    fputs("; ", out);
    draft_free(&d);
    write_seconds(out, r->ms);
    fputs(" s</p>\n</section>\n", out);
}

static void
case_row(FILE *out, const struct record *r, size_t i)
{
    const struct case_record *c = &r->cases[i];

    fputs("<tr><th scope=\"row\">", out);
    if (c->told)
        fprintf(out, "<a href=\"#case%zu\">", i + 1);
    write_xml(out, c->name);
    fputs(c->told ? "</a></th>" : "</th>", out);
    tagged(out, "td", c->what);
    fprintf(out, "<td class=\"%s\">%s</td><td class=\"number\">", class_of(c),
            status_name(c->status));
    if (c->max == 0)
        fputs("exhibit", out);
    else if (record_has_score(r))
        fprintf(out, "%ld/%ld", c->points, c->max);
    else
        fprintf(out, "none/%ld", c->max);
    fputs("</td>", out);
    tagged(out, "td", c->statement);
    fputs("</tr>\n", out);
}

static void
cases(FILE *out, const struct record *r)
{
    fputs("<section aria-labelledby=\"cases\">\n"
          "<h2 id=\"cases\">Cases</h2>\n<table>\n"
          "<caption>In the order of the labs; a name that is a link leads to "
          "a run</caption>\n"
          "<thead><tr><th scope=\"col\">case</th>"
          "<th scope=\"col\">what it asks</th>"
          "<th scope=\"col\">result</th>"
          "<th scope=\"col\" class=\"number\">points</th>"
          "<th scope=\"col\">statement</th></tr></thead>\n<tbody>\n",
          out);
    for (size_t i = 0; i < r->n_cases; i++)
        case_row(out, r, i);
    fputs("</tbody>\n</table>\n</section>\n", out);
}

static void
item(FILE *out, const char *term, const char *tag, const char *text)
{
    if (!text[0])
        return;
    fprintf(out, "<dt>%s</dt><dd>", term);
    tagged(out, tag, text);
    fputs("</dd>\n", out);
}

static void
diagram(FILE *out, const struct case_record *c, const struct told *t)
{
    struct draft d;

    if (!t->n_rows)
        return;
    draft_begin(&d);
    for (size_t row = 0; row < t->n_rows; row++) {
        write_line(d.out, t->row[row]);
        fputc('\n', d.out);
    }
    /* One that is wider than the window is scrolled, by keys as well. */
    fputs("<pre tabindex=\"0\" role=\"img\" aria-label=\"diagram of the run "
          "of ",
          out);
    write_xml(out, c->name);
    fputs("; time runs down\">\n", out);
    write_xml(out, draft_end(&d));
    fputs("</pre>\n", out);
    draft_free(&d);
}

static void
facts(FILE *out, const struct told *t)
{
    struct draft d;

    fputs("\n<dl>\n", out);
    draft_begin(&d);
    words_schedule(d.out, t);
    item(out, "schedule", "code", draft_end(&d));
    draft_free(&d);
    item(out, "expected", "span", t->expected);
    item(out, "actual", "span", t->actual);
    item(out, "replay", "code", t->replay);
    item(out, "trace", "code", t->trace);
    item(out, "see", "span", t->hint);
    fputs("</dl>\n", out);
}

static void
told(FILE *out, const struct record *r, size_t i, size_t k)
{
    const struct case_record *c = &r->cases[i];

    fputs("<article", out);
    if (k == 0)
        fprintf(out, " id=\"case%zu\"", i + 1);
    fputs(">\n<h3>", out);
    write_xml(out, c->name);
    fputs("</h3>\n", out);
    tagged(out, "p", c->told[k].why);
    facts(out, &c->told[k]);
    diagram(out, c, &c->told[k]);
    if (c->told[k].text[0])
        tagged(out, "pre", c->told[k].text);
    fputs("</article>\n", out);
}

/* Failures, then exhibits. */
static void
all_told(FILE *out, const struct record *r, int is_exhibit)
{
    const char *id = is_exhibit ? "exhibits" : "failures";
    int n = 0;

    for (size_t i = 0; i < r->n_cases; i++)
        for (size_t k = 0; k < r->cases[i].n_told; k++) {
            if (r->cases[i].told[k].is_exhibit != is_exhibit)
                continue;
            if (n++ == 0)
                fprintf(out,
                        "<section aria-labelledby=\"%s\">\n"
                        "<h2 id=\"%s\">%s</h2>\n",
                        id, id, is_exhibit ? "Exhibits" : "Failures");
            told(out, r, i, k);
        }
    if (n)
        fputs("</section>\n", out);
}

void
to_html(const struct record *r, FILE *out)
{
    head(out, r);
    summary(out, r);
    cases(out, r);
    all_told(out, r, 0);
    all_told(out, r, 1);
    fputs("</main>\n</body>\n</html>\n", out);
}
