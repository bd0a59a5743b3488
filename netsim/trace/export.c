/*
 * export.c - what the exports to other tools share.
 */
#include "netsim/trace/export.h"

#include <errno.h>
#include <inttypes.h>
#include "netsim/trace/diagram_private.h"

int
export_is_shown(const struct trace_event *ev)
{
    static const struct diagram_options usual = { .width = 0 };

    return trace_is_message(ev) || mark_glyph(&usual, ev) != GLYPH_NONE;
}

/* The sending of a delivery or a loss, as an index; or i. */
static size_t
sending_of(const struct trace *tr, size_t i)
{
    const struct trace_event *ev = &tr->event[i];
    const struct trace_event *send =
        ev->cause ? trace_find(tr, ev->cause) : NULL;

    return send && send->kind == TRACE_SEND ? (size_t)(send - tr->event) : i;
}

static void
name_message(const struct labels *labels, const struct trace *tr, size_t i,
             char *buf, size_t cap)
{
    const struct trace_event *ev = &tr->event[i];
    size_t send = sending_of(tr, i);
    char label[200] = "";

    if (tr->event[send].kind == TRACE_SEND)
        label_print(labels, send, label, sizeof(label));
    snprintf(buf, cap, "#%" PRIu32 "%s %s%s%s", ev->dgram, ev->copy ? "'" : "",
             label, ev->kind == TRACE_DROP ? " lost: " : "",
             ev->kind == TRACE_DROP ? ev->text : "");
}

void
export_name(const struct labels *labels, const struct trace *tr, size_t i,
            char *buf, size_t cap)
{
    const struct trace_event *ev = &tr->event[i];

    switch (ev->kind) {
    case TRACE_SEND:
    case TRACE_DELIVER:
    case TRACE_DROP:
        name_message(labels, tr, i, buf, cap);
        break;
    case TRACE_START:
        snprintf(buf, cap, "restart %u", ev->inc);
        break;
    case TRACE_CHOICE:
    case TRACE_CRASH:
        snprintf(buf, cap, "%s",
                 *ev->did ? ev->did : trace_kind_name(ev->kind));
        break;
    case TRACE_STEP:
        snprintf(buf, cap, "%s %s", ev->name, ev->text);
        break;
    default:
        snprintf(buf, cap, "%s %s%s%s", trace_kind_name(ev->kind), ev->name,
                 *ev->name && *ev->text ? " " : "", ev->text);
    }
}

int
export_end(FILE *out)
{
    return fflush(out) != 0 || ferror(out) ? -EIO : 0;
}
