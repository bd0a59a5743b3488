/*
 * scenes.c - runs that are worth to be looked at though nothing fails.
 */
#include "grader/gallery/gallery.h"

#include <string.h>

/* The first such step whose text begins like this, from an event on. */
static const struct trace_event *
find_step(const struct trace *tr, const struct trace_event *from,
          const char *step, const char *text)
{
    for (const struct trace_event *e = from; e < tr->event + tr->n_events; e++)
        if (trace_is_step(e, step) &&
            strncmp(e->text, text, strlen(text)) == 0)
            return e;
    return NULL;
}

int
gallery_pending(const struct trace *tr, struct verdict *v)
{
    static const char copy[] = "a copy of what is being executed";
    const struct trace_event *ignored = NULL, *call;

    for (size_t i = 0; i < tr->n_events && !ignored; i++)
        if (trace_is_step(&tr->event[i], "ignored") &&
            strstr(tr->event[i].text, copy))
            ignored = &tr->event[i];
    call = find_step(tr, tr->event, "call", "debit");
    if (!ignored || !call)
        return 1;
    v->culprit = ignored;
    snprintf(v->why, sizeof(v->why),
             "%s came again while it was being executed, and was ignored: the "
             "reply is on its way",
             call->text);
    snprintf(v->expected, sizeof(v->expected),
             "a call in progress is known, not only one that is done");
    snprintf(v->actual, sizeof(v->actual), "%s", ignored->text);
    return 0;
}

/* The money is gone twice, which is what one can see of it. */
int
gallery_forgotten(const struct trace *tr, struct verdict *v)
{
    return !find_step(tr, tr->event, "return", "debit(alice, 10) = 80") ||
           oracle_at_most_once(tr, v);
}

static int
has_crashed(const struct trace *tr, const struct trace_event *from,
            const char *host)
{
    for (const struct trace_event *e = from; e < tr->event + tr->n_events; e++)
        if (e->kind == TRACE_CRASH &&
            strcmp(trace_host_name(&tr->meta, e->host), host) == 0)
            return 1;
    return 0;
}

/*
 * The one worth showing: the server has executed the call and crashed, the
 * client has crashed, too, and asks again; it is answered from the journal.
 */
int
gallery_survived(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *exec, *resume, *again, *ret;

    exec = find_step(tr, tr->event, "exec", "debit");
    if (!exec || !has_crashed(tr, exec, "server") ||
        !has_crashed(tr, exec, "client"))
        return 1;
    if (find_step(tr, exec + 1, "exec", "debit"))
        return 1; /* the first was undone by the crash: another story */
    resume = find_step(tr, exec, "resume", "debit");
    again =
        resume ? find_step(tr, resume, "reply", "the same as before") : NULL;
    ret = again ? find_step(tr, again, "return", "debit") : NULL;
    if (!ret || ret->status != 0)
        return 1;
    v->culprit = ret;
    snprintf(v->why, sizeof(v->why),
             "%s was executed once, though server and client have both "
             "crashed: the one had written down its reply, the other its "
             "call",
             resume->text);
    snprintf(v->expected, sizeof(v->expected), "one debit, one answer");
    snprintf(v->actual, sizeof(v->actual), "%s", ret->text);
    return 0;
}
