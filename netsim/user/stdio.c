/*
 * stdio.c - streams: stdin, stdout, stderr and what fopen() makes.
 *
 * libc's own streams write to the real descriptors from inside libc, where
 * no shim can see it.  So each process gets streams of its own, made by
 * fopencookie() on top of our read, write and lseek, and the functions that
 * make a stream or name one without being given it (fopen, printf, perror
 * ...) are here.  All others work on what they are given.
 *
 * The streams live in the process's heap and vanish with it; libc must not
 * keep them on its list of all open files (_IO_un_link), so we keep one.
 */
#include "netsim/user/shim.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void _IO_un_link(void *file);

SHIM FILE *stdin;
SHIM FILE *stdout;
SHIM FILE *stderr;

#define CONSOLE_ROOM 1024
#define FILE_ROOM 4096 /* as glibc has it on the usual file systems */

/* A stream, its descriptor and its buffer. */
struct stream {
    FILE *file;
    int fd;
    int console; /* which is never freed */
    struct stream *next;
    char *room;
    size_t room_len;
};

static struct stream *streams;
static struct stream console[3];
static char stdout_room[CONSOLE_ROOM];

/* ---- what libc asks of us ----------------------------------------------- */

/* libc has locked the stream, but knows only one thread: see shim.h. */
static ssize_t
stream_read(void *cookie, char *buf, size_t len)
{
    const struct stream *s = cookie;

    return KEEP_TURN(read(s->fd, buf, len));
}

/*
 * All of it, however little a call takes; libc takes less for an error.
 * What has been written is zeroed where it is ours: the state of a process
 * is not to depend on what it has said.
 */
static ssize_t
stream_write(void *cookie, const char *buf, size_t len)
{
    struct stream *s = cookie;
    size_t done = 0;

    while (done < len) {
        ssize_t n = KEEP_TURN(write(s->fd, buf + done, len - done));

        if (n < 0)
            return (ssize_t)done;
        done += (size_t)n;
    }
    if (s->room && buf >= s->room && buf < s->room + s->room_len)
        memset(s->room + (buf - s->room), 0, len);
    return (ssize_t)done;
}

static int
stream_seek(void *cookie, off64_t *offset, int whence)
{
    const struct stream *s = cookie;
    off_t at = KEEP_TURN(lseek(s->fd, *offset, whence));

    if (at < 0)
        return -1;
    *offset = at;
    return 0;
}

static int
stream_close(void *cookie)
{
    struct stream *s = cookie, **p = &streams;
    int fd = s->fd;

    while (*p != s)
        p = &(*p)->next;
    *p = s->next;
    if (!s->console)
        free(s);
    return KEEP_TURN(close(fd));
}

/* In front of all others; libc's stream has our room for its buffer. */
static FILE *
stream_start(struct stream *s, int fd, const char *mode, int how)
{
    cookie_io_functions_t io = { .read = stream_read,
                                 .write = stream_write,
                                 .seek = stream_seek,
                                 .close = stream_close };
    FILE *f = fopencookie(s, mode, io);

    if (!f)
        return NULL;
    _IO_un_link(f);
    setvbuf(f, s->room, how, s->room_len);
    s->file = f;
    s->fd = fd;
    s->next = streams;
    streams = s;
    return f;
}

/* ---- streams ------------------------------------------------------------ */

/* As on a terminal: what is said is seen at the end of its line. */
HIDDEN void
stdio_start(void)
{
    for (int i = 0; i < 3; i++)
        console[i].console = 1;
    console[1].room = stdout_room;
    console[1].room_len = sizeof(stdout_room);
    stdin = stream_start(&console[0], 0, "r", _IONBF);
    stdout = stream_start(&console[1], 1, "w", _IOLBF);
    stderr = stream_start(&console[2], 2, "w", _IONBF);
    if (!stdin || !stdout || !stderr)
        _exit(127);
}

HIDDEN void
stdio_flush(void)
{
    for (struct stream *s = streams; s; s = s->next)
        fflush_unlocked(s->file);
}

