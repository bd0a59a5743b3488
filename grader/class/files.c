/*
 * files.c - small things done with files.
 */
#include "grader/class/files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, text, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        text += n;
        len -= (size_t)n;
    }
    return 0;
}

int
file_write(const char *path, const char *text, size_t len)
{
    char beside[PATH_MAX];
    int fd, err;

    /* By process: two machines may write the same record at a time. */
    if (snprintf(beside, sizeof(beside), "%s.%ld.tmp", path, (long)getpid()) >=
        (int)sizeof(beside))
        return -ENAMETOOLONG;
    fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    err = write_all(fd, text, len);
    /* Its name must not come to the disk before what is in it. */
    if (!err && fsync(fd) < 0)
        err = -errno;
    if (close(fd) < 0 && !err)
        err = -errno;
    if (!err && rename(beside, path) < 0)
        err = -errno;
    if (err)
        unlink(beside);
    return err;
}

int
file_read(const char *path, size_t most, char **text, size_t *len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t got = 0, cap = 0;
    ssize_t n = 1;

    *text = NULL;
    if (fd < 0)
        return -errno;
    while (n > 0) {
        if (cap - got < 2) {
            char *more = realloc(*text, cap = cap ? 2 * cap : 4096);

            if (!more) {
                n = -1;
                break;
            }
            *text = more;
        }
        n = got < most
                ? read(fd, *text + got,
                       most - got < cap - got - 1 ? most - got : cap - got - 1)
                : 0;
        got += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    if (n < 0) {
        free(*text);
        *text = NULL;
        return -EIO;
    }
    (*text)[got] = '\0';
    if (len)
        *len = got;
    return 0;
}

int
dir_make(const char *path)
{
    char part[PATH_MAX];
    size_t len = strlen(path);

    if (len >= sizeof(part))
        return -ENAMETOOLONG;
    memcpy(part, path, len + 1);
    for (char *at = part + 1; at <= part + len; at++) {
        char was = *at;

        if (was != '/' && was != '\0')
            continue;
        *at = '\0';
        if (mkdir(part, 0777) < 0 && errno != EEXIST)
            return -errno;
        *at = was;
    }
    return 0;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

int
tree_remove(const char *path)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0)
        return 0;
    return errno == ENOENT ? 0 : -errno;
}

void
text_replace(char *text, const char *what, const char *with)
{
    size_t what_len = strlen(what), with_len = strlen(with);
    char *to = text;

    while (*text)
        if (strncmp(text, what, what_len) == 0) {
            memcpy(to, with, with_len);
            to += with_len;
            text += what_len;
        } else {
            *to++ = *text++;
        }
    *to = '\0';
}

int
utf8_len(const char *text)
{
    const unsigned char *u = (const unsigned char *)text;
    int n = u[0] == 0     ? 0
            : u[0] < 0x80 ? 1
            : u[0] < 0xc2 ? 0
            : u[0] < 0xe0 ? 2
            : u[0] < 0xf0 ? 3
            : u[0] < 0xf5 ? 4
                          : 0;

    for (int i = 1; i < n; i++)
        if ((u[i] & 0xc0) != 0x80)
            return 0;
    /* Too long for what it says, a surrogate, or beyond the last one. */
    if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) ||
        (u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
        return 0;
    return n;
}

/* U+0080 to U+009F command terminals as ESC does. */
static int
is_control(const char *text)
{
    const unsigned char *u = (const unsigned char *)text;

    return u[0] < ' ' || u[0] == 0x7f || (u[0] == 0xc2 && u[1] < 0xa0);
}

/* Control characters but those in `kept`, and what is no UTF-8. */
static void
clean(char *text, const char *kept)
{
    for (int n; *text; text += n ? n : 1) {
        n = utf8_len(text);
        if ((n == 0 || is_control(text)) && !strchr(kept, *text)) {
            *text = '?';
            n = 1; /* what is left of it is no character, then */
        }
    }
}

void
text_clean(char *text)
{
    clean(text, "");
}

void
text_clean_lines(char *text)
{
    clean(text, "\n\t");
}
