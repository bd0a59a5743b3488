/*
 * explain.c - see explain.h: of which call an execution is, and its name.
 */
#include "grader/explain.h"

#include <string.h>

#include "grader/causes.h"

const struct trace_event *
explain_call(const struct trace *tr, const struct trace_event *exec)
{
    const struct trace_event *d = cause_delivery(tr, exec);
    const struct trace_event *send = d ? cause_sending(tr, d) : NULL;

    return send && send->host != exec->host ? cause_call(tr, send) : NULL;
}

void
explain_call_name(const struct trace *tr, const struct trace_event *call,
                  char *buf, size_t cap)
{
    size_t len = strcspn(call->text, "(");
    int nth = 0;

    for (const struct trace_event *e = tr->event; e <= call; e++)
        nth += trace_is_step(e, "call") && e->host == call->host &&
               !strncmp(e->text, call->text, len + 1);
    snprintf(buf, cap, "%.*s #%d", (int)len, call->text, nth);
}

void
explain_name(const struct trace *tr, const struct trace_event *exec, char *buf,
             size_t cap)
{
    const struct trace_event *call = explain_call(tr, exec);

    if (call)
        explain_call_name(tr, call, buf, cap);
    else
        snprintf(buf, cap, "%s", exec->text);
}
