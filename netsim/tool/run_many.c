/*
 * run_many.c - many runs of a world, one for each of many seeds.
 *
 * Nothing is kept of a run but whether it went well: no program failed by
 * itself or exited with another status than 0.  What is to be looked at is
 * run again: with its seed it is the same run.
 */
#include "netsim/tool/run.h"

#include "netsim/tool/tool.h"

#include <inttypes.h>
#include <stdio.h>

struct many {
    struct run *r;
    uint64_t done, well;
    struct sim_stats sum;
    char what[256]; /* was first wrong in this run; "": it went well */
};

static void
look(void *arg, const struct trace_event *ev)
{
    struct many *m = arg;
    const char *host = trace_host_name(&m->r->tr.meta, ev->host);

    if (m->what[0])
        return;
    if (ev->kind == TRACE_FAULT)
        snprintf(m->what, sizeof(m->what), "%s failed: %s: %s", host, ev->name,
                 ev->text ? ev->text : "");
    else if (ev->kind == TRACE_EXIT && ev->status != 0)
        snprintf(m->what, sizeof(m->what), "%s exited with status %d", host,
                 ev->status);
}

static void
add_stats(struct many *m)
{
    struct sim_stats s;

    sim_stats(m->r->world, &s);
    m->sum.now_ns += s.now_ns;
    m->sum.datagrams += s.datagrams;
    m->sum.calls += s.calls;
    m->sum.faults += s.faults;
}

/* The run that has just been, once more, for its trace. */
static int
write_trace_of(struct run *r, uint64_t seed)
{
    r->tr.meta.seed = seed;
    sim_set_sink(r->world, trace_keep, &r->tr);
    sim_set_rest(r->world, NULL, NULL); /* to its end, whatever comes */
    sim_run(r->world);
    fprintf(stderr, "netsim: the trace of seed %" PRIu64 " is in %s\n", seed,
            r->trace);
    return run_write(r);
}

/* 0, or 2 after a message; *end: of the run. */
static int
run_seed(struct many *m, uint64_t seed, enum sim_end *end)
{
    struct run *r = m->r;

    m->what[0] = '\0';
    sim_set_seed(r->world, seed);
    sim_set_sink(r->world, look, m);
    progress_begin(&r->progress, r->world, &r->tr, 1);
    *end = sim_run(r->world);
    progress_end(&r->progress);
    if (*end == SIM_STOPPED)
        return 0;
    add_stats(m);
    m->done++;
    m->well += !m->what[0];
    if (!m->what[0])
        return 0;
    printf("seed %" PRIu64 ": %s\n", seed, m->what);
    fflush(stdout);
    return r->out ? write_trace_of(r, seed) : 0;
}

static void
sum_up(const struct many *m, uint64_t seed)
{
    uint64_t bad = m->done - m->well;

    if (m->done < m->r->runs)
        fprintf(stderr,
                "netsim: interrupted after %" PRIu64 " of %" PRIu64 " runs\n",
                m->done, m->r->runs);
    if (m->done)
        printf("%" PRIu64 " run%s, seeds %" PRIu64 " to %" PRIu64 ": %" PRIu64
               " went well, %" PRIu64 " did not\n",
               m->done, m->done == 1 ? "" : "s", seed, seed + m->done - 1,
               m->well, bad);
    if (m->r->stats)
        run_print_stats(&m->sum);
}

static int
run_all(struct run *r)
{
    struct many m = { .r = r };
    enum sim_end end = SIM_QUIET;
    int status = 0;

    for (uint64_t i = 0; i < r->runs && !status && end != SIM_STOPPED; i++)
        status = run_seed(&m, r->file.seed + i, &end);
    if (status)
        return status;
    sum_up(&m, r->file.seed);
    if (end == SIM_STOPPED)
        return EXIT_INTERRUPTED;
    source_misses(&r->script, sim_names(r->world));
    if (r->out) {
        fprintf(stderr, "netsim: every run went well: no trace in %s\n",
                r->trace);
    }
    return m.well == m.done ? 0 : 1;
}

int
run_many(struct run *r)
{
    int status = run_begin(r);

    if (status == 0)
        status = run_all(r);
    run_end(r);
    return status;
}
