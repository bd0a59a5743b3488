/*
 * runner.c - one case, in a process of its own, watched from outside.
 *
 * The child sends its result as JSON through a pipe; only a whole one that
 * makes sense counts.  The parent keeps the time.  What else it prints, a
 * sanitizer's report say, is shown only if it dies of it.  How far its
 * exploration has come it tells by a page of memory that both have.
 */
#include "grader/isolate.h"
#include "grader/results.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ISOLATED_SLOWER 10 /* by that much a case may take longer then */
#define PROGRESS_AFTER_MS 1000
#define PROGRESS_EVERY_MS 200
#define BUDGET_MARGIN_S 30 /* to show what was found; then it hangs */

/* Written by the child, read by the parent, trusted by no one. */
struct progress {
    _Atomic uint64_t schedules;
    _Atomic int faults;
    int64_t begin_ms, budget_ms; /* the child's own */
};

struct child {
    pid_t pid;
    int pipe;
    int said;   /* a file: what it printed on stderr */
    char *text; /* all it has sent */
    size_t len;
    int timed_out;
    struct progress *progress;
    int shown; /* how long the line of progress is */
};

static volatile sig_atomic_t signalled;

static void
note_signal(int sig)
{
    signalled = sig;
}

static void
limit(int what, rlim_t n)
{
    struct rlimit lim = { n, n };

    setrlimit(what, &lim);
}

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * (int64_t)1000 + t.tv_nsec / 1000000;
}

/* Of real time, for a case; 0: whoever searches so deep has asked for it. */
static int
limit_s(const struct grade_case *c, const struct grade_options *opt)
{
    int timeout_s = c->timeout_s * (opt->isolate ? ISOLATED_SLOWER : 1);

    if (opt->budget_s)
        return opt->budget_s + BUDGET_MARGIN_S > timeout_s
                   ? opt->budget_s + BUDGET_MARGIN_S
                   : timeout_s;
    return opt->faults >= 0 ? 0 : timeout_s;
}

/* In the child, now and then: is the budget spent? */
static int
watch(void *arg, const struct exploration *so_far)
{
    struct progress *p = arg;

    p->schedules = so_far->runs;
    p->faults = so_far->faults;
    return p->budget_ms && now_ms() - p->begin_ms >= p->budget_ms;
}

/*
 * The child's life.  It leaves by _exit(): nothing of the parent's is to be
 * flushed twice, and what a case leaks is gone with it.
 */
static _Noreturn void
child_main(const struct grade_case *c, const struct grade_options *given,
           struct progress *progress, int pipe_fd, int said_fd)
{
    struct grade_options opt = *given;
    struct result r = { .outcome = OUTCOME_INFRA };
    int null = open("/dev/null", O_WRONLY);
    FILE *out = fdopen(pipe_fd, "w");

    setpgid(0, 0);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    opt.watch = watch;
    opt.watch_arg = progress;
    progress->begin_ms = now_ms();
    progress->budget_ms = opt.budget_s * (int64_t)1000;
    if (null >= 0)
        dup2(null, STDOUT_FILENO);
    dup2(said_fd, STDERR_FILENO);
    /* For when the grader is no more; its own clock is to be first. */
    if (limit_s(c, &opt))
        limit(RLIMIT_CPU, (rlim_t)limit_s(c, &opt) + 10);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 64 << 20);
    if (!out)
        _exit(2);
    if (opt.isolate)
        isolate_begin();
    c->run(c, &opt, &r);
    if (r.outcome != OUTCOME_PASS)
        r.points = 0;
    if (results_send(out, &r) < 0)
        _exit(2);
    _exit(fclose(out) == 0 ? 0 : 2);
}

static void
show_progress(struct child *ch, const struct grade_case *c)
{
    int faults = ch->progress->faults, old = ch->shown;
    uint64_t n = ch->progress->schedules;

    if (faults < 0)
        ch->shown = fprintf(stderr, "\r%-24s %" PRIu64 " random worlds so far",
                            c->name, n);
    else
        ch->shown = fprintf(stderr,
                            "\r%-24s %" PRIu64 " schedules so far, now of %d "
                            "fault%s",
                            c->name, n, faults, faults == 1 ? "" : "s");
    if (old > ch->shown)
        fprintf(stderr, "%*s", old - ch->shown, "");
}

static void
hide_progress(struct child *ch)
{
    if (ch->shown)
        fprintf(stderr, "\r%*s\r", ch->shown, "");
}

/* One more piece of what the child sends; 0: there is no more. */
static int
receive(struct child *ch, size_t *cap)
{
    ssize_t n;

    if (*cap - ch->len < 4096) {
        *cap = *cap ? 2 * *cap : 65536;
        ch->text = realloc(ch->text, *cap);
        if (!ch->text)
            abort();
    }
    n = read(ch->pipe, ch->text + ch->len, *cap - ch->len);
    if (n < 0 && errno == EINTR)
        return 1;
    ch->len += n > 0 ? (size_t)n : 0;
    return n > 0;
}

