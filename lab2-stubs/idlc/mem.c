/*
 * mem.c - memory of the compiler.
 *
 * All of it hangs from here, so that the leak checker sees it is in use.
 */
#include "lab2-stubs/idlc/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
    struct block *next;
    max_align_t bytes[];
};

static struct block *kept;

void *
keep(size_t len)
{
    struct block *b = calloc(1, sizeof(*b) + len);

    if (!b) {
        fprintf(stderr, "idlc: no memory for %zu bytes\n", len);
        exit(1);
    }
    b->next = kept;
    kept = b;
    return b->bytes;
}

char *
keep_text(const char *s, size_t len)
{
    char *copy = keep(len + 1);

    memcpy(copy, s, len);
    return copy;
}

char *
keepv(const char *format, va_list args)
{
    char *text = NULL, *kept_text;
    size_t len;
    FILE *f = open_memstream(&text, &len);

    if (!f || vfprintf(f, format, args) < 0 || fclose(f) != 0) {
        fprintf(stderr, "idlc: no memory for a text\n");
        exit(1);
    }
    kept_text = keep_text(text, len);
    free(text);
    return kept_text;
}

char *
keepf(const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = keepv(format, args);
    va_end(args);
    return text;
}

void
keep_nothing(void)
{
    while (kept) {
        struct block *b = kept;

        kept = b->next;
        free(b);
    }
}
