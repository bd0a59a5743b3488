/*
 * runner.c - one case, in a process of its own, watched from outside.
 *
 * The child sends a struct result and then the text of its report through a
 * pipe; only a whole result counts.  The parent keeps the time.  What else
 * it prints, a sanitizer's report say, is shown only if it dies of it.
 */
#include "grader/grader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct child {
    pid_t pid;
    int pipe;
    int said;   /* a file: what it printed on stderr */
    char *text; /* all it has sent */
    size_t len;
    int timed_out;
};

static void
limit(int what, rlim_t n)
{
    struct rlimit lim = { n, n };

    setrlimit(what, &lim);
}

/*
 * The child's life.  It leaves by _exit(): nothing of the parent's is to be
 * flushed twice, and what a case leaks is gone with it.
 */
static _Noreturn void
child_main(const struct grade_case *c, const struct grade_options *opt,
           int pipe_fd, int said_fd)
{
    struct result r = { .outcome = OUTCOME_INFRA };
    FILE *report;
    char *text = NULL;
    size_t len = 0;
    int null = open("/dev/null", O_WRONLY);
    FILE *out = fdopen(pipe_fd, "w");

    setpgid(0, 0);
    if (null >= 0)
        dup2(null, STDOUT_FILENO);
    dup2(said_fd, STDERR_FILENO);
    /* For when the grader is no more; its own clock is to be first. */
    limit(RLIMIT_CPU, (rlim_t)c->timeout_s + 10);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 64 << 20);
    report = open_memstream(&text, &len);
    if (!report || !out)
        _exit(2);
    c->run(opt, &r, report);
    fclose(report);
    fwrite(&r, sizeof(r), 1, out);
    fwrite(text, 1, len, out);
    _exit(fclose(out) == 0 ? 0 : 2);
}

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * (int64_t)1000 + t.tv_nsec / 1000000;
}

/* Read until the child closes its end or its time is over. */
static void
collect(struct child *ch, int timeout_s)
{
    int64_t until = now_ms() + timeout_s * (int64_t)1000;
    struct pollfd p = { .fd = ch->pipe, .events = POLLIN };
    size_t cap = 0;

    for (;;) {
        int64_t left = until - now_ms();
        ssize_t n;

        if (left <= 0 || poll(&p, 1, (int)left) == 0) {
            ch->timed_out = 1;
            kill(-ch->pid, SIGKILL);
            kill(ch->pid, SIGKILL);
            return;
        }
        if (cap - ch->len < 4096) {
            cap = cap ? 2 * cap : 65536;
            ch->text = realloc(ch->text, cap);
            if (!ch->text)
                abort();
        }
        n = read(ch->pipe, ch->text + ch->len, cap - ch->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        ch->len += (size_t)n;
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
classify(const struct grade_case *c, struct child *ch, int status,
         struct result *r, FILE *out)
{
    memset(r, 0, sizeof(*r));
    if (ch->timed_out) {
        r->outcome = OUTCOME_TIMEOUT;
        snprintf(r->statement, sizeof(r->statement),
                 "not done after %d s of real time", c->timeout_s);
    } else if (WIFSIGNALED(status)) {
        r->outcome = OUTCOME_CRASHED;
        snprintf(r->statement, sizeof(r->statement),
                 "the case's process was ended by %s",
                 strsignal(WTERMSIG(status)));
    } else if (WEXITSTATUS(status) != 0 || ch->len < sizeof(*r)) {
        r->outcome = OUTCOME_INFRA;
        snprintf(r->statement, sizeof(r->statement),
                 "the grader failed: exit status %d, see above",
                 WEXITSTATUS(status));
    } else {
        memcpy(r, ch->text, sizeof(*r));
        fwrite(ch->text + sizeof(*r), 1, ch->len - sizeof(*r), out);
        close(ch->said);
        if ((unsigned)r->outcome <= OUTCOME_INFRA && r->points >= 0 &&
            r->points <= c->points &&
            memchr(r->statement, '\0', sizeof(r->statement)))
            return;
        r->outcome = OUTCOME_INFRA;
        snprintf(r->statement, sizeof(r->statement),
                 "the case's process has sent nonsense");
        return;
    }
    show_said(ch);
    close(ch->said);
}

void
run_case(const struct grade_case *c, const struct grade_options *opt,
         struct result *r, FILE *out)
{
    struct child ch = { 0 };
    int fd[2], status = 0;

    fflush(NULL);
    ch.said = memfd_create("stderr", MFD_CLOEXEC);
    if (ch.said < 0 || pipe(fd) < 0 || (ch.pid = fork()) < 0) {
        r->outcome = OUTCOME_INFRA;
        snprintf(r->statement, sizeof(r->statement), "cannot start: %s",
                 strerror(errno));
        return;
    }
    if (ch.pid == 0) {
        close(fd[0]);
        child_main(c, opt, fd[1], ch.said);
    }
    close(fd[1]);
    ch.pipe = fd[0];
    collect(&ch, c->timeout_s);
    close(fd[0]);
    while (waitpid(ch.pid, &status, 0) < 0 && errno == EINTR)
        ;
    classify(c, &ch, status, r, out);
    free(ch.text);
}
