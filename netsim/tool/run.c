/*
 * run.c - `netsim run`: a world from a file and the command line, one run.
 */
#include "netsim/tool/tool.h"

#include "netsim/lang/out.h"
#include "netsim/lang/worldfile.h"
#include "netsim/netsim.h"
#include "netsim/syscalls.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const char help[] =
    "usage: netsim run [OPTION ...] [WORLD]\n\n"
    "Run the world that the file WORLD describes (\"-\": standard input),\n"
    "as changed and completed by the options, and draw what happened.\n\n"
    "  --host 'NAME PROGRAM ARGUMENT ...'   add a host\n"
    "  --link 'A->B RULE'   or A<->B, or *: faults of a link, e.g.\n"
    "                       'client->server loss 20% delay 10ms 5ms'\n"
    "  --faults 'HOST RULE' what is wrong with a host, e.g.\n"
    "                       'server short 5% interrupt 1% skew 200ppm'\n"
    "  --schedule TEXT      deviations, e.g. 'drop server->client #1'\n"
    "  --seed N             another draw of the same faults\n"
    "  --limit TIME         end at that simulated time\n"
    "  --programs DIR       where the nodes are (build/gcc-san/node)\n"
    "  --trace FILE         write the trace (\"-\": standard output)\n"
    "  --quiet              no diagram\n"
    "  --output HOST        print what HOST's program printed\n"
    "  --stats              how much happened, on stderr\n"
    "  --width N, --ascii, --utf8, --logs, --steps   as in netsim diagram\n";

struct run {
    struct worldfile file;
    const char *programs;
    const char *trace;
    const char *output;
    int quiet, stats;
    struct diagram_options diagram;
};

/* Add the statements of a source; 2 if there is a mistake in it. */
static int
add_source(struct run *r, const char *name, const char *src)
{
    struct text_error err;

    if (worldfile_parse(&r->file, name, src, SYS_NR_COUNT, sys_call_name,
                        &err) < 0) {
        fputs(err.text, stderr);
        return 2;
    }
    return 0;
}

/* "--link X" is the statement "link X". */
static int
add_option(struct run *r, const char *word, const char *value)
{
    size_t cap = strlen(word) + strlen(value) + 2;
    char *src = malloc(cap), name[32];
    int status;

    if (!src)
        return tool_error("out of memory for an option");
    snprintf(src, cap, "%s %s", word, value);
    snprintf(name, sizeof(name), "--%s", word);
    status = add_source(r, name, src);
    free(src);
    return status;
}

static int
add_file(struct run *r, const char *path)
{
    FILE *in = strcmp(path, "-") ? fopen(path, "r") : stdin;
    struct text_error err;
    int status;

    if (!in)
        return tool_error("cannot open world %s: %s", path, strerror(errno));
    status =
        worldfile_read(&r->file, in, path, SYS_NR_COUNT, sys_call_name, &err);
    if (in != stdin)
        fclose(in);
    if (status == -EIO)
        return tool_error("cannot read world %s", path);
    if (status < 0)
        fputs(err.text, stderr);
    return status < 0 ? 2 : 0;
}

/* ---- the run ------------------------------------------------------------ */

