/*
 * outcomes.h - sets of what runs may come to, as text; and small worlds of
 * netsim/test/node/call.c to explore.
 */
#ifndef GRADER_TEST_OUTCOMES_H
#define GRADER_TEST_OUTCOMES_H

#include "grader/explore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/testing.h"

#define OUTCOME_MAX 4096
#define MS INT64_C(1000000)
#define WORDS_MAX 24

/* ---- sets --------------------------------------------------------------- */

struct outcomes {
    char **text; /* sorted */
    size_t n, cap;
};

/* Where the text is, or where it would be. */
static inline size_t
outcomes_place(const struct outcomes *o, const char *text)
{
    size_t low = 0, high = o->n;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (strcmp(o->text[mid], text) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static inline int
outcomes_have(const struct outcomes *o, const char *text)
{
    size_t i = outcomes_place(o, text);

    return i < o->n && !strcmp(o->text[i], text);
}

static inline void
outcomes_add(struct outcomes *o, const char *text)
{
    size_t i = outcomes_place(o, text);

    if (i < o->n && !strcmp(o->text[i], text))
        return;
    if (o->n == o->cap) {
        o->cap = o->cap ? 2 * o->cap : 256;
        o->text = realloc(o->text, o->cap * sizeof(*o->text));
        assert_non_null(o->text);
    }
    memmove(&o->text[i + 1], &o->text[i], (o->n - i) * sizeof(*o->text));
    o->text[i] = strdup(text);
    assert_non_null(o->text[i]);
    o->n++;
}

static inline void
outcomes_add_all(struct outcomes *o, const struct outcomes *more)
{
    for (size_t i = 0; i < more->n; i++)
        outcomes_add(o, more->text[i]);
}

static inline void
outcomes_release(struct outcomes *o)
{
    for (size_t i = 0; i < o->n; i++)
        free(o->text[i]);
    free(o->text);
    memset(o, 0, sizeof(*o));
}

/* How many of a are not in b; the first ones are shown if that is no good. */
static inline size_t
outcomes_missing(const struct outcomes *a, const struct outcomes *b,
                 const char *what)
{
    size_t n = 0;

    for (size_t i = 0; i < a->n; i++)
        if (!outcomes_have(b, a->text[i]) && ++n <= 3 && what)
            print_error("%s: %s\n", what, a->text[i]);
    return n;
}

static inline int
outcomes_differ(const struct outcomes *a, const struct outcomes *b)
{
    return a->n != b->n || outcomes_missing(a, b, NULL) != 0;
}

static inline void
outcomes_assert_equal(const struct outcomes *a, const struct outcomes *b,
                      const char *name)
{
    char what[192];
    size_t n;

    snprintf(what, sizeof(what), "%.128s: only in the first", name);
    n = outcomes_missing(a, b, what);
    snprintf(what, sizeof(what), "%.128s: only in the second", name);
    n += outcomes_missing(b, a, what);
    assert_int_equal(n, 0);
}

/* ---- worlds ------------------------------------------------------------- */

/* A host with the words of a command line, which are separated by blanks. */
static inline int
add_program(struct sim_world *w, const char *words, const char *name,
            const char *program)
{
    const char *nodes = getenv("NODES"), *why = NULL;
    char path[256], text[320], *argv[WORDS_MAX];
    int argc = 0, host;

    snprintf(path, sizeof(path), "%s/%s.so",
             nodes ? nodes : "build/gcc-plain/node", program);
    snprintf(text, sizeof(text), "%s %s", program, words);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
        assert_true(argc < WORDS_MAX);
        argv[argc++] = word;
    }
    host = sim_add_host(w, name, path, argc, argv, &why);
    if (host < 0)
        fail_msg("%s: %s", path, why);
    return host;
}

static inline int
add_caller(struct sim_world *w, const char *name, const char *words)
{
    return add_program(w, words, name, "call");
}

/*
 * A server (host 0) and up to two clients (NULL: none), 10 ms from one
 * another.  For sim_free().
 */
static inline struct sim_world *
call_world(const char *server, const char *client, const char *other,
           int64_t limit_ms)
{
    struct link_rule rule = { .delay_ns = 10 * MS };
    struct sim_world *w = sim_new();
    char words[256];

    snprintf(words, sizeof(words), "serve 7 %s", server);
    add_caller(w, "server", words);
    snprintf(words, sizeof(words), "ask server 7 %s", client);
    add_caller(w, "client", words);
    if (other) {
        snprintf(words, sizeof(words), "ask server 7 %s", other);
        add_caller(w, "other", words);
    }
    sim_set_rule(w, -1, -1, &rule);
    sim_set_limit(w, limit_ms * MS);
    return w;
}

#endif
