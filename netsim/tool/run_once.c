/*
 * run_once.c - one run of a world, and what is shown of it.
 */
#include "netsim/tool/run.h"

#include "netsim/lang/out.h"
#include "netsim/tool/tool.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* ---- the world ---------------------------------------------------------- */

/* Before the run: an hour's work is not lost by a typing mistake. */
static int
open_trace(struct run *r)
{
    if (!r->trace)
        return 0;
    r->out = strcmp(r->trace, "-") ? fopen(r->trace, "w") : stdout;
    if (!r->out)
        return tool_error("cannot write trace %s: %s", r->trace,
                          strerror(errno));
    return 0;
}

static void
set_meta(struct run *r)
{
    struct trace_meta meta;
    char schedule[8192];

    sim_describe(r->world, &meta);
    schedule_print(schedule, sizeof(schedule), &r->file.schedule,
                   sim_names(r->world));
    meta.schedule = schedule;
    trace_set_meta(&r->tr, &meta);
}

int
run_begin(struct run *r)
{
    struct sim_world *w = r->world = sim_new();
    struct sim_chooser *rules;
    char why[1500];

    trace_init(&r->tr);
    if (sim_load(w, &r->file, r->programs, why, sizeof(why)) < 0)
        return tool_error("%s", why);
    rules = sim_rules_chooser(w);
    sim_script_init(&r->script, &r->file.schedule, rules);
    sim_set_chooser(w, r->file.schedule.n ? &r->script.chooser : rules);
    set_meta(r);
    /* Always: they are system calls, and schedules count those. */
    sim_set_steps(w, 1);
    return open_trace(r);
}

void
run_end(struct run *r)
{
    if (r->out && r->out != stdout)
        fclose(r->out);
    trace_release(&r->tr);
    sim_free(r->world);
}

/* ---- what is shown ------------------------------------------------------ */

int
run_write(struct run *r)
{
    int error = 0;

    if (!r->out)
        return 0;
    error = trace_write(r->out, &r->tr);
    if (r->out != stdout && fclose(r->out) != 0)
        error = -EIO;
    r->out = NULL;
    return error < 0 ? tool_error("cannot write trace %s", r->trace) : 0;
}

/* A program that failed by itself; a crash that was asked for is none. */
static int
report_faults(const struct trace *tr)
{
    int status = 0;

    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];
        struct out at;
        char when[32];

        if (ev->kind != TRACE_FAULT)
            continue;
        out_init(&at, when, sizeof(when));
        out_time(&at, ev->t_ns);
        fprintf(stderr, "netsim: %s failed at %s: %s: %s\n",
                trace_host_name(&tr->meta, ev->host), when, ev->name,
                ev->text);
        status = 1;
    }
    return status;
}

/* What a program has said on its stdout, and nothing else. */
static void
print_output(const struct trace *tr, const char *host)
{
    for (size_t i = 0; i < tr->n_events; i++) {
        const struct trace_event *ev = &tr->event[i];

        if (ev->kind == TRACE_LOG && !strcmp(ev->name, "stdout") &&
            !strcmp(trace_host_name(&tr->meta, ev->host), host))
            printf("%s\n", ev->text);
    }
}

/* The last event, which a run that is cut short has not. */
static void
end_by_hand(struct run *r, const struct sim_stats *s)
{
    struct trace_event last = { .kind = TRACE_END,
                                .t_ns = s->now_ns,
                                .seq = 1,
                                .host = -1,
                                .text = "interrupted" };

    fprintf(stderr, "netsim: interrupted at %" PRId64 " ms of simulated time",
            s->now_ns / 1000000);
    if (r->trace)
        fprintf(stderr, "; the trace so far is in %s", r->trace);
    fprintf(stderr, "\n");
    if (r->tr.n_events)
        last.seq = r->tr.event[r->tr.n_events - 1].seq + 1;
    trace_keep(&r->tr, &last);
}

static int
show(struct run *r)
{
    const struct trace *tr = &r->tr;
    int on_stdout = r->out == stdout;
    struct diagram *d;

    if (run_write(r) != 0)
        return 2;
    if (!r->quiet && !on_stdout) {
        d = diagram_new(tr, &r->diagram);
        diagram_print(d, stdout);
        diagram_free(d);
        printf("   end: %s\n", tr->event[tr->n_events - 1].text);
    }
    if (r->output)
        print_output(tr, r->output);
    return report_faults(tr);
}

void
run_print_stats(const struct sim_stats *s)
{
    struct rusage u;
    int64_t cpu_us;

    getrusage(RUSAGE_SELF, &u);
    cpu_us = (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * (int64_t)1000000 +
             u.ru_utime.tv_usec + u.ru_stime.tv_usec;
    fprintf(stderr,
            "netsim: %" PRIu64 " datagrams, %" PRIu64 " system calls, "
            "%" PRId64 " ms of simulated time in %" PRId64
            " ms of processor time and %ld MiB of memory: %" PRIu64
            " datagrams a second\n",
            s->datagrams, s->calls, s->now_ns / 1000000, cpu_us / 1000,
            u.ru_maxrss / 1024,
            cpu_us ? s->datagrams * 1000000 / (uint64_t)cpu_us : 0);
}

static int
run_now(struct run *r)
{
    int traced = !r->quiet || r->trace || r->output, status = 0;
    struct sim_stats stats;
    enum sim_end end;

    if (r->stop && run_find_stop(r) != 0)
        return 2;
    if (traced)
        sim_set_sink(r->world, trace_keep, &r->tr);
    progress_begin(&r->progress, r->world, &r->tr, r->quiet);
    end = sim_run(r->world);
    progress_end(&r->progress);
    sim_stats(r->world, &stats);
    if (end == SIM_STOPPED)
        end_by_hand(r, &stats);
    else
        source_misses(&r->script, sim_names(r->world));
    if (r->stats)
        run_print_stats(&stats);
    if (traced)
        status = show(r);
    else if (stats.faults)
        status =
            tool_error("a program failed; without --quiet it is shown") - 1;
    return end == SIM_STOPPED && status != 2 ? EXIT_INTERRUPTED : status;
}

int
run_once(struct run *r)
{
    int status = run_begin(r);

    if (status == 0)
        status = run_now(r);
    run_end(r);
    return status;
}
