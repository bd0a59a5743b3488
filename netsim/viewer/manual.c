/*
 * manual.c - the manual page of `view`, made of the tables of its options and
 * its keys, so that it says what is.  The page has the name of the program
 * where it is installed: vim has a `view`, too.
 */
#include "netsim/viewer/arguments.h"
#include "netsim/viewer/viewer_private.h"

#include <string.h>

/* Text between blanks: what roff would take for its own is escaped. */
static void
put(FILE *out, const char *text)
{
    for (int first = 1; *text; text++, first = text[-1] == '\n') {
        if (first && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
    }
}

static void
print_options(FILE *out)
{
    fputs(".SH OPTIONS\n", out);
    for (const struct view_option *o = view_options; o->name; o++) {
        fputs(".TP\n\\fB\\-\\-", out);
        put(out, o->name);
        fprintf(out, "\\fR%s%s%s\n", o->takes ? " \\fI" : "",
                o->takes ? o->takes : "", o->takes ? "\\fR" : "");
        put(out, o->says);
        fputc('\n', out);
    }
}

/* Keys of one screen, under its name; those of several screens once. */
static void
print_keys(FILE *out, unsigned where, const char *title)
{
    fprintf(out, ".SS %s\n", title);
    for (size_t i = 0; i < n_commands; i++) {
        char keys[COMMAND_KEYS * (KEY_NAME_MAX + 1)];

        if (commands[i].where != where)
            continue;
        command_keys(&commands[i], keys, sizeof(keys));
        fputs(".TP\n\\fB", out);
        put(out, keys);
        fputs("\\fR\n", out);
        put(out, commands[i].help);
        fputc('\n', out);
    }
}

/* Each set of screens that some command has, in the order of the table. */
static void
print_all_keys(FILE *out)
{
    static const struct {
        unsigned where;
        const char *title;
    } groups[] = {
        { ON_ALL, "Everywhere" },
        { ON_ALL & ~ON_LIST, "Everywhere but in the list" },
        { ON_LIST, "In the list" },
        { ON_LIST | ON_DIAGRAM, "In the list and in a diagram" },
        { ON_DIAGRAM, "In a diagram" },
        { ON_COMPARE, "Between two runs" },
    };

    fputs(".SH KEYS\nA number before a motion repeats it.\n", out);
    for (size_t g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
        print_keys(out, groups[g].where, groups[g].title);
}

void
manual_print(FILE *out)
{
    fputs(".TH RPCLAB-VIEW 1 \"\" rpclab\n"
          ".SH NAME\nrpclab-view \\- look at the traces of distributed runs\n"
          ".SH SYNOPSIS\n.B rpclab\\-view\n[\\fIOPTION\\fR ...] "
          "[\\fITRACE\\fR ...]\n"
          ".SH DESCRIPTION\n"
          "Shows traces of\n.BR netsim (1)\nand the cases that\n"
          ".BR rpclab\\-grade (1)\nhas judged: a list with reasons, a "
          "space\\-time "
          "diagram of each run with the detail of each event, two runs "
          "beside each other.\nA TRACE is a file, or a directory of "
          "*.jsonl.\nWithout a terminal it prints a screen and ends.\n",
          out);
    print_options(out);
    print_all_keys(out);
    fputs(".SH ENVIRONMENT\n"
          ".TP\n\\fBNO_COLOR\\fR\nif it is not empty, no colours\n"
          ".TP\n\\fBVISUAL\\fR, \\fBEDITOR\\fR\nwhat the key v starts\n"
          ".TP\n\\fBTMPDIR\\fR\nwhere runs that were made anew are kept "
          "until the end (/tmp)\n"
          ".SH EXIT STATUS\n0; 2 for wrong arguments, or if no trace can be "
          "read.\n"
          ".SH EXAMPLES\n.EX\n"
          "    rpclab\\-view ping.jsonl\n"
          "    rpclab\\-view \\-\\-results results.json \\-\\-lab 3\n"
          "    rpclab\\-view \\-\\-dump \\-\\-keys \\(aq<Enter>jj\\(aq "
          "ping.jsonl\n"
          ".EE\n"
          ".SH SEE ALSO\n.BR netsim (1),\n.BR rpclab\\-grade (1)\n",
          out);
}
