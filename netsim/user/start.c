/*
 * start.c - how a program begins and ends.
 *
 * A restarted process is a process from its first instruction: globals and
 * heap are as new, so constructors run again, then main().
 */
#include "netsim/user/shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Every program has one; the linker finds it. */
int main(int argc, char **argv, char **envp);

SHIM char **environ;

#define EXIT_FNS_MAX 32 /* what ISO C promises */
static void (*exit_fn[EXIT_FNS_MAX])(void);
static int n_exit_fns;

SHIM int
atexit(void (*fn)(void))
{
    if (n_exit_fns == EXIT_FNS_MAX)
        return -1;
    exit_fn[n_exit_fns++] = fn;
    return 0;
}

SHIM void
_exit(int status)
{
    TRAP(SYS_NR_exit, status);
    __builtin_trap(); /* the kernel does not come back */
}

SHIM void
_Exit(int status)
{
    TRAP(SYS_NR_exit, status);
    __builtin_trap();
}

SHIM void
exit(int status)
{
    while (n_exit_fns > 0)
        exit_fn[--n_exit_fns]();
    stdio_flush();
    TRAP(SYS_NR_exit, status);
    __builtin_trap();
}

SHIM void
abort(void)
{
    TRAP(SYS_NR_abort, 0);
    __builtin_trap();
}

HIDDEN void __assert_fail(const char *cond, const char *file, unsigned line,
                          const char *function) __attribute__((noreturn));

/* The kernel adds the place: what compilers give as the function differs. */
SHIM void
__assert_fail(const char *cond, const char *file, unsigned line,
              const char *function)
{
    char text[256];

    (void)file;
    (void)line;
    (void)function;
    snprintf(text, sizeof(text), "assertion \"%.200s\" failed", cond);
    fprintf(stderr, "%s\n", text);
    TRAP(SYS_NR_abort, P(text), (long)strlen(text), 1);
    __builtin_trap();
}

SHIM char *
getenv(const char *name)
{
    size_t len = strlen(name);

    for (char **e = environ; e && *e; e++)
        if (!strncmp(*e, name, len) && (*e)[len] == '=')
            return *e + len + 1;
    return NULL;
}

static void
start(const struct node_entry *self, int argc, char **argv, char **envp)
{
    environ = envp;
    stdio_start();
    for (size_t i = 0; i < self->n_init; i++)
        self->init[i](argc, argv, envp);
    exit(main(argc, argv, envp));
}

__attribute__((visibility("default"))) struct node_entry rpclab_node = {
    .magic = NODE_MAGIC,
    .start = start,
};
