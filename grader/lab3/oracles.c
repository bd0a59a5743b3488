/*
 * oracles.c - see oracles.h.
 */
#include "grader/lab3/oracles.h"

#include <stdio.h>
#include <string.h>

static int
is_hundred(const char *text)
{
    const char *result = strstr(text, " = ");

    return result && strcmp(result, " = 100") == 0;
}

int
lab3_oracle_hundred(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (!trace_is_step(ev, "return") || ev->status != 0 ||
            is_hundred(ev->text))
            continue;
        v->culprit = ev;
        snprintf(v->why, sizeof(v->why),
                 "%s, though nobody has changed the account", ev->text);
        snprintf(v->expected, sizeof(v->expected), "= 100, always");
        snprintf(v->actual, sizeof(v->actual), "%s", ev->text);
        return 0;
    }
    return 1;
}
