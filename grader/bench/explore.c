/*
 * explore.c - how many schedules of the bank a second, on one core.
 *
 * bench-explore NODES FAULTS: every schedule of at most FAULTS faults of the
 * bank's world, judged as in lab 3, by processor time.
 */
#include "grader/scenario.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static double
cpu_s(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static int
judge(void *arg, const struct schedule *s, const struct trace *tr)
{
    struct verdict v = { 0 };

    (void)arg;
    (void)s;
    return oracle_no_fault(tr, &v) && oracle_answered(tr, &v) &&
           oracle_at_least_once(tr, &v);
}

int
main(int argc, char **argv)
{
    static const struct scenario bank = { .world = "lab3/bank.world" };
    struct grade_options opt = { .worlds = "grader" };
    struct explore_options o = { .crash_hosts = 3, .steps = oracle_steps };
    struct exploration x;
    struct result r;
    struct sim_world *w;
    struct rusage u;
    double start;

    if (argc < 3)
        return 2;
    if (argc > 3 && strchr(argv[3], 'r'))
        o.engine = EXPLORE_REPLAY;
    if (argc > 3 && strchr(argv[3], 'n'))
        o.no_merging = 1;
    if (argc > 3 && strchr(argv[3], 'c'))
        o.by_results = 1;
    if (argc > 3 && strchr(argv[3], 'e'))
        o.steps = NULL;
    opt.nodes = argv[1];
    o.faults = atoi(argv[2]);
    w = scenario_load(&bank, &opt, &r);
    if (!w) {
        fprintf(stderr, "bench-explore: %s\n", r.statement);
        return 2;
    }
    start = cpu_s();
    explore(w, &o, judge, NULL, &x);
    start = cpu_s() - start;
    getrusage(RUSAGE_SELF, &u);
    printf("%" PRIu64 " schedules of at most %d faults in %.2f s of "
           "processor time: %.0f a second; %.1f million system calls a "
           "second; %ld MB%s\n",
           x.runs, o.faults, start, (double)x.runs / start,
           (double)x.events / start / 1e6, u.ru_maxrss / 1024,
           x.complete ? "" : " (stopped by a rejected one)");
    printf("run to end %" PRIu64 ", judged %" PRIu64 ", states %" PRIu64 "\n",
           x.run_to_end, x.judged, x.states);
    sim_free(w);
    return x.complete ? 0 : 1;
}
