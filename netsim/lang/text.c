/*
 * text.c - the scanner: lines and words.
 */
#include "netsim/lang/text.h"

#include <errno.h>
#include <string.h>

void
text_init(struct text *t, const char *file, const char *src,
          struct text_error *err)
{
    *t = (struct text){ .file = file, .src = src, .at = src, .err = err };
    err->line = err->column = 0;
    err->text[0] = '\0';
}

int
text_status(const struct text *t)
{
    return t->failed ? -EINVAL : 0;
}

int
text_check_nul(const char *file, const char *src, size_t len,
               struct text_error *err)
{
    struct text t;

    text_init(&t, file, src, err);
    if (strlen(src) < len)
        text_fail(&t, (struct text_word){ .at = src + strlen(src) },
                  "a NUL byte, which no text holds");
    return text_status(&t);
}

static int
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Over blanks; CR is one, so that lines may end in CR LF. */
static const char *
skip_blanks(const char *p)
{
    return p + strspn(p, " \t\r");
}

/* Over blanks and a comment: to a word, a newline or the end. */
static const char *
skip(const char *p)
{
    p = skip_blanks(p);
    if (*p == '#' && !is_digit(p[1]))
        p += strcspn(p, "\n");
    return p;
}

int
text_next_line(struct text *t)
{
    t->at = skip(t->at);
    while (*t->at == '\n')
        t->at = skip(t->at + 1);
    return *t->at != '\0';
}

void
text_skip_line(struct text *t)
{
    t->at += strcspn(t->at, "\n");
}

int
text_line_ends(const struct text *t)
{
    return text_peek(t).len == 0;
}

void
text_expect_line_end(struct text *t)
{
    if (!text_line_ends(t))
        text_fail_expected(t, "the end of the line");
}

static size_t
arrow_len(const char *p)
{
    if (strncmp(p, "<->", 3) == 0)
        return 3;
    return strncmp(p, "->", 2) == 0 ? 2 : 0;
}

static size_t
word_len(const char *p)
{
    size_t len;

    if (arrow_len(p) > 0)
        return arrow_len(p);
    if (strchr(";#@<>\"|,", *p))
        return 1;
    len = strcspn(p, " \t\r\n;#@<>\"|,");
    for (size_t i = 0; i < len; i++)
        if (arrow_len(p + i) > 0)
            return i;
    return len;
}

struct text_word
text_peek(const struct text *t)
{
    const char *p = skip(t->at);

    /* A word is missed right behind the one before. */
    if (*p == '\n' || *p == '\0')
        return (struct text_word){ .at = t->at };
    return (struct text_word){ .at = p, .len = word_len(p) };
}

struct text_word
text_take(struct text *t)
{
    struct text_word w = text_peek(t);

    t->at = w.at + w.len;
    return w;
}

void
text_skip_to(struct text *t, const char *at)
{
    if (!t->failed)
        t->at = at;
}

int
text_is(struct text_word w, const char *s)
{
    return w.len == strlen(s) && memcmp(w.at, s, w.len) == 0;
}

int
text_accept(struct text *t, const char *s)
{
    if (!text_is(text_peek(t), s))
        return 0;
    text_take(t);
    return 1;
}

void
text_expect(struct text *t, const char *s)
{
    struct text_word want = { .at = s, .len = strlen(s) };

    if (!text_accept(t, s))
        text_fail_expected(t, text_quote(want).s);
}
