/*
 * file.c - files of the disk, as a program sees them.
 *
 * Offsets have 64 bits on the processors we know, so that the names with
 * which <fcntl.h> and others select large files mean the same functions.
 */
#include "netsim/user/shim.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAME_AS(name) __attribute__((weak, visibility("hidden"), alias(name)))

_Static_assert(sizeof(off_t) == 8, "offsets have 64 bits");

/* ---- open, read, write -------------------------------------------------- */

/* What follows the flags, where anything does. */
static long
mode_of(int flags, va_list ap)
{
    return flags & O_CREAT ? (long)va_arg(ap, mode_t) : 0;
}

SHIM int
open(const char *path, int flags, ...)
{
    va_list ap;
    long mode;

    va_start(ap, flags);
    mode = mode_of(flags, ap);
    va_end(ap);
    return (int)CALL(SYS_NR_open, P(path), flags, mode);
}
extern __typeof__(open) open64 SAME_AS("open");

/* Only the working directory, or a path from the root. */
SHIM int
openat(int dir, const char *path, int flags, ...)
{
    va_list ap;
    long mode;

    va_start(ap, flags);
    mode = mode_of(flags, ap);
    va_end(ap);
    if (dir != AT_FDCWD && *path != '/') {
        errno = ENOTSUP;
        return -1;
    }
    return (int)CALL(SYS_NR_open, P(path), flags, mode);
}
extern __typeof__(openat) openat64 SAME_AS("openat");

SHIM int
creat(const char *path, mode_t mode)
{
    return (int)CALL(SYS_NR_open, P(path), O_CREAT | O_WRONLY | O_TRUNC,
                     (long)mode);
}
extern __typeof__(creat) creat64 SAME_AS("creat");

SHIM ssize_t
pread(int fd, void *buf, size_t len, off_t offset)
{
    WILL_WRITE(buf, len);
    return CALL(SYS_NR_pread, fd, P(buf), (long)len, offset);
}
extern __typeof__(pread) pread64 SAME_AS("pread");

SHIM ssize_t
pwrite(int fd, const void *buf, size_t len, off_t offset)
{
    WILL_READ(buf, len);
    return CALL(SYS_NR_pwrite, fd, P(buf), (long)len, offset);
}
extern __typeof__(pwrite) pwrite64 SAME_AS("pwrite");

SHIM off_t
lseek(int fd, off_t offset, int whence)
{
    return CALL(SYS_NR_lseek, fd, offset, whence);
}
extern __typeof__(lseek) lseek64 SAME_AS("lseek");

SHIM int
ftruncate(int fd, off_t len)
{
    return (int)CALL(SYS_NR_ftruncate, fd, len);
}
extern __typeof__(ftruncate) ftruncate64 SAME_AS("ftruncate");

SHIM int
truncate(const char *path, off_t len)
{
    return (int)CALL(SYS_NR_truncate, P(path), len);
}
extern __typeof__(truncate) truncate64 SAME_AS("truncate");

/* ---- sync --------------------------------------------------------------- */

SHIM int
fsync(int fd)
{
    return (int)CALL(SYS_NR_fsync, fd);
}

SHIM int
fdatasync(int fd)
{
    return (int)CALL(SYS_NR_fdatasync, fd);
}

SHIM void
sync(void)
{
    TRAP(SYS_NR_sync, 0);
}

/* ---- descriptors -------------------------------------------------------- */

SHIM int
dup(int fd)
{
    return (int)CALL(SYS_NR_dup, fd);
}

SHIM int
dup2(int fd, int to)
{
    return (int)CALL(SYS_NR_dup2, fd, to);
}

/* ---- names -------------------------------------------------------------- */

SHIM int
rename(const char *from, const char *to)
{
    return (int)CALL(SYS_NR_rename, P(from), P(to));
}

SHIM int
unlink(const char *path)
{
    return (int)CALL(SYS_NR_unlink, P(path));
}

SHIM int
mkdir(const char *path, mode_t mode)
{
    return (int)CALL(SYS_NR_mkdir, P(path), (long)mode);
}

SHIM int
rmdir(const char *path)
{
    return (int)CALL(SYS_NR_rmdir, P(path));
}

SHIM int
remove(const char *path)
{
    long r = TRAP(SYS_NR_unlink, P(path));

    if (r == -EISDIR)
        r = TRAP(SYS_NR_rmdir, P(path));
    return (int)posix_ret(r);
}

SHIM int
access(const char *path, int mode)
{
    return (int)CALL(SYS_NR_access, P(path), mode);
}

SHIM int
stat(const char *restrict path, struct stat *restrict st)
{
    WILL_WRITE(st, sizeof(*st));
    return (int)CALL(SYS_NR_stat, P(path), P(st));
}

/* There are no symbolic links. */
SHIM int
lstat(const char *restrict path, struct stat *restrict st)
{
    WILL_WRITE(st, sizeof(*st));
    return (int)CALL(SYS_NR_stat, P(path), P(st));
}

SHIM int
fstat(int fd, struct stat *st)
{
    WILL_WRITE(st, sizeof(*st));
    return (int)CALL(SYS_NR_fstat, fd, P(st));
}

_Static_assert(sizeof(struct stat) == sizeof(struct stat64), "one layout");

SHIM int
stat64(const char *restrict path, struct stat64 *restrict st)
{
    WILL_WRITE(st, sizeof(*st));
    return (int)CALL(SYS_NR_stat, P(path), P(st));
}

SHIM int
lstat64(const char *restrict path, struct stat64 *restrict st)
{
    WILL_WRITE(st, sizeof(*st));
    return (int)CALL(SYS_NR_stat, P(path), P(st));
}

SHIM int
fstat64(int fd, struct stat64 *st)
{
    WILL_WRITE(st, sizeof(*st));
    return (int)CALL(SYS_NR_fstat, fd, P(st));
}

SHIM int
chdir(const char *path)
{
    return (int)CALL(SYS_NR_chdir, P(path));
}

SHIM int
fchdir(int fd)
{
    return (int)CALL(SYS_NR_fchdir, fd);
}

/* getcwd(3): glibc allocates the buffer if it is given none. */
SHIM char *
getcwd(char *buf, size_t len)
{
    char path[4096];
    long n = TRAP(SYS_NR_getcwd, P(path), sizeof(path));

    if (buf && len == 0)
        n = -EINVAL;
    else if (n > 0 && len > 0 && (size_t)n > len)
        n = -ERANGE;
    if (posix_ret(n) < 0)
        return NULL;
    if (!buf && !(buf = malloc(len ? len : (size_t)n)))
        return NULL;
    return memcpy(buf, path, (size_t)n);
}

/*
 * mkstemp(3): the six last characters are replaced by what getrandom() says,
 * so another incarnation finds other names.
 */
SHIM int
mkstemp(char *pattern)
{
    static const char letter[] = "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t len = strlen(pattern);

    if (len < 6 || strcmp(pattern + len - 6, "XXXXXX") != 0) {
        errno = EINVAL;
        return -1;
    }
    for (;;) {
        unsigned char draw[6];
        long fd;

        if (CALL(SYS_NR_getrandom, P(draw), sizeof(draw), 0) < 0)
            return -1;
        for (int i = 0; i < 6; i++)
            pattern[len - 6 + (size_t)i] =
                letter[draw[i] % (sizeof(letter) - 1)];
        fd = TRAP(SYS_NR_open, P(pattern), O_RDWR | O_CREAT | O_EXCL, 0600);
        if (fd != -EEXIST)
            return (int)posix_ret(fd);
    }
}
extern __typeof__(mkstemp) mkstemp64 SAME_AS("mkstemp");
