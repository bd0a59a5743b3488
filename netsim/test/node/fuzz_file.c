/*
 * fuzz_file.c - random calls on files and directories: descriptors, names
 * and streams.
 */
#include "netsim/test/node/fuzz.h"

#include <dirent.h>
#include <limits.h>
#include <sys/stat.h>
#include <time.h>

/* ---- arguments ---------------------------------------------------------- */

static char long_name[PATH_MAX + 10];

/* Few names, some in others, so that calls meet; some that never can be. */
static const char *
a_path(void)
{
    static const char *const some[] = { "a",      "b",   "c",     "d",
                                        "d/e",    "d/f", "d/f/g", "./a",
                                        "d/../b", "a/x", "/a",    "d/" };
    static const char *const odd[] = { "", "/", ".", "..", "//", "none/x" };
    const char *path;

    if (one_in(40)) {
        tell(" bad path");
        return (const char *)PICK(nowhere);
    }
    if (one_in(40)) {
        size_t len = one_in(2) ? NAME_MAX + draw(3) : PATH_MAX - 2 + draw(4);

        memset(long_name, 'n', len);
        long_name[len] = '\0';
        tell(" path of %zu", len);
        return long_name;
    }
    path = one_in(12) ? PICK(odd) : PICK(some);
    tell(" %s", path);
    return path;
}

static off_t
an_offset(void)
{
    static const off_t odd[] = { -1, -INT64_MAX, INT64_MAX, INT64_MAX - 10,
                                 (off_t)1 << 40 };

    return one_in(16) ? PICK(odd) : (off_t)draw(9000);
}

/* ---- descriptors -------------------------------------------------------- */

static long
do_open(void)
{
    static const int access_mode[] = { O_RDONLY, O_WRONLY, O_RDWR, O_RDWR };
    static const int more[] = { O_CREAT,  O_EXCL,      O_TRUNC,
                                O_APPEND, O_DIRECTORY, O_CLOEXEC };
    const char *path = a_path();
    int flags = PICK(access_mode);

    if (one_in(2))
        flags |= O_CREAT;
    if (one_in(2))
        flags |= PICK(more);
    if (one_in(8))
        flags |= PICK(more);
    return learn(open(path, flags, 0644));
}

static long
do_close(void)
{
    int fd = a_victim();

    tell(" %d", fd);
    forget(fd);
    return close(fd);
}

static long
do_dup(void)
{
    int fd = a_victim();

    tell(" %d", fd);
    return learn(one_in(2) ? dup(fd) : dup2(fd, learn(3 + (int)draw(30))));
}

static long
do_read(void)
{
    size_t len;
    void *buf = a_buffer(&len);
    int fd = a_descriptor();

    tell(" %d length %zu", fd, len);
    return read(fd, buf, len);
}

static long
do_write(void)
{
    size_t len;
    void *buf = a_buffer(&len);
    int fd = a_victim();

    tell(" %d length %zu", fd, len);
    return write(fd, buf, len);
}

static long
do_pread(void)
{
    size_t len;
    void *buf = a_buffer(&len);
    int fd = a_descriptor();
    off_t at = an_offset();

    tell(" %d length %zu at %lld", fd, len, (long long)at);
    return pread(fd, buf, len, at);
}

/* Not far out: a file may have holes, a disk has not that much room. */
static long
do_pwrite(void)
{
    size_t len;
    void *buf = a_buffer(&len);
    int fd = a_victim();
    off_t at = an_offset();

    tell(" %d length %zu at %lld", fd, len, (long long)at);
    return pwrite(fd, buf, len, at);
}

static long
do_lseek(void)
{
    int fd = a_descriptor(), whence = one_in(20) ? 99 : (int)draw(3);
    off_t at = one_in(3) ? -an_offset() / 2 : an_offset();

    tell(" %d %lld %d", fd, (long long)at, whence);
    return lseek(fd, at, whence) == -1 ? -1 : 0;
}

