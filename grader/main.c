/*
 * main.c - the command `grade`: run the cases, say what came of them.
 *
 * Exit status: 0 all points, 1 points were lost, 2 the grader could not do
 * its work, or its arguments were wrong, 128 + N it was stopped by signal N
 * (130: Ctrl-C).  Where there is no score: 0 no graded case was found wrong.
 */
#include "grader/grader.h"
#include "grader/gallery/gallery.h"
#include "grader/lab2/cases.h"
#include "grader/lab3/cases.h"
#include "grader/lab4/cases.h"
#include "grader/results.h"

#include <errno.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
    "usage: grade [OPTION ...]\n\n"
    "  --lab N[,N...]   only these labs (1 to 4)\n"
    "  --test TEXT      only cases with TEXT in their name; no score then\n"
    "  --nodes DIR      the submission's nodes (build/gcc-san/node)\n"
    "  --worlds DIR     where lab3/bank.world is (grader)\n"
    "  --traces DIR     leave the traces of failures there\n"
    "  --replay TEXT    what a replay command begins with\n"
    "  --list           only list the cases\n"
    "  --gallery        not the labs but the classic failures, a run each\n"
    "  --isolate        each program in a sandboxed process of its own\n"
    "  --ascii, --utf8  how to draw (default: by locale)\n\n"
    "For instructors, who search deeper than the grade does; no score then:\n"
    "  --faults N       at most N faults in a run (1 to 3), not as the case "
    "says;\n"
    "                   it takes as long as it takes, or as --budget says\n"
    "  --shard I/N      only part I (1 to N) of N of the schedules: what "
    "parts\n"
    "                   cover adds up to the whole\n\n"
    "  --budget SECONDS for each case, of real time; what is not covered by "
    "then\n"
    "                   is unknown, and that is not a pass\n"
    "  --engine NAME    replay or snapshots (default: the faster one there "
    "is)\n\n"
    "Exit status: 0 all points (without a score: nothing was found wrong),\n"
    "1 points lost, or a case wrong or unknown, 2 the grader failed,\n"
    "130 it was stopped by Ctrl-C; it says what it has covered.\n";

static const struct grade_case *const tables[] = {
    lab1_cases,         lab2_xdr_cases,    lab2_hand_cases,   lab2_idl_cases,
    lab2_tcp_cases,     lab3_client_cases, lab3_server_cases, lab3_bank_cases,
    lab3_store_cases,   lab3_break_cases,  lab4_client_cases, lab4_cache_cases,
    lab4_journal_cases, lab4_exact_cases,  lab4_break_cases,
};
#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

static const struct grade_case *const gallery[] = { gallery_cases };

#define FAILED_MAX 256

struct tally {
    const char *failed_name[FAILED_MAX];
    int cases, failed, lost, infra, stopped;
    json_t *results;
    struct results_style style;
};

static int
wanted(const struct grade_options *opt, const struct grade_case *c)
{
    return (!opt->labs || opt->labs >> c->lab & 1) &&
           (!opt->test || strstr(c->name, opt->test));
}

/* Is name one of some words with blanks between them? */
static int
is_among(const char *name, const char *words)
{
    size_t len = strlen(name);

    for (; *words; words += strspn(words, " ")) {
        size_t n = strcspn(words, " ");

        if (n == len && strncmp(words, name, len) == 0)
            return 1;
        words += n;
    }
    return 0;
}

/* A case that this one needs and that has failed, or was not run itself; or
 * NULL. */
static const char *
what_it_lacks(const struct grade_case *c, const struct tally *t)
{
    for (int i = 0; c->needs && i < t->failed; i++)
        if (is_among(t->failed_name[i], c->needs))
            return t->failed_name[i];
    return NULL;
}

/* Run it, unless it needs what has failed.  The signal that ended it, or 0. */
static int
judge(const struct grade_options *opt, const struct grade_case *c,
      struct result *r, const struct tally *t)
{
    const char *lacks = what_it_lacks(c, t);

    if (!lacks)
        return run_case(c, opt, r);
    r->outcome = OUTCOME_NOT_RUN;
    snprintf(r->statement, sizeof(r->statement), "needs %s", lacks);
    return 0;
}

static void
grade_one(const struct grade_options *opt, const struct grade_case *c,
          struct tally *t)
{
    struct result r = { .outcome = OUTCOME_INFRA };
    json_t *in = results_add(t->results, c);

    if (opt->colour) {
        printf("%-24s ...\r", c->name);
        fflush(stdout);
    }
    t->stopped = judge(opt, c, &r, t);
    results_set(in, &r, 0);
    if (r.outcome != OUTCOME_PASS && t->failed < FAILED_MAX)
        t->failed_name[t->failed++] = c->name;
    t->lost += r.points < c->points;
    t->infra += r.outcome == OUTCOME_INFRA || r.outcome == OUTCOME_TIMEOUT;
    result_release(&r);
    results_print_line(stdout, t->results, in, &t->style);
    fflush(stdout);
}

static void
list_one(const struct grade_case *c)
{
    printf("%-24s %3d  %s\n", c->name, c->points, c->what);
}

