/*
 * plain.c - a report for a submission without results, which nothing
 * can be converted from: its status, and what make said.
 */
#include "grader/class/files.h"
#include "grader/class/one.h"
#include "grader/class/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int
put(const struct one *o, const char *name, const char *text, size_t len)
{
    char path[PATH_MAX + 16];

    snprintf(path, sizeof(path), "%s/%s", o->out, name);
    return file_write(path, text, len);
}

static int
put_text(const struct one *o, const char *log)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    int err;

    if (!out)
        return -ENOMEM;
    fprintf(out, "%s: %s\n\n%s", o->entry->name, o->record.status, log);
    err = fclose(out) == 0 ? put(o, "report.txt", text, len) : -ENOMEM;
    free(text);
    return err;
}

static int
put_page(const struct one *o, const char *log)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    int err;

    if (!out)
        return -ENOMEM;
    page_begin(out, o->entry->name);
    fputs("<p>", out);
    html_text(out, o->record.status);
    fputs("</p>\n<pre>", out);
    html_text(out, log);
    fputs("</pre>\n", out);
    page_end(out);
    err = fclose(out) == 0 ? put(o, "report.html", text, len) : -ENOMEM;
    free(text);
    return err;
}

int
report_without_results(const struct one *o, const char *log)
{
    int err = put_text(o, log);

    return err ? err : put_page(o, log);
}
