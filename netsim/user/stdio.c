/*
 * stdio.c - stdin, stdout and stderr of a process.
 *
 * libc's own streams write to the real descriptors from inside libc, where
 * no shim can see it.  So each process gets streams of its own, made by
 * fopencookie() on top of write(2), and the functions that name a stream
 * without being given one (printf, puts, perror ...) are here.  All others
 * work on what they are given.
 *
 * The streams live in the process's heap and vanish with it; libc must not
 * keep them on its list of all open files (_IO_un_link).
 */
#include "netsim/user/shim.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern void _IO_un_link(void *file);

SHIM FILE *stdin;
SHIM FILE *stdout;
SHIM FILE *stderr;

static char stdout_buffer[1024];

/* libc has locked the stream, but knows only one thread: see syscalls.h. */
static ssize_t
to_console(void *cookie, const char *buf, size_t len)
{
    return CALL(SYS_NR_write, (long)(intptr_t)cookie, (long)(intptr_t)buf,
                (long)len, 0, 0, SYS_KEEP_TURN);
}

static ssize_t
end_of_file(void *cookie, char *buf, size_t len)
{
    (void)cookie;
    (void)buf;
    (void)len;
    return 0;
}

static FILE *
console(int fd, const char *mode, char *buf, int how, size_t len)
{
    cookie_io_functions_t io = { .read = end_of_file, .write = to_console };
    FILE *f = fopencookie((void *)(intptr_t)fd, mode, io);

    if (!f)
        _exit(127);
    _IO_un_link(f);
    setvbuf(f, buf, how, len);
    return f;
}

/* As on a terminal: what is said is seen at the end of its line. */
HIDDEN void
stdio_start(void)
{
    stdin = console(0, "r", NULL, _IONBF, 0);
    stdout = console(1, "w", stdout_buffer, _IOLBF, sizeof(stdout_buffer));
    stderr = console(2, "w", NULL, _IONBF, 0);
}

HIDDEN void
stdio_flush(void)
{
    fflush_unlocked(stdout);
}

SHIM int
fflush(FILE *f)
{
    return fflush_unlocked(f ? f : stdout);
}

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
    return EOF;
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
