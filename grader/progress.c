/*
 * progress.c - what runs, in one line of a terminal that is written over.
 */
#include "grader/runner.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS 79

static int shown; /* how long the line is that stands there */

static void
add(char *line, const struct job *job)
{
    const struct progress *p = job->child->progress;
    uint64_t n = p->schedules;
    size_t len = strlen(line);
    const char *of = p->faults < 0 ? "worlds" : "schedules";

    if (n > 1)
        snprintf(line + len, COLUMNS + 1 - len, "  %s %" PRIu64 " %s",
                 job->c->name, n, of);
    else
        snprintf(line + len, COLUMNS + 1 - len, "  %s ...", job->c->name);
}

void
progress_show(const struct job *jobs, size_t n, size_t ended)
{
    char line[COLUMNS + 1];
    int old = shown;

    snprintf(line, sizeof(line), "%zu/%zu", ended, n);
    for (size_t i = 0; i < n; i++)
        if (jobs[i].begun && !jobs[i].ended)
            add(line, &jobs[i]);
    shown = fprintf(stderr, "\r%s", line) - 1;
    if (old > shown)
        fprintf(stderr, "%*s", old - shown, "");
}

void
progress_hide(void)
{
    if (shown)
        fprintf(stderr, "\r%*s\r", shown, "");
    shown = 0;
}
