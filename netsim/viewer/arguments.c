/*
 * arguments.c - see arguments.h.
 */
#include "netsim/viewer/arguments.h"

#include <getopt.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

enum {
    RESULTS,
    LAB,
    GRADE,
    TYPES,
    KEYS,
    DUMP,
    SIZE,
    STYLED,
    ASCII,
    UTF8,
    PLAIN,
    FOLLOW,
    MOUSE,
    MANUAL,
    HELP,
    OPTIONS
};

const struct view_option view_options[] = {
    [RESULTS] = { "results", "FILE",
                  "the cases of a grading, those that failed first; may be\n"
                  "given several times" },
    [LAB] = { "lab", "N", "of these only the ones of that lab" },
    [GRADE] = { "grade", "PROGRAM",
                "what runs a case again, where the results name none\n"
                "(grade, beside this program)" },
    [TYPES] = { "types", "FILE.x",
                "an interface: what is in the messages of its calls; may be\n"
                "given several times" },
    [KEYS] = { "keys", "TEXT", "type this first: \"jj<Enter>/debit<Enter>\"" },
    [DUMP] = { "dump", NULL,
               "no terminal: print the screen that the keys lead to" },
    [SIZE] = { "size", "ROWSxCOLS", "of what is dumped (24x80)" },
    [STYLED] = { "styles", NULL,
                 "with a line under each that shows how it looks" },
    [ASCII] = { "ascii", NULL, "draw with ASCII (default: by locale)" },
    [UTF8] = { "utf8", NULL, "draw with more" },
    [PLAIN] = { "no-color", NULL, "as NO_COLOR in the environment" },
    [FOLLOW] = { "follow", NULL, "the first trace grows: go along" },
    [MOUSE] = { "mouse", NULL,
                "clicks and the wheel are ours, not the terminal's" },
    [MANUAL] = { "manual", NULL, "print the manual page, for man -l -" },
    [HELP] = { "help", NULL, "print this" },
    [OPTIONS] = { NULL, NULL, NULL },
};

#define NAME_CELLS 18 /* of an option in --help */

/* ---- help --------------------------------------------------------------- */

static void
print_option(FILE *out, const struct view_option *o)
{
    char name[64];
    const char *line = o->says;

    snprintf(name, sizeof(name), "--%s%s%s", o->name, o->takes ? " " : "",
             o->takes ? o->takes : "");
    while (line) {
        const char *end = strchr(line, '\n');

        fprintf(out, "  %-*s %.*s\n", NAME_CELLS, line == o->says ? name : "",
                end ? (int)(end - line) : (int)strlen(line), line);
        line = end ? end + 1 : NULL;
    }
}

static void
print_help(FILE *out)
{
    fputs("usage: view [OPTION ...] [TRACE ...]\n\n"
          "Look at traces: files, or directories of *.jsonl.\n\n",
          out);
    for (const struct view_option *o = view_options; o->name; o++)
        print_option(out, o);
    fputs("\n? shows what each key does.  Without a terminal it dumps.\n\n"
          "Exit status: 0, 2 wrong arguments or no trace that can be read.\n",
          out);
}

/* ---- options ------------------------------------------------------------ */

static int
wrong(const char *option, const char *takes, const char *arg)
{
    fprintf(stderr, "view: --%s takes %s, not \"%s\"\n", option, takes, arg);
    return 2;
}

static int
set_size(struct arguments *a, const char *arg)
{
    int used = 0;

    if (sscanf(arg, "%4dx%4d%n", &a->rows, &a->cols, &used) != 2 ||
        arg[used] || a->rows < 1 || a->cols < 1)
        return wrong("size", "ROWSxCOLS", arg);
    return -1;
}

static int
set_lab(struct arguments *a, const char *arg)
{
    a->lab = arg[0] - '0';
    return a->lab < 1 || a->lab > 4 || arg[1]
               ? wrong("lab", "1, 2, 3 or 4", arg)
               : -1;
}

/* One that takes something; -1, or 2. */
static int
set_value(struct arguments *a, int c)
{
    switch (c) {
    case RESULTS:
        if (a->n_results == RESULTS_MAX)
            return wrong("results", "no more files", optarg);
        a->results[a->n_results++] = optarg;
        return -1;
    case LAB:
        return set_lab(a, optarg);
    case GRADE:
        a->grade = optarg;
        return -1;
    case TYPES:
        if (a->n_types == TYPES_MAX)
            return wrong("types", "no more files", optarg);
        a->types[a->n_types++] = optarg;
        return -1;
    case KEYS:
        a->keys = optarg;
        return -1;
    default:
        return set_size(a, optarg);
    }
}

/* -1, or the exit status. */
static int
set_option(struct arguments *a, int c)
{
    switch (c) {
    case DUMP:
        a->dump = 1;
        return -1;
    case STYLED:
        a->styles = 1;
        return -1;
    case ASCII:
    case UTF8:
        a->ascii = c == ASCII;
        return -1;
    case PLAIN:
        a->colours = 0;
        return -1;
    case FOLLOW:
        a->follow = 1;
        return -1;
    case MOUSE:
        a->mouse = 1;
        return -1;
    case MANUAL:
        manual_print(stdout);
        return 0;
    case HELP:
        print_help(stdout);
        return 0;
    default:
        return set_value(a, c);
    }
}

int
arguments_read(struct arguments *a, int argc, char **argv)
{
    const char *no_color = getenv("NO_COLOR");
    struct option options[OPTIONS + 1] = { { NULL, 0, NULL, 0 } };
    int c, status = -1;

    *a = (struct arguments){ .keys = "", .rows = 24, .cols = 80 };
    a->colours = !no_color || !*no_color;
    a->ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    for (int i = 0; i < OPTIONS; i++)
        options[i] = (struct option){
            .name = view_options[i].name,
            .has_arg = view_options[i].takes ? required_argument : no_argument,
            .val = i,
        };
    while (status < 0 &&
           (c = getopt_long(argc, argv, "", options, NULL)) != -1)
        status = c == '?' ? 2 : set_option(a, c);
    a->traces = argv + optind;
    return status;
}
