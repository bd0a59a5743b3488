/*
 * jobs.c - several cases at a time, parents before children: see grader.h.
 *
 * Signals are looked at only while it waits, so none comes in between.
 */
#include "grader/runner.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_EVERY_MS 100

struct crew {
    struct job *jobs;
    size_t n, ended_n, running;
    int share; /* processes at most on one processor */
    const struct grade_options *opt;
    sigset_t outside; /* what was blocked before */
    void (*ended)(void *arg, struct job *job);
    void *arg;
};

static volatile sig_atomic_t signalled;

static void
note_signal(int sig)
{
    if (sig != SIGCHLD)
        signalled = sig;
}

/* ---- what a case needs -------------------------------------------------- */

/* Is name one of some words with blanks between them? */
static int
is_among(const char *name, const char *words)
{
    size_t len = strlen(name);

    for (; *words; words += strspn(words, " ")) {
        size_t n = strcspn(words, " ");

        if (n == len && strncmp(words, name, len) == 0)
            return 1;
        words += n;
    }
    return 0;
}

/* May it begin?  job->lacks: the first that it needs and that has failed.  If
 * that was not run either, where the chain begins: there is what to mend. */
static int
is_ready(const struct crew *crew, struct job *job)
{
    job->lacks = NULL;
    for (const struct job *of = crew->jobs; job->c->needs && of < job; of++) {
        if (!is_among(of->c->name, job->c->needs))
            continue;
        if (!of->ended)
            return 0;
        if (of->r.outcome != OUTCOME_PASS && !job->lacks)
            job->lacks = of->lacks ? of->lacks : of->c->name;
    }
    return 1;
}

/* ---- one of them -------------------------------------------------------- */

static void
end(struct crew *crew, struct job *job)
{
    job->ended = 1;
    crew->ended_n++;
    crew->ended(crew->arg, job);
}

static void
begin(struct crew *crew, struct job *job)
{
    int err;

    job->begun = 1;
    job->child = calloc(1, sizeof(*job->child));
    err = job->child
              ? child_start(job->child, job->c, crew->opt, &crew->outside)
              : -ENOMEM;
    if (err == 0) {
        crew->running++;
        return;
    }
    job->r.outcome = OUTCOME_INFRA;
    snprintf(job->r.statement, sizeof(job->r.statement), "cannot start: %s",
             strerror(-err));
    end(crew, job);
}

/* Begin as many as there may be, in the order of the list. */
static void
begin_some(struct crew *crew)
{
    size_t most = crew->opt->jobs > 0 ? (size_t)crew->opt->jobs : 1;

    if (most > GRADE_JOBS_MAX)
        most = GRADE_JOBS_MAX;
    for (size_t i = 0; i < crew->n && crew->running < most; i++) {
        struct job *job = &crew->jobs[i];

        if (job->begun || !is_ready(crew, job))
            continue;
        if (!job->lacks) {
            begin(crew, job);
            continue;
        }
        job->begun = 1;
        job->r.outcome = OUTCOME_NOT_RUN;
        snprintf(job->r.statement, sizeof(job->r.statement), "needs %s",
                 job->lacks);
        end(crew, job);
    }
}

/* ---- all that run ------------------------------------------------------- */

static int
is_running(const struct job *job)
{
    return job->begun && !job->ended;
}

/* How many processes have to share a processor. */
static int
share_of(const struct grade_options *opt)
{
    int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN);

    return cpus > 0 && opt->jobs > cpus ? (opt->jobs + cpus - 1) / cpus : 1;
}

/* Of real time; those that share a processor take longer. */
static int64_t
most_ms(const struct crew *crew, const struct job *job)
{
    return limit_s(job->c, crew->opt) * INT64_C(1000) * crew->share;
}

/* Until one has something to say or an end, or a time is over. */
static void
wait_for_some(const struct crew *crew)
{
    struct pollfd p[GRADE_JOBS_MAX];
    int64_t now = now_ms(), wait = PROGRESS_EVERY_MS;
    struct timespec t;
    nfds_t n = 0;

    for (size_t i = 0; i < crew->n; i++) {
        const struct job *job = &crew->jobs[i];
        int64_t most, spent;

        if (!is_running(job))
            continue;
        most = most_ms(crew, job);
        if (job->child->pipe >= 0)
            p[n++] = (struct pollfd){ job->child->pipe, POLLIN, 0 };
        spent = now - job->child->begin_ms;
        if (most && most - spent < wait)
            wait = most > spent ? most - spent : 0;
    }
    t = (struct timespec){ wait / 1000, wait % 1000 * 1000000 };
    ppoll(p, n, &t, &crew->outside);
}

static void
attend(struct crew *crew, struct job *job)
{
    struct child *ch = job->child;

    child_receive(ch);
    child_watch(ch, crew->opt, most_ms(crew, job));
    if (ch->timed_out || ch->sent_too_much || ch->too_large || signalled)
        child_kill(ch);
    if (!child_ended(ch, job->c, crew->opt, signalled, &job->r))
        return;
    job->ms = now_ms() - ch->begin_ms;
    crew->running--;
    end(crew, job);
}

static void
run_all(struct crew *crew)
{
    while (crew->ended_n < crew->n) {
        if (!signalled)
            begin_some(crew);
        else if (crew->running == 0)
            break;
        if (crew->running == 0)
            continue;
        if (crew->opt->progress)
            progress_show(crew->jobs, crew->n, crew->ended_n);
        wait_for_some(crew);
        for (size_t i = 0; i < crew->n; i++)
            if (is_running(&crew->jobs[i]))
                attend(crew, &crew->jobs[i]);
    }
}

int
run_cases(struct job *jobs, size_t n, const struct grade_options *opt,
          void (*ended)(void *arg, struct job *job), void *arg)
{
    static const int caught[] = { SIGINT, SIGTERM, SIGCHLD };
    struct sigaction note = { .sa_handler = note_signal }, was[3];
    struct crew crew = { .jobs = jobs,
                         .n = n,
                         .opt = opt,
                         .share = share_of(opt),
                         .ended = ended,
                         .arg = arg };
    sigset_t block;

    sigemptyset(&block);
    for (int i = 0; i < 3; i++)
        sigaddset(&block, caught[i]);
    sigprocmask(SIG_BLOCK, &block, &crew.outside);
    signalled = 0;
    for (int i = 0; i < 3; i++)
        sigaction(caught[i], &note, &was[i]);
    run_all(&crew);
    sigprocmask(SIG_SETMASK, &crew.outside, NULL);
    for (int i = 0; i < 3; i++)
        sigaction(caught[i], &was[i], NULL);
    progress_hide();
    return signalled;
}

void
job_release(struct job *job)
{
    if (job->child)
        child_release(job->child);
    free(job->child);
    result_release(&job->r);
}