/* Read until the child closes its end, its time is over, or ours. */
static void
collect(struct child *ch, const struct grade_case *c,
        const struct grade_options *opt)
{
    int64_t begin = now_ms(), most = limit_s(c, opt) * (int64_t)1000;
    struct pollfd p = { .fd = ch->pipe, .events = POLLIN };
    size_t cap = 0;

    for (;;) {
        int64_t spent = now_ms() - begin;
        int n;

        ch->timed_out = most && spent >= most;
        if (ch->timed_out || signalled) {
            kill(-ch->pid, SIGKILL);
            kill(ch->pid, SIGKILL);
            return;
        }
        if (opt->progress && spent >= PROGRESS_AFTER_MS)
            show_progress(ch, c);
        n = poll(&p, 1,
                 most && most - spent < PROGRESS_EVERY_MS ? (int)(most - spent)
                                                          : PROGRESS_EVERY_MS);
        if (n > 0 && !receive(ch, &cap))
            return;
    }
}

static void
show_said(const struct child *ch)
{
    char buf[4096];
    ssize_t n;

    for (off_t at = 0; (n = pread(ch->said, buf, sizeof(buf), at)) > 0;
         at += n)
        fwrite(buf, 1, (size_t)n, stderr);
}

static void
classify(const struct grade_case *c, const struct grade_options *opt,
         struct child *ch, int status, struct result *r)
{
    char why[200];

    memset(r, 0, sizeof(*r));
    if (signalled) {
        r->outcome = OUTCOME_STOPPED;
        report_coverage(r->statement, sizeof(r->statement), opt,
                        ch->progress->schedules, ch->progress->faults,
                        "stopped");
        close(ch->said);
        return;
    }
    if (ch->timed_out) {
        r->outcome = OUTCOME_TIMEOUT;
        snprintf(r->statement, sizeof(r->statement),
                 "not done after %d s of real time", limit_s(c, opt));
    } else if (WIFSIGNALED(status)) {
        r->outcome = OUTCOME_CRASHED;
        snprintf(r->statement, sizeof(r->statement),
                 "the case's process was ended by %s",
                 strsignal(WTERMSIG(status)));
    } else if (WEXITSTATUS(status) != 0 || ch->len == 0) {
        r->outcome = OUTCOME_INFRA;
        snprintf(r->statement, sizeof(r->statement),
                 "the grader failed: exit status %d, see above",
                 WEXITSTATUS(status));
    } else {
        close(ch->said);
        if (results_receive(ch->text, ch->len, c, r, why, sizeof(why)) == 0)
            return;
        r->outcome = OUTCOME_INFRA;
        snprintf(r->statement, sizeof(r->statement),
                 "the case's process has sent nonsense: %s", why);
        return;
    }
    show_said(ch);
    close(ch->said);
}

static int
start(struct child *ch, const struct grade_case *c,
      const struct grade_options *opt)
{
    int fd[2];

    fflush(NULL);
    ch->progress = mmap(NULL, sizeof(*ch->progress), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ch->said = memfd_create("stderr", MFD_CLOEXEC);
    if (ch->progress == MAP_FAILED || ch->said < 0 || pipe(fd) < 0 ||
        (ch->pid = fork()) < 0)
        return -errno;
    if (ch->pid == 0) {
        close(fd[0]);
        child_main(c, opt, ch->progress, fd[1], ch->said);
    }
    close(fd[1]);
    ch->pipe = fd[0];
    return 0;
}

int
run_case(const struct grade_case *c, const struct grade_options *opt,
         struct result *r)
{
    struct sigaction note = { .sa_handler = note_signal }, was_int, was_term;
    struct child ch = { 0 };
    int status = 0, err;

    signalled = 0;
    sigaction(SIGINT, &note, &was_int);
    sigaction(SIGTERM, &note, &was_term);
    err = start(&ch, c, opt);
    *r = (struct result){ .outcome = OUTCOME_INFRA };
    if (err < 0) {
        r->outcome = OUTCOME_INFRA;
        snprintf(r->statement, sizeof(r->statement), "cannot start: %s",
                 strerror(-err));
    } else {
        collect(&ch, c, opt);
        hide_progress(&ch);
        close(ch.pipe);
        while (waitpid(ch.pid, &status, 0) < 0 && errno == EINTR)
            ;
        classify(c, opt, &ch, status, r);
        munmap(ch.progress, sizeof(*ch.progress));
        free(ch.text);
    }
    sigaction(SIGINT, &was_int, NULL);
    sigaction(SIGTERM, &was_term, NULL);
    return r->outcome == OUTCOME_STOPPED ? signalled : 0;
}
