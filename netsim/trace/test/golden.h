/*
 * golden.h - for tests: a text that stands in a file of the tree.
 */
#ifndef NETSIM_TRACE_TEST_GOLDEN_H
#define NETSIM_TRACE_TEST_GOLDEN_H

#include <stdio.h>
#include <string.h>

#include "grader/testing.h"

/* What was made is what stands in the file. */
static inline void
assert_golden(const char *path, const char *got)
{
    static char want[65536];
    FILE *in = fopen(path, "r");

    if (!in)
        fail_msg("there is no %s for\n%s", path, got);
    want[fread(want, 1, sizeof(want) - 1, in)] = '\0';
    fclose(in);
    if (strcmp(got, want) != 0)
        fail_msg("%s: got\n%s\nwanted\n%s", path, got, want);
}

/* From now on this is wanted.  0, or 1 after a message. */
static inline int
accept_golden(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");

    if (!out) {
        perror(path);
        return 1;
    }
    fputs(text, out);
    return fclose(out) != 0;
}

#endif
