/*
 * explain_end.c - how a process ended, or what it waits for when the run is
 * over and nothing can happen any more.
 *
 * The kernel says who waits in what: "quiet: server waits in recvfrom(),
 * client waits in recvfrom() (thread 1), poll() (thread 2)".
 */
#include "grader/explain.h"

#include <string.h>

#include "grader/causes.h"

static const char waits[] = " waits in ";

/* In text what is said of the host of that name, up to what is said of the
 * next; its length, 0: nothing. */
static size_t
said_of(const char *text, const char *name, const char **what)
{
    const char *next, *comma = NULL;
    char begin[80];

    snprintf(begin, sizeof(begin), " %.60s%s", name, waits);
    *what = strstr(text, begin);
    if (!*what)
        return 0;
    *what += strlen(begin);
    next = strstr(*what, waits);
    for (const char *p = *what; next && p < next; p++)
        if (*p == ',')
            comma = p;
    return comma ? (size_t)(comma - *what) : strlen(*what);
}

void
explain_end(const struct trace *tr, const struct trace_event *ev, char *buf,
            size_t cap)
{
    FILE *out = explain_open(buf, cap);

    for (const struct trace_event *e = ev; e < trace_end(tr); e++) {
        const char *what;
        size_t len;

        if (e->kind == TRACE_EXIT && trace_same_process(e, ev)) {
            fprintf(out, "it exited with status %d", e->status);
            break;
        }
        if (e->kind != TRACE_END)
            continue;
        len = said_of(e->text, trace_host_name(&tr->meta, ev->host), &what);
        if (len > 0)
            fprintf(out, "it waits in %.*s", (int)len, what);
    }
    fclose(out);
}
