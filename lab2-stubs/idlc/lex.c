/*
 * lex.c - from characters to tokens, and errors that point at one.
 */
#include "lab2-stubs/idlc/lex.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/idlc/mem.h"

/* ---- errors ------------------------------------------------------------- */

/* Add to the message, as far as there is room. */
__attribute__((format(printf, 2, 0))) static void
vsay(struct source *s, const char *format, va_list args)
{
    size_t len = strlen(s->message);

    vsnprintf(s->message + len, sizeof(s->message) - len, format, args);
}

__attribute__((format(printf, 2, 3))) static void
say(struct source *s, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsay(s, format, args);
    va_end(args);
}

/* The line that at is in, and a caret below at. */
static void
say_line(struct source *s, const char *line, const char *at)
{
    const char *end = strchr(line, '\n');
    int len = (int)(end ? end - line : (long)strlen(line));

    if (len > 200) /* of a line that no person wrote */
        len = 200;
    say(s, "%.*s\n", len, line);
    for (const char *p = line; p < at && p < line + len; p++)
        say(s, "%c", *p == '\t' ? '\t' : ' ');
    say(s, "^\n");
}

void
fail_at(const struct tok *t, const char *format, ...)
{
    struct source *s = t->source;
    const char *line = s->text;
    int number = 1;
    va_list args;

    for (const char *p = s->text; p < t->text; p++)
        if (*p == '\n') {
            line = p + 1;
            number++;
        }
    s->message[0] = '\0';
    say(s, "%s:%d:%d: error: ", s->name, number, (int)(t->text - line) + 1);
    va_start(args, format);
    vsay(s, format, args);
    va_end(args);
    say(s, "\n");
    say_line(s, line, t->text);
    longjmp(s->failed, 1);
}

/* ---- tokens ------------------------------------------------------------- */

int
tok_is(const struct tok *t, const char *text)
{
    return t->kind != TOK_STRING && (size_t)t->len == strlen(text) &&
           memcmp(t->text, text, (size_t)t->len) == 0;
}

static struct tok *
token(struct source *s, enum tok_kind kind, const char *text, long len)
{
    struct tok *t = keep(sizeof(*t));

    *t = (struct tok){ kind, s, text, (int)len, 0, NULL };
    t->next = t;
    return t;
}

static int
starts(const char *p, const char *with)
{
    return strncmp(p, with, strlen(with)) == 0;
}

static const char *
end_of_line(const char *p)
{
    return p + strcspn(p, "\n");
}

static const char *
end_of_comment(struct source *s, const char *p)
{
    const char *end = strstr(p + 2, "*/");

    if (!end)
        fail_at(token(s, TOK_PUNCT, p, 2), "this comment has no end");
    return end + 2;
}

/* Blanks, comments, and lines that begin with %, which are for rpcgen. */
static const char *
skip(struct source *s, const char *p)
{
    for (;;) {
        int line_begins = p == s->text || p[-1] == '\n';

        if (line_begins && *p == '#')
            fail_at(token(s, TOK_PUNCT, p, 1),
                    "there is no preprocessor here; a number gets its name "
                    "by \"const NAME = 1;\"");
        if (starts(p, "//") || (line_begins && *p == '%'))
            p = end_of_line(p);
        else if (starts(p, "/*"))
            p = end_of_comment(s, p);
        else if (*p && strchr(" \t\r\n\f\v", *p))
            p++;
        else
            return p;
    }
}

static int
in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static struct tok *
number(struct source *s, const char *p)
{
    const char *end = p + 1; /* a digit, or the sign */
    struct tok *t;
    char *rest;

    while (in_name(*end))
        end++;
    t = token(s, TOK_NUMBER, p, end - p);
    errno = 0;
    t->number = strtoll(p, &rest, 0); /* decimal, 0x hex, 0 octal */
    if (rest != end)
        fail_at(t, "\"%.*s\" is not a number", t->len, t->text);
    if (errno)
        fail_at(t, "%.*s needs more than 64 bits", t->len, t->text);
    return t;
}

static struct tok *
string(struct source *s, const char *p)
{
    size_t len = 1 + strcspn(p + 1, "\"\n");

    if (p[len] != '"')
        fail_at(token(s, TOK_STRING, p, 1), "this string has no end");
    if (memchr(p, '\\', len))
        fail_at(token(s, TOK_STRING, p, 1), "a \\ would be for C, not here");
    return token(s, TOK_STRING, p, (long)len + 1);
}

static struct tok *
next_token(struct source *s, const char *p)
{
    long len = 0;

    if (!*p)
        return token(s, TOK_END, p, 0);
    if (isdigit((unsigned char)*p) ||
        (*p == '-' && isdigit((unsigned char)p[1])))
        return number(s, p);
    if (*p == '"')
        return string(s, p);
    if (strchr("{}()[]<>;:,*=", *p))
        return token(s, TOK_PUNCT, p, 1);
    while (in_name(p[len]))
        len++;
    if (len == 0 && isprint((unsigned char)*p))
        fail_at(token(s, TOK_PUNCT, p, 1), "what is '%c' here?", *p);
    if (len == 0)
        fail_at(token(s, TOK_PUNCT, p, 1), "what is the byte 0x%02x here?",
                (unsigned)(unsigned char)*p);
    return token(s, TOK_NAME, p, len);
}

const struct tok *
lex(struct source *s)
{
    const char *p = skip(s, s->text);
    struct tok *first = next_token(s, p), *t = first;

    if (strlen(s->text) < s->len)
        fail_at(token(s, TOK_PUNCT, s->text + strlen(s->text), 1),
                "what is the byte 0x00 here?");
    while (t->kind != TOK_END) {
        struct tok *next = next_token(s, skip(s, t->text + t->len));

        t->next = next;
        t = next;
    }
    return first;
}
