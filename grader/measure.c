/*
 * measure.c - see measure.h.
 */
#include "grader/measure.h"

#include "grader/oracle.h"

#include <stdlib.h>
#include <string.h>

#define TWO_S INT64_C(2000000000)
#define MARK_LEN 4 /* of a record of one fragment: RFC 5531, section 11 */

static int
begins(const struct trace_event *ev, const char *step, const char *of)
{
    return trace_is_step(ev, step) && strncmp(ev->text, of, strlen(of)) == 0;
}

static int
is_from(const struct trace *tr, const struct trace_event *ev, const char *host)
{
    return ev->kind == TRACE_SEND &&
           strcmp(trace_host_name(&tr->meta, ev->host), host) == 0;
}

int
measure_executions(const struct trace *tr, const char *of, long *value)
{
    *value = 0;
    for (size_t i = 0; i < tr->n_events; i++)
        *value += begins(&tr->event[i], "exec", of);
    return 1;
}

int
measure_results(const struct trace *tr, const char *of, long *value)
{
    *value = 0;
    for (size_t i = 0; i < tr->n_events; i++)
        *value +=
            begins(&tr->event[i], "return", of) && tr->event[i].status == 0;
    return 1;
}

int
measure_says(const struct trace *tr, const char *of, long *value)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (!begins(ev, "return", of))
            continue;
        *value = ev->status == 0 ? 2 : !oracle_is_definite(ev->status);
        return 1;
    }
    return 0;
}

int
measure_value(const struct trace *tr, const char *of, long *value)
{
    int found = 0;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];
        const char *result = strstr(ev->text ? ev->text : "", " = ");

        if (!begins(ev, "return", of) || ev->status != 0 || !result)
            continue;
        result += strcspn(result, "0123456789");
        *value = strtol(result, NULL, 10);
        found = 1;
    }
    return found;
}

int
measure_heard(const struct trace *tr, const char *of, long *value)
{
    int crashed = 0;

    *value = 0;
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        crashed |= ev->kind == TRACE_CRASH &&
                   strcmp(trace_host_name(&tr->meta, ev->host), of) == 0;
        if (crashed && is_from(tr, ev, of))
            *value = 1;
    }
    return crashed;
}

int
measure_first_reply(const struct trace *tr, const char *of, long *value)
{
    const struct trace_event *first = NULL;

    (void)of;
    for (size_t i = 0; i < tr->n_events && !first; i++)
        if (begins(&tr->event[i], "return", "") && tr->event[i].status == 0)
            first = &tr->event[i];
    *value = 0;
    for (size_t i = 0; first && i < tr->n_events; i++) {
        if (!trace_is_step(&tr->event[i], "call"))
            continue;
        ++*value;
        if (oracle_is_of(first, &tr->event[i]))
            return 1;
    }
    return 0;
}

int
measure_sent_2s(const struct trace *tr, const char *of, long *value)
{
    *value = 0;
    for (size_t i = 0; i < tr->n_events; i++)
        *value += is_from(tr, &tr->event[i], of) && tr->event[i].t_ns < TWO_S;
    return *value > 0;
}

int
measure_reply_bytes(const struct trace *tr, const char *of, long *value)
{
    long bytes = 0;
    int calls = 0;

    for (size_t i = 0; i < tr->n_events && calls < 2; i++) {
        calls += trace_is_step(&tr->event[i], "call");
        if (calls == 1 && is_from(tr, &tr->event[i], of))
            bytes += (long)tr->event[i].len;
    }
    *value = bytes - MARK_LEN;
    return bytes > MARK_LEN;
}
