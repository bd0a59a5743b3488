/*
 * intake.c - what is kept of a submission, and reading it from a directory.
 */
#include "grader/class/intake.h"
#include "grader/class/entries.h"
#include "grader/class/manifest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
intake_fail(struct intake *in, int err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(in->why, sizeof(in->why), format, args);
    va_end(args);
    return err;
}

static int
ends_in(const char *name, const char *end)
{
    size_t len = strlen(name), n = strlen(end);

    return len > n && strcmp(name + len - n, end) == 0;
}

/* A part of a path that neither make nor a shell reads anything into. */
static int
is_plain(const char *part, size_t len)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-";

    return len > 0 && part[0] != '-' && strspn(part, plain) >= len;
}

/* Sources, schedules, the answers to what is to be predicted, and what `make
 * handin` says of them. */
static int
is_kept(const char *base)
{
    return ends_in(base, ".c") || ends_in(base, ".h") ||
           ends_in(base, ".faults") || strcmp(base, "predict.txt") == 0 ||
           strcmp(base, MANIFEST_NAME) == 0;
}

/* Parts of the path: 1: keep it, 0: of no interest, -1: it is odd. */
static int
look_at(const char *path)
{
    const char *base = strrchr(path, '/');
    int hidden = 0, depth = 0;

    base = base ? base + 1 : path;
    if (path[0] == '/')
        return -1;
    for (const char *at = path; *at; depth++) {
        size_t len = strcspn(at, "/");

        if (len == 2 && at[0] == '.' && at[1] == '.')
            return -1;
        hidden |= at[0] == '.' && len > 1;
        hidden |= len == 8 && strncmp(at, "__MACOSX", len) == 0;
        at += len + (at[len] == '/');
    }
    if (hidden || depth > INTAKE_DEPTH_MAX || !is_kept(base))
        return 0;
    return is_plain(base, strlen(base)) ? 1 : -1;
}

int
intake_wants(struct intake *in, const char *path)
{
    int look = look_at(path);

    if (++in->seen > INTAKE_ENTRIES_MAX)
        return intake_fail(in, -E2BIG, "it has more than %d files",
                           INTAKE_ENTRIES_MAX);
    in->odd += look < 0;
    return look > 0;
}

/* As unpackers do, the last of one name counts. */
static int
replace(struct intake *in, const char *path, void *data, size_t len)
{
    for (size_t i = 0; i < in->len; i++)
        if (strcmp(in->file[i].path, path) == 0) {
            in->bytes += len - in->file[i].len;
            free(in->file[i].data);
            in->file[i].data = data;
            in->file[i].len = len;
            return 1;
        }
    return 0;
}

int
intake_add(struct intake *in, const char *path, void *data, size_t len)
{
    struct intake_file *more;
    int err = 0;

    while (strncmp(path, "./", 2) == 0)
        path += 2;
    if (replace(in, path, data, len))
        return 0;
    if (in->len == INTAKE_FILES_MAX)
        err = intake_fail(in, -E2BIG, "it has more than %d sources",
                          INTAKE_FILES_MAX);
    else if (in->bytes + len > INTAKE_BYTES_MAX)
        err = intake_fail(in, -E2BIG, "its sources have more than %zu bytes",
                          INTAKE_BYTES_MAX);
    if (err) {
        free(data);
        return err;
    }
    more = realloc(in->file, (in->len + 1) * sizeof(*more));
    if (more)
        in->file = more;
    if (!more || !(more[in->len].path = strdup(path))) {
        free(data);
        return intake_fail(in, -ENOMEM, "out of memory");
    }
    more[in->len].data = data;
    more[in->len++].len = len;
    in->bytes += len;
    return 0;
}

/* All of an open file; it may grow meanwhile, but not beyond the limit. */
static int
read_all(struct intake *in, int fd, const char *name)
{
    char *data = malloc(INTAKE_FILE_MAX + 1), *fit;
    size_t len = 0;
    ssize_t n = 1;

    while (data && n > 0 && len <= INTAKE_FILE_MAX) {
        n = read(fd, data + len, INTAKE_FILE_MAX + 1 - len);
        len += n > 0 ? (size_t)n : 0;
    }
    if (!data || n < 0 || len > INTAKE_FILE_MAX) {
        int err = !data ? -ENOMEM : n < 0 ? -errno : -EFBIG;

        free(data);
        return intake_fail(in, err, "%.100s: %s", name, strerror(-err));
    }
    fit = realloc(data, len ? len : 1);
    return intake_add(in, name, fit ? fit : data, len);
}

/* By descriptor, and O_NOFOLLOW: whoever swaps a file for a link meanwhile
 * gains nothing. */
static int
read_file(struct intake *in, int dir, const char *base, const char *name)
{
    int fd = openat(dir, base, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    int err = 0;

    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        err = read_all(in, fd, name);
    else if (fd < 0 && errno != ELOOP)
        err = intake_fail(in, -errno, "%.100s: %s", name, strerror(errno));
    else
        in->odd++;
    if (fd >= 0)
        close(fd);
    return err;
}

static int read_dir(struct intake *in, int fd, const char *prefix, int depth);

static int
read_entry(struct intake *in, int dir, const char *prefix, const char *base,
           int depth)
{
    char name[PATH_MAX];
    struct stat st;
    int fd, wanted;

    if (snprintf(name, sizeof(name), "%s%s%s", prefix, *prefix ? "/" : "",
                 base) >= (int)sizeof(name))
        return 0;
    if (fstatat(dir, base, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return 0;
    if (!S_ISDIR(st.st_mode)) {
        wanted = intake_wants(in, name);
        return wanted > 0 ? read_file(in, dir, base, name) : wanted;
    }
    if (base[0] == '.' || depth >= INTAKE_DEPTH_MAX)
        return 0;
    fd = openat(dir, base, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0)
        return read_dir(in, fd, name, depth + 1);
    /* Without it a lab would be missing that was handed in. */
    return intake_fail(in, -errno, "%.100s: %s", name, strerror(errno));
}

/* Closes fd. */
static int
read_dir(struct intake *in, int fd, const char *prefix, int depth)
{
    DIR *dir = fdopendir(fd);
    struct dirent *d;
    int err = 0;

    if (!dir) {
        close(fd);
        return intake_fail(in, -EIO, "cannot read \"%.100s\"", prefix);
    }
    while (!err && (d = readdir(dir)))
        if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
            err = read_entry(in, dirfd(dir), prefix, d->d_name, depth);
    closedir(dir);
    return err;
}

static int
by_path(const void *a, const void *b)
{
    return strcmp(((const struct intake_file *)a)->path,
                  ((const struct intake_file *)b)->path);
}

int
intake_read(struct intake *in, const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

    *in = (struct intake){ 0 };
    if (fd >= 0)
        err = read_dir(in, fd, "", 0);
    else if (errno != ENOTDIR)
        err = intake_fail(in, -errno, "%s", strerror(errno));
    else if (archive_stem(path))
        err = intake_archive(in, path);
    else
        err = intake_fail(in, -EINVAL,
                          "neither a directory nor an archive "
                          "(.zip, .tar.gz)");
    if (in->len)
        qsort(in->file, in->len, sizeof(*in->file), by_path);
    return err;
}

void
intake_release(struct intake *in)
{
    for (size_t i = 0; i < in->len; i++) {
        free(in->file[i].path);
        free(in->file[i].data);
    }
    free(in->file);
    for (int n = 0; n <= INTAKE_LABS; n++)
        free(in->place[n]);
    *in = (struct intake){ 0 };
}