SHIM int
fflush(FILE *f)
{
    int r = 0;

    if (f)
        return fflush_unlocked(f);
    for (struct stream *s = streams; s; s = s->next)
        if (fflush_unlocked(s->file) == EOF)
            r = EOF;
    return r;
}

/* fopen(3): the flags for open(), or -1. */
static int
flags_of(const char *mode)
{
    int flags;

    if (*mode == 'r')
        flags = O_RDONLY;
    else if (*mode == 'w')
        flags = O_WRONLY | O_CREAT | O_TRUNC;
    else if (*mode == 'a')
        flags = O_WRONLY | O_CREAT | O_APPEND;
    else
        return -1;
    while (*++mode && *mode != ',') {
        if (*mode == '+')
            flags = (flags & ~O_ACCMODE) | O_RDWR;
        if (*mode == 'x')
            flags |= O_EXCL;
    }
    return flags;
}

/* glibc: a stream that only appends is at the end when it is opened. */
static void
go_to_end(int fd, int flags)
{
    if (flags & O_APPEND && (flags & O_ACCMODE) == O_WRONLY)
        TRAP(SYS_NR_lseek, fd, 0, SEEK_END);
}

static FILE *
stream_new(int fd, const char *mode)
{
    struct stream *s = calloc(1, sizeof(*s) + FILE_ROOM);
    FILE *f;

    if (!s)
        return NULL;
    s->room = (char *)(s + 1);
    s->room_len = FILE_ROOM;
    f = stream_start(s, fd, mode, _IOFBF);
    if (!f)
        free(s);
    return f;
}

SHIM FILE *
fopen(const char *restrict path, const char *restrict mode)
{
    int flags = flags_of(mode), fd;
    FILE *f;

    if (flags < 0) {
        errno = EINVAL;
        return NULL;
    }
    fd = (int)CALL(SYS_NR_open, P(path), flags, 0666);
    if (fd < 0)
        return NULL;
    go_to_end(fd, flags);
    f = stream_new(fd, mode);
    if (!f)
        close(fd);
    return f;
}
extern __typeof__(fopen) fopen64
    __attribute__((weak, visibility("hidden"), alias("fopen")));

/* fdopen(3): what the stream wants to do the descriptor must allow. */
SHIM FILE *
fdopen(int fd, const char *mode)
{
    int flags = flags_of(mode), have = fcntl(fd, F_GETFL), way;

    if (have < 0)
        return NULL;
    way = have & O_ACCMODE;
    if (flags < 0 || (way != O_RDWR && way != (flags & O_ACCMODE))) {
        errno = EINVAL;
        return NULL;
    }
    if (flags & O_APPEND && !(have & O_APPEND)) {
        if (fcntl(fd, F_SETFL, have | O_APPEND) < 0)
            return NULL;
        go_to_end(fd, flags);
    }
    return stream_new(fd, mode);
}

SHIM int
fileno(FILE *f)
{
    for (const struct stream *s = streams; s; s = s->next)
        if (s->file == f)
            return s->fd;
    errno = EBADF; /* a stream of open_memstream(), say */
    return -1;
}

/* ---- those that say it to stdout or stderr ------------------------------ */

SHIM int
vprintf(const char *fmt, va_list ap)
{
    return vfprintf(stdout, fmt, ap);
}

SHIM int
printf(const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vfprintf(stdout, fmt, ap);
    va_end(ap);
    return n;
}

SHIM int
puts(const char *s)
{
    return fprintf(stdout, "%s\n", s);
}

/* A macro of some headers; the function is what a program links with. */
#undef putchar
SHIM int
putchar(int c)
{
    return fputc(c, stdout);
}

#undef getchar
SHIM int
getchar(void)
{
    return fgetc(stdin);
}

SHIM void
perror(const char *s)
{
    int e = errno;

    if (s && *s)
        fprintf(stderr, "%s: ", s);
    fprintf(stderr, "%s\n", strerror(e));
}

/* libc keeps the text of an unknown number in memory of its own. */
SHIM char *
strerror(int e)
{
    static char unknown[32];
    const char *known = strerrordesc_np(e);

    if (known)
        return (char *)(uintptr_t)known;
    snprintf(unknown, sizeof(unknown), "Unknown error %d", e);
    return unknown;
}
