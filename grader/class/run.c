/*
 * run.c - a command under limits.
 */
#include "grader/class/run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_EVERY_MS 100
/* Who cancels a whole tree of processes, as a cluster does, may reach the
 * command a moment before us. */
#define GRACE_MS 250

static volatile sig_atomic_t signalled;

static void
note_signal(int sig)
{
    signalled = sig;
}

void
run_begin(void)
{
    struct sigaction note = { .sa_handler = note_signal };

    signalled = 0;
    sigaction(SIGINT, &note, NULL);
    sigaction(SIGTERM, &note, NULL);
    sigaction(SIGHUP, &note, NULL);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int
run_signalled(void)
{
    return signalled;
}

static long
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000L + t.tv_nsec / 1000000;
}

/* The parent of a process, by /proc/PID/stat: the second field behind the
 * name, which is in parentheses and may hold anything. */
static long
parent_of(const char *pid)
{
    char path[64], line[512], *end;
    size_t len;
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%.16s/stat", pid);
    f = fopen(path, "re");
    if (!f)
        return -1;
    len = fread(line, 1, sizeof(line) - 1, f);
    fclose(f);
    line[len] = '\0';
    end = strrchr(line, ')');
    return end && strlen(end) > 4 ? strtol(end + 4, NULL, 10) : -1;
}

static void
kill_children(void)
{
    DIR *proc = opendir("/proc");
    struct dirent *d;

    while (proc && (d = readdir(proc)))
        if (d->d_name[0] >= '1' && d->d_name[0] <= '9' &&
            parent_of(d->d_name) == (long)getpid())
            kill((pid_t)strtol(d->d_name, NULL, 10), SIGKILL);
    if (proc)
        closedir(proc);
}

/* A child that is killed leaves its own to us: again, until none is left. */
void
run_end_all(void)
{
    struct timespec moment = { 0, 2000000 };
    pid_t pid;

    while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0 || errno == EINTR)
        if (pid == 0) {
            kill_children();
            nanosleep(&moment, NULL);
        }
}

static void
limit(int what, rlim_t n)
{
    struct rlimit now, lim = { n, n };

    if (getrlimit(what, &now) == 0 && n > now.rlim_max)
        lim.rlim_cur = lim.rlim_max = now.rlim_max;
    setrlimit(what, &lim);
}

static _Noreturn void
become(const struct run *r, int out, pid_t parent)
{
    int null = open("/dev/null", O_RDONLY);
    sigset_t none;

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (getppid() != parent)
        _exit(126);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(null, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    limit(RLIMIT_CORE, 0);
    if (r->cpu_s)
        limit(RLIMIT_CPU, (rlim_t)r->cpu_s);
    if (r->file_mb)
        limit(RLIMIT_FSIZE, (rlim_t)r->file_mb << 20);
    if (r->envp)
        execvpe(r->argv[0], (char **)r->argv, (char **)r->envp);
    else
        execvp(r->argv[0], (char **)r->argv);
    dprintf(STDERR_FILENO, "%s: %s\n", r->argv[0], strerror(errno));
    _exit(127);
}

/* One more piece of output; 0: there will be no more. */
static int
take_output(struct run *r, int fd)
{
    char buf[8192];
    ssize_t n = read(fd, buf, sizeof(buf));
    size_t room = RUN_OUTPUT_MAX - r->len;

    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    if ((size_t)n < room)
        room = (size_t)n;
    memcpy(r->output + r->len, buf, room);
    r->len += room;
    return n > 0;
}

/* What is still in the pipe when the command has ended.  What it has left
 * behind may hold the other end open: that is not waited for. */
static void
drain(struct run *r, int fd)
{
    fcntl(fd, F_SETFL, O_NONBLOCK);
    do
        errno = 0;
    while (take_output(r, fd) && errno != EAGAIN);
}

/* A command that failed may have been told to end, as we are about to be:
 * that is no failure of what it works on. */
static int
told_to_end(void)
{
    long begin = now_ms();

    while (!signalled && now_ms() - begin < GRACE_MS)
        poll(NULL, 0, 10);
    return signalled != 0;
}

static void
watch(struct run *r, pid_t pid, int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    long begin = now_ms();
    int more = 1, status = 0;

    do {
        if (!more)
            poll(NULL, 0, 1);
        else if (poll(&p, 1, LOOK_EVERY_MS) > 0)
            more = take_output(r, fd);
        r->timed_out = now_ms() - begin >= r->limit_s * 1000L;
        r->stopped = signalled != 0;
        if (r->timed_out || r->stopped)
            kill(-pid, SIGKILL);
    } while (waitpid(pid, &status, WNOHANG) != pid);
    run_end_all();
    drain(r, fd);
    r->ms = now_ms() - begin;
    if (status != 0 && !r->timed_out)
        r->stopped = told_to_end();
    r->status =
        WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int
run(struct run *r)
{
    pid_t parent = getpid(), pid;
    int fd[2];

    r->len = 0;
    r->output = malloc(RUN_OUTPUT_MAX + 1);
    if (!r->output)
        return -ENOMEM;
    if (pipe2(fd, O_CLOEXEC) < 0 || (pid = fork()) < 0) {
        free(r->output);
        r->output = NULL;
        return -errno;
    }
    if (pid == 0)
        become(r, fd[1], parent);
    close(fd[1]);
    setpgid(pid, pid);
    watch(r, pid, fd[0]);
    close(fd[0]);
    r->output[r->len] = '\0';
    for (char *at = r->output; at < r->output + r->len; at++)
        if (*at == '\0')
            *at = '?';
    return 0;
}
