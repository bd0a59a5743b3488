/*
 * export.c - `netsim export`: a trace in the formats of other tools.
 */
#include "netsim/tool/tool.h"

#include "netsim/trace/export.h"
#include "netsim/trace/pcapng.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const struct format {
    const char *name;
    int (*write)(FILE *out, const struct trace *tr);
} formats[] = {
    { "pcapng", pcapng_write },  { "mermaid", export_mermaid },
    { "shiviz", export_shiviz }, { "chrome", export_chrome },
    { "dot", export_dot },
};

#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

static const char help[] =
    "usage: netsim export --to FORMAT [--output FILE] TRACE\n\n"
    "Write the trace in the file TRACE (\"-\": standard input) for another\n"
    "tool, to standard output or to FILE.  FORMAT is one of\n\n"
    "  pcapng    packets, for Wireshark and tshark, which know RPC:\n"
    "            tshark -o rpc.dissect_unknown_programs:TRUE -r FILE\n"
    "  mermaid   a sequence diagram, for a page on GitHub or GitLab\n"
    "  shiviz    a log with vector clocks, for ShiViz\n"
    "  chrome    JSON, for Perfetto and Chrome's trace viewer\n"
    "  dot       a graph, for Graphviz\n\n"
    "--pcapng FILE is --to pcapng --output FILE.\n";

static const struct format *
format_of(const char *name)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    tool_error("export: there is no format \"%s\"; --help lists them", name);
    return NULL;
}

static int
write_format(const struct format *format, const struct trace *tr,
             const char *path)
{
    FILE *out = strcmp(path, "-") ? fopen(path, "w") : stdout;
    int error;

    if (!out)
        return tool_error("cannot open %s: %s", path, strerror(errno));
    error = format->write(out, tr);
    if (out != stdout && fclose(out) != 0)
        error = -errno;
    return error ? tool_error("cannot write %s: %s", path, strerror(-error))
                 : 0;
}

int
cmd_export(int argc, char **argv)
{
    enum { PCAPNG = 256, TO, OUTPUT, HELP };
    static const struct option options[] = {
        { "pcapng", required_argument, NULL, PCAPNG },
        { "to", required_argument, NULL, TO },
        { "output", required_argument, NULL, OUTPUT },
        { "help", no_argument, NULL, HELP },
        { NULL, 0, NULL, 0 },
    };
    const char *to = NULL, *output = "-";
    const struct format *format;
    struct trace tr;
    int c, status;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case PCAPNG:
            to = "pcapng";
            output = optarg;
            break;
        case TO:
            to = optarg;
            break;
        case OUTPUT:
            output = optarg;
            break;
        case HELP:
            fputs(help, stdout);
            return 0;
        default:
            return 2;
        }
    if (!to || optind != argc - 1) {
        fputs(help, stderr);
        return 2;
    }
    format = format_of(to);
    if (!format)
        return 2;
    status = tool_read(&tr, argv[optind]);
    if (status != 0)
        return status;
    status = write_format(format, &tr, output);
    trace_release(&tr);
    return status;
}
