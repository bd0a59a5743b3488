/*
 * engine.c - the class on this machine, some submissions at a time.
 *
 * A process for each submission: what it takes ends with it, and a signal to
 * it ends all it has started.
 */
#include "grader/class/class.h"
#include "grader/class/run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 30
#define JOBS_MAX 256

/* Exit status of a process for one submission. */
enum { DONE_NOW = 0, DONE_BEFORE = 3, STOPPED = 4, FAILED = 5 };

struct engine {
    const struct class_options *opt;
    const struct entry_list *list;
    size_t next, done, graded_now;
    struct job {
        pid_t pid;
        const struct entry *entry;
    } job[JOBS_MAX];
    int running;
    int terminal;
    long begin_ms;
};

static long
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000L + t.tv_nsec / 1000000;
}

static void
show_bar(const struct engine *g)
{
    int filled = (int)(g->done * BAR_WIDTH / g->list->len);
    char eta[64] = "";

    if (!g->terminal)
        return;
    if (g->graded_now) {
        long s = (now_ms() - g->begin_ms) / 1000 *
                 (long)(g->list->len - g->done) / (long)g->graded_now;

        snprintf(eta, sizeof(eta), "  about %ld:%02ld to go", s / 60, s % 60);
    }
    fprintf(stderr, "\r[%.*s%*s] %zu/%zu%s\033[K", filled,
            "##############################", BAR_WIDTH - filled, "", g->done,
            g->list->len, eta);
}

static _Noreturn void
child_main(const struct engine *g, const struct entry *e, pid_t parent)
{
    int did;

    run_begin();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(STOPPED);
    did = one_submission(g->opt, e);
    run_end_all();
    _exit(did == 0        ? DONE_NOW
          : did == 1      ? DONE_BEFORE
          : did == -EINTR ? STOPPED
                          : FAILED);
}

/* 0 or -errno */
static int
start_next(struct engine *g)
{
    const struct entry *e = &g->list->entry[g->next];
    pid_t parent = getpid(), pid;

    fflush(NULL);
    pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0)
        child_main(g, e, parent);
    g->job[g->running++] = (struct job){ pid, e };
    g->next++;
    return 0;
}

static void
tell(const struct engine *g, const struct entry *e, int status)
{
    struct class_record r;
    char line[512];
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : FAILED;
    int before = code == DONE_BEFORE;

    /* A record that is there now is of an earlier time, of other files. */
    if (code == FAILED)
        record_remove(g->opt, e);
    if (record_load(g->opt, e, &r) < 0)
        r = (struct class_record){ .state = CLASS_INFRA,
                                   .status = "not graded: its process died" };
    summary_line(e, &r, before, line, sizeof(line));
    if (!g->terminal)
        printf("%*zu/%zu  %s\n", 4, g->done, g->list->len, line);
    else if (r.state == CLASS_INFRA)
        printf("\r\033[K%s\n", line);
    fflush(stdout);
}

/* One that has ended, if there is one. */
static int
reap(struct engine *g)
{
    int status;
    pid_t pid = waitpid(-1, &status, WNOHANG);

    if (pid <= 0)
        return 0;
    for (int i = 0; i < g->running; i++) {
        const struct entry *e = g->job[i].entry;

        if (g->job[i].pid != pid)
            continue;
        g->job[i] = g->job[--g->running];
        if (WIFEXITED(status) && WEXITSTATUS(status) == STOPPED)
            return 1;
        g->done++;
        g->graded_now += WIFEXITED(status) && WEXITSTATUS(status) == DONE_NOW;
        tell(g, e, status);
        return 1;
    }
    return 1;
}

/* Each ends what it has started; who does not within seconds is killed. */
static void
stop_all(struct engine *g)
{
    long begin = now_ms();

    for (int i = 0; i < g->running; i++)
        kill(g->job[i].pid, SIGTERM);
    while (g->running && now_ms() - begin < 5000)
        if (!reap(g))
            poll(NULL, 0, 10);
    run_end_all();
    g->running = 0;
}

int
engine_local(const struct class_options *opt, const struct entry_list *list)
{
    struct engine g = { .opt = opt,
                        .list = list,
                        .terminal =
                            isatty(STDERR_FILENO) && isatty(STDOUT_FILENO),
                        .begin_ms = now_ms() };
    int jobs = opt->jobs < JOBS_MAX ? opt->jobs : JOBS_MAX, sig;

    run_begin();
    while (!(sig = run_signalled()) && (g.next < list->len || g.running)) {
        if (g.next < list->len && g.running < jobs && start_next(&g) == 0)
            continue;
        show_bar(&g);
        if (!reap(&g))
            poll(NULL, 0, 20);
    }
    if (g.terminal)
        fputs("\r\033[K", stderr);
    if (!sig)
        return 0;
    stop_all(&g);
    printf("stopped: %zu of %zu are done; the same command goes on\n", g.done,
           list->len);
    return sig;
}
