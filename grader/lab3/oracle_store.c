/*
 * oracle_store.c - lab3_oracle_written: see oracles.h.
 *
 * Linearizability speaks of single calls.  A write is two, get and put, and
 * a put that is refused breaks no order.  So a client that chooses versions
 * badly, or a store that refuses too much, is found here.
 */
#include "grader/lab3/oracles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "put(x, 10, 1001)" or "get(x)": verb and name are the same? */
static int
is_of(const struct trace_event *ev, const char *verb, const char *put)
{
    size_t len = strcspn(put + 4, ",)");

    return strncmp(ev->text, verb, 4) == 0 &&
           strncmp(ev->text + 4, put + 4, len) == 0 &&
           strchr(",)", ev->text[4 + len]);
}

/* The version of "put(x, 10, 1001)". */
static uint64_t
version_of(const char *put)
{
    const char *comma = strrchr(put, ',');

    return comma ? strtoull(comma + 1, NULL, 10) : 0;
}

/* Where the write began: at the get before its put. */
static const struct trace_event *
beginning(const struct trace *tr, const struct trace_event *ret,
          const char **put)
{
    const struct trace_event *call = NULL;

    for (const struct trace_event *e = trace_before(ret, tr->event); e;
         e = trace_before(e, tr->event)) {
        if (!trace_same_process(e, ret) || !trace_is_step(e, "call"))
            continue;
        if (call)
            return is_of(e, "get(", call->text) ? e : call;
        call = e;
        *put = call->text;
    }
    return call;
}

/* The put of that version, if it was over before the write began. */
static const struct trace_event *
too_early(const struct trace *tr, const char *put, uint64_t newer,
          const struct trace_event *begin)
{
    const struct trace_event *early = NULL;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *e = &tr->event[i], *ret;

        if (!trace_is_step(e, "call") || !is_of(e, "put(", put) ||
            version_of(e->text) != newer)
            continue;
        ret = oracle_return_of(tr, e);
        if (!ret || ret > begin || ret->status != 0)
            return NULL; /* it may be applied at any time */
        early = e;
    }
    return early;
}

/* Why the result of a put cannot be: 0; 1: it can. */
static int
is_right(const struct trace *tr, const struct trace_event *ret,
         struct verdict *v)
{
    const char *put = "", *result;
    const struct trace_event *begin = beginning(tr, ret, &put), *early;

    result = ret->text + strlen(put);
    if (strncmp(result, " = ok", 5) == 0)
        return 1;
    if (strncmp(result, " = superseded: (", 16) != 0) {
        snprintf(v->why, sizeof(v->why),
                 "%s, though the store has room and the version is good",
                 ret->text);
        return 0;
    }
    early = too_early(tr, put, version_of(result), begin);
    if (!early)
        return 1;
    snprintf(v->why, sizeof(v->why),
             "%s was refused in favour of %s, which was over before this "
             "write began",
             put, early->text);
    return 0;
}

int
lab3_oracle_written(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (!trace_is_step(ev, "return") || ev->status != 0 ||
            strncmp(ev->text, "put(", 4) != 0 || is_right(tr, ev, v))
            continue;
        v->culprit = ev;
        snprintf(v->expected, sizeof(v->expected),
                 "a write is the newest, unless another one overlaps it");
        snprintf(v->actual, sizeof(v->actual), "%.150s", ev->text);
        return 0;
    }
    return 1;
}