static long
do_ftruncate(void)
{
    int fd = a_descriptor();
    off_t len = an_offset();

    tell(" %d %lld", fd, (long long)len);
    return ftruncate(fd, len);
}

static long
do_fsync(void)
{
    int fd = a_descriptor();

    tell(" %d", fd);
    return one_in(2) ? fsync(fd) : fdatasync(fd);
}

/* What it says, too, is part of what must be the same twice. */
static long
do_fstat(void)
{
    struct stat st = { 0 };
    int fd = a_descriptor();
    long r = fstat(fd, &st);

    tell(" %d size %lld links %d", fd, (long long)st.st_size,
         (int)st.st_nlink);
    return r;
}

static long
do_fcntl(void)
{
    static const int ops[] = { F_GETFL, F_SETFL, F_GETFD, F_SETFD, 9999 };
    static const int args[] = { 0, O_NONBLOCK, O_APPEND, FD_CLOEXEC, -1 };
    int fd = a_victim(), op = PICK(ops), arg = PICK(args);

    tell(" %d %d %d", fd, op, arg);
    return fcntl(fd, op, arg);
}

/* ---- names -------------------------------------------------------------- */

static long
do_stat(void)
{
    static struct stat st;
    const char *path = a_path();

    return stat(path, one_in(16) ? (void *)PICK(nowhere) : &st);
}

static long
do_truncate(void)
{
    return truncate(a_path(), an_offset());
}

static long
do_access(void)
{
    return access(a_path(), one_in(8) ? (int)draw(100) : (int)draw(8));
}

static long
do_rename(void)
{
    const char *from = a_path(), *to = a_path();

    return rename(from, to);
}

static long
do_unlink(void)
{
    return unlink(a_path());
}

static long
do_remove(void)
{
    return remove(a_path());
}

static long
do_mkdir(void)
{
    return mkdir(a_path(), 0755);
}

static long
do_rmdir(void)
{
    return rmdir(a_path());
}

static long
do_chdir(void)
{
    /* Home again, mostly: few things are elsewhere. */
    return chdir(one_in(4) ? a_path() : "/");
}

static long
do_list(void)
{
    const char *path = a_path();
    DIR *d = opendir(path);
    long n = 0;

    if (!d)
        return -1;
    while (readdir(d))
        n++;
    return closedir(d) < 0 ? -1 : n;
}

/* ---- streams ------------------------------------------------------------ */

static FILE *stream[8];

static long
do_fopen(void)
{
    static const char *const modes[] = { "r", "r+", "w",  "w+",
                                         "a", "a+", "wx", "z" };
    const char *mode = PICK(modes);
    size_t i = draw(COUNT(stream));

    if (stream[i])
        fclose(stream[i]);
    stream[i] = fopen(a_path(), mode);
    return stream[i] ? 0 : -1;
}

/* All of these: errors are the descriptor's, and seen by ferror(3). */
static long
do_stream(void)
{
    FILE *f = stream[draw(COUNT(stream))];
    char buf[300];
    int what = (int)draw(9);

    tell(" %d", what);
    if (!f)
        return 0;
    memset(buf, 's', sizeof(buf));
    switch (what) {
    case 0:
        return (long)fwrite(buf, 1, draw(sizeof(buf)), f) < 0;
    case 1:
        return (long)fread(buf, 1, draw(sizeof(buf)), f) < 0;
    case 2:
        return fprintf(f, "line %d\n", what) < 0 ? -1 : 0;
    case 3:
        return fgets(buf, sizeof(buf), f) ? 1 : 0;
    case 4:
        return fseek(f, (long)draw(5000) - 100, (int)draw(3));
    case 5:
        return ftell(f) < 0 ? -1 : 0;
    case 6:
        return fflush(f);
    case 7:
        rewind(f);
        return 0;
    default:
        clearerr(f);
        return fgetc(f) < 0 ? 0 : 1;
    }
}

/* So that there is time for a crash by the clock. */
static long
do_sleep(void)
{
    struct timespec ts = { 0, (long)draw(5000000) };

    tell(" %ld", ts.tv_nsec);
    return nanosleep(&ts, NULL);
}

