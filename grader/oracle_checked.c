/*
 * oracle_checked.c - what programs of the cases have found: oracle_checked of
 * oracle.h.
 *
 * They say it in a sentence ("cache_calls() says 6, not 5").  What is to the
 * left and to the right of its "not" is what was found, and what should be.
 */
#include "grader/oracle.h"

#include "grader/causes.h"
#include "grader/explain.h"

#include <stdio.h>
#include <string.h>

/* ---- found, and expected ------------------------------------------------ */

/* How a sentence says what should be: behind these words, up to the others. */
static const struct {
    const char *before, *behind;
} contrasts[] = {
    { " where ", " is right" },
    { ", expected ", NULL },
    { " instead of ", NULL },
    { ", not ", NULL },
};

static void
copy(char *buf, size_t cap, const char *from, const char *to)
{
    snprintf(buf, cap, "%.*s", (int)(to - from), from);
}

/* What was found is the last part of what comes before: behind a colon, but
 * not one of what somebody has said: "ok: (10, 1001)". */
static const char *
last_part(const char *text, const char *end)
{
    const char *part = text;
    int quoted = 0;

    for (const char *p = text; p < end; p++) {
        quoted ^= *p == '"';
        if (!quoted && p[0] == ':' && p[1] == ' ')
            part = p + 2;
    }
    return part;
}

static void
split(const char *text, struct verdict *v)
{
    for (size_t i = 0; i < sizeof(contrasts) / sizeof(contrasts[0]); i++) {
        const char *at = strstr(text, contrasts[i].before), *right, *end;

        if (!at)
            continue;
        right = at + strlen(contrasts[i].before);
        end = contrasts[i].behind ? strstr(right, contrasts[i].behind)
                                  : right + strlen(right);
        if (!end)
            continue;
        copy(v->expected, sizeof(v->expected), right, end);
        copy(v->actual, sizeof(v->actual), last_part(text, at), at);
        return;
    }
}

/* ---- the programs ------------------------------------------------------- */

/* What a check has found, or that it did not come to its end. */
static const struct trace_event *
find_wrong(const struct trace *tr, struct verdict *v)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i], *crash;
        char disk[250] = "";

        if (!trace_is_step(ev, "wrong"))
            continue;
        crash = cause_last_crash(tr, ev);
        if (crash)
            explain_disk(tr, NULL, "", crash, disk, sizeof(disk));
        snprintf(v->why, sizeof(v->why), "%s%s%s", ev->text,
                 disk[0] ? "; " : "", disk);
        split(ev->text, v);
        return ev;
    }
    return NULL;
}

/* The check that began there has ended before `end`. */
static int
is_checked(const struct trace_event *begin, const struct trace_event *end)
{
    for (const struct trace_event *e = begin + 1; e < end; e++)
        if (trace_same_process(e, begin) &&
            (trace_is_step(e, "checked") || e->kind == TRACE_CRASH))
            return 1;
    return 0;
}

/* Of begin's process the last step "trying" before `end`, or NULL. */
static const struct trace_event *
find_part(const struct trace_event *begin, const struct trace_event *end)
{
    for (const struct trace_event *e = trace_before(end, begin + 1); e;
         e = trace_before(e, begin + 1))
        if (trace_same_process(e, begin) && trace_is_step(e, "trying"))
            return e;
    return NULL;
}

/* Write what was begun, and which part of it was tried last. */
static void
write_part(const struct trace_event *begin, const struct trace_event *end,
           const char *before, char *buf, size_t cap)
{
    const struct trace_event *part = find_part(begin, end);

    snprintf(buf, cap, "%s%.120s%s%.120s%s", before, begin->text,
             part ? " (" : "", part ? part->text : "", part ? ")" : "");
}

void
oracle_checking(const struct trace *tr, const struct trace_event *ev,
                const char *before, char *buf, size_t cap)
{
    const struct trace_event *last = NULL;

    buf[0] = '\0';
    for (const struct trace_event *e = trace_before(ev, tr->event); e;
         e = trace_before(e, tr->event)) {
        if (!trace_is_step(e, "checking") || is_checked(e, ev))
            continue;
        if (!last)
            last = e;
        if (trace_same_process(e, ev)) {
            last = e;
            break;
        }
    }
    if (last)
        write_part(last, ev, before, buf, cap);
}

/* begin: its beginning; NULL: there is none. */
static void
not_ended(const struct trace *tr, const struct trace_event *begin,
          struct verdict *v)
{
    char end[200] = "it did not even begin", what[250] = "the check";

    if (begin) {
        explain_end(tr, begin, end, sizeof(end));
        write_part(begin, tr->event + tr->n_events, "", what, sizeof(what));
    }
    snprintf(v->why, sizeof(v->why), "%s did not come to its end: %s", what,
             end[0] ? end : "something waits for ever");
    snprintf(v->expected, sizeof(v->expected), "it comes to its end");
    snprintf(v->actual, sizeof(v->actual), "%.150s",
             end[0] ? end : "it began");
}

int
oracle_checked(const struct trace *tr, struct verdict *v)
{
    const struct trace_event *culprit = find_wrong(tr, v), *begin = NULL;

    for (size_t i = 0; !culprit && i < tr->n_events; i++) {
        if (!trace_is_step(&tr->event[i], "checking"))
            continue;
        begin = &tr->event[i];
        if (!is_checked(begin, tr->event + tr->n_events))
            culprit = begin;
    }
    if (begin && !culprit)
        return 1;
    v->culprit = culprit;
    if (v->why[0])
        return 0;
    not_ended(tr, culprit, v);
    return 0;
}
