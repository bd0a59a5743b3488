/*
 * run.c - `netsim run`: its command line.
 */
#include "netsim/tool/run.h"

#include "netsim/tool/tool.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: netsim run [OPTION ...] [WORLD]\n\n"
    "Run the world that the file WORLD describes (\"-\": standard input),\n"
    "as changed and completed by the options, and draw what happened.\n\n"
    "  --host 'NAME PROGRAM ARGUMENT ...'   add a host; a PROGRAM with a "
    "\"/\" is\n"
    "                       the file of a node, another one DIR/PROGRAM.so\n"
    "  --link 'A->B RULE'   or A<->B, or *: faults of a link, e.g.\n"
    "                       'client->server loss 20% delay 10ms 5ms'\n"
    "  --faults 'HOST RULE'   what is wrong with a host, e.g.\n"
    "                       'server short 5% interrupt 1% skew 200ppm'\n"
    "  --schedule TEXT      deviations, e.g. 'drop server->client #1'; or "
    "@FILE\n"
    "  --seed N             another draw of the same faults\n"
    "  --limit TIME         end at that simulated time\n"
    "  --programs DIR       where the nodes are (build/gcc-san/node)\n"
    "  --runs N             N runs, with the seeds from --seed on: a line "
    "for\n"
    "                       each that did not go well, and a summary\n"
    "  --trace FILE         write the trace (\"-\": standard output, and no\n"
    "                       diagram); of many runs that of the first that "
    "did\n"
    "                       not go well\n"
    "  --stop PLACE         for a debugger: go through sim_stop_here() there, "
    "on"
    "\n"
    "                       the program's own stack; a place is 'server @exec "
    "#1'\n"
    "                       or '': where the last deviation happens\n"
    "  --isolate            each program in a process of its own; the trace "
    "is\n"
    "                       the same\n"
    "  --quiet              no diagram\n"
    "  --output HOST        print what HOST's program printed\n"
    "  --stats              how much happened, on stderr\n"
    "  --width N, --ascii, --utf8, --logs, --steps   as in netsim diagram\n"
    "\nCtrl-C ends a run; what happened so far is drawn and written.\n"
    "Exit status: 0 done; 1 a program failed by itself (with --runs: or "
    "exited\n"
    "with another status than 0); 2 bad input; 130 ended by Ctrl-C.\n";

/* ---- the command line --------------------------------------------------- */

enum {
    HOST = 256,
    LINK,
    FAULTS,
    SCHEDULE,
    SEED,
    LIMIT,
    PROGRAMS,
    RUNS,
    STOP,
    TRACE,
    OUTPUT,
    QUIET,
    STATS,
    ISOLATE,
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
    { "runs", required_argument, NULL, RUNS },
    { "stop", required_argument, NULL, STOP },
    { "trace", required_argument, NULL, TRACE },
    { "output", required_argument, NULL, OUTPUT },
    { "quiet", no_argument, NULL, QUIET },
    { "stats", no_argument, NULL, STATS },
    { "isolate", no_argument, NULL, ISOLATE },
    { "width", required_argument, NULL, WIDTH },
    { "ascii", no_argument, NULL, ASCII },
    { "utf8", no_argument, NULL, UTF8 },
    { "logs", no_argument, NULL, LOGS },
    { "steps", no_argument, NULL, STEPS },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

static int
parse_runs(struct run *r, const char *arg)
{
    char *end;

    errno = 0;
    r->runs = strtoull(arg, &end, 10);
    if (*arg < '0' || *arg > '9' || *end || errno || r->runs == 0)
        return tool_error("--runs takes a number from 1 on, not \"%s\"", arg);
    return 0;
}

/* The programs are our own: it is not about trust here. */
static const struct sim_isolation no_guard = { 0 };

/* Those that are not statements of a world file.  2 on a mistake. */
static int
plain_option(struct run *r, int c)
{
    switch (c) {
    case PROGRAMS:
        r->programs = optarg;
        return 0;
    case RUNS:
        return parse_runs(r, optarg);
    case STOP:
        r->stop = optarg;
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
    case ISOLATE:
        sim_isolate(&no_guard);
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
        status = source_file(&r->file, argv[optind]);
    optind = 0;
    while (!status && (c = getopt_long(argc, argv, "", options, &index)) != -1)
        if (c <= LIMIT)
            status = source_option(&r->file, options[index].name, optarg);
    if (!status && r->file.n_hosts == 0)
        status = tool_error("a world without hosts; see netsim run --help");
    return status;
}

/* Options that would both have standard output, or that need one run. */
static int
check_options(const struct run *r)
{
    if (r->output && source_host(&r->file, r->output) < 0)
        return tool_error("--output: there is no host \"%s\"", r->output);
    if (r->stop && r->runs)
        return tool_error("--stop is for one run, not for --runs");
    if (r->output && r->runs)
        return tool_error("--output is for one run, not for --runs");
    if (r->trace && !strcmp(r->trace, "-") && (r->output || r->runs))
        return tool_error("--trace -: standard output is also for %s",
                          r->output ? "--output" : "--runs");
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
    if (status == 0)
        status = check_options(&r);
    if (status == 0)
        status = r.runs ? run_many(&r) : run_once(&r);
    worldfile_release(&r.file);
    return status < 0 ? 0 : status;
}
