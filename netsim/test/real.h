/*
 * real.h - what a program of netsim/test/node says as a real process: the
 * measure for what it says in the simulator.
 */
#ifndef NETSIM_TEST_REAL_H
#define NETSIM_TEST_REAL_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "grader/testing.h"

/* What it prints in an empty directory; it must end with success. */
static inline void
for_real(const char *program, char *buf, size_t cap)
{
    char dir[] = "/tmp/rpclab-real-XXXXXX", here[1000], command[2300];
    const char *emulator = getenv("RUN"); /* of the Makefile */
    FILE *real;

    assert_non_null(getcwd(here, sizeof(here)));
    assert_non_null(mkdtemp(dir));
    snprintf(command, sizeof(command),
             "(umask 022; cd %s && %s %s/" BUILD "/real/%s); s=$?; rm -r %s; "
             "exit $s",
             dir, emulator ? emulator : "", here, program, dir);
    real = popen(command, "r");
    assert_non_null(real);
    buf[fread(buf, 1, cap - 1, real)] = '\0';
    assert_int_equal(pclose(real), 0);
}

#endif
