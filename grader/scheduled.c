/*
 * scheduled.c - see scheduled.h.
 */
#include "grader/scheduled.h"

#include "grader/explore.h"

#include "netsim/lang/text.h"

#include <stdlib.h>

void
scheduled_run(struct sim_world *w, const char *words, struct trace *tr)
{
    struct schedule schedule = { 0 };
    struct text_error err;

    if (schedule_parse(&schedule, "", words, sim_names(w), &err) < 0)
        abort();
    trace_clear(tr);
    explore_run(w, &schedule, tr);
}
