/*
 * sandbox.c - see sandbox.h.
 *
 * The order matters.  Paths are opened as the old user and before a filter
 * forbids it; to become another user forgets who is to die with whom; and
 * the filter of system calls comes last, since it forbids all the rest.
 */
#include "grader/sandbox_private.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534
#define KEEP_MAX 16
#define MEMORY_LEAST ((rlim_t)16 << 20)

/* ---- the report --------------------------------------------------------- */

void
sandbox_yes(struct sandbox_report *r, enum sandbox_measure m, const char *fmt,
            ...)
{
    va_list args;

    r->fact[m].state = SANDBOX_ENFORCED;
    va_start(args, fmt);
    vsnprintf(r->fact[m].detail, sizeof(r->fact[m].detail), fmt, args);
    va_end(args);
}

void
sandbox_no(struct sandbox_report *r, enum sandbox_measure m, const char *why,
           int err)
{
    r->fact[m].state = SANDBOX_MISSING;
    snprintf(r->fact[m].detail, sizeof(r->fact[m].detail), "%s%s%s", why,
             err ? ": " : "", err ? strerror(err) : "");
}

const char *
sandbox_name(enum sandbox_measure m)
{
    static const char *const names[SANDBOX_MEASURES] = {
        "descriptors", "rlimits",   "processes", "no_new_privs", "user",
        "undumpable",  "pdeathsig", "landlock",  "seccomp",
    };

    return names[m];
}

void
sandbox_line(const struct sandbox_report *r, enum sandbox_measure m, char *buf,
             size_t cap)
{
    static const char *const words[] = { "not asked for", "yes", "no" };
    const struct sandbox_fact *f = &r->fact[m];

    snprintf(buf, cap, "%s: %s%s%s", sandbox_name(m), words[f->state],
             f->detail[0] ? ", " : "", f->detail);
}

/* ---- descriptors -------------------------------------------------------- */

static int
by_number(const void *a, const void *b)
{
    const int *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Close first..last.  A kernel before 5.9 is asked one by one. */
static void
close_all(unsigned first, unsigned last)
{
    struct rlimit lim = { 1024, 1024 };

    if (first > last || close_range(first, last, 0) == 0)
        return;
    getrlimit(RLIMIT_NOFILE, &lim);
    for (unsigned fd = first; fd <= last && fd < lim.rlim_cur; fd++)
        close((int)fd);
}

static void
keep_only(const struct sandbox *s, struct sandbox_report *r)
{
    int keep[KEEP_MAX];
    unsigned next = 0;

    for (size_t i = 0; i < s->n_keep; i++)
        keep[i] = s->keep[i];
    qsort(keep, s->n_keep, sizeof(keep[0]), by_number);
    for (size_t i = 0; i < s->n_keep; i++) {
        if ((unsigned)keep[i] > next)
            close_all(next, (unsigned)keep[i] - 1);
        next = (unsigned)keep[i] + 1;
    }
    close_all(next, ~0u);
    sandbox_yes(r, SANDBOX_DESCRIPTORS, "%zu kept", s->n_keep);
}

/* ---- limits and rights -------------------------------------------------- */

/* A limit may be lower than asked for already, never higher.  Whoever has
 * used up its time gets SIGXCPU, and a second later SIGKILL. */
static int
lower(int what, rlim_t n)
{
    rlim_t last = n + (what == RLIMIT_CPU);
    struct rlimit lim;

    if (getrlimit(what, &lim) < 0)
        return -errno;
    if (lim.rlim_max > last)
        lim.rlim_max = last;
    if (lim.rlim_cur > n)
        lim.rlim_cur = n;
    return setrlimit(what, &lim) < 0 ? -errno : 0;
}

static void
set_limits(const struct sandbox *s, struct sandbox_report *r)
{
    const struct {
        const char *name;
        int what, wanted;
        rlim_t n;
    } limit[] = {
        { "core", RLIMIT_CORE, 1, 0 },
        { "file", RLIMIT_FSIZE, 1, s->writable ? s->file : 0 },
        { "cpu", RLIMIT_CPU, s->cpu_s > 0, s->cpu_s },
        { "memory", RLIMIT_AS, s->memory > 0, s->memory },
        { "stack", RLIMIT_STACK, s->stack > 0, s->stack },
        { "open", RLIMIT_NOFILE, s->open > 0, s->open },
    };
    char done[64] = "";

    for (size_t i = 0; i < sizeof(limit) / sizeof(limit[0]); i++) {
        int err = limit[i].wanted ? lower(limit[i].what, limit[i].n) : 0;
        size_t len = strlen(done);

        if (err < 0) {
            sandbox_no(r, SANDBOX_LIMITS, limit[i].name, -err);
            return;
        }
        if (limit[i].wanted)
            snprintf(done + len, sizeof(done) - len, "%s%s", len ? " " : "",
                     limit[i].name);
    }
    sandbox_yes(r, SANDBOX_LIMITS, "%s", done);
}

static void
change_user(const struct sandbox *s, struct sandbox_report *r)
{
    uid_t uid = s->uid ? s->uid : NOBODY;
    gid_t gid = s->gid ? s->gid : NOBODY;

    if (geteuid() != 0)
        sandbox_no(r, SANDBOX_USER, "not root", 0);
    else if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 ||
             setresuid(uid, uid, uid) < 0)
        sandbox_no(r, SANDBOX_USER, "cannot become nobody", errno);
    else
        sandbox_yes(r, SANDBOX_USER, "uid %u", (unsigned)uid);
}

