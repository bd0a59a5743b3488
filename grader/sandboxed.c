/*
 * sandboxed.c - the command `sandboxed`: a program of a submission that is
 * run while it is built, behind the wall that it has while it is graded.
 *
 *   sandboxed DIRECTORY FILE PROGRAM [ARGUMENT ...]
 *
 * The program reads FILE, and makes files in DIRECTORY; it sees no other file
 * but the system's, cannot fork, and has limits of time and memory.
 * What the kernel cannot enforce is left out, as sandbox.h says.  It stays the
 * user that it is, for the directory is that user's.
 *
 * Exit status: the program's; 125 wrong usage, or no sandbox; 126 the program
 * cannot be executed.
 */
#include "grader/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CPU_S 10
#define FILE_MOST ((rlim_t)16 << 20)

/* AddressSanitizer reserves terabytes of addresses, and uses few. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_MOST ((rlim_t)0)
#else
#define MEMORY_MOST ((rlim_t)1 << 30)
#endif

enum { NO_SANDBOX = 125, NOT_EXECUTED };

/* 0, or a status after a sentence. */
static int
enter(const char *directory, const char *file, const char *program)
{
    static const int keep[] = { 0, 1, 2 };
    const char *const readable[] = {
        file,   program,      "/lib",      "/lib64",
        "/usr", "/proc/self", "/dev/null", "/etc/ld.so.cache",
        NULL,
    };
    const char *const writable[] = { directory, NULL };
    struct sandbox s = {
        .profile = SANDBOX_CASE,
        .flags = SANDBOX_EXEC | SANDBOX_FORK,
        .keep = keep,
        .n_keep = sizeof(keep) / sizeof(keep[0]),
        .readable = readable,
        .writable = writable,
        .without = 1u << SANDBOX_USER,
        .parent = getppid(),
        .cpu_s = CPU_S,
        .memory = MEMORY_MOST,
        .file = FILE_MOST,
    };
    struct sandbox_report r;
    int err = sandbox_enter(&s, &r);

    if (err < 0) {
        fprintf(stderr, "sandboxed: cannot enter the sandbox: %s\n",
                strerror(-err));
        return NO_SANDBOX;
    }
    /* Where there is no filter, this one is not possible either. */
    if (r.fact[SANDBOX_SECCOMP].state == SANDBOX_ENFORCED &&
        sandbox_no_fork() < 0) {
        fprintf(stderr, "sandboxed: cannot forbid to fork: %s\n",
                strerror(errno));
        return NO_SANDBOX;
    }
    return 0;
}

int
main(int argc, char **argv)
{
    int status;

    if (argc < 4) {
        fputs("usage: sandboxed DIRECTORY FILE PROGRAM [ARGUMENT ...]\n",
              stderr);
        return NO_SANDBOX;
    }
    status = enter(argv[1], argv[2], argv[3]);
    if (status)
        return status;
    execv(argv[3], argv + 3);
    fprintf(stderr, "sandboxed: %s: %s\n", argv[3], strerror(errno));
    return NOT_EXECUTED;
}
