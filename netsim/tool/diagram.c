/*
 * diagram.c - `netsim diagram`: draw a trace that was saved.
 */
#include "netsim/tool/tool.h"

#include <getopt.h>
#include <stdio.h>

static const char help[] =
    "usage: netsim diagram [OPTION ...] TRACE\n\n"
    "Draw the trace in the file TRACE (\"-\": standard input).\n\n"
    "  --width N   so many columns (80)\n"
    "  --ascii     plain ASCII; --utf8: the opposite (default: by locale)\n"
    "  --logs      also what programs printed\n"
    "  --steps     also every step of every call\n";

static int
draw(const char *name, const struct diagram_options *opt)
{
    struct diagram *d;
    struct trace tr;
    int status = tool_read(&tr, name);

    if (status != 0)
        return status;
    d = diagram_new(&tr, opt);
    diagram_print(d, stdout);
    diagram_free(d);
    trace_release(&tr);
    return 0;
}

int
cmd_diagram(int argc, char **argv)
{
    enum { WIDTH = 256, ASCII, UTF8, LOGS, STEPS, HELP };
    static const struct option options[] = {
        { "width", required_argument, NULL, WIDTH },
        { "ascii", no_argument, NULL, ASCII },
        { "utf8", no_argument, NULL, UTF8 },
        { "logs", no_argument, NULL, LOGS },
        { "steps", no_argument, NULL, STEPS },
        { "help", no_argument, NULL, HELP },
        { NULL, 0, NULL, 0 },
    };
    struct diagram_options opt = { .ascii = !tool_utf8() };
    int c;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case WIDTH:
            if ((opt.width = tool_width(optarg)) == 0)
                return 2;
            break;
        case ASCII:
        case UTF8:
            opt.ascii = c == ASCII;
            break;
        case LOGS:
            opt.logs = 1;
            break;
        case STEPS:
            opt.steps = 1;
            break;
        case HELP:
            fputs(help, stdout);
            return 0;
        default:
            return 2;
        }
    if (optind != argc - 1) {
        fputs(help, stderr);
        return 2;
    }
    return draw(argv[optind], &opt);
}
