/*
 * sandbox_seccomp.c - which system calls there still are.
 *
 * A list of what is allowed.  Besides it a list of what fails with an error:
 * calls that a C library or a sanitizer tries in the middle of something and
 * can do without.  All others end the process by SIGSYS, since only code
 * that goes around the C library makes them.
 *
 * Built without libseccomp (HAVE_SECCOMP), it only says so.
 */
#include "grader/sandbox_private.h"

#ifndef HAVE_SECCOMP

void
sandbox_seccomp(const struct sandbox *s, struct sandbox_report *r)
{
    (void)s;
    sandbox_no(r, SANDBOX_SECCOMP, "built without libseccomp", 0);
}

#else

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Of every profile: to compute, to talk on what is open, to end. */
static const char *const allowed[] = {
    "read",
    "write",
    "readv",
    "writev",
    "recvmsg",
    "sendmsg",
    "recvfrom",
    "poll",
    "ppoll",
    "close",
    "fstat",
    "futex",
    "exit",
    "exit_group",
    "rt_sigreturn",
    "rt_sigprocmask",
    "rt_sigaction",
    "sigaltstack",
    "munmap",
    "mremap",
    "madvise",
    "brk",
    "getpid",
    "getppid",
    "gettid",
    "setitimer",
    "getitimer",
    "clock_gettime",
    "gettimeofday",
    "clock_nanosleep",
    "nanosleep",
    "sched_yield",
    "restart_syscall",
    "getrandom",
    "rseq",
    "set_robust_list",
    "membarrier",
    "set_tid_address",
    NULL,
};

static const char *const refused[] = {
    "open",     "openat",  "stat",      "newfstatat", "statx",
    "lstat",    "access",  "getcwd",    "faccessat",  "faccessat2",
    "readlink", "ioctl",   "fcntl",     "readlinkat", "lseek",
    "pipe",     "pipe2",   "getrusage", "socketpair", "sched_getaffinity",
    "uname",    "sysinfo", "dup",       "dup2",       "dup3",
    "fork",     "vfork",   "getuid",    "geteuid",    "memfd_create",
    "getgid",   "getegid", NULL,
};

/* Of a case, which loads programs and shows where in them it is. */
static const char *const case_allowed[] = {
    "stat",       "newfstatat",   "statx",     "lstat",
    "access",     "faccessat",    "getcwd",    "faccessat2",
    "readlink",   "readlinkat",   "ioctl",     "fcntl",
    "lseek",      "pread64",      "pwrite64",  "dup",
    "dup2",       "dup3",         "pipe",      "pipe2",
    "getdents64", "memfd_create", "ftruncate", "socketpair",
    "uname",      "sysinfo",      "getuid",    "geteuid",
    "getgid",     "getegid",      "getrusage", "sched_getaffinity",
    "prlimit64",  "fadvise64",    NULL,
};

static const char *const exec_allowed[] = {
    "execve", "vfork", "wait4", "arch_prctl", "prctl", "umask", NULL,
};

static const char *const write_allowed[] = {
    "open",  "openat",  "unlink", "unlinkat",  "rename", "renameat",
    "mkdir", "mkdirat", "fsync",  "renameat2", NULL,
};

/* A new process yes, a thread of ours or a namespace no. */
#define NAMESPACES                                                            \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |            \
     CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define NO_CLONE (CLONE_VM | CLONE_THREAD | CLONE_PTRACE | NAMESPACES)
#define TO_WRITE (O_ACCMODE | O_CREAT | O_TRUNC)

/* The first error stays: rules are many, and one reason is enough. */
struct filter {
    scmp_filter_ctx ctx;
    int err;
};

static void
rule(struct filter *f, uint32_t action, const char *name, unsigned n,
     const struct scmp_arg_cmp *arg)
{
    int nr = seccomp_syscall_resolve_name(name), err;

    if (nr == __NR_SCMP_ERROR)
        return; /* this libseccomp is older than the call */
    err = seccomp_rule_add_array(f->ctx, action, nr, n, arg);
    if (err < 0 && !f->err)
        f->err = err;
}

/* Where argument i, of which only the bits of mask count, is value. */
static void
rule_if(struct filter *f, uint32_t action, const char *name, unsigned i,
        uint64_t mask, uint64_t value)
{
    struct scmp_arg_cmp arg = { i, SCMP_CMP_MASKED_EQ, mask, value };

    rule(f, action, name, 1, &arg);
}

static void
rules(struct filter *f, uint32_t action, const char *const *names)
{
    for (; *names; names++)
        rule(f, action, *names, 0, NULL);
}

