/*
 * oracles.c - see oracles.h.
 */
#include "grader/lab3/oracles.h"

#include <stdio.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_status.h"

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

/* How many datagrams the client sends from the call to its return. */
static int
copies(const struct trace_event *call, const struct trace_event *ret)
{
    int n = 0;

    for (const struct trace_event *e = call; e < ret; e++)
        n += e->kind == TRACE_SEND && e->host == call->host;
    return n;
}

/* One call: 1, or 0 and a verdict. */
static int
is_honest(const struct trace_event *call, const struct trace_event *ret,
          struct verdict *v)
{
    int n = copies(call, ret);

    if (ret->status == (n > 0 ? RPC_OK : RPC_CANT_SEND))
        return 1;
    v->culprit = ret;
    snprintf(v->why, sizeof(v->why),
             n > 0 ? "%s was sent, and a copy that cannot be is no more than "
                     "a loss, but it ended with: %s"
                   : "%s was never sent, but it ended with: %s",
             call->text, ret->text);
    snprintf(v->expected, sizeof(v->expected),
             n > 0 ? "the next copy, and its reply" : "RPC_CANT_SEND");
    snprintf(v->actual, sizeof(v->actual), "%s", ret->text);
    return 0;
}

int
lab3_oracle_sent_or_not(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *call = NULL;
    int n_returned = 0;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (trace_is_step(ev, "call"))
            call = ev;
        if (!call || !trace_is_step(ev, "return"))
            continue;
        n_returned++;
        if (!is_honest(call, ev, v))
            return 0;
    }
    if (n_returned > 0)
        return 1;
    v->culprit = call;
    snprintf(v->why, sizeof(v->why), "no call has returned");
    snprintf(v->expected, sizeof(v->expected), "every call ends");
    snprintf(v->actual, sizeof(v->actual), "none did");
    return 0;
}
