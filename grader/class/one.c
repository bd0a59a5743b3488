/*
 * one.c - one submission, from its files to its record.
 *
 * The record is the last file that is written: whatever ends this before,
 * leaves a submission that is to be graded again.
 */
#include "grader/class/one.h"
#include "grader/class/files.h"
#include "grader/class/manifest.h"
#include "grader/class/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

void
record_infra(struct class_record *r, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    r->state = CLASS_INFRA;
    vsnprintf(r->status, sizeof(r->status), format, args);
    va_end(args);
    class_flag(r, "infra");
}

/* Messages of make, the compiler and the gate name the files as they saw
 * them: by the whole path, or from here. */
void
scratch_forget(const struct one *o, char *text)
{
    char prefix[PATH_MAX + 16];

    snprintf(prefix, sizeof(prefix), "%s/", o->built);
    text_replace(text, prefix, "");
    snprintf(prefix, sizeof(prefix), "%s/", o->scratch);
    text_replace(text, prefix, "");
    snprintf(prefix, sizeof(prefix), "%s/work/%s/", o->opt->out, o->entry->id);
    text_replace(text, prefix, "");
}

static int
set_paths(struct one *o)
{
    char here[PATH_MAX];
    const char *out = o->opt->out;
    int absolute = out[0] == '/';

    if (!getcwd(here, sizeof(here)))
        return -errno;
    if (snprintf(o->scratch, sizeof(o->scratch), "%s%s%s/work/%s",
                 absolute ? "" : here, absolute ? "" : "/", out,
                 o->entry->id) >= PATH_MAX ||
        snprintf(o->built, sizeof(o->built), "%s/submission%s", o->opt->build,
                 o->scratch) >= PATH_MAX ||
        snprintf(o->out, sizeof(o->out), "%s/%s", out, o->entry->file) >=
            PATH_MAX)
        return -ENAMETOOLONG;
    return 0;
}

static void
remove_scratch(const struct one *o)
{
    tree_remove(o->scratch);
    tree_remove(o->built);
}

/* What is there of an earlier attempt; the record first. */
static int
make_places(const struct one *o)
{
    char tmp[PATH_MAX + 16];
    int err;

    snprintf(tmp, sizeof(tmp), "%s/record.json", o->out);
    if (unlink(tmp) < 0 && errno != ENOENT)
        return -errno;
    err = tree_remove(o->out);
    remove_scratch(o);
    if (!err)
        err = dir_make(o->out);
    snprintf(tmp, sizeof(tmp), "%s/tmp", o->scratch);
    return err ? err : dir_make(tmp);
}

/* The labs that count, and the key of what is graded, and how. */
static void
set_labs(struct one *o, const struct intake *in)
{
    char sum[33];
    struct class_record *r = &o->record;

    for (int n = 1; n <= CLASS_LABS; n++)
        if (in->place[n] && (!o->opt->labs || o->opt->labs >> n & 1)) {
            o->labs |= 1u << n;
            r->lab[n].handed_in = 1;
            r->lab[n].points = CLASS_NO_SCORE;
            r->lab[n].max = 100;
        }
    if (in->odd)
        class_flag(r, "odd-names");
    if (in->several)
        class_flag(r, "several-copies");
    if (manifest_check(in, NULL, NULL))
        class_flag(r, "not-as-packed");
    intake_checksum(in, sum);
    snprintf(r->key, sizeof(r->key), "%s %s %s-%s%s %x%s%s", o->opt->kit, sum,
             o->opt->cc, o->opt->san, o->opt->isolate ? " isolated" : "",
             o->opt->labs, o->opt->seed ? " seed " : "",
             o->opt->seed ? o->opt->seed : "");
}

static int
is_done(const struct one *o)
{
    struct class_record old;

    return record_load(o->opt, o->entry, &old) == 0 &&
           old.state != CLASS_INFRA && old.key[0] &&
           strcmp(old.key, o->record.key) == 0;
}

