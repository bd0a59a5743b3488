/*
 * options.c - the command line of `grade`: see options.h.
 */
#include "grader/options_private.h"

#include <errno.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* At most 8: what is one processor's share of memory is not known. */
static int
default_jobs(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > 8 ? 8 : (int)n;
}

static void
defaults(struct grade_options *opt)
{
    locale_t loc = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

    opt->nodes = "build/gcc-san/node";
    opt->worlds = "grader";
    opt->replay = "make replay";
    opt->jobs = default_jobs();
    opt->ascii = !loc || strcmp(nl_langinfo_l(CODESET, loc), "UTF-8") != 0;
    opt->colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
    opt->progress = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
    opt->faults = -1;
    if (loc)
        freelocale(loc);
}

int
option_wrong(const char *option, const char *takes, const char *arg)
{
    fprintf(stderr, "grade: --%s takes %s, not \"%s\"\n", option, takes, arg);
    return 2;
}

int
option_number(const char *arg, int from, int to)
{
    char *end;
    long n;

    if (arg[0] < '0' || arg[0] > '9')
        return -1;
    errno = 0;
    n = strtol(arg, &end, 10);
    return *end || errno || n < from || n > to ? -1 : (int)n;
}

/* "1,3": these labs. */
static int
set_labs(struct grade_options *opt, const char *arg)
{
    const char *at = arg;

    for (opt->labs = 0;; at += 2) {
        if (at[0] < '1' || at[0] > '0' + LABS_MAX || (at[1] && at[1] != ','))
            return option_wrong("lab", "1, 2, 3 or 4, or several with commas",
                                arg);
        opt->labs |= 1u << (at[0] - '0');
        if (!at[1])
            return 0;
    }
}

/* "2/4": the second of four parts. */
static int
set_shard(struct grade_options *opt, const char *arg)
{
    const char *slash = strchr(arg, '/');
    char part[16] = "";
    int n = slash ? option_number(slash + 1, 1, 1000000) : -1, i;

    if (slash && (size_t)(slash - arg) < sizeof(part))
        memcpy(part, arg, (size_t)(slash - arg));
    i = option_number(part, 1, n);
    if (n < 0 || i < 0)
        return option_wrong("shard", "I/N, part I (from 1) of N", arg);
    opt->shard = (unsigned)i - 1;
    opt->n_shards = (unsigned)n;
    return 0;
}

static int
set_engine(struct grade_options *opt, const char *arg)
{
    if (!strcmp(arg, "replay")) {
        opt->engine = EXPLORE_REPLAY;
        return 0;
    }
    if (strcmp(arg, "snapshots") != 0)
        return option_wrong("engine", "replay or snapshots", arg);
    opt->engine = EXPLORE_SNAPSHOTS;
    if (sim_can_save())
        return 0;
    fprintf(stderr, "grade: there are no snapshots under AddressSanitizer: "
                    "build with SAN=0\n");
    return 2;
}

#define SEED_MAX 1000000000
static const char seed_takes[] = "a number from 1 to 1,000,000,000";

static int
set_seed(struct grade_options *opt, const char *arg)
{
    unsigned long long seed;
    char *end;

    errno = 0;
    seed = strtoull(arg, &end, 10);
    if (arg[0] < '0' || arg[0] > '9' || *end || errno)
        return option_wrong("seed", seed_takes, arg);
    opt->seed = seed;
    return 0;
}

/* Of many worlds only a seed that leaves room for their numbers; of one run
 * whatever a report says. */
static int
check_seed(const struct grade_options *opt, const char *arg)
{
    return arg && !opt->schedule && (opt->seed < 1 || opt->seed > SEED_MAX)
               ? option_wrong("seed", seed_takes, arg)
               : 0;
}

