/*
 * write.c - characters that may be written, and the escapes of each format.
 */
#include "grader/convert/write.h"

#include "netsim/trace/xml.h"

#include <stdlib.h>
#include <string.h>

/* Of a character of valid UTF-8. */
static size_t
length(const unsigned char *s)
{
    return s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
}

static int
is_dropped(const unsigned char *s)
{
    if (s[0] < 0x20)
        return s[0] != '\n' && s[0] != '\t';
    if (s[0] == 0xc2)
        return s[1] < 0xa0;
    if (s[0] == 0xef && s[1] == 0xbf)
        return s[2] >= 0xbe;
    return s[0] == 0x7f;
}

size_t
write_next(const char **s)
{
    const unsigned char *at = (const unsigned char *)*s;

    while (*at && is_dropped(at))
        at += length(at);
    *s = (const char *)at;
    return *at ? length(at) : 0;
}

void
write_text(FILE *out, const char *s)
{
    for (size_t n; (n = write_next(&s)) > 0; s += n)
        fwrite(s, 1, n, out);
}

void
write_line(FILE *out, const char *s)
{
    for (size_t n; (n = write_next(&s)) > 0; s += n)
        fwrite(*s == '\n' || *s == '\t' ? " " : s, 1, n, out);
}

void
write_xml(FILE *out, const char *s)
{
    for (size_t n; (n = write_next(&s)) > 0; s += n) {
        const char *escape = xml_escape((unsigned char)*s);

        if (escape)
            fputs(escape, out);
        else
            fwrite(s, 1, n, out);
    }
}

void
write_seconds(FILE *out, long ms)
{
    fprintf(out, "%ld.%03ld", ms / 1000, ms % 1000);
}

json_t *
json_text(const char *s)
{
    struct draft d;
    json_t *v;

    draft_begin(&d);
    write_text(d.out, s);
    v = json_string(draft_end(&d));
    draft_free(&d);
    return v;
}

static void
need(int ok)
{
    if (ok)
        return;
    fprintf(stderr, "convert: out of memory\n");
    abort();
}

void
draft_begin(struct draft *d)
{
    d->text = NULL;
    d->len = 0;
    d->out = open_memstream(&d->text, &d->len);
    need(d->out != NULL);
}

const char *
draft_end(struct draft *d)
{
    need(fclose(d->out) == 0);
    return d->text;
}

void
draft_free(struct draft *d)
{
    free(d->text);
}
