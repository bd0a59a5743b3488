/*
 * main.c - the command `netsim`: run a world or stand between real programs,
 * draw or tell what happened.
 */
#include "netsim/tool/tool.h"

#include "netsim/lang/text.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
    { "run", cmd_run, "run programs in a simulated world" },
    { "proxy", cmd_proxy, "put the same faults between real programs" },
    { "diagram", cmd_diagram, "draw a trace as text" },
    { "anatomy", cmd_anatomy, "show one call of a trace, step by step" },
    { "export", cmd_export, "write a trace for other tools" },
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

int
tool_error(const char *fmt, ...)
{
    va_list ap;

    fprintf(stderr, "netsim: ");
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fprintf(stderr, "\n");
    return 2;
}

int
tool_read(struct trace *tr, const char *name)
{
    FILE *in = strcmp(name, "-") ? fopen(name, "r") : stdin;
    struct text_error err;
    int error;

    if (!in)
        return tool_error("cannot open trace %s: %s", name, strerror(errno));
    trace_init(tr);
    error = trace_read(tr, in, name, &err);
    if (in != stdin)
        fclose(in);
    if (error < 0) {
        fputs(err.text, stderr);
        trace_release(tr);
        return 2;
    }
    return 0;
}

/* Asked of a locale object: the simulated programs' locale stays "C". */
int
tool_utf8(void)
{
    locale_t loc = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    int utf8;

    if (!loc)
        return 0;
    utf8 = !strcmp(nl_langinfo_l(CODESET, loc), "UTF-8");
    freelocale(loc);
    return utf8;
}

int
tool_width(const char *arg)
{
    char *end;
    long n = strtol(arg, &end, 10);

    if (*end || end == arg || n < 40 || n > 1000) {
        tool_error("--width takes a number from 40 to 1000, not \"%s\"", arg);
        return 0;
    }
    return (int)n;
}

static void
usage(FILE *out)
{
    fprintf(out, "usage: netsim COMMAND [ARGUMENT ...]\n\n");
    for (size_t i = 0; i < N_COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].what);
    fprintf(out, "\n`netsim COMMAND --help` says more.  "
                 "Exit status: 0 done, 1 a program failed,\n"
                 "2 bad input, 130 ended by Ctrl-C.\n");
}

int
main(int argc, char **argv)
{
    char name[32];

    if (argc < 2) {
        usage(stderr);
        return 2;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
        usage(stdout);
        return 0;
    }
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (!strcmp(argv[1], commands[i].name)) {
            snprintf(name, sizeof(name), "netsim %s", commands[i].name);
            argv[1] = name; /* how getopt_long() begins its complaints */
            return commands[i].run(argc - 1, argv + 1);
        }
    tool_error("there is no command \"%s\"", argv[1]);
    usage(stderr);
    return 2;
}