/* Nothing to build: why. */
static void
record_nothing(struct one *o, const struct intake *in, int err)
{
    if (err == 0) {
        o->record.state = CLASS_EMPTY;
        snprintf(o->record.status, sizeof(o->record.status),
                 "no file of %s, such as udp_client.c",
                 o->opt->labs ? "the labs asked for" : "any lab");
    } else {
        o->record.state = CLASS_UNREADABLE;
        snprintf(o->record.status, sizeof(o->record.status),
                 "cannot be read: %s", in->why);
    }
}

/* Build and grade what is in the scratch directory. */
static int
judge(struct one *o)
{
    struct class_record *r = &o->record;
    int err = build_labs(o);

    if (err)
        return err;
    r->state = !o->broken             ? CLASS_GRADED
               : o->broken == o->labs ? CLASS_BROKEN
                                      : CLASS_PARTLY;
    snprintf(r->status, sizeof(r->status), "%s",
             o->broken ? o->error : "graded");
    return r->state == CLASS_BROKEN ? 0 : grade_labs(o);
}

/* build.log, and if there are no results the report. */
static int
write_texts(struct one *o, const char *log)
{
    char path[PATH_MAX + 16];
    int err;

    snprintf(path, sizeof(path), "%s/build.log", o->out);
    err = file_write(path, log, strlen(log));
    if (!err && !o->results)
        err = report_without_results(o, log);
    return err;
}

static int
do_it(struct one *o, const struct intake *in, const struct intake_kit *kit,
      int unread)
{
    char *log = NULL;
    size_t len;
    int err = make_places(o);

    o->log = open_memstream(&log, &len);
    if (!err && !o->log)
        err = -ENOMEM; /* else it would count as graded */
    if (!err && (unread || !o->labs))
        record_nothing(o, in, unread);
    else if (!err) {
        err = intake_write(in, kit, o->scratch);
        if (!err)
            err = judge(o);
    }
    if (o->log)
        fclose(o->log);
    if (err && err != -EINTR)
        record_infra(&o->record, "not graded: %s", strerror(-err));
    if (err != -EINTR && write_texts(o, log ? log : "") < 0)
        record_infra(&o->record, "not graded: cannot write \"%s\"", o->out);
    free(log);
    remove_scratch(o);
    return err == -EINTR ? err : 0;
}

/*
 * Nobody else works on it at the same time: another command, or another
 * machine with the same directory.  Whoever waits finds the record then.
 * Returns a descriptor, to be closed, or -errno.
 */
static int
lock(const struct one *o, char *path)
{
    struct stat held, there;
    int fd;

    snprintf(path, PATH_MAX, "%.*s.lock", PATH_MAX - 8, o->scratch);
    for (;;) {
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (fd < 0)
            return -errno;
        if (flock(fd, LOCK_EX) < 0) {
            int err = -errno;

            close(fd);
            return err;
        }
        /* Who held it before has removed it; there may be a new one. */
        if (fstat(fd, &held) == 0 && stat(path, &there) == 0 &&
            held.st_ino == there.st_ino)
            return fd;
        close(fd);
    }
}

/* The submission is read; do what there is to do.  As one_submission(). */
static int
one_locked(struct one *o, const struct intake_kit *kit)
{
    struct intake in;
    int unread = intake_read(&in, o->entry->path), err = 1;

    if (!unread) {
        intake_labs(&in, kit);
        set_labs(o, &in);
    }
    if (unread || !is_done(o)) {
        err = do_it(o, &in, kit, unread);
        if (!err)
            err = record_save(o->opt, o->entry, &o->record);
    }
    intake_release(&in);
    return err;
}

int
one_submission(const struct class_options *opt, const struct entry *e)
{
    struct one *o = calloc(1, sizeof(*o));
    struct intake_kit kit = { 0 };
    char path[PATH_MAX];
    int err, held;

    if (!o)
        return -ENOMEM;
    o->opt = opt;
    o->entry = e;
    err = set_paths(o);
    if (!err)
        err = intake_kit_read(&kit);
    if (!err) {
        held = lock(o, path);
        err = held < 0 ? held : one_locked(o, &kit);
        if (held >= 0) {
            unlink(path);
            close(held);
        }
    }
    intake_kit_release(&kit);
    free(o);
    return err;
}
