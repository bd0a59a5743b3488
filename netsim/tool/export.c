/*
 * export.c - `netsim export`: a trace as a drawing, or for another tool.
 */
#include "netsim/tool/tool.h"

#include "netsim/trace/export.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_help(FILE *out)
{
    fputs(
        "usage: netsim export [OPTION ...] [--to FORMAT] TRACE\n\n"
        "Write the trace in the file TRACE (\"-\": standard input) for\n"
        "readers or for another tool.\n\n"
        "  --to FORMAT    one of those below (default: by the name of FILE)\n"
        "  --output FILE  where to (default: standard output)\n"
        "  --width N      drawings: so many columns (default: as the hosts\n"
        "                 need it)\n"
        "  --logs         drawings: also what programs printed\n"
        "  --steps        drawings: also every step of every call\n"
        "  --events N     svg, html: only the first N events (2000)\n"
        "  --pcapng FILE  the same as --to pcapng --output FILE\n\n"
        "Formats, and the names of files that mean them:\n\n",
        out);
    for (size_t i = 0; i < EXPORT_FORMATS; i++)
        fprintf(out, "  %-9s %-15s %s\n", export_formats[i].name,
                export_formats[i].suffixes, export_formats[i].what);
    fputs("\ntshark -o rpc.dissect_unknown_programs:TRUE -r FILE.pcapng\n"
          "shows each call.\n",
          out);
}

struct task {
    const char *to, *output; /* NULL: not said */
    struct export_options opt;
};

/* NULL after a message. */
static const struct export_format *
format_of(const struct task *t)
{
    const struct export_format *format = NULL;

    if (t->to) {
        format = export_named(t->to);
        if (!format)
            tool_error("export: there is no format \"%s\"; --help lists them",
                       t->to);
    } else if (t->output) {
        format = export_for_file(t->output);
        if (!format)
            tool_error("export: which format is \"%s\"?  Say it with --to, "
                       "or by the end of the name; --help lists them",
                       t->output);
    } else
        tool_error("export: --to or --output is needed; try --help");
    return format;
}

static int
write_trace(const struct export_format *format, const struct trace *tr,
            const struct task *t)
{
    const char *path = t->output ? t->output : "-";
    FILE *out = strcmp(path, "-") ? fopen(path, "w") : stdout;
    int error;

    if (!out)
        return tool_error("cannot open %s: %s", path, strerror(errno));
    error = export_write(format, out, tr, &t->opt);
    if (out != stdout && fclose(out) != 0)
        error = -errno;
    return error ? tool_error("cannot write %s: %s", path, strerror(-error))
                 : 0;
}

static int
parse_events(const char *arg, size_t *to)
{
    char *end;
    unsigned long n;

    errno = 0;
    n = strtoul(arg, &end, 10);
    if (arg[0] < '0' || arg[0] > '9' || *end || errno || n == 0)
        return tool_error("--events takes a number from 1 on, not \"%s\"",
                          arg);
    *to = n;
    return 0;
}

/* -1: go on; else the exit status. */
static int
parse_options(int argc, char **argv, struct task *t)
{
    enum { PCAPNG = 256, TO, OUTPUT, WIDTH, LOGS, STEPS, EVENTS, HELP };
    static const struct option options[] = {
        { "pcapng", required_argument, NULL, PCAPNG },
        { "to", required_argument, NULL, TO },
        { "output", required_argument, NULL, OUTPUT },
        { "width", required_argument, NULL, WIDTH },
        { "logs", no_argument, NULL, LOGS },
        { "steps", no_argument, NULL, STEPS },
        { "events", required_argument, NULL, EVENTS },
        { "help", no_argument, NULL, HELP },
        { NULL, 0, NULL, 0 },
    };
    int c;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case PCAPNG:
            t->to = "pcapng";
            t->output = optarg;
            break;
        case TO:
            t->to = optarg;
            break;
        case OUTPUT:
            t->output = optarg;
            break;
        case WIDTH:
            if ((t->opt.width = tool_width(optarg)) == 0)
                return 2;
            break;
        case LOGS:
            t->opt.logs = 1;
            break;
        case STEPS:
            t->opt.steps = 1;
            break;
        case EVENTS:
            if (parse_events(optarg, &t->opt.events) != 0)
                return 2;
            break;
        case HELP:
            print_help(stdout);
            return 0;
        default:
            return 2;
        }
    if (optind == argc - 1)
        return -1;
    print_help(stderr);
    return 2;
}

int
cmd_export(int argc, char **argv)
{
    struct task t = { .to = NULL };
    const struct export_format *format;
    struct trace tr;
    int status = parse_options(argc, argv, &t);

    if (status >= 0)
        return status;
    format = format_of(&t);
    if (!format)
        return 2;
    status = tool_read(&tr, argv[optind]);
    if (status != 0)
        return status;
    status = write_trace(format, &tr, &t);
    trace_release(&tr);
    return status;
}
