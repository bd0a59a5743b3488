/*
 * main.c - the command `class`: grade a directory of submissions.
 *
 * Exit status: 0 every submission has its record, 1 some could not be graded
 * because of the grader, 2 wrong arguments or no place to write, 128 + N it
 * was stopped by signal N.
 */
#include "grader/class/class.h"
#include "grader/class/files.h"
#include "grader/class/run.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: class COMMAND --submissions DIR [OPTION ...] [NAME ...]\n\n"
    "  run              grade all, or the NAMEs; then write the gradebook\n"
    "  one              grade the NAMEs, without a gradebook\n"
    "  list             the names of all, a line each, as they are written "
    "in\n"
    "                   paths\n"
    "  progress         how many have a record, and of how many\n"
    "  collect          write the gradebook of the records there are\n"
    "  unpack FILE DIR  what counts of one submission, into DIR; no other "
    "option\n\n"
    "  --submissions DIR  an entry for each student: a directory, or a .zip\n"
    "                     or .tar.gz\n"
    "  --out DIR        what is made (build/class)\n"
    "  --build DIR      with bin/grade (build/gcc-san)\n"
    "  --cc NAME, --san 0|1   for make: how that was built\n"
    "  --lab N[,N...]   only these labs\n"
    "  --seed N         in worlds of this seed (else those of the kit)\n"
    "  --isolate        each program of a submission in a sandbox\n"
    "  --jobs N         so many at a time (1)\n"
    "  --share I/N      of all names only each Nth, from the Ith\n"
    "  --build-limit S, --grade-limit S  seconds of real time (300, 3600)\n\n"
    "What is done, and has not changed since, is not done again.\n\n"
    "Exit status: 0 each submission was judged, 1 the grader failed for "
    "some,\n"
    "2 wrong arguments, no submission, or nowhere to write; 130 stopped by "
    "Ctrl-C.\n";

enum {
    SUBMISSIONS = 256,
    OUT,
    BUILD,
    COMPILER,
    SAN,
    LAB,
    SEED,
    ISOLATE,
    JOBS,
    SHARE,
    BUILD_LIMIT,
    GRADE_LIMIT,
    HELP
};

