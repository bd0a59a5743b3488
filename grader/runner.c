/*
 * runner.c - the process of one case, watched from outside: see runner.h.
 *
 * The child sends its result as JSON through a pipe; only a whole one that
 * makes sense counts.  The parent keeps the time.  What else it prints, a
 * sanitizer's report say, is shown only if it dies of it.  How far its
 * exploration has come it tells by a page of memory that both have.
 */
#include "grader/isolate.h"
#include "grader/results.h"
#include "grader/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ISOLATED_SLOWER 10 /* by that much a case may take longer then */
#define BUDGET_MARGIN_S 30 /* to show what was found; then it hangs */

int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * (int64_t)1000 + t.tv_nsec / 1000000;
}

int
limit_s(const struct grade_case *c, const struct grade_options *opt)
{
    int timeout_s = c->timeout_s * (opt->isolate ? ISOLATED_SLOWER : 1);

    if (opt->budget_s)
        return opt->budget_s + BUDGET_MARGIN_S > timeout_s
                   ? opt->budget_s + BUDGET_MARGIN_S
                   : timeout_s;
    return opt->faults >= 0 ? 0 : timeout_s;
}

/* ---- the child ---------------------------------------------------------- */

/* Now and then: is the budget spent? */
static int
watch(void *arg, const struct exploration *so_far)
{
    struct progress *p = arg;

    p->schedules = so_far->runs;
    p->faults = so_far->faults;
    return p->budget_ms && now_ms() - p->begin_ms >= p->budget_ms;
}

static void
limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit lim = { soft, hard };

    setrlimit(what, &lim);
}

static void
limit_all(int seconds)
{
    rlim_t s = (rlim_t)seconds + 1; /* the parent's clock is to be first */

    if (seconds)
        limit(RLIMIT_CPU, s, s + 1);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_FSIZE, CHILD_FILE, CHILD_FILE);
    limit(RLIMIT_NOFILE, CHILD_DESCRIPTORS, CHILD_DESCRIPTORS);
}

/* Only the pipe is left of the grader's own, as descriptor 3. */
static FILE *
take_descriptors(int pipe_fd, int said_fd)
{
    int null = open("/dev/null", O_WRONLY);

    if (null >= 0)
        dup2(null, STDOUT_FILENO);
    dup2(said_fd, STDERR_FILENO);
    if (dup2(pipe_fd, 3) < 0)
        return NULL;
    if (close_range(4, ~0U, 0) < 0)
        for (int fd = 4; fd < 1024; fd++)
            close(fd);
    return fdopen(3, "w");
}

/*
 * The child's life.  It leaves by _exit(): nothing of the parent's is to be
 * flushed twice, and what a case leaks is gone with it.
 */
static _Noreturn void
child_main(const struct child *ch, const struct grade_case *c,
           const struct grade_options *given, const sigset_t *mask,
           int pipe_fd)
{
    struct grade_options opt = *given;
    struct result r = { .outcome = OUTCOME_INFRA };
    FILE *out;

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* when the grader is no more */
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    opt.watch = watch;
    opt.watch_arg = ch->progress;
    ch->progress->begin_ms = now_ms();
    ch->progress->budget_ms = opt.budget_s * (int64_t)1000;
    out = take_descriptors(pipe_fd, ch->said);
    if (!out)
        _exit(2);
    limit_all(limit_s(c, &opt));
    if (opt.isolate) {
        /* It is no business of the programs. */
        madvise(ch->progress, sizeof(*ch->progress), MADV_DONTFORK);
        isolate_begin();
    }
    c->run(c, &opt, &r);
    if (r.outcome != OUTCOME_PASS)
        r.points = 0;
    if (results_send(out, &r) < 0)
        _exit(2);
    _exit(fclose(out) == 0 ? 0 : 2);
}

/* ---- the parent --------------------------------------------------------- */

int
child_start(struct child *ch, const struct grade_case *c,
            const struct grade_options *opt, const sigset_t *mask)
{
    int fd[2], err;

    fflush(NULL);
    ch->pipe = -1;
    ch->progress = mmap(NULL, sizeof(*ch->progress), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (ch->progress == MAP_FAILED)
        ch->progress = NULL;
    ch->said = memfd_create("stderr", MFD_CLOEXEC);
    if (!ch->progress || ch->said < 0 || pipe2(fd, O_NONBLOCK) < 0)
        return -errno;
    ch->begin_ms = now_ms();
    ch->pid = fork();
    if (ch->pid == 0) {
        fcntl(fd[1], F_SETFL, 0); /* the child may wait */
        child_main(ch, c, opt, mask, fd[1]);
    }
    err = ch->pid < 0 ? -errno : 0;
    close(fd[1]);
    ch->pipe = fd[0];
    return err;
}

static void
make_room(struct child *ch)
{
    if (ch->cap - ch->len >= 4096)
        return;
    ch->cap = ch->cap ? 2 * ch->cap : 65536;
    ch->text = realloc(ch->text, ch->cap);
    if (!ch->text)
        abort();
}

void
child_receive(struct child *ch)
{
    ssize_t n = 1;

    while (ch->pipe >= 0 && ch->len <= CHILD_SENDS_MAX) {
        make_room(ch);
        n = read(ch->pipe, ch->text + ch->len, ch->cap - ch->len);
        if (n > 0) {
            ch->len += (size_t)n;
        } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
            close(ch->pipe);
            ch->pipe = -1;
        } else if (errno == EAGAIN) {
            return;
        }
    }
    ch->sent_too_much = ch->len > CHILD_SENDS_MAX;
}