static long
do_sync(void)
{
    sync();
    return 0;
}

/* ---- the table ---------------------------------------------------------- */

/* path_resolution(7); then those of the manual page of each call. */
#define PATH EACCES, EFAULT, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR
#define ROOM_FOR EDQUOT, EIO, ENOSPC
#define BUFFER EBADF, EFAULT, EINVAL, EIO, EISDIR
static const struct call calls[] = {
    { "open",
      do_open,
      { PATH, ROOM_FOR, EEXIST, EINVAL, EISDIR, EMFILE, ETXTBSY, EOVERFLOW },
      0 },
    { "open",
      do_open,
      { PATH, ROOM_FOR, EEXIST, EINVAL, EISDIR, EMFILE, ETXTBSY, EOVERFLOW },
      0 },
    { "close", do_close, { EBADF, EIO }, 0 },
    { "dup", do_dup, { EBADF, EMFILE }, 0 },
    { "read", do_read, { BUFFER }, 0 },
    { "write", do_write, { BUFFER, EFBIG, ROOM_FOR }, 0 },
    { "pread", do_pread, { BUFFER, EOVERFLOW, ESPIPE }, 0 },
    { "pwrite", do_pwrite, { BUFFER, EFBIG, EOVERFLOW, ESPIPE, ROOM_FOR }, 0 },
    { "lseek", do_lseek, { EBADF, EINVAL, EOVERFLOW, ESPIPE }, 0 },
    { "ftruncate", do_ftruncate, { EBADF, EFBIG, EINVAL, ROOM_FOR }, 0 },
    { "fsync", do_fsync, { EBADF, EINVAL, EROFS, ROOM_FOR }, 0 },
    { "fstat", do_fstat, { EBADF, EOVERFLOW }, 0 },
    { "fcntl", do_fcntl, { EBADF, EINVAL }, 0 },
    { "stat", do_stat, { PATH, EOVERFLOW }, 0 },
    { "truncate", do_truncate, { PATH, EFBIG, EINVAL, EISDIR, ROOM_FOR }, 0 },
    { "access", do_access, { PATH, EINVAL }, 0 },
    { "rename",
      do_rename,
      { PATH, EBUSY, EEXIST, EINVAL, EISDIR, ENOTEMPTY, ROOM_FOR },
      0 },
    { "unlink", do_unlink, { PATH, EBUSY, EIO, EISDIR, EPERM }, 0 },
    { "remove",
      do_remove,
      { PATH, EBUSY, EINVAL, EIO, EISDIR, ENOTEMPTY, EPERM },
      0 },
    { "mkdir", do_mkdir, { PATH, EEXIST, EINVAL, EMLINK, ROOM_FOR }, 0 },
    { "rmdir",
      do_rmdir,
      { PATH, EBUSY, EEXIST, EINVAL, EIO, ENOTEMPTY, EPERM },
      0 },
    { "chdir", do_chdir, { PATH, EIO }, 0 },
    { "list", do_list, { PATH, EMFILE }, 0 },
    { "fopen",
      do_fopen,
      { PATH, ROOM_FOR, EEXIST, EINVAL, EISDIR, EMFILE },
      0 },
    { "stream",
      do_stream,
      { EBADF, EFBIG, EINVAL, EISDIR, EOVERFLOW, ESPIPE, ROOM_FOR },
      0 },
    { "stream",
      do_stream,
      { EBADF, EFBIG, EINVAL, EISDIR, EOVERFLOW, ESPIPE, ROOM_FOR },
      0 },
    { "sync", do_sync, { 0 }, 0 },
    { "nanosleep", do_sleep, { 0 }, 0 },
};

int
main(int argc, char **argv)
{
    /* Not on a real machine: it would write there. */
    if (access("/bin/sh", F_OK) == 0)
        return 2;
    return fuzz(argc, argv, calls, COUNT(calls));
}
