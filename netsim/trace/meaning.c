/*
 * meaning.c - what an event, or a row, is to who looks for what went wrong.
 */
#include "netsim/trace/diagram_private.h"

enum meaning
meaning_of(const struct trace_event *ev)
{
    switch (ev->kind) {
    case TRACE_DROP:
    case TRACE_CRASH:
    case TRACE_FAULT:
        return MEANS_BAD;
    case TRACE_TIMEOUT:
        return MEANS_ODD;
    case TRACE_STEP:
        if (trace_is_step(ev, "return"))
            return ev->status == 0 ? MEANS_GOOD : MEANS_BAD;
        return trace_is_step(ev, "exec") ? MEANS_EXEC : MEANS_PLAIN;
    default:
        return trace_is_fault(ev) ? MEANS_ODD : MEANS_PLAIN;
    }
}

/* A sending whose row is also that of its loss is a loss. */
enum meaning
diagram_meaning(const struct diagram *d, size_t row)
{
    const struct row *r = &d->row[row];

    if (row_is_time(r))
        return MEANS_DIM;
    if (r->kind == ROW_SEND && d->flight[r->flight].straight) {
        const struct flight *f = &d->flight[r->flight];

        if (f->end != NONE && d->tr->event[f->end].kind == TRACE_DROP)
            return MEANS_BAD;
    }
    return meaning_of(&d->tr->event[r->event]);
}