static const struct option options[] = {
    { "submissions", required_argument, NULL, SUBMISSIONS },
    { "out", required_argument, NULL, OUT },
    { "build", required_argument, NULL, BUILD },
    { "cc", required_argument, NULL, COMPILER },
    { "san", required_argument, NULL, SAN },
    { "lab", required_argument, NULL, LAB },
    { "seed", required_argument, NULL, SEED },
    { "isolate", no_argument, NULL, ISOLATE },
    { "jobs", required_argument, NULL, JOBS },
    { "share", required_argument, NULL, SHARE },
    { "build-limit", required_argument, NULL, BUILD_LIMIT },
    { "grade-limit", required_argument, NULL, GRADE_LIMIT },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

struct command {
    struct class_options opt;
    const char *name; /* run, one, ... */
    int share, n_shares;
};

static int
wrong(const char *option, const char *takes, const char *arg)
{
    fprintf(stderr, "class: --%s takes %s, not \"%s\"\n", option, takes, arg);
    return 2;
}

/* All of arg is a number from 1: it, or 0. */
static int
number(const char *arg)
{
    char *end;
    long n;

    errno = 0;
    n = strtol(arg, &end, 10);
    return *end || errno || n < 1 || n > 1000000 ? 0 : (int)n;
}

static int
set_number(int *to, const char *option, const char *arg)
{
    *to = number(arg);
    return *to ? 0 : wrong(option, "a number from 1", arg);
}

static int
set_labs(struct class_options *opt, const char *arg)
{
    const char *at = arg;

    for (opt->labs = 0;; at += 2) {
        if (at[0] < '1' || at[0] > '0' + CLASS_LABS || (at[1] && at[1] != ','))
            return wrong("lab", "1, 2, 3 or 4, or several with commas", arg);
        opt->labs |= 1u << (at[0] - '0');
        if (!at[1])
            return 0;
    }
}

/* What grade takes, so that not each student has a line that says no. */
#define SEED_DIGITS_MAX 9

static int
set_seed(struct class_options *opt, const char *arg)
{
    size_t len = strspn(arg, "0123456789");

    opt->seed = arg;
    return arg[0] == '0' || !len || arg[len] || len > SEED_DIGITS_MAX
               ? wrong("seed", "a number from 1 to 999,999,999", arg)
               : 0;
}

/* "2/4": the second of four parts. */
static int
set_share(struct command *cmd, const char *arg)
{
    char part[16] = "";
    const char *slash = strchr(arg, '/');

    if (slash && (size_t)(slash - arg) < sizeof(part))
        memcpy(part, arg, (size_t)(slash - arg));
    cmd->share = number(part);
    cmd->n_shares = slash ? number(slash + 1) : 0;
    return cmd->share && cmd->share <= cmd->n_shares
               ? 0
               : wrong("share", "I/N, the Ith (from 1) of N", arg);
}

static int
set_count(struct class_options *opt, int c)
{
    switch (c) {
    case JOBS:
        return set_number(&opt->jobs, "jobs", optarg);
    case BUILD_LIMIT:
        return set_number(&opt->build_s, "build-limit", optarg);
    default:
        return set_number(&opt->grade_s, "grade-limit", optarg);
    }
}

/* One option; 0, or 2 after a sentence. */
static int
set_option(struct command *cmd, int c)
{
    struct class_options *opt = &cmd->opt;

    switch (c) {
    case SUBMISSIONS:
        opt->submissions = optarg;
        return 0;
    case OUT:
        opt->out = optarg;
        return 0;
    case BUILD:
        opt->build = optarg;
        return 0;
    case COMPILER:
        opt->cc = optarg;
        return 0;
    case SAN:
        opt->san = optarg;
        return strcmp(optarg, "0") && strcmp(optarg, "1")
                   ? wrong("san", "0 or 1", optarg)
                   : 0;
    case LAB:
        return set_labs(opt, optarg);
    case SEED:
        return set_seed(opt, optarg);
    case ISOLATE:
        opt->isolate = 1;
        return 0;
    case SHARE:
        return set_share(cmd, optarg);
    case '?':
        return 2;
    default:
        return set_count(opt, c);
    }
}

/* Of all entries those of our share, and of these those with a name in
 * names, if there is one. */
static int
choose(const struct command *cmd, struct entry_list *list, char **names)
{
    size_t len = 0;

    for (char **name = names; *name; name++)
        if (!entries_find(list, *name)) {
            fprintf(stderr, "class: there is no submission \"%s\" in \"%s\"\n",
                    *name, cmd->opt.submissions);
            return 2;
        }
    for (size_t i = 0; i < list->len; i++) {
        struct entry e = list->entry[i];
        int wanted = !*names;

        for (char **name = names; *name; name++)
            wanted |= entry_is(&e, *name);
        if (cmd->n_shares)
            wanted &= i % (size_t)cmd->n_shares == (size_t)cmd->share - 1;
        if (wanted) {
            list->entry[i] = list->entry[len];
            list->entry[len++] = e;
        }
    }
    list->len = len;
    return 0;
}

static int
collect(const struct class_options *opt, const struct entry_list *list)
{
    int err = gradebook_write(opt, list);

    if (err) {
        fprintf(stderr, "class: %s/gradebook.csv: %s\n", opt->out,
                strerror(-err));
        return 2;
    }
    return summary_print(opt, list) ? 1 : 0;
}

static int
progress(const struct class_options *opt, const struct entry_list *list)
{
    struct class_record r;
    size_t n = 0;

    for (size_t i = 0; i < list->len; i++)
        n += record_load(opt, &list->entry[i], &r) == 0;
    printf("%zu/%zu\n", n, list->len);
    return 0;
}

/* 1: for some of them there is no verdict. */
static int
lacks_verdicts(const struct class_options *opt, const struct entry_list *list)
{
    struct class_record r;

    for (size_t i = 0; i < list->len; i++)
        if (record_load(opt, &list->entry[i], &r) < 0 ||
            r.state == CLASS_INFRA)
            return 1;
    return 0;
}

/* Into a directory that is there. */
static int
unpack(char **arg)
{
    if (!arg[0] || !arg[1] || arg[2]) {
        fputs("class: unpack takes an archive or a directory, and where to\n",
              stderr);
        return 2;
    }
    return class_unpack(arg[0], arg[1]) < 0 ? 2 : 0;
}

static int
grade(struct command *cmd, struct entry_list *list, int all)
{
    char work[PATH_MAX];
    int err = class_kit(&cmd->opt), sig;

    snprintf(work, sizeof(work), "%s/work", cmd->opt.out);
    if (!err)
        err = dir_make(work);
    if (err) {
        fprintf(stderr, "class: %s: %s\n", cmd->opt.out, strerror(-err));
        return 2;
    }
    if (list->len == 0 && all)
        fprintf(stderr, "class: there is no submission in \"%s\"\n",
                cmd->opt.submissions);
    if (list->len == 0)
        return all ? 2 : 0;
    sig = engine_local(&cmd->opt, list);
    if (sig)
        return 128 + sig;
    return all ? collect(&cmd->opt, list) : lacks_verdicts(&cmd->opt, list);
}

static int
do_command(struct command *cmd, char **names)
{
    struct entry_list list;
    const char *name = cmd->name;
    size_t all;
    int status, err;

    if (!cmd->opt.submissions) {
        fputs("class: --submissions says where they are\n", stderr);
        return 2;
    }
    err = entries_read(&list, cmd->opt.submissions);
    if (err) {
        fprintf(stderr, "class: \"%s\": %s\n", cmd->opt.submissions,
                strerror(-err));
        return 2;
    }
    all = list.len;
    status = choose(cmd, &list, names);
    if (status == 0 && strcmp(name, "list") == 0)
        for (size_t i = 0; i < list.len; i++)
            puts(list.entry[i].file);
    else if (status == 0 && strcmp(name, "progress") == 0)
        status = progress(&cmd->opt, &list);
    else if (status == 0 && strcmp(name, "collect") == 0)
        status = collect(&cmd->opt, &list);
    else if (status == 0)
        status = grade(cmd, &list, strcmp(name, "run") == 0);
    list.len = all;
    entries_release(&list);
    return status;
}

static int
is_command(const char *name)
{
    static const char *const names[] = { "run", "one", "list", "progress",
                                         "collect" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

int
main(int argc, char **argv)
{
    struct command cmd = { .opt = { .out = "build/class",
                                    .build = "build/gcc-san",
                                    .cc = "gcc",
                                    .san = "1",
                                    .jobs = 1,
                                    .build_s = 300,
                                    .grade_s = 3600 } };
    int c, status;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == HELP) {
            fputs(help, stdout);
            return 0;
        }
        status = set_option(&cmd, c);
        if (status)
            return status;
    }
    cmd.name = optind < argc ? argv[optind] : "";
    if (strcmp(cmd.name, "unpack") == 0)
        return unpack(argv + optind + 1);
    if (!is_command(cmd.name)) {
        fprintf(stderr, "class: \"%s\" is no command; --help lists them\n",
                cmd.name);
        return 2;
    }
    return do_command(&cmd, argv + optind + 1);
}
