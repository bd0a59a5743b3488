/*
 * fortify.c - the names that -D_FORTIFY_SOURCE gives to calls of the shim.
 *
 * Some compilers set it by themselves.  The size of the buffer comes as one
 * more argument; __chk_fail() ends the program if it is too small.
 */
#include "netsim/user/shim.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

extern void __chk_fail(void) __attribute__((noreturn));

static void
check(size_t len, size_t room)
{
    if (len > room)
        __chk_fail();
}

HIDDEN ssize_t __read_chk(int fd, void *buf, size_t len, size_t room);
SHIM ssize_t
__read_chk(int fd, void *buf, size_t len, size_t room)
{
    check(len, room);
    return read(fd, buf, len);
}

HIDDEN ssize_t __pread_chk(int fd, void *buf, size_t len, off_t offset,
                           size_t room);
SHIM ssize_t
__pread_chk(int fd, void *buf, size_t len, off_t offset, size_t room)
{
    check(len, room);
    return pread(fd, buf, len, offset);
}
HIDDEN extern __typeof__(__pread_chk) __pread64_chk
    __attribute__((weak, alias("__pread_chk")));

HIDDEN ssize_t __recv_chk(int fd, void *buf, size_t len, size_t room,
                          int flags);
SHIM ssize_t
__recv_chk(int fd, void *buf, size_t len, size_t room, int flags)
{
    check(len, room);
    return recv(fd, buf, len, flags);
}

HIDDEN ssize_t __recvfrom_chk(int fd, void *buf, size_t len, size_t room,
                              int flags, struct sockaddr *addr,
                              socklen_t *addr_len);
SHIM ssize_t
__recvfrom_chk(int fd, void *buf, size_t len, size_t room, int flags,
               struct sockaddr *addr, socklen_t *addr_len)
{
    check(len, room);
    return recvfrom(fd, buf, len, flags, addr, addr_len);
}

HIDDEN int __poll_chk(struct pollfd *fds, nfds_t n, int timeout_ms,
                      size_t room);
SHIM int
__poll_chk(struct pollfd *fds, nfds_t n, int timeout_ms, size_t room)
{
    check(n, room / sizeof(*fds));
    return poll(fds, n, timeout_ms);
}

HIDDEN char *__getcwd_chk(char *buf, size_t len, size_t room);
SHIM char *
__getcwd_chk(char *buf, size_t len, size_t room)
{
    check(len, room);
    return getcwd(buf, len);
}

/* Without a mode, which O_CREAT would want. */
HIDDEN int __open_2(const char *path, int flags);
SHIM int
__open_2(const char *path, int flags)
{
    check(flags & O_CREAT, 0);
    return open(path, flags);
}
HIDDEN extern __typeof__(__open_2) __open64_2
    __attribute__((weak, alias("__open_2")));

/* The flag asks libc to look closer at the format, where it can. */
HIDDEN int __vprintf_chk(int flag, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
SHIM int
__vprintf_chk(int flag, const char *fmt, va_list ap)
{
    (void)flag;
    return vfprintf(stdout, fmt, ap);
}

HIDDEN int __printf_chk(int flag, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
SHIM int
__printf_chk(int flag, const char *fmt, ...)
{
    va_list ap;
    int n;

    (void)flag;
    va_start(ap, fmt);
    n = vfprintf(stdout, fmt, ap);
    va_end(ap);
    return n;
}
