/*
 * worksheet.c - see worksheet.h.
 */
#include "grader/worksheet.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SHOWN_MAX 40 /* bytes of what somebody wrote, in a problem */

const char *const worksheet_no_yes[] = { "no", "yes", NULL };
const char *const worksheet_no_perhaps_yes[] = { "no", "perhaps", "yes",
                                                 NULL };

struct words {
    const char *text;
    size_t len;
};

struct reading {
    struct worksheet *s;
    const struct question *q;
    size_t n;
    int line;
};

/* ---- problems ----------------------------------------------------------- */

/* Printed with %s: any bytes, made fit to be shown, and not too many. */
struct shown {
    char text[SHOWN_MAX + 4];
};

static struct shown
shown(struct words w)
{
    struct shown to = { "" };
    size_t len = w.len < SHOWN_MAX ? w.len : SHOWN_MAX;

    for (size_t i = 0; i < len; i++)
        to.text[i] = isprint((unsigned char)w.text[i]) ? w.text[i] : '?';
    strcpy(to.text + len, len < w.len ? "..." : "");
    return to;
}

__attribute__((format(printf, 2, 3))) static void
problem(struct reading *r, const char *fmt, ...)
{
    struct worksheet *s = r->s;
    size_t cap = sizeof(s->problem[0]);
    va_list ap;
    int len;

    if (s->n_problems++ >= PROBLEMS_MAX)
        return;
    len = snprintf(s->problem[s->n_problems - 1], cap, "line %d: ", r->line);
    va_start(ap, fmt);
    vsnprintf(s->problem[s->n_problems - 1] + len, cap - (size_t)len, fmt, ap);
    va_end(ap);
}

/* ---- answers ------------------------------------------------------------ */

static struct words
trim(struct words w)
{
    while (w.len && isspace((unsigned char)w.text[0])) {
        w.text++;
        w.len--;
    }
    while (w.len && isspace((unsigned char)w.text[w.len - 1]))
        w.len--;
    return w;
}

static int
is_word(struct words w, const char *word)
{
    return strlen(word) == w.len && strncasecmp(w.text, word, w.len) == 0;
}

/* 1: it is one. */
static int
read_number(struct words w, long *value)
{
    *value = 0;
    for (size_t i = 0; i < w.len; i++) {
        if (!isdigit((unsigned char)w.text[i]) || *value > NUMBER_MAX / 10)
            return 0;
        *value = *value * 10 + (w.text[i] - '0');
    }
    return 1;
}

static int
read_word(struct words w, const char *const *words, long *value)
{
    for (*value = 0; words[*value]; ++*value)
        if (is_word(w, words[*value]))
            return 1;
    return 0;
}

static void
list_words(char *buf, size_t cap, const char *const *words)
{
    size_t len = 0;

    for (int i = 0; words[i] && len < cap; i++)
        len += (size_t)snprintf(buf + len, cap - len, "%s%s",
                                i == 0         ? ""
                                : words[i + 1] ? ", "
                                               : " or ",
                                words[i]);
}

static void
read_answer(struct reading *r, const struct question *q, struct answer *a,
            struct words w)
{
    char what[60] = "a number";

    if (w.len == 0 || is_word(w, "?"))
        return;
    a->given = q->words ? read_word(w, q->words, &a->value)
                        : read_number(w, &a->value);
    a->odd = !a->given;
    if (a->given)
        return;
    if (q->words)
        list_words(what, sizeof(what), q->words);
    problem(r, "the answer to %s is %s, not \"%s\"", q->key, what,
            shown(w).text);
}

/* ---- lines -------------------------------------------------------------- */

static void
read_line(struct reading *r, struct words line)
{
    const char *hash = memchr(line.text, '#', line.len), *equals;
    struct words key;

    if (hash)
        line.len = (size_t)(hash - line.text);
    line = trim(line);
    if (line.len == 0)
        return;
    equals = memchr(line.text, '=', line.len);
    if (!equals) {
        problem(r, "\"%s\" is not KEY = ANSWER", shown(line).text);
        return;
    }
    key = trim((struct words){ line.text, (size_t)(equals - line.text) });
    line.len -= (size_t)(equals + 1 - line.text);
    line.text = equals + 1;
    for (size_t i = 0; i < r->n; i++) {
        struct answer *a = &r->s->answer[i];

        if (!is_word(key, r->q[i].key))
            continue;
        if (a->line) {
            problem(r, "%s is in line %d, too", r->q[i].key, a->line);
            return;
        }
        a->line = r->line;
        read_answer(r, &r->q[i], a, trim(line));
        return;
    }
    problem(r, "there is no question \"%s\"", shown(key).text);
}

void
worksheet_read(struct worksheet *s, const char *text, const struct question *q,
               size_t n)
{
    struct reading r = { .s = s, .q = q, .n = n };

    *s = (struct worksheet){ 0 };
    if (n > QUESTIONS_MAX)
        abort();
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3; /* some editors begin a file so */
    while (*text) {
        size_t len = strcspn(text, "\n");

        r.line++;
        read_line(&r, (struct words){ text, len });
        text += len + (text[len] == '\n');
    }
}

void
worksheet_show(char *buf, size_t cap, const struct question *q, long value)
{
    if (q->words)
        snprintf(buf, cap, "%s", q->words[value]);
    else
        snprintf(buf, cap, "%ld", value);
}
