/*
 * sandbox_landlock.c - Landlock: rules about files that a process gives to
 * itself, and which no one can take back.
 *
 * libc has no functions for it, and the header of an older system lacks what
 * its kernel may have.  So the three calls are made by number, and the rights
 * are named here.  Source: the kernel's Documentation/userspace-api/landlock.
 */
#include "grader/sandbox_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444 /* the same on all processors */
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

#define VERSION 1u /* flag: only say which ABI there is */
#define PATH_BENEATH 1

/* Rights on files; by the ABI's number, how many of them it knows. */
#define EXECUTE (1ull << 0)
#define WRITE_FILE (1ull << 1)
#define READ_FILE (1ull << 2)
#define READ_DIR (1ull << 3)
#define MAKE_DIR (1ull << 7)
#define MAKE_REG (1ull << 8)
#define TRUNCATE (1ull << 14) /* from ABI 3 */
static const int file_rights[] = { 0, 13, 14, 15, 15, 16 };

#define NET_ALL 3ull    /* bind and connect of TCP; from ABI 4 */
#define SCOPED_ALL 3ull /* abstract sockets and signals; from ABI 6 */

/* What a file that is no directory can be given. */
#define OF_A_FILE (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE)

struct ruleset {
    uint64_t files, net, scoped;
};

struct beneath {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed));

static uint64_t
rights_of(int abi)
{
    int newest = sizeof(file_rights) / sizeof(file_rights[0]) - 1;

    return (1ull << file_rights[abi < newest ? abi : newest]) - 1;
}

/* Allow what is beneath a path.  One that does not exist needs no rule. */
static int
allow(int ruleset, const char *path, uint64_t rights)
{
    struct beneath rule = { rights, open(path, O_PATH | O_CLOEXEC) };
    struct stat st;
    int err = 0;

    if (rule.fd < 0)
        return errno == ENOENT ? 0 : -errno;
    if (fstat(rule.fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rule.allowed &= OF_A_FILE;
    if (syscall(SYS_landlock_add_rule, ruleset, PATH_BENEATH, &rule, 0) < 0)
        err = -errno;
    close(rule.fd);
    return err;
}

static int
allow_all(const struct sandbox *s, int ruleset, int abi)
{
    uint64_t read = READ_FILE | READ_DIR, write = read | WRITE_FILE;
    int err = 0;

    write |= (MAKE_REG | MAKE_DIR | TRUNCATE) & rights_of(abi);
    if (s->flags & SANDBOX_EXEC)
        read |= EXECUTE;
    for (size_t i = 0; s->readable && s->readable[i] && !err; i++)
        err = allow(ruleset, s->readable[i], read);
    for (size_t i = 0; s->writable && s->writable[i] && !err; i++)
        err = allow(ruleset, s->writable[i], write);
    return err;
}

/* Older kernels refuse a longer structure than they know. */
static size_t
ruleset_size(int abi)
{
    return abi >= 6   ? sizeof(struct ruleset)
           : abi >= 4 ? offsetof(struct ruleset, scoped)
                      : offsetof(struct ruleset, net);
}

int
sandbox_landlock_rules(const struct sandbox *s, struct sandbox_report *r)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, VERSION);
    struct ruleset handled = { .net = NET_ALL, .scoped = SCOPED_ALL };
    int fd, err;

    if (abi < 1) {
        sandbox_no(r, SANDBOX_LANDLOCK, "not in this kernel", errno);
        return -1;
    }
    handled.files = rights_of(abi);
    fd = (int)syscall(SYS_landlock_create_ruleset, &handled, ruleset_size(abi),
                      0);
    if (fd < 0) {
        sandbox_no(r, SANDBOX_LANDLOCK, "no ruleset", errno);
        return -1;
    }
    err = allow_all(s, fd, abi);
    if (err < 0) {
        close(fd);
        sandbox_no(r, SANDBOX_LANDLOCK, "no rule for a path", -err);
        return -1;
    }
    sandbox_yes(r, SANDBOX_LANDLOCK, "ABI %d", abi);
    return fd;
}

void
sandbox_landlock(int rules, struct sandbox_report *r)
{
    if (rules < 0)
        return;
    if (syscall(SYS_landlock_restrict_self, rules, 0) < 0)
        sandbox_no(r, SANDBOX_LANDLOCK, "cannot restrict", errno);
    close(rules);
}