/* Pages that the process has in memory; 0: it cannot be told. */
static size_t
pages_of(pid_t pid)
{
    size_t all = 0, resident = 0;
    char path[40];
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
    f = fopen(path, "r");
    if (!f)
        return 0;
    if (fscanf(f, "%zu %zu", &all, &resident) != 2)
        resident = 0;
    fclose(f);
    return resident;
}

/*
 * ... with those that its children have besides: isolated, a program has its
 * memory there.  What a child has from the fork is in memory once, and of a
 * small one nothing is counted.
 */
static size_t
pages_of_all(pid_t pid)
{
    size_t all = pages_of(pid), forked = all;
    char path[60];
    int child;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid,
             (int)pid);
    f = fopen(path, "r");
    if (!f)
        return all;
    while (fscanf(f, "%d", &child) == 1) {
        size_t n = pages_of(child);

        all += n > forked ? n - forked : 0;
    }
    fclose(f);
    return all;
}

static int
memory_mib(const struct grade_options *opt)
{
    return opt->memory_mib ? opt->memory_mib : CHILD_MEMORY_MIB;
}

void
child_watch(struct child *ch, const struct grade_options *opt, int64_t most_ms)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int64_t spent = now_ms() - ch->begin_ms;

    if (most_ms && spent >= most_ms)
        ch->timed_out = 1;
    if (spent < ch->looked_ms + CHILD_LOOK_MS)
        return;
    ch->looked_ms = spent;
    if (pages_of_all(ch->pid) > ((size_t)memory_mib(opt) << 20) / page)
        ch->too_large = 1;
}

void
child_kill(const struct child *ch)
{
    kill(-ch->pid, SIGKILL);
    kill(ch->pid, SIGKILL);
}

/* ---- what became of it -------------------------------------------------- */

#define SAY(r, ...)                                                           \
    snprintf((r)->statement, sizeof((r)->statement), __VA_ARGS__)

/* By a signal that it had not from the parent. */
static void
killed(struct result *r, int sig, int seconds)
{
    r->outcome = sig == SIGXCPU ? OUTCOME_TIMEOUT : OUTCOME_CRASHED;
    if (sig == SIGXCPU)
        SAY(r, "not done after %d s of processor time", seconds + 1);
    else if (sig == SIGXFSZ)
        SAY(r, "the case's process wrote more than %d MiB to a file",
            (int)(CHILD_FILE >> 20));
    else
        SAY(r, "the case's process was ended by %s", strsignal(sig));
}

/* 2 is what its own code leaves with; the submission's is not to leave. */
static void
left(struct result *r, int status)
{
    r->outcome = status == 2 ? OUTCOME_INFRA : OUTCOME_CRASHED;
    if (status == 2)
        SAY(r, "the grader failed: exit status 2, see above");
    else
        SAY(r, "the case's process ended before it reported: exit status %d",
            status);
}

static void
classify(struct child *ch, const struct grade_case *c,
         const struct grade_options *opt, int status, struct result *r)
{
    char why[200];

    ch->loud = 1;
    if (ch->timed_out) {
        r->outcome = OUTCOME_TIMEOUT;
        SAY(r, "not done after %d s of real time",
            (int)((now_ms() - ch->begin_ms) / 1000));
    } else if (ch->too_large) {
        r->outcome = OUTCOME_CRASHED;
        SAY(r, "the case's process used more than %d MiB of memory",
            memory_mib(opt));
    } else if (ch->sent_too_much) {
        r->outcome = OUTCOME_INFRA;
        SAY(r, "the case's process has sent more than %zu MiB",
            CHILD_SENDS_MAX >> 20);
    } else if (WIFSIGNALED(status)) {
        killed(r, WTERMSIG(status), limit_s(c, opt));
    } else if (WEXITSTATUS(status) != 0 || ch->len == 0) {
        left(r, WEXITSTATUS(status));
    } else if (results_receive(ch->text, ch->len, c, r, why, sizeof(why)) <
               0) {
        r->outcome = OUTCOME_INFRA;
        SAY(r, "the case's process has sent nonsense: %s", why);
    } else {
        ch->loud = 0;
    }
}

int
child_ended(struct child *ch, const struct grade_case *c,
            const struct grade_options *opt, int signalled, struct result *r)
{
    siginfo_t info = { 0 };
    int status;

    if (waitid(P_PID, (id_t)ch->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
        info.si_pid == 0)
        return 0;
    child_kill(ch); /* what it has left; its number is still its own */
    waitpid(ch->pid, &status, 0);
    child_receive(ch);
    *r = (struct result){ 0 };
    if (signalled) {
        r->outcome = OUTCOME_STOPPED;
        report_coverage(r->statement, sizeof(r->statement), opt,
                        ch->progress->schedules, ch->progress->faults,
                        "stopped");
    } else {
        classify(ch, c, opt, status, r);
    }
    return 1;
}

void
job_show_said(const struct job *job)
{
    char buf[4096];
    ssize_t n;

    if (!job->child || !job->child->loud)
        return;
    for (off_t at = 0; (n = pread(job->child->said, buf, sizeof(buf), at)) > 0;
         at += n)
        fwrite(buf, 1, (size_t)n, stderr);
}

void
child_release(struct child *ch)
{
    if (ch->pipe >= 0)
        close(ch->pipe);
    if (ch->said >= 0)
        close(ch->said);
    if (ch->progress)
        munmap(ch->progress, sizeof(*ch->progress));
    free(ch->text);
}
