/*
 * wordcount.c - the service itself: how often is each word in a text?
 *
 * A plain function that knows nothing of messages or networks.  It may run
 * in several threads at once, since it changes nothing but its result.
 */
#include "lab2-stubs/wordcount/service.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* White space, as isspace() has it in the C locale. */
static const char between[] = " \t\n\v\f\r";

static void
take_time(int64_t ms)
{
    struct timespec left = { .tv_sec = (time_t)(ms / 1000),
                             .tv_nsec = (long)(ms % 1000) * 1000000 };

    while (nanosleep(&left, &left) < 0)
        ; /* interrupted: the rest of it */
}

/* One more of this word; there is room for all words of the text. */
static void
count_word(struct wordcount_map *map, const char *word, size_t len)
{
    struct wordcount_entry *e = map->entry;

    if (len > WORDCOUNT_WORD_MAX)
        len = WORDCOUNT_WORD_MAX;
    while (e < map->entry + map->n_entry &&
           (strncmp(e->word, word, len) != 0 || e->word[len] != '\0'))
        e++;
    if (e == map->entry + map->n_entry) {
        memcpy(e->word, word, len); /* all is zero behind it */
        map->n_entry++;
    }
    e->count++;
}

void
wordcount_serve_count(struct wordcount *service,
                      const struct wordcount_text *args,
                      struct wordcount_map *res)
{
    const char *p = args->text;
    int64_t words = 0;

    /* A word has at least one byte, and one behind it. */
    res->n_entry = 0;
    res->entry = calloc((strlen(p) + 1) / 2 + 1, sizeof(*res->entry));
    if (!res->entry)
        abort(); /* a wrong answer would be worse */
    while (*(p += strspn(p, between)) != '\0') {
        size_t len = strcspn(p, between);

        count_word(res, p, len);
        words++;
        p += len;
    }
    if (service->slow_ms > 0)
        take_time(words * service->slow_ms);
}
