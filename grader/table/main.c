/*
 * main.c - table: measure the semantics of calls, and compare them with what
 * the lecture says.
 */
#include "grader/table/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: table --nodes DIR [--worlds DIR] [--faults N]\n"
    "Measure how often a call is executed, for each semantics and under each\n"
    "kind of fault, and compare it with what the lecture says.\n"
    "\n"
    "  --nodes DIR    programs as simulated nodes\n"
    "  --worlds DIR   what has table/at-least-once.world (default: grader)\n"
    "  --faults N     up to N faults of a kind in a run (default: 1)\n"
    "\n"
    "Exit status: 0 it is as the lecture says, 1 it is not, 2 it could not "
    "be\n"
    "measured.\n";

static int
set_option(struct grade_options *o, const char *name, const char *value)
{
    if (strcmp(name, "--nodes") == 0)
        o->nodes = value;
    else if (strcmp(name, "--worlds") == 0)
        o->worlds = value;
    else if (strcmp(name, "--faults") == 0 && strlen(value) == 1 &&
             *value >= '0' && *value <= '0' + EXPLORE_FAULTS_MAX)
        o->faults = *value - '0';
    else
        return 0;
    return 1;
}

int
main(int argc, char **argv)
{
    static struct table table;
    struct grade_options o = { .worlds = "grader", .faults = -1 };
    int wrong;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    for (int i = 1; i < argc; i += 2)
        if (!argv[i + 1] || !set_option(&o, argv[i], argv[i + 1])) {
            fprintf(stderr, "table: %s %s: see --help\n", argv[i],
                    argv[i + 1] ? argv[i + 1] : "");
            return 2;
        }
    if (!o.nodes) {
        fputs(usage, stderr);
        return 2;
    }
    for (int c = 0; c < TABLE_COLUMNS; c++) {
        if (isatty(2))
            fprintf(stderr, "\rcolumn %d of %d ...", c + 1, TABLE_COLUMNS);
        if (table_measure(&table, (enum table_column)c, &o) < 0)
            return 2;
    }
    if (isatty(2))
        fprintf(stderr, "\r                    \r");
    table_print(&table, stdout);
    wrong = table_check(&table, stdout);
    if (wrong == 0)
        printf("It is as the lecture says (syllabus E1, E2, F1, F10, G1-G3, "
               "G5).\n");
    return wrong > 0;
}
