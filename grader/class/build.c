/*
 * build.c - a submission's programs, lab by lab, by make.
 *
 * What is compiled is the submission's: it is built in a scratch directory
 * under names that we have given, with an environment of ours, and with
 * limits.  A lab that does not build does not keep the others from it.
 */
#include "grader/class/files.h"
#include "grader/class/one.h"
#include "grader/class/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUILD_FILE_MB 256
#define ERROR_LINES_LOOKED_AT 4000

const char *const *
scratch_environment(const struct one *o)
{
    static char path[4096 + 8], home[PATH_MAX + 8], tmp[PATH_MAX + 16];
    static char utf8[] = "LC_ALL=C.UTF-8";
    static const char *const environment[] = { path, home, tmp, utf8, NULL };
    const char *ours = getenv("PATH");

    snprintf(path, sizeof(path), "PATH=%.4096s",
             ours ? ours : "/usr/bin:/bin");
    snprintf(home, sizeof(home), "HOME=%s", o->scratch);
    snprintf(tmp, sizeof(tmp), "TMPDIR=%s/tmp", o->scratch);
    return environment;
}

/* The line of `log` that says what is wrong: the first error, or else the
 * last line that make did not add.  At most cap bytes. */
static void
first_error(const char *log, char *line, size_t cap)
{
    static const char *const marks[] = { "error:", "undefined reference",
                                         "multiple definition" };
    const char *best = "", *at = log;
    size_t len = 0;

    for (int i = 0; *at && i < ERROR_LINES_LOOKED_AT; i++) {
        size_t n = strcspn(at, "\n");

        for (size_t m = 0; m < sizeof(marks) / sizeof(marks[0]); m++)
            if (memmem(at, n, marks[m], strlen(marks[m]))) {
                snprintf(line, cap, "%.*s", (int)n, at);
                return;
            }
        if (n > 0 && strncmp(at, "make", 4) != 0) {
            best = at;
            len = n;
        }
        at += n + (at[n] != '\0');
    }
    snprintf(line, cap, "%.*s", len ? (int)len : 20,
             len ? best : "make failed, silent");
}

/*
 * Has a gate said it, not the compiler, which names a column ("a.c:1:2:")?
 * Then the file has what a lab may not have: an attempt to get at the grade,
 * or a function that the simulated kernel lacks.
 */
static int
is_refusal(const char *line)
{
    const char *error = strstr(line, ": error: "), *at = error;
    int numbers = 0;

    if (strncmp(line, "lab", 3) != 0 || !error)
        return 0;
    while (at > line && (at[-1] == ':' || (at[-1] >= '0' && at[-1] <= '9')))
        numbers += *--at == ':';
    return numbers < 2;
}

static void
log_line(struct one *o, int n, const struct run *r)
{
    fprintf(o->log, "== lab %d: %s ==\n%s", n,
            r->timed_out ? "not done in time"
            : r->status  ? "does not build"
                         : "builds",
            r->output);
    if (r->len == RUN_OUTPUT_MAX)
        fputs("\n(what follows is left out)\n", o->log);
}

/*
 * -errno if what stopped it is no fault of what is built: there was no more
 * room on the disk, or make itself was ended.  Of a command that failed make
 * says 2.
 */
static int
our_trouble(const struct run *r)
{
    static const char *const says[] = { "No space left on device",
                                        "Disk quota exceeded" };

    for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++)
        if (strstr(r->output, says[i]))
            return -ENOSPC;
    return r->status == 2 ? 0 : -ECANCELED;
}

static void
not_built(struct one *o, int n, const struct run *r)
{
    char line[160];

    o->broken |= 1u << n;
    if (r->timed_out) {
        class_flag(&o->record, "stopped");
        snprintf(line, sizeof(line), "not done after %d s", r->limit_s);
    } else {
        first_error(r->output, line, sizeof(line));
        if (is_refusal(line))
            class_flag(&o->record, "refused");
    }
    if (!o->error[0])
        snprintf(o->error, sizeof(o->error), "%s%d%s: %s", "lab ", n,
                 " does not build", line);
}

/* With SUB_LABS make knows of no other lab of the submission. */
static int
build_lab(struct one *o, int n)
{
    char cc[64], san[16], submission[PATH_MAX + 16], labs[16];
    const char *argv[] = { "make",     "-s", cc,           san,
                           submission, labs, "submission", NULL };
    struct run r = { .argv = argv,
                     .envp = scratch_environment(o),
                     .limit_s = o->opt->build_s,
                     .cpu_s = o->opt->build_s,
                     .file_mb = BUILD_FILE_MB };
    int err;

    snprintf(cc, sizeof(cc), "CC=%s", o->opt->cc);
    snprintf(san, sizeof(san), "SAN=%s", o->opt->san);
    snprintf(submission, sizeof(submission), "SUBMISSION=%s", o->scratch);
    snprintf(labs, sizeof(labs), "SUB_LABS=%d", n);
    err = run(&r);
    if (err)
        return err;
    o->record.build_ms += r.ms;
    if (!r.stopped) {
        scratch_forget(o, r.output);
        text_clean_lines(r.output); /* "#error" says what its author likes */
        log_line(o, n, &r);
        if (r.status != 0 && !r.timed_out)
            err = our_trouble(&r);
        if (!err && (r.status != 0 || r.timed_out))
            not_built(o, n, &r);
    }
    free(r.output);
    return r.stopped ? -EINTR : err;
}

int
build_labs(struct one *o)
{
    int err = 0;

    for (int n = 1; n <= CLASS_LABS && !err; n++)
        if (o->labs >> n & 1)
            err = build_lab(o, n);
    return err;
}