static void
rules_of_both(struct filter *f, const struct sandbox *s)
{
    uint32_t no = SCMP_ACT_ERRNO(EPERM);

    rules(f, SCMP_ACT_ALLOW, allowed);
    /* Not to somewhere else than a descriptor is connected to. */
    rule_if(f, SCMP_ACT_ALLOW, "sendto", 4, UINT64_MAX, 0);
    /* raise() and abort(): this process, and no other.  What it forks has
     * another number: sandbox_fork.c. */
    if (s->flags & SANDBOX_FORK)
        rule(f, SCMP_ACT_ALLOW, "tgkill", 0, NULL);
    else
        rule_if(f, SCMP_ACT_ALLOW, "tgkill", 0, UINT32_MAX,
                (uint64_t)getpid());
    rule(f, SCMP_ACT_ERRNO(ENOSYS), "clone3", 0, NULL);
    if (s->flags & SANDBOX_EXEC) /* posix_spawn() and vfork() share memory */
        rule_if(f, SCMP_ACT_ALLOW, "clone", 0, NAMESPACES, 0);
    else if (s->flags & SANDBOX_FORK)
        rule_if(f, SCMP_ACT_ALLOW, "clone", 0, NO_CLONE, 0);
    else
        rule(f, no, "clone", 0, NULL);
    if (s->flags & SANDBOX_FORK && !(s->flags & SANDBOX_EXEC))
        rule(f, SCMP_ACT_ALLOW, "wait4", 0, NULL);
    /* To take away more is no danger: sandbox_fork.c. */
    if (s->flags & SANDBOX_FORK)
        rule_if(f, SCMP_ACT_ALLOW, "seccomp", 0, UINT64_MAX,
                SECCOMP_SET_MODE_FILTER);
}

/* It may see to it that it dies with its parent, and not that it does not. */
static void
rules_of_prctl(struct filter *f)
{
    const struct scmp_arg_cmp dies[] = {
        { 0, SCMP_CMP_EQ, PR_SET_PDEATHSIG, 0 },
        { 1, SCMP_CMP_EQ, SIGKILL, 0 },
    };
    const struct scmp_arg_cmp other = { 0, SCMP_CMP_NE, PR_SET_PDEATHSIG, 0 };

    rule(f, SCMP_ACT_ALLOW, "prctl", 2, dies);
    rule(f, SCMP_ACT_ERRNO(EACCES), "prctl", 1, &other);
}

static void
rules_of_node(struct filter *f)
{
    uint32_t no = SCMP_ACT_ERRNO(EPERM);

    rules(f, SCMP_ACT_ERRNO(EACCES), refused);
    rules_of_prctl(f);
    rule_if(f, SCMP_ACT_ALLOW, "mmap", 2, PROT_EXEC, 0);
    rule_if(f, no, "mmap", 2, PROT_EXEC, PROT_EXEC);
    rule_if(f, SCMP_ACT_ALLOW, "mprotect", 2, PROT_EXEC, 0);
    rule_if(f, no, "mprotect", 2, PROT_EXEC, PROT_EXEC);
    /* Limits may be looked at. */
    rule_if(f, SCMP_ACT_ALLOW, "prlimit64", 2, UINT64_MAX, 0);
}

static void
rules_of_case(struct filter *f, const struct sandbox *s)
{
    static const unsigned to_write[] = { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC };
    uint32_t no = SCMP_ACT_ERRNO(EACCES);

    rules(f, SCMP_ACT_ALLOW, case_allowed);
    rule(f, SCMP_ACT_ALLOW, "mmap", 0, NULL);
    rule(f, SCMP_ACT_ALLOW, "mprotect", 0, NULL);
    if (s->flags & SANDBOX_EXEC)
        rules(f, SCMP_ACT_ALLOW, exec_allowed);
    if (s->writable) { /* where, is for Landlock to say */
        rules(f, SCMP_ACT_ALLOW, write_allowed);
        return;
    }
    for (size_t i = 0; i < sizeof(to_write) / sizeof(to_write[0]); i++) {
        rule_if(f, no, "open", 1, to_write[i], to_write[i]);
        rule_if(f, no, "openat", 2, to_write[i], to_write[i]);
    }
    rule_if(f, SCMP_ACT_ALLOW, "open", 1, TO_WRITE, 0);
    rule_if(f, SCMP_ACT_ALLOW, "openat", 2, TO_WRITE, 0);
}

void
sandbox_seccomp(const struct sandbox *s, struct sandbox_report *r)
{
    struct filter f = { seccomp_init(SCMP_ACT_KILL_PROCESS), 0 };

    if (!f.ctx) {
        sandbox_no(r, SANDBOX_SECCOMP, "out of memory", 0);
        return;
    }
    /* Calls of a 32-bit process are as much of an escape. */
    f.err = seccomp_attr_set(f.ctx, SCMP_FLTATR_ACT_BADARCH,
                             SCMP_ACT_KILL_PROCESS);
    rules_of_both(&f, s);
    if (s->profile == SANDBOX_NODE)
        rules_of_node(&f);
    else
        rules_of_case(&f, s);
    if (!f.err)
        f.err = seccomp_load(f.ctx);
    seccomp_release(f.ctx);
    if (f.err)
        sandbox_no(r, SANDBOX_SECCOMP, "no filter", -f.err);
    else
        sandbox_yes(r, SANDBOX_SECCOMP, "%s",
                    s->profile == SANDBOX_NODE ? "as a program" : "as a case");
}

#endif
