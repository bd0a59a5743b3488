/*
 * error.c - the one form in which a mistake is reported.
 *
 * In the excerpt every byte of the source takes one column, whatever it is,
 * so that the caret is right without knowing how wide a terminal draws tabs
 * or characters beyond ASCII.
 */
#include "netsim/lang/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "netsim/lang/out.h"

#define FILE_SHOWN 200 /* bytes of a file name; then its end */
#define SENTENCE_SHOWN 500
#define LINE_SHOWN 75 /* columns of a source line, four blanks before it */
#define WORD_SHOWN 40

_Static_assert(FILE_SHOWN + 2 * sizeof(":2147483647") + sizeof(": error: ") +
                       SENTENCE_SHOWN + 2 * (4 + LINE_SHOWN + 1) + 1 <
                   sizeof(((struct text_error *)0)->text),
               "the parts of a message fit");
_Static_assert(4 * WORD_SHOWN + sizeof("\"...\"") <= sizeof(struct text_quote),
               "so does a word of escapes");

static int
is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

static void
put_printable(struct out *o, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out_put(o, "%c", s[i] == '\t' ? ' ' : is_printable(s[i]) ? s[i] : '?');
}

static void
put_repeated(struct out *o, char c, size_t n)
{
    while (n-- > 0)
        out_put(o, "%c", c);
}

static void
put_file(struct out *o, const char *file)
{
    size_t len = strlen(file);

    if (len > FILE_SHOWN) {
        out_put(o, "...");
        file += len - (FILE_SHOWN - 3);
        len = FILE_SHOWN - 3;
    }
    put_printable(o, file, len);
}

/* A line, or the part of it around a column, and the caret below. */
static void
put_excerpt(struct out *o, const char *line, size_t column, size_t word_len)
{
    size_t from = 0, to = strcspn(line, "\n");
    const size_t window = LINE_SHOWN - 2 * strlen("...");
    const char *before = "", *after = "";

    if (to > 0 && line[to - 1] == '\r' && column < to)
        to--;
    if (to > LINE_SHOWN) {
        size_t last = to - window;

        from = column > window / 2 ? column - window / 2 : 0;
        if (from > last)
            from = last;
        before = from > 0 ? "..." : "";
        after = from < last ? "..." : "";
        to = from + window;
    }
    if (word_len > to - column)
        word_len = to - column;
    out_put(o, "    %s", before);
    put_printable(o, line + from, to - from);
    out_put(o, "%s\n", after);
    put_repeated(o, ' ', 4 + strlen(before) + column - from);
    out_put(o, "^");
    put_repeated(o, '~', word_len > 0 ? word_len - 1 : 0);
    out_put(o, "\n");
}

static void
report(struct text *t, struct text_word w, const char *sentence)
{
    const char *line = t->src;
    struct out o;

    t->err->line = 1;
    for (const char *p = t->src; p < w.at; p++)
        if (*p == '\n') {
            t->err->line++;
            line = p + 1;
        }
    t->err->column = (int)(w.at - line) + 1;

    out_init(&o, t->err->text, sizeof(t->err->text));
    put_file(&o, t->file);
    out_put(&o, ":%d:%d: error: %s\n", t->err->line, t->err->column, sentence);
    put_excerpt(&o, line, (size_t)(w.at - line), w.len);
}

void
text_fail(struct text *t, struct text_word w, const char *fmt, ...)
{
    char sentence[SENTENCE_SHOWN + 1];
    va_list ap;
    int n;

    if (t->failed)
        return;
    va_start(ap, fmt);
    n = vsnprintf(sentence, sizeof(sentence), fmt, ap);
    va_end(ap);
    if (n > SENTENCE_SHOWN)
        memcpy(sentence + SENTENCE_SHOWN - 3, "...", 3);
    report(t, w, sentence);
    t->failed = 1;
    t->at += strlen(t->at); /* from here on it reads as ended */
}

struct text_quote
text_quote(struct text_word w)
{
    struct text_quote q;
    struct out o;

    out_init(&o, q.s, sizeof(q.s));
    out_put(&o, "\"");
    for (size_t i = 0; i < w.len && i < WORD_SHOWN; i++)
        if (!is_printable(w.at[i]))
            out_put(&o, "\\x%02x", (unsigned char)w.at[i]);
        else if (w.at[i] == '"' || w.at[i] == '\\')
            out_put(&o, "\\%c", w.at[i]);
        else
            out_put(&o, "%c", w.at[i]);
    out_put(&o, w.len > WORD_SHOWN ? "...\"" : "\"");
    return q;
}
