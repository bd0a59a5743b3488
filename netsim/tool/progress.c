/*
 * progress.c - how far a run is, and its end by hand.
 */
#include "netsim/tool/progress.h"

#include "netsim/tool/tool.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EVERY_NS 250000000
#define FIRST_NS 1000000000
#define SECOND_NS 300000000 /* a second one by hand comes later */
#define RESTS 256           /* between two looks at the clock */

static volatile sig_atomic_t interrupted;

/* timeout(1) and some shells send the first one twice: that is still one. */
static void
on_signal(int sig)
{
    static int64_t first_ns;
    int64_t now_ns = tool_clock_ns();

    if (!interrupted) {
        interrupted = 1;
        first_ns = now_ns;
    } else if (now_ns - first_ns > SECOND_NS) {
        signal(sig, SIG_DFL);
        raise(sig);
    }
}

int
progress_interrupted(void)
{
    return interrupted;
}

static void
show(struct progress *p, int64_t now_ns)
{
    uint64_t events = p->trace->n_events - p->events;
    int64_t span_ns = now_ns - p->last_ns;
    struct sim_stats s;
    int columns;

    sim_stats(p->world, &s);
    columns = fprintf(stderr,
                      "\rnetsim: %" PRId64 ".%" PRId64 " s of simulated time, "
                      "%" PRIu64 " events a second",
                      s.now_ns / 1000000000, s.now_ns / 100000000 % 10,
                      events * 1000000 / ((uint64_t)span_ns / 1000 + 1));
    if (columns < p->shown)
        fprintf(stderr, "%*s", p->shown - columns, "");
    p->shown = columns;
    p->events = p->trace->n_events;
    p->last_ns = now_ns;
}

static int
at_rest(void *arg)
{
    struct progress *p = arg;
    int64_t now_ns;

    if (p->wanted && ++p->rests % RESTS == 0) {
        now_ns = tool_clock_ns();
        if (now_ns - p->last_ns >= (p->shown ? EVERY_NS : FIRST_NS))
            show(p, now_ns);
    }
    return interrupted;
}

void
progress_begin(struct progress *p, struct sim_world *w, const struct trace *tr,
               int quiet)
{
    /* On a stack of its own: it may come while a program's thread runs. */
    struct sigaction end = { .sa_handler = on_signal,
                             .sa_flags = SA_RESTART | SA_ONSTACK };

    sigfillset(&end.sa_mask);
    sigaction(SIGINT, &end, NULL);
    sigaction(SIGTERM, &end, NULL);
    memset(p, 0, sizeof(*p));
    p->world = w;
    p->trace = tr;
    p->wanted = !quiet && isatty(STDERR_FILENO);
    p->last_ns = tool_clock_ns();
    sim_set_rest(w, at_rest, p);
}

void
progress_end(struct progress *p)
{
    if (p->shown)
        fprintf(stderr, "\r%*s\r", p->shown, "");
    p->shown = 0;
    sim_set_rest(p->world, NULL, NULL);
}