/* The kernel counts all processes of a user: fair only for one who has none
 * but ours. */
static void
limit_processes(const struct sandbox *s, struct sandbox_report *r)
{
    int err;

    if (!s->processes)
        return;
    if (r->fact[SANDBOX_USER].state != SANDBOX_ENFORCED) {
        sandbox_no(r, SANDBOX_PROCESSES, "would count all of this user", 0);
        return;
    }
    err = lower(RLIMIT_NPROC, s->processes);
    if (err < 0)
        sandbox_no(r, SANDBOX_PROCESSES, "setrlimit", -err);
    else
        sandbox_yes(r, SANDBOX_PROCESSES, "at most %lu",
                    (unsigned long)s->processes);
}

static void
no_new_privs(const struct sandbox *s, struct sandbox_report *r)
{
    (void)s;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        sandbox_no(r, SANDBOX_NO_NEW_PRIVS, "prctl", errno);
    else
        sandbox_yes(r, SANDBOX_NO_NEW_PRIVS, "%s", "");
}

/* A change of user has taken it away, even where it is asked for. */
static void
set_dumpable(const struct sandbox *s, struct sandbox_report *r)
{
    int dumpable = (s->flags & SANDBOX_READABLE) != 0;

    if (prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0) < 0)
        sandbox_no(r, SANDBOX_UNDUMPABLE, "prctl", errno);
    else if (!dumpable)
        sandbox_yes(r, SANDBOX_UNDUMPABLE, "%s", "");
}

static void
die_with_parent(const struct sandbox *s, struct sandbox_report *r)
{
    if (!s->parent)
        return;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) {
        sandbox_no(r, SANDBOX_PARENT, "prctl", errno);
        return;
    }
    if (getppid() != s->parent)
        _exit(2); /* it was dead before we asked to be told */
    sandbox_yes(r, SANDBOX_PARENT, "%s", "");
}

/* ---- all together ------------------------------------------------------- */

static int
asked(const struct sandbox *s, enum sandbox_measure m)
{
    return !(s->without >> m & 1);
}

int
sandbox_enter(const struct sandbox *s, struct sandbox_report *r)
{
    static const struct {
        enum sandbox_measure what;
        void (*take)(const struct sandbox *, struct sandbox_report *);
    } step[] = {
        { SANDBOX_LIMITS, set_limits },
        { SANDBOX_USER, change_user },
        { SANDBOX_PROCESSES, limit_processes },
        { SANDBOX_NO_NEW_PRIVS, no_new_privs },
        { SANDBOX_UNDUMPABLE, set_dumpable },
        { SANDBOX_PARENT, die_with_parent },
    };
    int missing = 0, rules = -1;

    memset(r, 0, sizeof(*r));
    if (s->n_keep > KEEP_MAX || (s->memory && s->memory < MEMORY_LEAST) ||
        (s->flags & SANDBOX_EXEC && s->profile == SANDBOX_NODE))
        return -EINVAL;
    if (asked(s, SANDBOX_DESCRIPTORS))
        keep_only(s, r);
    if (asked(s, SANDBOX_LANDLOCK))
        rules = sandbox_landlock_rules(s, r);
    for (size_t i = 0; i < sizeof(step) / sizeof(step[0]); i++)
        if (asked(s, step[i].what))
            step[i].take(s, r);
    sandbox_landlock(rules, r);
    if (asked(s, SANDBOX_SECCOMP))
        sandbox_seccomp(s, r);
    for (int i = 0; i < SANDBOX_MEASURES; i++)
        missing += r->fact[i].state == SANDBOX_MISSING;
    return missing;
}

/* The child's: its one descriptor is the pipe to us, whatever s keeps. */
static _Noreturn void
probe_child(struct sandbox s, int fd)
{
    struct sandbox_report r;

    s.keep = &fd;
    s.n_keep = 1;
    s.parent = s.parent ? getppid() : 0;
    if (sandbox_enter(&s, &r) < 0)
        _exit(1);
    _exit(write(fd, &r, sizeof(r)) != sizeof(r));
}

int
sandbox_probe(const struct sandbox *s, struct sandbox_report *r)
{
    int fd[2], status = 0;
    ssize_t n;
    pid_t pid;

    if (pipe(fd) < 0)
        return -errno;
    pid = fork();
    if (pid < 0) {
        int err = errno;

        close(fd[0]);
        close(fd[1]);
        return -err;
    }
    if (pid == 0)
        probe_child(*s, fd[1]);
    close(fd[1]);
    do
        n = read(fd[0], r, sizeof(*r)); /* at most PIPE_BUF: in one piece */
    while (n < 0 && errno == EINTR);
    close(fd[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return n == sizeof(*r) ? 0 : -EIO;
}