static void
complain_no_case(const struct grade_options *opt)
{
    char of[32] = "";
    size_t len = 0;

    for (int n = 1; n <= LABS_MAX; n++)
        if (opt->labs >> n & 1)
            len += (size_t)snprintf(of + len, sizeof(of) - len, "%s%d",
                                    len ? ", " : " of lab ", n);
    if (opt->test)
        fprintf(stderr,
                "grade: no case%s has \"%s\" in its name; --list shows them\n",
                of, opt->test);
    else
        fprintf(stderr, "grade: there is no case%s yet\n", of);
}

static int
grade_all(const struct grade_options *opt)
{
    const struct grade_case *const *from = opt->gallery ? gallery : tables;
    size_t n = opt->gallery ? 1 : N_TABLES;
    struct tally t = { .style = { opt->colour } };
    int status;

    t.results = results_new(opt);
    for (size_t i = 0; i < n; i++)
        for (const struct grade_case *c = from[i]; c->name; c++) {
            if (!wanted(opt, c) || t.stopped)
                continue;
            t.cases++;
            if (opt->list)
                list_one(c);
            else
                grade_one(opt, c, &t);
        }
    if (t.cases == 0)
        complain_no_case(opt);
    if (t.stopped)
        status = 128 + t.stopped;
    else
        status = t.cases == 0 || t.infra ? 2 : t.lost > 0;
    results_finish(t.results, !t.stopped, status, 0);
    if (!opt->list)
        results_print_end(stdout, t.results);
    json_decref(t.results);
    return status;
}

static void
defaults(struct grade_options *opt)
{
    locale_t loc = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

    opt->nodes = "build/gcc-san/node";
    opt->worlds = "grader";
    opt->replay = "make replay";
    opt->ascii = !loc || strcmp(nl_langinfo_l(CODESET, loc), "UTF-8") != 0;
    opt->colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
    opt->progress = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
    opt->faults = -1;
    if (loc)
        freelocale(loc);
}

static int
wrong(const char *option, const char *takes, const char *arg)
{
    fprintf(stderr, "grade: --%s takes %s, not \"%s\"\n", option, takes, arg);
    return 2;
}

/* All of arg is a number from `from` to `to`: it, or -1. */
static int
number(const char *arg, int from, int to)
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
            return wrong("lab", "1, 2, 3 or 4, or several with commas", arg);
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
    int n = slash ? number(slash + 1, 1, 1000000) : -1, i;

    if (slash && (size_t)(slash - arg) < sizeof(part))
        memcpy(part, arg, (size_t)(slash - arg));
    i = number(part, 1, n);
    if (n < 0 || i < 0)
        return wrong("shard", "I/N, part I (from 1) of N", arg);
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
        return wrong("engine", "replay or snapshots", arg);
    opt->engine = EXPLORE_SNAPSHOTS;
    if (sim_can_save())
        return 0;
    fprintf(stderr, "grade: there are no snapshots under AddressSanitizer: "
                    "build with SAN=0\n");
    return 2;
}

enum {
    LAB = 256,
    TEST,
    NODES,
    WORLDS,
    TRACES,
    REPLAY,
    LIST,
    GALLERY,
    ISOLATE,
    ASCII,
    UTF8,
    FAULTS,
    SHARD,
    BUDGET,
    ENGINE,
    HELP
};

static const struct option options[] = {
    { "lab", required_argument, NULL, LAB },
    { "test", required_argument, NULL, TEST },
    { "nodes", required_argument, NULL, NODES },
    { "worlds", required_argument, NULL, WORLDS },
    { "traces", required_argument, NULL, TRACES },
    { "replay", required_argument, NULL, REPLAY },
    { "list", no_argument, NULL, LIST },
    { "gallery", no_argument, NULL, GALLERY },
    { "isolate", no_argument, NULL, ISOLATE },
    { "ascii", no_argument, NULL, ASCII },
    { "utf8", no_argument, NULL, UTF8 },
    { "faults", required_argument, NULL, FAULTS },
    { "shard", required_argument, NULL, SHARD },
    { "budget", required_argument, NULL, BUDGET },
    { "engine", required_argument, NULL, ENGINE },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

/* How deep and how long to search; 0, or 2 after a sentence. */
static int
set_search(struct grade_options *opt, int c)
{
    switch (c) {
    case FAULTS:
        opt->faults = number(optarg, 1, EXPLORE_FAULTS_MAX);
        return opt->faults < 0 ? wrong("faults", "1, 2 or 3", optarg) : 0;
    case SHARD:
        return set_shard(opt, optarg);
    case BUDGET:
        opt->budget_s = number(optarg, 1, 1000000);
        return opt->budget_s < 0
                   ? wrong("budget", "a whole number of seconds", optarg)
                   : 0;
    default:
        return set_engine(opt, optarg);
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
    case GALLERY:
        opt->gallery = 1;
        return 0;
    case ISOLATE:
        opt->isolate = 1;
        return 0;
    case ASCII:
    case UTF8:
        opt->ascii = c == ASCII;
        return 0;
    case '?':
        return 2;
    default:
        return set_search(opt, c);
    }
}

int
main(int argc, char **argv)
{
    struct grade_options opt = { 0 };
    int c, status;

    defaults(&opt);
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == HELP) {
            fputs(help, stdout);
            return 0;
        }
        status = set_option(&opt, c);
        if (status)
            return status;
    }
    if (optind < argc) {
        fprintf(stderr, "grade: \"%s\" is no option\n", argv[optind]);
        return 2;
    }
    return grade_all(&opt);
}
