/*
 * explore.c - how fast schedules are covered, on one core.
 *
 * bench-explore [--nodes DIR] [--world FILE] [--faults N] [MODE ...]
 *
 * Every schedule of at most N faults (messages, and crashes of all hosts) is
 * covered once in each mode, judged as in lab 3:
 *
 *   snapshots    the default of the grader
 *   by-results   the same, equal states are told by results
 *   replay       each schedule from the start, equal states once
 *   no-merging   each schedule from the start, to its end
 *   every-run    ... and each is shown to the judge
 *
 * Each mode is a process of its own, measured by its processor time and the
 * most memory it had; "x" is how many times as fast as the slowest it is.
 */
#include "grader/scenario.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct mode {
    const char *name;
    enum explore_engine engine;
    int no_merging, by_results, every_run;
};

static const struct mode modes[] = {
    { "snapshots", EXPLORE_SNAPSHOTS, 0, 0, 0 },
    { "by-results", EXPLORE_SNAPSHOTS, 0, 1, 0 },
    { "replay", EXPLORE_REPLAY, 0, 0, 0 },
    { "no-merging", EXPLORE_REPLAY, 1, 0, 0 },
    { "every-run", EXPLORE_REPLAY, 1, 0, 1 },
};
#define N_MODES (sizeof(modes) / sizeof(modes[0]))

struct measured {
    struct exploration x;
    double cpu_s;
    long memory_kb;
};

static double
seconds(const struct timeval *t)
{
    return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

static double
cpu_s(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return seconds(&u.ru_utime) + seconds(&u.ru_stime);
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

/* In a process of its own. */
static _Noreturn void
explore_it(const struct scenario *s, const struct grade_options *opt,
           const struct mode *m, struct measured *to)
{
    struct explore_options o = { .faults = s->faults,
                                 .engine = m->engine,
                                 .no_merging = m->no_merging,
                                 .by_results = m->by_results,
                                 .steps = m->every_run ? NULL : oracle_steps };
    struct result r;
    struct sim_world *w = scenario_load(s, opt, &r);
    double begin;

    if (!w) {
        fprintf(stderr, "bench-explore: %s\n", r.statement);
        _exit(2);
    }
    o.crash_hosts = ((uint64_t)1 << sim_names(w)->n_hosts) - 1;
    begin = cpu_s();
    explore(w, &o, judge, NULL, &to->x);
    to->cpu_s = cpu_s() - begin;
    _exit(to->x.complete ? 0 : 1);
}

static int
measure(const struct scenario *s, const struct grade_options *opt,
        const struct mode *m, struct measured *to)
{
    struct rusage u;
    int status;
    pid_t pid = fork();

    if (pid == 0)
        explore_it(s, opt, m, to);
    if (pid < 0 || wait4(pid, &status, 0, &u) < 0 || !WIFEXITED(status) ||
        WEXITSTATUS(status) == 2)
        return -1;
    to->memory_kb = u.ru_maxrss;
    if (WEXITSTATUS(status) == 0)
        return 0;
    fprintf(stderr, "bench-explore: %s: a schedule was rejected\n", m->name);
    return -1;
}

static void
print(const struct mode *m, const struct measured *r, double slowest)
{
    double s = r->cpu_s > 0 ? r->cpu_s : 1e-6;

    printf("  %-11s %8.0f/s %6.1fx %9" PRIu64 " %8" PRIu64 " %8.2f %5ld\n",
           m->name, (double)r->x.runs / s, slowest / s, r->x.run_to_end,
           r->x.judged, (double)r->x.events / s / 1e6, r->memory_kb / 1024);
}

static int
is_wanted(const struct mode *m, char **name)
{
    int any = *name != NULL;

    for (; *name; name++)
        if (!strcmp(*name, m->name))
            return 1;
    return !any;
}

static int
measure_all(const struct scenario *s, const struct grade_options *opt,
            char **names)
{
    struct measured *r =
        mmap(NULL, N_MODES * sizeof(*r), PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    double slowest = 0;
    uint64_t covered = 0;

    if (r == MAP_FAILED)
        return 2;
    for (size_t i = 0; i < N_MODES; i++) {
        if (!is_wanted(&modes[i], names))
            continue;
        if (measure(s, opt, &modes[i], &r[i]) < 0)
            return 2;
        if (covered && r[i].x.runs != covered) {
            fprintf(stderr, "bench-explore: %s covers other schedules\n",
                    modes[i].name);
            return 1;
        }
        covered = r[i].x.runs;
        slowest = r[i].cpu_s > slowest ? r[i].cpu_s : slowest;
    }
    printf("%s: %" PRIu64 " schedules of at most %d fault%s\n"
           "  %-11s %10s %7s %9s %8s %8s %5s\n",
           s->world, covered, s->faults, s->faults == 1 ? "" : "s", "",
           "schedules", "", "to end", "judged", "M calls/s", "MB");
    for (size_t i = 0; i < N_MODES; i++)
        if (is_wanted(&modes[i], names))
            print(&modes[i], &r[i], slowest);
    return 0;
}

/* Whether all are modes; says which one is not. */
static int
are_modes(char **name)
{
    for (; *name; name++) {
        size_t i = 0;

        while (i < N_MODES && strcmp(modes[i].name, *name))
            i++;
        if (i < N_MODES)
            continue;
        fprintf(stderr, "bench-explore: \"%s\" is no mode; these are:", *name);
        for (i = 0; i < N_MODES; i++)
            fprintf(stderr, " %s", modes[i].name);
        fprintf(stderr, "\n");
        return 0;
    }
    return 1;
}

int
main(int argc, char **argv)
{
    static const struct option options[] = {
        { "nodes", required_argument, NULL, 'n' },
        { "world", required_argument, NULL, 'w' },
        { "faults", required_argument, NULL, 'f' },
        { NULL, 0, NULL, 0 },
    };
    struct scenario s = { .world = "lab3/two-clients.world", .faults = 2 };
    struct grade_options opt = { .worlds = "grader",
                                 .nodes = "build/gcc-plain/node-solution",
                                 .faults = -1 };
    int c;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case 'n':
            opt.nodes = optarg;
            break;
        case 'w':
            s.world = optarg;
            break;
        case 'f':
            s.faults = atoi(optarg);
            break;
        default:
            return 2;
        }
    if (!are_modes(argv + optind))
        return 2;
    return measure_all(&s, &opt, argv + optind);
}
