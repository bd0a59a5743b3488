/*
 * history.c - see history.h.
 */
#include "grader/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_status.h"

/* The call that a restarted client goes on with. */
static struct history_call *
find_resumed(struct history *h, const struct trace_event *resume)
{
    for (size_t i = h->n; i-- > 0;)
        if (h->call[i].at->host == resume->host &&
            !strcmp(h->call[i].at->text, resume->text))
            return &h->call[i];
    return NULL;
}

static void
add_call(struct history *h, const struct linear_model *m,
         const struct trace_event *ev)
{
    struct history_call *old =
        trace_is_step(ev, "resume") ? find_resumed(h, ev) : NULL;
    struct history_call *c = &h->call[h->n];

    if (old) {
        old->at = ev;
        old->never = 0;
        return;
    }
    *c = (struct history_call){ .op = { .call = ev }, .at = ev };
    h->n += m->read(&c->op) != 0;
}

/* A call that was resumed may return twice, but not two results. */
static int
take_result(struct history_call *c, const struct trace_event *ret,
            struct verdict *v)
{
    const struct trace_event *first = c->op.ret;

    if (!first) {
        c->op.ret = ret;
        return 1;
    }
    if (strcmp(first->text, ret->text) == 0)
        return 1;
    v->culprit = ret;
    snprintf(v->why, sizeof(v->why),
             "%.200s was resumed and returned another result than before: "
             "%.200s",
             first->text, ret->text);
    snprintf(v->expected, sizeof(v->expected), "%.150s, again", first->text);
    snprintf(v->actual, sizeof(v->actual), "%.150s", ret->text);
    return 0;
}

/* 0: the return is wrong by itself. */
static int
add_return(struct history *h, const struct trace_event *ret, struct verdict *v)
{
    for (size_t i = h->n; i-- > 0;) {
        struct history_call *c = &h->call[i];

        if (!trace_same_thread(c->at, ret) ||
            strncmp(c->at->text, ret->text, strlen(c->at->text)) != 0)
            continue;
        if (ret->status == RPC_OK)
            return take_result(c, ret, v);
        /* The new process cannot speak for what the old one has sent. */
        if (oracle_is_definite(ret->status) && trace_is_step(c->at, "call"))
            c->never = 1;
        return 1;
    }
    return 1;
}

int
history_read(struct history *h, const struct linear_model *m,
             const struct trace *tr, struct verdict *v)
{
    size_t n = 0;

    for (size_t i = 0; i < tr->n_events; i++)
        n += trace_is_step(&tr->event[i], "call") ||
             trace_is_step(&tr->event[i], "resume");
    h->n = 0;
    h->call = calloc(n + 1, sizeof(*h->call));
    if (!h->call)
        abort();
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (trace_is_step(ev, "call") || trace_is_step(ev, "resume"))
            add_call(h, m, ev);
        else if (trace_is_step(ev, "return") && !add_return(h, ev, v))
            return 0;
    }
    for (size_t i = 0; i < h->n; i++) /* now with their results */
        if (h->call[i].op.ret)
            m->read(&h->call[i].op);
    return 1;
}

void
history_release(struct history *h)
{
    free(h->call);
}
