/*
 * command.h - for tests: the command netsim, run as a process of its own.
 */
#ifndef NETSIM_TEST_COMMAND_H
#define NETSIM_TEST_COMMAND_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "grader/testing.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PATIENCE_MS 20000 /* then the test has failed */

static inline void
pause_ms(int ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

static inline int64_t
clock_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline void
read_file(const char *path, char *buf, size_t cap)
{
    FILE *in = fopen(path, "r");

    assert_non_null(in);
    buf[fread(buf, 1, cap - 1, in)] = '\0';
    fclose(in);
}

/* Run these words; what it prints is added to the file.  Of a simulator's
 * nodes copies stay loaded, which is no leak. */
static inline pid_t
spawn(char *const argv[], const char *out, int check_leaks)
{
    const char *emulator = getenv("RUN"); /* of the Makefile */
    char *word[32] = { (char *)(uintptr_t)emulator };
    int n = emulator && *emulator;
    pid_t pid;

    do
        word[n++] = *argv;
    while (*argv++);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int fd = open(out, O_WRONLY | O_APPEND | O_CREAT, 0600);

        dup2(fd, 1);
        dup2(fd, 2);
        if (check_leaks)
            setenv("ASAN_OPTIONS", "detect_leaks=1:halt_on_error=1", 1);
        else
            unsetenv("ASAN_OPTIONS");
        execvp(word[0], word);
        _exit(127);
    }
    return pid;
}

static inline int
exit_status(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
