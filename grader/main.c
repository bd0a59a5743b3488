/*
 * main.c - the command `grade`: run the cases, say what came of them.
 *
 * Exit status: 0 all points, 1 points were lost, 2 the grader could not do
 * its work, or its arguments were wrong.
 */
#include "grader/grader.h"

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
    "  --lab N          only lab N (1 to 4)\n"
    "  --test TEXT      only cases with TEXT in their name; no score then\n"
    "  --nodes DIR      the submission's nodes (build/gcc-san/node)\n"
    "  --worlds DIR     where lab3/bank.world is (grader)\n"
    "  --traces DIR     leave the traces of failures there\n"
    "  --replay TEXT    what a replay command begins with\n"
    "  --list           only list the cases\n"
    "  --ascii, --utf8  how to draw (default: by locale)\n\n"
    "Exit status: 0 all points, 1 points lost, 2 the grader failed.\n";

static const struct grade_case *const tables[] = { lab3_cases };
#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

#define FAILED_MAX 256

struct tally {
    const char *failed_name[FAILED_MAX];
    int points, max, cases, failed, infra;
    FILE *reports;
    char *text;
    size_t len;
};

static const char *
outcome_name(enum outcome o)
{
    static const char *const names[] = { "pass",    "FAIL",    "UNKNOWN",
                                         "CRASHED", "TIMEOUT", "NOT RUN",
                                         "INFRA" };

    return names[o];
}

static void
print_line(const struct grade_options *opt, const struct grade_case *c,
           const struct result *r)
{
    const char *on = "", *off = "";
    char points[32] = "exhibit";

    if (opt->colour) {
        on = r->outcome == OUTCOME_PASS ? "\033[32m" : "\033[31m";
        off = "\033[0m";
    }
    if (c->points)
        snprintf(points, sizeof(points), "%d/%d", r->points, c->points);
    printf("%-24s %s%-7s%s %7s  %s\n", c->name, on, outcome_name(r->outcome),
           off, points, r->statement);
    fflush(stdout);
}

static int
wanted(const struct grade_options *opt, const struct grade_case *c)
{
    return (!opt->lab || opt->lab == c->lab) &&
           (!opt->test || strstr(c->name, opt->test));
}

/* Has a case that this one needs failed, or not been run itself? */
static int
is_hopeless(const struct grade_case *c, const struct tally *t)
{
    for (int i = 0; c->needs && i < t->failed; i++)
        if (!strcmp(t->failed_name[i], c->needs))
            return 1;
    return 0;
}

static void
grade_one(const struct grade_options *opt, const struct grade_case *c,
          struct tally *t)
{
    struct result r = { .outcome = OUTCOME_INFRA };

    t->cases++;
    if (opt->list) {
        printf("%-24s %3d  %s\n", c->name, c->points, c->what);
        return;
    }
    if (opt->colour) {
        printf("%-24s ...\r", c->name);
        fflush(stdout);
    }
    if (is_hopeless(c, t)) {
        r.outcome = OUTCOME_NOT_RUN;
        snprintf(r.statement, sizeof(r.statement), "needs %s", c->needs);
    } else {
        run_case(c, opt, &r, t->reports);
    }
    if (r.outcome != OUTCOME_PASS)
        r.points = 0;
    t->points += r.points;
    t->max += c->points;
    if (r.outcome != OUTCOME_PASS && t->failed < FAILED_MAX)
        t->failed_name[t->failed++] = c->name;
    t->infra += r.outcome == OUTCOME_INFRA || r.outcome == OUTCOME_TIMEOUT;
    print_line(opt, c, &r);
}

static int
grade_all(const struct grade_options *opt)
{
    struct tally t = { 0 };

    t.reports = open_memstream(&t.text, &t.len);
    if (!t.reports)
        return 2;
    for (size_t i = 0; i < N_TABLES; i++)
        for (const struct grade_case *c = tables[i]; c->name; c++)
            if (wanted(opt, c))
                grade_one(opt, c, &t);
    fclose(t.reports);
    if (t.cases == 0) {
        fprintf(stderr,
                "grade: no case of lab %d has \"%s\" in its name; "
                "--list shows them\n",
                opt->lab, opt->test ? opt->test : "");
        free(t.text);
        return 2;
    }
    if (t.len)
        printf("\n%s", t.text);
    free(t.text);
    /* A partial run has no score: it could be taken for the whole. */
    if (!opt->list && !opt->test)
        printf("score %d/%d\n", t.points, t.max);
    return t.infra ? 2 : t.points < t.max ? 1 : 0;
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
    if (loc)
        freelocale(loc);
}

static int
bad_lab(const char *arg)
{
    fprintf(stderr, "grade: --lab takes 1, 2, 3 or 4, not \"%s\"\n", arg);
    return 2;
}

int
main(int argc, char **argv)
{
    enum {
        LAB = 256,
        TEST,
        NODES,
        WORLDS,
        TRACES,
        REPLAY,
        LIST,
        ASCII,
        UTF8,
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
        { "ascii", no_argument, NULL, ASCII },
        { "utf8", no_argument, NULL, UTF8 },
        { "help", no_argument, NULL, HELP },
        { NULL, 0, NULL, 0 },
    };
    struct grade_options opt = { 0 };
    int c;

    defaults(&opt);
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case LAB:
            if (optarg[0] < '1' || optarg[0] > '4' || optarg[1])
                return bad_lab(optarg);
            opt.lab = optarg[0] - '0';
            break;
        case TEST:
            opt.test = optarg;
            break;
        case NODES:
            opt.nodes = optarg;
            break;
        case WORLDS:
            opt.worlds = optarg;
            break;
        case TRACES:
            opt.traces = optarg;
            mkdir(optarg, 0777);
            break;
        case REPLAY:
            opt.replay = optarg;
            break;
        case LIST:
            opt.list = 1;
            break;
        case ASCII:
        case UTF8:
            opt.ascii = c == ASCII;
            break;
        case HELP:
            fputs(help, stdout);
            return 0;
        default:
            return 2;
        }
    if (optind < argc) {
        fprintf(stderr, "grade: \"%s\" is no option\n", argv[optind]);
        return 2;
    }
    return grade_all(&opt);
}
