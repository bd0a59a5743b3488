/*
 * read_error.c - a mistake in a trace, and the place of it.
 *
 * Jansson knows where a line stops being JSON, but not where in the line a
 * value was once it has read it.  Errors are rare, so the place is searched
 * for only then, by going through the line again.
 */
#include "netsim/trace/reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SHOWN 70  /* bytes of a line in a message */
#define BEFORE 40 /* of them at most so many before the mistake */

/* A line of a terminal, whatever the file holds. */
static void
make_printable(char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || (unsigned char)*s >= 0x7f)
            *s = '?';
}

/* The part of the line around the mistake, and carets under it. */
static void
show_line(char *to, size_t cap, const struct reader *r, struct span where)
{
    size_t from = where.at > BEFORE ? where.at - BEFORE : 0;
    size_t shown = r->len - from < SHOWN ? r->len - from : SHOWN;
    size_t column = where.at - from;
    char line[SHOWN + 1], mark[SHOWN + 1];

    memcpy(line, r->line + from, shown);
    for (size_t i = 0; i < shown; i++)
        line[i] = line[i] ? line[i] : '?';
    line[shown] = '\0';
    make_printable(line);

    if (where.len > SHOWN - column)
        where.len = SHOWN - column;
    memset(mark, '~', where.len);
    mark[0] = '^';
    mark[where.len] = '\0';
    snprintf(to, cap, "    %s%s\n    %*s%s\n", from ? "..." : "", line,
             (int)column + (from ? 3 : 0), "", mark);
}

int
reader_fail(struct reader *r, struct span where, const char *format, ...)
{
    char what[512];
    size_t used;
    va_list ap;

    va_start(ap, format);
    vsnprintf(what, sizeof(what), format, ap);
    va_end(ap);
    make_printable(what);

    if (where.at > r->len)
        where.at = r->len;
    if (where.len == 0)
        where.len = 1;
    r->err->line = r->line_number;
    r->err->column = (int)where.at + 1;
    snprintf(r->err->text, sizeof(r->err->text), "%.200s:%d:%d: error: %s\n",
             r->file, r->err->line, r->err->column, what);
    used = strlen(r->err->text);
    show_line(r->err->text + used, sizeof(r->err->text) - used, r, where);
    return -EINVAL;
}

/* ---- where a key is ----------------------------------------------------- */

static const char *
skip_blanks(const char *p)
{
    return p + strspn(p, " \t\r\n");
}

/* p is at a quote; returns what follows the closing one. */
static const char *
skip_string(const char *p)
{
    for (p++; *p && *p != '"'; p++)
        if (*p == '\\' && p[1])
            p++;
    return *p ? p + 1 : p;
}

static const char *
skip_value(const char *p)
{
    int depth = 0;

    do {
        if (*p == '"') {
            p = skip_string(p);
            continue;
        }
        depth += *p == '{' || *p == '[';
        depth -= *p == '}' || *p == ']';
        p++;
    } while (*p && (depth > 0 || !strchr(",} \t\r", *p)));
    return p;
}

/* The key at p and its value; returns what follows them. */
static const char *
skip_member(const struct reader *r, const char *p, struct span *key,
            struct span *value)
{
    const char *end = skip_string(p);

    *key = (struct span){ (size_t)(p - r->line), (size_t)(end - p) };
    p = skip_blanks(end);
    p = skip_blanks(*p == ':' ? p + 1 : p);
    end = skip_value(p);
    *value = (struct span){ (size_t)(p - r->line), (size_t)(end - p) };
    p = skip_blanks(end);
    return skip_blanks(*p == ',' ? p + 1 : p);
}

static int
find_member(const struct reader *r, const char *name, struct span *key,
            struct span *value)
{
    const char *p = skip_blanks(r->line);

    if (*p != '{')
        return 0;
    for (p = skip_blanks(p + 1); *p == '"';) {
        p = skip_member(r, p, key, value);
        if (key->len == strlen(name) + 2 &&
            memcmp(r->line + key->at + 1, name, key->len - 2) == 0)
            return 1;
    }
    return 0;
}

struct span
reader_key(const struct reader *r, const char *key)
{
    struct span at, value;

    return find_member(r, key, &at, &value) ? at : (struct span){ 0, 1 };
}

struct span
reader_value(const struct reader *r, const char *key)
{
    struct span name, at;

    return find_member(r, key, &name, &at) ? at : (struct span){ 0, 1 };
}

int
reader_expected(struct reader *r, const char *key, const json_t *value,
                const char *expected)
{
    static const char *const is[] = {
        [JSON_OBJECT] = "an object",    [JSON_ARRAY] = "an array",
        [JSON_STRING] = "a string",     [JSON_INTEGER] = "a number",
        [JSON_REAL] = "not an integer", [JSON_TRUE] = "a truth value",
        [JSON_FALSE] = "a truth value", [JSON_NULL] = "null",
    };

    if (!value)
        return reader_fail(r, (struct span){ 0, 1 },
                           "\"%s\" is missing, expected %s", key, expected);
    return reader_fail(r, reader_value(r, key), "\"%s\" is %s, expected %s",
                       key, is[json_typeof(value)], expected);
}
