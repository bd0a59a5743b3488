/*
 * mark.c - events that are no messages: a glyph at the lifeline, and text.
 */
#include "netsim/trace/diagram_private.h"

#include <stdio.h>
#include <string.h>

static enum glyph
step_glyph(const struct diagram *d, const struct trace_event *ev)
{
    if (strcmp(ev->name, "exec") == 0)
        return GLYPH_EXEC;
    if (strcmp(ev->name, "return") == 0)
        return ev->status == 0 ? GLYPH_OK : GLYPH_FAILED;
    if (strcmp(ev->name, "ignored") == 0)
        return GLYPH_IGNORED;
    if (strcmp(ev->name, "missing") == 0)
        return GLYPH_MISSING;
    return d->opt.steps ? GLYPH_STEP : GLYPH_NONE;
}

enum glyph
mark_glyph(const struct diagram *d, const struct trace_event *ev)
{
    switch (ev->kind) {
    case TRACE_START:
        return ev->inc > 1 ? GLYPH_RESTART : GLYPH_NONE;
    case TRACE_STEP:
        return step_glyph(d, ev);
    case TRACE_LOG:
        return d->opt.logs ? GLYPH_LOG : GLYPH_NONE;
    case TRACE_TIMEOUT:
        return GLYPH_TIMEOUT;
    case TRACE_CRASH:
    case TRACE_FAULT:
        return GLYPH_CRASH;
    case TRACE_EXIT:
        return GLYPH_EXIT;
    default:
        return GLYPH_NONE;
    }
}

static const char *
ordinal_suffix(uint32_t n)
{
    if (n % 100 >= 11 && n % 100 <= 13)
        return "th";
    return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
}

static void
step_text(const struct diagram *d, size_t i, char *buf, size_t cap)
{
    const struct trace_event *ev = &d->tr->event[i];
    uint32_t times = label_times(d->labels, i);

    if (strcmp(ev->name, "return") == 0)
        snprintf(buf, cap, "%s", ev->text);
    else if (strcmp(ev->name, "exec") != 0)
        snprintf(buf, cap, "%s%s%s", ev->name, *ev->text ? ": " : "",
                 ev->text);
    else if (times == 1)
        snprintf(buf, cap, "%s", ev->text);
    else
        snprintf(buf, cap, "%s  %u%s time", ev->text, times,
                 ordinal_suffix(times));
}

static void
exit_text(const struct trace_event *ev, char *buf, size_t cap)
{
    const char *sep = *ev->text ? ", " : "";

    if (ev->status == 0)
        snprintf(buf, cap, "exit%s%s", sep, ev->text);
    else
        snprintf(buf, cap, "exit %d%s%s", ev->status, sep, ev->text);
}

void
mark_text(const struct diagram *d, size_t i, char *buf, size_t cap)
{
    const struct trace_event *ev = &d->tr->event[i];

    switch (ev->kind) {
    case TRACE_START:
        snprintf(buf, cap, "restart #%u", ev->inc);
        break;
    case TRACE_STEP:
        step_text(d, i, buf, cap);
        break;
    case TRACE_LOG:
        snprintf(buf, cap, "%s", ev->text);
        break;
    case TRACE_TIMEOUT:
        snprintf(buf, cap, "timeout");
        break;
    case TRACE_CRASH:
        snprintf(buf, cap, "crash");
        break;
    case TRACE_FAULT:
        snprintf(buf, cap, "%s %s", ev->name, ev->text);
        break;
    case TRACE_EXIT:
        exit_text(ev, buf, cap);
        break;
    default:
        snprintf(buf, cap, "%s", "");
    }
}
