/*
 * out.c - the text that the compiler writes.
 */
#include "lab2-stubs/idlc/out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/idlc/mem.h"

#define COLUMNS 79

static void
append(struct chars *c, const char *more, size_t len)
{
    if (c->len + len >= c->cap) {
        c->cap = 2 * (c->len + len) + 64;
        c->s = realloc(c->s, c->cap);
    }
    if (!c->s) {
        fprintf(stderr, "idlc: no memory for %zu bytes\n", c->cap);
        exit(1);
    }
    memcpy(c->s + c->len, more, len);
    c->len += len;
    c->s[c->len] = '\0';
}

/* The columns behind the brackets that are open, the innermost last. */
struct brackets {
    size_t column[64], n;
    int quoted;
};

/* One more character, which stands at column. */
static void
pass(struct brackets *b, char c, size_t column)
{
    if (c == '"')
        b->quoted = !b->quoted;
    if (b->quoted)
        return;
    if ((c == '(' || c == '{' || c == '[') && b->n < 64)
        b->column[b->n++] = column + (c == '{' ? 2 : 1);
    if ((c == ')' || c == '}' || c == ']') && b->n > 0)
        b->n--;
}

/*
 * How many characters of the line, which begins at column, are written
 * before it is broken; 0 if it cannot be.  *b is left as it is there.
 */
static size_t
break_at(const char *line, size_t column, struct brackets *b)
{
    struct brackets now = *b;
    size_t at = 0;

    for (size_t i = 0; line[i] && column + i <= COLUMNS; i++) {
        if (i > 0 && line[i] == ' ' && strchr(",;+", line[i - 1]) &&
            now.n > 0 && !now.quoted) {
            at = i;
            *b = now;
        }
        pass(&now, line[i], column + i);
    }
    return at;
}

static void
add_line(struct out *o, size_t column, const char *line, size_t len)
{
    for (size_t i = 0; len > 0 && i < column; i++)
        append(&o->text, " ", 1);
    append(&o->text, line, len);
    append(&o->text, "\n", 1);
}

/* Labels and directives stand further out than what is around them. */
static size_t
first_column(const struct out *o, const char *line)
{
    int label =
        strncmp(line, "case ", 5) == 0 || strcmp(line, "default:") == 0;

    if (line[0] == '#')
        return 0;
    if (o->level < label) {
        fprintf(stderr,
                "idlc: \"%s\" at level %d: a label stands one level "
                "further out than its statements\n",
                line, o->level);
        exit(1);
    }
    return 4 * (size_t)(o->level - label);
}

static void
end_line(struct out *o)
{
    const char *line = o->line.s ? o->line.s : "";
    size_t column = first_column(o, line), at;
    struct brackets b = { .n = 0 };

    while (column + strlen(line) > COLUMNS &&
           (at = break_at(line, column, &b)) > 0) {
        add_line(o, column, line, at);
        line += at + 1;
        column = b.column[b.n - 1];
    }
    add_line(o, column, line, strlen(line));
    o->line.len = 0;
    if (o->line.s)
        o->line.s[0] = '\0';
}

void
emit(struct out *o, const char *format, ...)
{
    const char *more;
    va_list args;

    va_start(args, format);
    more = keepv(format, args);
    va_end(args);
    for (const char *p = more; *p; p += *p == '\n') {
        size_t n = strcspn(p, "\n");

        append(&o->line, p, n);
        p += n;
        if (*p == '\n')
            end_line(o);
    }
}

void
out_free(struct out *o)
{
    free(o->line.s);
    free(o->text.s);
    *o = (struct out){ 0 };
}
