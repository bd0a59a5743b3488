/*
 * linear_store.c - the store of lab 3 part C as a thing without concurrency,
 * read off the texts of calls and returns.
 *
 *     set(x, 10) = ok: (10, 0)             the value, whatever stands
 *     put(x, 10, 3) = ok: (10, 3)          if 3 is newer, or stands already
 *     put(x, 10, 3) = superseded: (20, 5)  what stands is newer
 *     get(x) = ok: (20, 5)
 *
 * A copy of a put that comes late finds what is newer.  So a put may have
 * been applied by its first copy, and be answered as superseded by another.
 */
#include "grader/linear.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SET, GET, PUT, VERBS };

static const char *const verb[VERBS] = { "set", "get", "put" };

enum { ANY, OK, SUPERSEDED, NO_SUCH, FULL, BAD_VERSION, OTHER };

static const char *const result[] = {
    [OK] = "ok",     [SUPERSEDED] = "superseded",   [NO_SUCH] = "no such name",
    [FULL] = "full", [BAD_VERSION] = "bad version",
};

/* "10, 3": the value, and the version if there is one. */
static void
read_entry(const char *text, int64_t *value, int64_t *version)
{
    char *end;

    *value = strtoll(text, &end, 10);
    *version = *end == ',' ? (int64_t)strtoull(end + 1, NULL, 10) : 0;
}

static void
read_result(struct linear_op *op)
{
    const char *text = op->ret->text + strlen(op->call->text), *entry;
    size_t len;

    op->result = OTHER;
    if (strncmp(text, " = ", 3) != 0)
        return;
    text += 3;
    entry = strstr(text, ": (");
    len = entry ? (size_t)(entry - text) : strlen(text);
    for (int i = OK; i < OTHER; i++)
        if (strlen(result[i]) == len && memcmp(result[i], text, len) == 0)
            op->result = i;
    if (entry)
        read_entry(entry + 3, &op->result_value, &op->result_version);
}

static int
store_read(struct linear_op *op)
{
    const char *text = op->call->text, *open = strchr(text, '(');
    size_t len = open ? (size_t)(open - text) : 0;

    for (op->verb = 0; op->verb < VERBS; op->verb++)
        if (strlen(verb[op->verb]) == len &&
            memcmp(verb[op->verb], text, len) == 0)
            break;
    if (!open || op->verb == VERBS)
        return 0;
    op->key = open + 1;
    op->key_len = strcspn(op->key, ",)");
    if (op->verb != GET && op->key[op->key_len] == ',')
        read_entry(op->key + op->key_len + 1, &op->value, &op->version);
    if (op->ret)
        read_result(op);
    return 1;
}

static void
store_begin(const struct trace *tr, const struct linear_op *op,
            struct linear_state *s)
{
    (void)tr;
    (void)op;
    *s = (struct linear_state){ 0 };
}

static int
is_newer(const struct linear_op *op, const struct linear_state *s)
{
    return !s->there || (uint64_t)op->version > (uint64_t)s->version;
}

/* The result of a put, which is done. */
static int
do_put(const struct linear_op *op, struct linear_state *s)
{
    if (is_newer(op, s))
        *s = (struct linear_state){ 1, op->value, op->version };
    return op->version == s->version && op->value == s->value ? OK
                                                              : SUPERSEDED;
}

static int
do_it(const struct linear_op *op, struct linear_state *s)
{
    switch (op->verb) {
    case SET:
        s->there = 1;
        s->value = op->value;
        return OK;
    case GET:
        return s->there ? OK : NO_SUCH;
    default:
        return do_put(op, s);
    }
}

/* Whether a store is full depends on other names, and which versions are bad
 * on the store: both are believed, and change nothing. */
static int
store_apply(const struct linear_op *op, struct linear_state *s)
{
    int was;

    if (op->result == FULL)
        return !s->there;
    if (op->result == BAD_VERSION)
        return op->verb == PUT;
    was = do_it(op, s);
    if (op->result == ANY)
        return 1;
    return op->result == was &&
           (was == NO_SUCH || (op->result_value == s->value &&
                               op->result_version == s->version));
}

static int
store_only_reads(const struct linear_op *op)
{
    return op->verb == GET;
}

static int
store_effect_before(const struct linear_op *op)
{
    return op->verb == PUT && op->result == SUPERSEDED;
}

const struct linear_model linear_store = {
    .read = store_read,
    .begin = store_begin,
    .apply = store_apply,
    .only_reads = store_only_reads,
    .effect_before = store_effect_before,
};

int
oracle_linear_store(const struct trace *tr, struct verdict *v)
{
    return linear_check(&linear_store, tr, LINEAR_BUDGET, v);
}
