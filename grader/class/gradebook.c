/*
 * gradebook.c - the files for the whole class, made of the records.
 *
 * No time is in gradebook.csv, nor anything else that another run of the
 * same work would make differ; what it took is in times.csv.
 */
#include "grader/class/class.h"
#include "grader/class/files.h"
#include "grader/class/page.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Whoever has no record was not graded, which only the grader can help. */
static void
record_of(const struct class_options *opt, const struct entry *e,
          struct class_record *r)
{
    if (record_load(opt, e, r) == 0)
        return;
    *r = (struct class_record){ .state = CLASS_INFRA,
                                .status = "not graded: there is no record" };
    class_flag(r, "infra");
}

static void
put_points(FILE *out, int points)
{
    if (points != CLASS_NO_SCORE)
        fprintf(out, "%d", points);
}

static void
flags_text(const struct class_record *r, char *text, size_t cap)
{
    size_t len = 0;

    text[0] = '\0';
    for (int i = 0; i < r->n_flags && len < cap; i++)
        len += (size_t)snprintf(text + len, cap - len, "%s%s", i ? " " : "",
                                r->flag[i]);
}

static void
book_line(FILE *out, const struct entry *e, const struct class_record *r)
{
    char flags[128];

    csv_field(out, e->name);
    for (int n = 1; n <= CLASS_LABS; n++) {
        fputc(',', out);
        if (r->lab[n].handed_in)
            put_points(out, r->lab[n].points);
    }
    fputc(',', out);
    put_points(out, class_total(r));
    fputc(',', out);
    if (class_max(r))
        fprintf(out, "%d", class_max(r));
    fputc(',', out);
    csv_field(out, r->status);
    fputc(',', out);
    flags_text(r, flags, sizeof(flags));
    csv_field(out, flags);
    fputs("\r\n", out);
}

static void
times_line(FILE *out, const struct entry *e, const struct class_record *r)
{
    csv_field(out, e->name);
    fprintf(out, ",%ld.%ld,%ld.%ld\r\n", r->build_ms / 1000,
            r->build_ms / 100 % 10, r->grade_ms / 1000,
            r->grade_ms / 100 % 10);
}

static void
link_to(FILE *out, const struct entry *e, const char *file, const char *text)
{
    fputs("<a href=\"", out);
    url_part(out, e->file);
    fprintf(out, "/%s\">", file);
    html_text(out, text);
    fputs("</a>", out);
}

static void
index_line(FILE *out, const struct entry *e, const struct class_record *r)
{
    char flags[128];

    fputs("<tr><td>", out);
    link_to(out, e, "report.html", e->name);
    for (int n = 1; n <= CLASS_LABS; n++) {
        fputs("</td><td class=\"n\">", out);
        if (r->lab[n].handed_in)
            put_points(out, r->lab[n].points);
    }
    fputs("</td><td class=\"n\">", out);
    put_points(out, class_total(r));
    fprintf(out, "</td><td class=\"n\">%d</td><td>", class_max(r));
    html_text(out, r->status);
    fputs("</td><td>", out);
    flags_text(r, flags, sizeof(flags));
    html_text(out, flags);
    fputs("</td><td>", out);
    link_to(out, e, "report.txt", "text");
    fputs(" ", out);
    link_to(out, e, "build.log", "build");
    fputs("</td></tr>\n", out);
}

static void
index_begin(FILE *out)
{
    page_begin(out, "Grades");
    fputs("<p>An empty field is no score; it is not 0. The same as a table: "
          "<a href=\"gradebook.csv\">gradebook.csv</a>.</p>\n"
          "<table>\n<tr><th scope=\"col\">student</th>",
          out);
    for (int n = 1; n <= CLASS_LABS; n++)
        fprintf(out, "<th scope=\"col\">lab %d</th>", n);
    fputs("<th scope=\"col\">total</th><th scope=\"col\">of</th>"
          "<th scope=\"col\">status</th><th scope=\"col\">flags</th>"
          "<th scope=\"col\">files</th></tr>\n",
          out);
}

static int
put_file(const struct class_options *opt, const char *name, FILE *text,
         char **buf, size_t *len)
{
    char path[PATH_MAX];
    int err;

    if (!text || fclose(text) != 0)
        return -ENOMEM;
    snprintf(path, sizeof(path), "%s/%s", opt->out, name);
    err = file_write(path, *buf, *len);
    free(*buf);
    return err;
}

int
gradebook_write(const struct class_options *opt, const struct entry_list *list)
{
    static const char *const name[] = { "gradebook.csv", "times.csv",
                                        "index.html" };
    char *buf[3] = { NULL };
    size_t len[3];
    FILE *out[3];
    int err = 0;

    for (int i = 0; i < 3; i++)
        if (!(out[i] = open_memstream(&buf[i], &len[i])))
            return -ENOMEM;
    fputs("student", out[0]);
    for (int n = 1; n <= CLASS_LABS; n++)
        fprintf(out[0], ",lab%d", n);
    fputs(",total,max,status,flags\r\n", out[0]);
    fputs("student,build_seconds,grade_seconds\r\n", out[1]);
    index_begin(out[2]);
    for (size_t i = 0; i < list->len; i++) {
        const struct entry *e = &list->entry[i];
        struct class_record r;

        record_of(opt, e, &r);
        book_line(out[0], e, &r);
        times_line(out[1], e, &r);
        index_line(out[2], e, &r);
    }
    fputs("</table>\n", out[2]);
    page_end(out[2]);
    for (int i = 0; i < 3; i++) {
        int bad = put_file(opt, name[i], out[i], &buf[i], &len[i]);

        err = err ? err : bad;
    }
    return err;
}
