/*
 * options_one_run.c - options that are about one run.
 */
#include "grader/options_private.h"

#include <stdio.h>

int
option_one_run(struct grade_options *opt, int c, const char *arg)
{
    switch (c) {
    case SCHEDULE:
        opt->schedule = arg;
        return 0;
    case WORLD:
        opt->world = arg;
        return 0;
    case LESS:
        opt->less = 1;
        return 0;
    case NEAREST:
        opt->nearest = 1;
        return 0;
    default:
        opt->margin = option_number(arg, 1, 1000);
        return opt->margin < 0
                   ? option_wrong("margin", "a number from 1 to 1000", arg)
                   : 0;
    }
}

int
option_check_one_run(const struct grade_options *opt)
{
    const char *what = opt->less      ? "less"
                       : opt->nearest ? "nearest"
                       : opt->margin  ? "margin"
                       : opt->world   ? "world"
                                      : NULL;

    if (!opt->schedule && what)
        fprintf(stderr, "grade: --%s is about one run: which --schedule?\n",
                what);
    else if (opt->schedule && !opt->test)
        fprintf(stderr,
                "grade: --schedule is about one case: which --test?\n");
    else if (opt->less + opt->nearest + (opt->margin > 0) > 1)
        fprintf(stderr, "grade: only one of --less, --nearest and --margin\n");
    else
        return 0;
    return 2;
}