static int
write_trace(const struct trace *tr, const char *path)
{
    FILE *out = strcmp(path, "-") ? fopen(path, "w") : stdout;
    int r;

    if (!out)
        return tool_error("cannot write trace %s: %s", path, strerror(errno));
    r = trace_write(out, tr);
    if (out != stdout && fclose(out) != 0)
        r = -EIO;
    return r < 0 ? tool_error("cannot write trace %s", path) : 0;
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

/* A typo in a number is a fault that does not happen: say so. */
static void
report_misses(const struct sim_script *s, const struct schedule_names *names)
{
    char text[256];

    for (size_t i = 0; i < s->schedule->n; i++) {
        if (s->happened >> i & 1)
            continue;
        deviation_print(text, sizeof(text), &s->schedule->dev[i], names);
        fprintf(stderr,
                "netsim: \"%s\" did not happen: this run never comes "
                "to that point\n",
                text);
    }
}

static int
show(const struct run *r, const struct trace *tr)
{
    struct diagram *d;

    if (r->trace && write_trace(tr, r->trace) != 0)
        return 2;
    if (!r->quiet) {
        d = diagram_new(tr, &r->diagram);
        diagram_print(d, stdout);
        diagram_free(d);
        printf("   end: %s\n", tr->event[tr->n_events - 1].text);
    }
    if (r->output)
        print_output(tr, r->output);
    return report_faults(tr);
}

static void
print_stats(struct sim_world *w)
{
    struct sim_stats s;
    struct rusage u;
    int64_t cpu_us;

    sim_stats(w, &s);
    getrusage(RUSAGE_SELF, &u);
    cpu_us = (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * (int64_t)1000000 +
             u.ru_utime.tv_usec + u.ru_stime.tv_usec;
    fprintf(stderr,
            "netsim: %" PRIu64 " datagrams, %" PRIu64 " system calls, "
            "%" PRId64 " ms of simulated time in %" PRId64
            " ms of processor time and %ld MiB of memory: %" PRIu64
            " datagrams a second\n",
            s.datagrams, s.calls, s.now_ns / 1000000, cpu_us / 1000,
            u.ru_maxrss / 1024,
            cpu_us ? s.datagrams * 1000000 / (uint64_t)cpu_us : 0);
}

static int
run(struct run *r)
{
    struct sim_world *w = sim_new();
    struct trace tr;
    struct trace_meta meta;
    struct sim_script script;
    struct sim_stats stats;
    char why[1500], schedule[8192];
    int status;

    trace_init(&tr);
    if (sim_load(w, &r->file, r->programs, why, sizeof(why)) < 0) {
        sim_free(w);
        return tool_error("%s", why);
    }
    sim_script_init(&script, &r->file.schedule, sim_rules_chooser(w));
    sim_set_chooser(w, &script.chooser);
    sim_describe(w, &meta);
    schedule_print(schedule, sizeof(schedule), &r->file.schedule,
                   sim_names(w));
    meta.schedule = schedule;
    if (!r->quiet || r->trace || r->output) {
        trace_set_meta(&tr, &meta);
        sim_set_sink(w, trace_keep, &tr);
    }
    /* Always: they are system calls, and schedules count those. */
    sim_set_steps(w, 1);
    sim_run(w);
    if (r->stats)
        print_stats(w);
    report_misses(&script, sim_names(w));
    sim_stats(w, &stats);
    if (tr.n_events)
        status = show(r, &tr);
    else
        status = stats.faults ? tool_error("a program failed; without "
                                           "--quiet it is shown") -
                                    1
                              : 0;
    trace_release(&tr);
    sim_free(w);
    return status;
}

/* ---- the command line --------------------------------------------------- */

enum {
    HOST = 256,
    LINK,
    FAULTS,
    SCHEDULE,
    SEED,
    LIMIT,
    PROGRAMS,
    TRACE,
    OUTPUT,
    QUIET,
    STATS,
    WIDTH,
    ASCII,
    UTF8,
    LOGS,
    STEPS,
    HELP
};

static const struct option options[] = {
    { "host", required_argument, NULL, HOST },
    { "link", required_argument, NULL, LINK },
    { "faults", required_argument, NULL, FAULTS },
    { "schedule", required_argument, NULL, SCHEDULE },
    { "seed", required_argument, NULL, SEED },
    { "limit", required_argument, NULL, LIMIT },
    { "programs", required_argument, NULL, PROGRAMS },
    { "trace", required_argument, NULL, TRACE },
    { "output", required_argument, NULL, OUTPUT },
    { "quiet", no_argument, NULL, QUIET },
    { "stats", no_argument, NULL, STATS },
    { "width", required_argument, NULL, WIDTH },
    { "ascii", no_argument, NULL, ASCII },
    { "utf8", no_argument, NULL, UTF8 },
    { "logs", no_argument, NULL, LOGS },
    { "steps", no_argument, NULL, STEPS },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

/* Those that are not statements of a world file.  2 on a mistake. */
static int
plain_option(struct run *r, int c)
{
    switch (c) {
    case PROGRAMS:
        r->programs = optarg;
        return 0;
    case TRACE:
        r->trace = optarg;
        return 0;
    case OUTPUT:
        r->output = optarg;
        return 0;
    case QUIET:
        r->quiet = 1;
        return 0;
    case STATS:
        r->stats = 1;
        return 0;
    case WIDTH:
        r->diagram.width = tool_width(optarg);
        return r->diagram.width ? 0 : 2;
    case ASCII:
    case UTF8:
        r->diagram.ascii = c == ASCII;
        return 0;
    case LOGS:
        r->diagram.logs = 1;
        return 0;
    case STEPS:
        r->diagram.steps = 1;
        return 0;
    default:
        return 2;
    }
}

/*
 * Twice over the options: first the plain ones, so that the file can be read
 * before the statements that complete it.
 */
static int
read_options(struct run *r, int argc, char **argv)
{
    int c, status = 0, index;

    while (!status && (c = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (c == HELP) {
            fputs(help, stdout);
            return -1;
        } else if (c == '?' || c > LIMIT) {
            status = plain_option(r, c);
        }
    if (!status && argc - optind > 1)
        status = tool_error("one world file, please, not also \"%s\"",
                            argv[optind + 1]);
    if (!status && argc - optind == 1)
        status = add_file(r, argv[optind]);
    optind = 0;
    while (!status && (c = getopt_long(argc, argv, "", options, &index)) != -1)
        if (c <= LIMIT)
            status = add_option(r, options[index].name, optarg);
    if (!status && r->file.n_hosts == 0)
        status = tool_error("a world without hosts; see netsim run --help");
    return status;
}

static int
has_host(const struct run *r, const char *name)
{
    for (size_t i = 0; i < r->file.n_hosts; i++)
        if (!strcmp(r->file.host[i].name, name))
            return 1;
    return 0;
}

int
cmd_run(int argc, char **argv)
{
    struct run r = { .programs = "build/gcc-san/node" };
    int status;

    r.diagram.ascii = !tool_utf8();
    worldfile_init(&r.file);
    status = read_options(&r, argc, argv);
    if (status == 0 && r.output && !has_host(&r, r.output))
        status = tool_error("--output: there is no host \"%s\"", r.output);
    if (status == 0)
        status = run(&r);
    worldfile_release(&r.file);
    return status < 0 ? 0 : status;
}
