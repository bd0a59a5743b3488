/*
 * explain_lost.c - why the effect of a call is not there when another one
 * should see it.
 *
 * Either it never was: the call was not executed.  Or it is gone: with a
 * process that had it in memory, or with what was not yet on the disk.  Or
 * something older came after it.
 */
#include "grader/explain.h"

#include <string.h>

#include "grader/causes.h"

/* The first (or last) execution of a call before an event. */
static const struct trace_event *
execution_of(const struct trace *tr, const struct trace_event *call,
             const struct trace_event *until, int is_last)
{
    const struct trace_event *found = NULL;

    for (const struct trace_event *e = call; e < until; e++)
        if (trace_is_step(e, "exec") && strcmp(e->text, call->text) == 0 &&
            explain_call(tr, e) == call) {
            found = e;
            if (!is_last)
                break;
        }
    return found;
}

/* The first return of a call with a result, of whichever process. */
static const struct trace_event *
return_of(const struct trace *tr, const struct trace_event *call)
{
    size_t len = strlen(call->text);

    for (const struct trace_event *e = call; e < trace_end(tr); e++)
        if (e->host == call->host && trace_is_step(e, "return") &&
            e->status == 0 && strncmp(e->text, call->text, len) == 0 &&
            e->text[len] == ' ')
            return e;
    return NULL;
}

/* ---- gone with a process ------------------------------------------------ */

/* The reply that the client took came from a later process. */
static int
is_reply_kept(const struct trace *tr, const struct trace_event *ret,
              const struct trace_event *exec)
{
    const struct trace_event *d = ret ? cause_delivery(tr, ret) : NULL;
    const struct trace_event *reply = d ? cause_sending(tr, d) : NULL;

    return reply && reply->host == exec->host && reply->inc > exec->inc;
}

static void
gone(const struct trace *tr, const struct trace_event *call,
     const struct trace_event *exec, const struct trace_event *crash,
     FILE *out)
{
    const struct trace_event *ret = return_of(tr, call);
    const char *server = trace_host_name(&tr->meta, exec->host);
    char disk[200];

    explain_disk(tr, cause_delivery(tr, exec), "since the request came", crash,
                 disk, sizeof(disk));
    if (is_reply_kept(tr, ret, exec))
        fprintf(out, "the restarted %s knew its reply, and not its effect; %s",
                server, disk);
    else if (ret && ret < crash)
        fprintf(out, "the %s had replied, and then its effect was gone; %s",
                server, disk);
    else
        fprintf(out, "its effect was gone after the restart of the %s; %s",
                server, disk);
}

/* ---- undone by something older ------------------------------------------ */

/* The last execution after exec, of a call made before `call` was. */
static const struct trace_event *
older_after(const struct trace *tr, const struct trace_event *call,
            const struct trace_event *exec, const struct trace_event *until)
{
    for (const struct trace_event *e = trace_before(until, exec + 1); e;
         e = trace_before(e, exec + 1)) {
        const struct trace_event *of;

        if (!trace_is_step(e, "exec") || e->host != exec->host)
            continue;
        of = explain_call(tr, e);
        if (of && of < call && execution_of(tr, of, exec, 0))
            return e;
    }
    return NULL;
}

static void
undone(const struct trace *tr, const struct trace_event *older, FILE *out)
{
    const struct trace_event *d = cause_delivery(tr, older);
    char name[128];

    explain_name(tr, older, name, sizeof(name));
    fprintf(out, "after it the %s executed %s again, for a late copy of it%s",
            trace_host_name(&tr->meta, older->host), name,
            d->copy > 0 ? " that the network had made" : "");
}

void
explain_lost(const struct trace *tr, const struct trace_event *call,
             const struct trace_event *ret, char *buf, size_t cap)
{
    const struct trace_event *exec = execution_of(tr, call, ret, 1);
    const struct trace_event *its_ret = return_of(tr, call), *crash, *older;
    FILE *out;

    buf[0] = '\0';
    if (!exec) {
        if (its_ret)
            explain_reply(tr, call, its_ret, buf, cap);
        return;
    }
    crash = cause_crash(tr, exec);
    older = older_after(tr, call, exec, ret);
    out = explain_open(buf, cap);
    if (older)
        undone(tr, older, out);
    else if (crash && crash < ret)
        gone(tr, call, exec, crash, out);
    fclose(out);
}
