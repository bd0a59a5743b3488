/*
 * mark.c - events that are no messages: a glyph at the lifeline, and text.
 */
#include "netsim/trace/diagram_private.h"

#include <stdio.h>
#include <string.h>

#define CALL_MAX (TEXT_MAX - 32) /* leaves room for "  2nd time" */

static enum glyph
step_glyph(const struct diagram_options *opt, const struct trace_event *ev)
{
    if (strcmp(ev->name, "exec") == 0 || strcmp(ev->name, "dispense") == 0 ||
        strcmp(ev->name, "noted") == 0)
        return GLYPH_EXEC;
    if (strcmp(ev->name, "return") == 0)
        return ev->status == 0 ? GLYPH_OK : GLYPH_FAILED;
    if (strcmp(ev->name, "ignored") == 0)
        return GLYPH_IGNORED;
    if (strcmp(ev->name, "missing") == 0)
        return GLYPH_MISSING;
    return opt->steps ? GLYPH_STEP : GLYPH_NONE;
}

enum glyph
mark_glyph(const struct diagram_options *opt, const struct trace_event *ev)
{
    switch (ev->kind) {
    case TRACE_START:
        return ev->inc > 1 ? GLYPH_RESTART : GLYPH_NONE;
    case TRACE_STEP:
        return step_glyph(opt, ev);
    case TRACE_LOG:
        return opt->logs ? GLYPH_LOG : GLYPH_NONE;
    case TRACE_TIMEOUT:
        return GLYPH_TIMEOUT;
    case TRACE_SYNC:
        return opt->steps ? GLYPH_STEP : GLYPH_NONE;
    case TRACE_CHOICE:
        return GLYPH_CHOICE;
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
step_caption(const struct diagram *d, size_t i, struct caption *c)
{
    const struct trace_event *ev = &d->tr->event[i];
    uint32_t times = label_times(d->labels, i);
    char again[32] = "";

    if (times > 1)
        c->tail = snprintf(again, sizeof(again), "  %u%s time", times,
                           ordinal_suffix(times));
    if (strcmp(ev->name, "exec") == 0 || strcmp(ev->name, "return") == 0)
        snprintf(c->text, sizeof(c->text), "%.*s%s", CALL_MAX, ev->text,
                 again);
    else
        snprintf(c->text, sizeof(c->text), "%s%s%s", ev->name,
                 *ev->text ? ": " : "", ev->text);
}

static void
exit_caption(const struct trace_event *ev, struct caption *c)
{
    const char *sep = *ev->text ? ", " : "";

    if (ev->status == 0)
        snprintf(c->text, sizeof(c->text), "exit%s%s", sep, ev->text);
    else
        snprintf(c->text, sizeof(c->text), "exit %d%s%s", ev->status, sep,
                 ev->text);
}

/* "power" is the first word of what was decided then. */
static void
crash_caption(const struct trace_event *ev, struct caption *c)
{
    int power = strncmp(ev->did, "power ", 6) == 0;

    snprintf(c->text, sizeof(c->text), "%s%s%s",
             power ? "power failure" : "crash", *ev->text ? ", " : "",
             ev->text);
}

/* "pause server at 1s for 2s", and at its end "pause over". */
static void
choice_caption(const struct trace_event *ev, struct caption *c)
{
    int all = *ev->text ? (int)strcspn(ev->did, " ") : CALL_MAX;

    snprintf(c->text, sizeof(c->text), "%.*s%s%s", all, ev->did,
             *ev->text ? " " : "", ev->text);
}

void
mark_caption(const struct diagram *d, size_t i, struct caption *c)
{
    const struct trace_event *ev = &d->tr->event[i];

    c->min = c->tail = 0;
    switch (ev->kind) {
    case TRACE_START:
        snprintf(c->text, sizeof(c->text), "restart #%u", ev->inc);
        break;
    case TRACE_STEP:
        step_caption(d, i, c);
        break;
    case TRACE_LOG:
        snprintf(c->text, sizeof(c->text), "%s", ev->text);
        break;
    case TRACE_SYNC:
        snprintf(c->text, sizeof(c->text), "sync %s, %s", ev->name, ev->text);
        break;
    case TRACE_CRASH:
        crash_caption(ev, c);
        break;
    case TRACE_CHOICE:
        choice_caption(ev, c);
        break;
    case TRACE_FAULT:
        snprintf(c->text, sizeof(c->text), "%s%s%s", ev->name,
                 *ev->text ? " " : "", ev->text);
        break;
    case TRACE_EXIT:
        exit_caption(ev, c);
        break;
    default: /* TIMEOUT */
        snprintf(c->text, sizeof(c->text), "%s", trace_kind_name(ev->kind));
    }
}
