/*
 * export.c - `netsim export`: a trace in the formats of other tools.
 */
#include "netsim/tool/tool.h"

#include "netsim/trace/pcapng.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: netsim export --pcapng FILE TRACE\n\n"
    "Write the trace in the file TRACE (\"-\": standard input) for another\n"
    "tool.\n\n"
    "  --pcapng FILE   packets, for Wireshark and tshark, which know RPC:\n"
    "                  tshark -o rpc.dissect_unknown_programs:TRUE -r FILE\n"
    "                  (\"-\": standard output)\n";

static int
write_packets(const struct trace *tr, const char *path)
{
    FILE *out = strcmp(path, "-") ? fopen(path, "w") : stdout;
    int error;

    if (!out)
        return tool_error("cannot open %s: %s", path, strerror(errno));
    error = pcapng_write(out, tr);
    if (out != stdout && fclose(out) != 0)
        error = -errno;
    return error ? tool_error("cannot write %s: %s", path, strerror(-error))
                 : 0;
}

int
cmd_export(int argc, char **argv)
{
    enum { PCAPNG = 256, HELP };
    static const struct option options[] = {
        { "pcapng", required_argument, NULL, PCAPNG },
        { "help", no_argument, NULL, HELP },
        { NULL, 0, NULL, 0 },
    };
    const char *pcapng = NULL;
    struct trace tr;
    int c, status;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case PCAPNG:
            pcapng = optarg;
            break;
        case HELP:
            fputs(help, stdout);
            return 0;
        default:
            return 2;
        }
    if (!pcapng || optind != argc - 1) {
        fputs(help, stderr);
        return 2;
    }
    status = tool_read(&tr, argv[optind]);
    if (status != 0)
        return status;
    status = write_packets(&tr, pcapng);
    trace_release(&tr);
    return status;
}
