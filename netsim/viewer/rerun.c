/*
 * rerun.c - see rerun.h.
 */
#include "netsim/viewer/rerun.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "netsim/trace/memory.h"

#define LOOK_MS 50
#define WORDS_MAX 32
#define MARGIN_RUNS "20" /* from each point on */

/* ---- where it goes ------------------------------------------------------ */

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    remove(path);
    return 0;
}

void
rerunner_release(struct rerunner *r)
{
    if (r->scratch)
        nftw(r->scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(r->scratch);
    r->scratch = NULL;
}

/* A new directory for one run: its path; 0, or -errno. */
static int
new_directory(struct rerunner *r, char *path, size_t cap)
{
    const char *tmp = getenv("TMPDIR");

    if (!r->scratch) {
        char name[512];

        snprintf(name, sizeof(name), "%.400s/rpclab-view-XXXXXX",
                 tmp && *tmp ? tmp : "/tmp");
        if (!mkdtemp(name))
            return -errno;
        r->scratch = memory_new(strlen(name) + 1, 1);
        memcpy(r->scratch, name, strlen(name));
    }
    snprintf(path, cap, "%s/%d", r->scratch, ++r->runs);
    return mkdir(path, 0700) == 0 ? 0 : -errno;
}

/* ---- the command -------------------------------------------------------- */

const char *
rerun_refuses(const struct item *it)
{
    if (!*it->again.nodes)
        return "only a case of a grading can be run again, and this is a "
               "trace alone";
    return NULL;
}

struct words {
    char *word[WORDS_MAX]; /* borrowed */
    int n;
};

static void
add(struct words *w, const char *option, const char *value)
{
    w->word[w->n++] = (char *)(uintptr_t)option;
    if (value)
        w->word[w->n++] = (char *)(uintptr_t)value;
}

static void
make_command(struct words *w, const struct rerunner *r, const struct item *it,
             enum rerun what, const char *schedule)
{
    const struct rerun_recipe *a = &it->again;

    add(w, *a->grade ? a->grade : r->grade, NULL);
    add(w, "--nodes", a->nodes);
    add(w, "--worlds", a->worlds);
    if (a->isolate)
        add(w, "--isolate", NULL);
    if (a->gallery)
        add(w, "--gallery", NULL);
    add(w, "--test", it->name);
    if (*a->world)
        add(w, "--world", a->world);
    if (*a->seed)
        add(w, "--seed", a->seed);
    add(w, "--schedule", schedule);
    if (what == RERUN_LESS)
        add(w, "--less", NULL);
    if (what == RERUN_NEAREST)
        add(w, "--nearest", NULL);
    if (what == RERUN_MARGIN)
        add(w, "--margin", MARGIN_RUNS);
}

/* ---- the process -------------------------------------------------------- */

/* What it says goes into a file; it gets no keys. */
static _Noreturn void
become(const struct words *w, const char *out)
{
    int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int null = open("/dev/null", O_RDONLY);

    setpgid(0, 0);
    dup2(null, STDIN_FILENO);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    execvp(w->word[0], w->word);
    dprintf(STDERR_FILENO, "cannot run %s: %s\n", w->word[0], strerror(errno));
    _exit(127);
}

/* Its status, or -1: somebody did not want to wait. */
static int
wait_for(const struct rerunner *r, pid_t pid)
{
    int status = 0;

    for (int64_t ms = 0; waitpid(pid, &status, WNOHANG) == 0; ms += LOOK_MS) {
        if (!r->wait) {
            poll(NULL, 0, LOOK_MS);
        } else if (r->wait(r->arg, ms)) {
            kill(pid, SIGTERM); /* it ends its cases itself */
            waitpid(pid, &status, 0);
            return -1;
        }
    }
    return status;
}

/* The last line of what it said. */
static void
say_last(const char *path, char *why, size_t cap)
{
    FILE *f = fopen(path, "r");
    char line[256];

    snprintf(why, cap, "the grader has said nothing");
    while (f && fgets(line, sizeof(line), f)) {
        line[strcspn(line, "\n")] = '\0';
        if (*line)
            snprintf(why, cap, "%s", line);
    }
    if (f)
        fclose(f);
}

/* ---- all of it ---------------------------------------------------------- */

/* Exit status 1 says that the run is wrong, which is a result. */
static int
read_results(struct items *into, const char *json, const char *out, int status,
             char *why, size_t cap)
{
    int ok = WIFEXITED(status) && WEXITSTATUS(status) <= 1;

    if (!ok) {
        say_last(out, why, cap);
        return -1;
    }
    if (items_add_results(into, json, 0, why, cap) < 0)
        return -1;
    if (into->n > 0 && *into->item[0].path)
        return 0;
    snprintf(why, cap, "it has left no trace%s%s", into->n ? ": " : "",
             into->n ? into->item[0].why : "");
    items_release(into);
    return -1;
}

int
rerun(struct rerunner *r, const struct item *it, enum rerun what,
      const char *schedule, struct items *into, char *why, size_t cap)
{
    struct words w = { .n = 0 };
    char directory[600], json[640], out[640];
    int err = new_directory(r, directory, sizeof(directory)), status;
    pid_t pid;

    if (err) {
        snprintf(why, cap, "cannot make a directory: %s", strerror(-err));
        return -1;
    }
    snprintf(json, sizeof(json), "%s/results.json", directory);
    snprintf(out, sizeof(out), "%s/said", directory);
    make_command(&w, r, it, what, schedule);
    add(&w, "--traces", directory);
    add(&w, "--json", json);
    pid = fork();
    if (pid == 0)
        become(&w, out);
    if (pid < 0) {
        snprintf(why, cap, "cannot start the grader: %s", strerror(errno));
        return -1;
    }
    status = wait_for(r, pid);
    if (status == -1) {
        snprintf(why, cap, "stopped");
        return -1;
    }
    return read_results(into, json, out, status, why, cap);
}
