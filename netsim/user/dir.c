/*
 * dir.c - reading a directory: opendir(3), readdir(3) and their family.
 *
 * The kernel gives the entry after a given one, by name.  So a stream is a
 * descriptor and the entry it has come to, and what is removed or added
 * meanwhile does not disturb it.
 */
#include "netsim/user/shim.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct __dirstream {
    int fd;
    struct dirent at;
};

static DIR *
stream(int fd)
{
    DIR *d = calloc(1, sizeof(*d));

    if (d)
        d->fd = fd;
    return d;
}

SHIM DIR *
fdopendir(int fd)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return NULL;
    if (!S_ISDIR(st.st_mode)) {
        errno = ENOTDIR;
        return NULL;
    }
    return stream(fd);
}

SHIM DIR *
opendir(const char *path)
{
    int fd = (int)CALL(SYS_NR_open, P(path), O_RDONLY | O_DIRECTORY);
    DIR *d = fd < 0 ? NULL : stream(fd);

    if (fd >= 0 && !d)
        close(fd);
    return d;
}

SHIM struct dirent *
readdir(DIR *d)
{
    long r = CALL(SYS_NR_readdir, d->fd, P(&d->at));

    return r > 0 ? &d->at : NULL;
}

_Static_assert(sizeof(struct dirent) == sizeof(struct dirent64), "one layout");

SHIM struct dirent64 *
readdir64(DIR *d)
{
    return (struct dirent64 *)readdir(d);
}

SHIM void
rewinddir(DIR *d)
{
    memset(&d->at, 0, sizeof(d->at));
}

SHIM int
dirfd(DIR *d)
{
    return d->fd;
}

SHIM int
closedir(DIR *d)
{
    int fd = d->fd;

    free(d);
    return close(fd);
}
