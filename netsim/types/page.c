/*
 * page.c - lines: a number, bytes, and what they are.
 */
#include "netsim/types/types_private.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* Of the hexadecimal digits of a whole line. */
#define HEX_WIDTH 35

/* ---- lines -------------------------------------------------------------- */

/* The number and the digits, four bytes a word; blanks if there are none. */
static void
print_bytes(struct page *p, size_t n)
{
    const uint8_t *b = p->bytes + p->pos;
    int width = 0;

    if (n > 0)
        fprintf(p->out, "%8zu  ", p->at + p->pos);
    else
        fprintf(p->out, "%10s", "");
    for (size_t i = 0; i < n; i++)
        width +=
            fprintf(p->out, "%s%02x", i > 0 && i % 4 == 0 ? " " : "", b[i]);
    fprintf(p->out, "%*s", HEX_WIDTH - width, "");
    p->pos += n;
}

__attribute__((format(printf, 4, 0))) static void
print_line(struct page *p, size_t n, int level, const char *format,
           va_list args)
{
    print_bytes(p, n);
    fprintf(p->out, "  %*s", 2 * level, "");
    vfprintf(p->out, format, args);
    fputc('\n', p->out);
}

void
page_line(struct page *p, size_t n, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(p, n, p->level, format, args);
    va_end(args);
}

void
page_more(struct page *p, size_t n, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(p, n, p->level + 1, format, args);
    va_end(args);
}

void
page_rest(struct page *p)
{
    while (p->pos < p->len) {
        const uint8_t *b = p->bytes + p->pos;
        size_t n = p->len - p->pos;
        char text[LINE_BYTES + 1] = "";

        n = n < LINE_BYTES ? n : LINE_BYTES;
        for (size_t i = 0; i < n; i++)
            text[i] = (char)(isprint(b[i]) ? b[i] : '.');
        print_bytes(p, n);
        fprintf(p->out, "  |%s|\n", text);
    }
}

/* ---- names -------------------------------------------------------------- */

const char *
page_name(const struct page *p)
{
    return *p->path ? p->path : p->type;
}

size_t
page_enter(struct page *p, const char *member)
{
    size_t was = strlen(p->path);

    snprintf(p->path + was, sizeof(p->path) - was, "%s%s", was ? "." : "",
             member);
    return was;
}

size_t
page_enter_element(struct page *p, size_t i)
{
    size_t was = strlen(p->path);

    snprintf(p->path + was, sizeof(p->path) - was, "[%zu]", i);
    return was;
}

void
page_leave(struct page *p, size_t was)
{
    p->path[was] = '\0';
}

void
page_begin(struct page *p, struct page_group *g, const char *type)
{
    memcpy(g->path, p->path, sizeof(g->path));
    g->type = p->type;
    p->path[0] = '\0';
    p->type = type;
    p->level++;
}

void
page_end(struct page *p, const struct page_group *g)
{
    memcpy(p->path, g->path, sizeof(p->path));
    p->type = g->type;
    p->level--;
}

/* ---- what there is ------------------------------------------------------ */

int
page_needs(struct page *p, size_t n)
{
    size_t left = p->len - p->pos;

    if (left >= n)
        return 0;
    page_line(p, left, "%s: ends here, %zu of %zu bytes", page_name(p), left,
              n);
    p->stopped = 1;
    return -1;
}

void
page_stop(struct page *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(p, 0, p->level, format, args);
    va_end(args);
    p->stopped = 1;
}

uint32_t
page_word(const struct page *p)
{
    const uint8_t *b = p->bytes + p->pos;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           b[3];
}