static const struct option options[] = {
    { "lab", required_argument, NULL, LAB },
    { "test", required_argument, NULL, TEST },
    { "nodes", required_argument, NULL, NODES },
    { "reference", required_argument, NULL, REFERENCE },
    { "worlds", required_argument, NULL, WORLDS },
    { "traces", required_argument, NULL, TRACES },
    { "replay", required_argument, NULL, REPLAY },
    { "jobs", required_argument, NULL, JOBS },
    { "json", required_argument, NULL, JSON },
    { "submission", required_argument, NULL, SUBMISSION },
    { "prior", required_argument, NULL, PRIOR },
    { "isolate", no_argument, NULL, ISOLATE },
    { "list", no_argument, NULL, LIST },
    { "programs", no_argument, NULL, PROGRAMS },
    { "gallery", no_argument, NULL, GALLERY },
    { "ascii", no_argument, NULL, ASCII },
    { "utf8", no_argument, NULL, UTF8 },
    { "faults", required_argument, NULL, FAULTS },
    { "shard", required_argument, NULL, SHARD },
    { "budget", required_argument, NULL, BUDGET },
    { "engine", required_argument, NULL, ENGINE },
    { "seed", required_argument, NULL, SEED },
    { "schedule", required_argument, NULL, SCHEDULE },
    { "world", required_argument, NULL, WORLD },
    { "less", no_argument, NULL, LESS },
    { "nearest", no_argument, NULL, NEAREST },
    { "margin", required_argument, NULL, MARGIN },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

/* How deep and how long to search; 0, or 2 after a sentence. */
static int
set_search(struct grade_options *opt, int c)
{
    switch (c) {
    case FAULTS:
        opt->faults = option_number(optarg, 0, EXPLORE_FAULTS_MAX);
        return opt->faults < 0 ? option_wrong("faults", "0, 1, 2 or 3", optarg)
                               : 0;
    case SHARD:
        return set_shard(opt, optarg);
    case BUDGET:
        opt->budget_s = option_number(optarg, 1, 1000000);
        return opt->budget_s < 0
                   ? option_wrong("budget", "a whole number of seconds",
                                  optarg)
                   : 0;
    case SEED:
        return set_seed(opt, optarg);
    case ENGINE:
        return set_engine(opt, optarg);
    default:
        return option_one_run(opt, c, optarg);
    }
}

/* How it is run, and what is said of it; 0, or 2 after a sentence. */
static int
set_run(struct grade_options *opt, int c)
{
    switch (c) {
    case JOBS:
        opt->jobs = option_number(optarg, 1, GRADE_JOBS_MAX);
        return opt->jobs < 0
                   ? option_wrong("jobs", "a number from 1 to 64", optarg)
                   : 0;
    case JSON:
        opt->json = optarg;
        return 0;
    case SUBMISSION:
        opt->submission = optarg;
        return 0;
    case PRIOR:
        opt->prior = optarg;
        return 0;
    case ISOLATE:
        opt->isolate = 1;
        return 0;
    default:
        return set_search(opt, c);
    }
}

/* One option; 0, or 2 after a sentence. */
static int
set_option(struct grade_options *opt, int c)
{
    switch (c) {
    case LAB:
        return set_labs(opt, optarg);
    case TEST:
        opt->test = optarg;
        return 0;
    case NODES:
        opt->nodes = optarg;
        return 0;
    case REFERENCE:
        opt->reference = optarg;
        return 0;
    case WORLDS:
        opt->worlds = optarg;
        return 0;
    case TRACES:
        opt->traces = optarg;
        mkdir(optarg, 0777);
        return 0;
    case REPLAY:
        opt->replay = optarg;
        return 0;
    case LIST:
        opt->list = 1;
        return 0;
    case PROGRAMS:
        opt->programs = 1;
        return 0;
    case GALLERY:
        opt->gallery = 1;
        return 0;
    case ASCII:
    case UTF8:
        opt->ascii = c == ASCII;
        return 0;
    case '?':
        return 2;
    default:
        return set_run(opt, c);
    }
}

int
options_read(struct grade_options *opt, int argc, char **argv)
{
    const char *seed = NULL;
    int c, status;

    *opt = (struct grade_options){ .program = argv[0] };
    defaults(opt);
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == HELP) {
            fputs(options_help, stdout);
            return 0;
        }
        if (c == SEED)
            seed = optarg;
        status = set_option(opt, c);
        if (status)
            return status;
    }
    if (optind < argc) {
        fprintf(stderr, "grade: \"%s\" is no option\n", argv[optind]);
        return 2;
    }
    status = option_check_one_run(opt);
    if (!status)
        status = check_seed(opt, seed);
    return status ? status : -1;
}
