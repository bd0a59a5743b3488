/*
 * plain.c - what results do not say: which labs do not build.  Without any
 * results it is the whole report: the status, and what make said.
 */
#include "grader/class/files.h"
#include "grader/class/one.h"
#include "grader/class/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define REPORT_MAX ((size_t)64 << 20)

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

/* A report again, with the status behind the first `mark`; "": at the top. */
static int
insert_status(const struct one *o, const char *name, const char *mark,
              const char *begin,
              void (*put_status)(FILE *out, const char *text))
{
    char path[PATH_MAX + 16], *old, *text = NULL;
    const char *at;
    size_t len;
    FILE *out;
    int err;

    snprintf(path, sizeof(path), "%s/%s", o->out, name);
    err = file_read(path, REPORT_MAX, &old, NULL);
    if (err)
        return err;
    at = strstr(old, mark);
    at = at ? at + strlen(mark) : old;
    out = open_memstream(&text, &len);
    if (out) {
        fwrite(old, 1, (size_t)(at - old), out);
        fputs(begin, out);
        put_status(out, o->record.status);
        fprintf(out, "%s%s", *begin ? "</strong></p>\n" : "\n\n", at);
    }
    err = out && fclose(out) == 0 ? put(o, name, text, len) : -ENOMEM;
    free(text);
    free(old);
    return err;
}

static void
put_line(FILE *out, const char *text)
{
    fputs(text, out);
}

int
report_add_status(const struct one *o)
{
    int err = insert_status(o, "report.txt", "", "", put_line);

    return err ? err
               : insert_status(o, "report.html", "</h1>", "\n<p><strong>",
                               html_text);
}
