/*
 * posix.c - the system calls, as a program sees them.
 */
#include "netsim/user/shim.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* ---- sockets ------------------------------------------------------------ */

/* What is longer than any address or option is for the kernel to refuse. */
static inline size_t
object_len(socklen_t len)
{
    return len <= sizeof(struct sockaddr_storage) ? len : 0;
}

SHIM int
socket(int domain, int type, int protocol)
{
    return (int)CALL(SYS_NR_socket, domain, type, protocol);
}

SHIM int
bind(int fd, const struct sockaddr *addr, socklen_t len)
{
    WILL_READ(addr, object_len(len));
    return (int)CALL(SYS_NR_bind, fd, P(addr), len);
}

SHIM int
connect(int fd, const struct sockaddr *addr, socklen_t len)
{
    WILL_READ(addr, object_len(len));
    return (int)CALL(SYS_NR_connect, fd, P(addr), len);
}

SHIM int
listen(int fd, int backlog)
{
    return (int)CALL(SYS_NR_listen, fd, backlog);
}

SHIM int
accept(int fd, struct sockaddr *restrict addr, socklen_t *restrict len)
{
    return (int)CALL(SYS_NR_accept, fd, P(addr), P(len), 0);
}

SHIM int
accept4(int fd, struct sockaddr *restrict addr, socklen_t *restrict len,
        int flags)
{
    return (int)CALL(SYS_NR_accept, fd, P(addr), P(len), flags);
}

SHIM int
shutdown(int fd, int how)
{
    return (int)CALL(SYS_NR_shutdown, fd, how);
}

SHIM ssize_t
sendto(int fd, const void *buf, size_t len, int flags,
       const struct sockaddr *addr, socklen_t addr_len)
{
    WILL_READ(buf, len);
    WILL_READ(addr, addr ? object_len(addr_len) : 0);
    return CALL(SYS_NR_sendto, fd, P(buf), (long)len, flags, P(addr),
                addr_len);
}

SHIM ssize_t
send(int fd, const void *buf, size_t len, int flags)
{
    WILL_READ(buf, len);
    return CALL(SYS_NR_sendto, fd, P(buf), (long)len, flags, 0, 0);
}

SHIM ssize_t
recvfrom(int fd, void *restrict buf, size_t len, int flags,
         struct sockaddr *restrict addr, socklen_t *restrict addr_len)
{
    WILL_WRITE(buf, len);
    return CALL(SYS_NR_recvfrom, fd, P(buf), (long)len, flags, P(addr),
                P(addr_len));
}

SHIM ssize_t
recv(int fd, void *buf, size_t len, int flags)
{
    WILL_WRITE(buf, len);
    return CALL(SYS_NR_recvfrom, fd, P(buf), (long)len, flags, 0, 0);
}

SHIM int
setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
    WILL_READ(value, object_len(len));
    return (int)CALL(SYS_NR_setsockopt, fd, level, name, P(value), len);
}

SHIM int
getsockopt(int fd, int level, int name, void *restrict value,
           socklen_t *restrict len)
{
    return (int)CALL(SYS_NR_getsockopt, fd, level, name, P(value), P(len));
}

SHIM int
getsockname(int fd, struct sockaddr *restrict addr, socklen_t *restrict len)
{
    return (int)CALL(SYS_NR_getsockname, fd, P(addr), P(len));
}

SHIM int
getpeername(int fd, struct sockaddr *restrict addr, socklen_t *restrict len)
{
    return (int)CALL(SYS_NR_getpeername, fd, P(addr), P(len));
}

/* ---- descriptors -------------------------------------------------------- */

SHIM int
close(int fd)
{
    return (int)CALL(SYS_NR_close, fd);
}

SHIM ssize_t
write(int fd, const void *buf, size_t len)
{
    WILL_READ(buf, len);
    return CALL(SYS_NR_write, fd, P(buf), (long)len);
}

SHIM ssize_t
read(int fd, void *buf, size_t len)
{
    WILL_WRITE(buf, len);
    return CALL(SYS_NR_read, fd, P(buf), (long)len);
}

SHIM int
fcntl(int fd, int op, ...)
{
    va_list ap;
    long arg;

    va_start(ap, op);
    arg = va_arg(ap, long);
    va_end(ap);
    return (int)CALL(SYS_NR_fcntl, fd, op, (int)arg);
}
extern __typeof__(fcntl) fcntl64
    __attribute__((weak, visibility("hidden"), alias("fcntl")));

SHIM int
ioctl(int fd, unsigned long request, ...)
{
    va_list ap;
    void *arg;

    va_start(ap, request);
    arg = va_arg(ap, void *);
    va_end(ap);
    return (int)CALL(SYS_NR_ioctl, fd, (long)request, P(arg));
}

SHIM int
poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
    WILL_WRITE(fds, n <= 1024 ? n * sizeof(*fds) : 0);
    return (int)CALL(SYS_NR_poll, P(fds), (long)n, timeout_ms);
}

/* ---- time --------------------------------------------------------------- */

SHIM int
clock_gettime(clockid_t clock, struct timespec *now)
{
    return (int)CALL(SYS_NR_clock_gettime, clock, P(now));
}

SHIM int
gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
    struct timespec now;

    (void)tz;
    if (CALL(SYS_NR_clock_gettime, CLOCK_REALTIME, P(&now)) < 0)
        return -1;
    tv->tv_sec = now.tv_sec;
    tv->tv_usec = now.tv_nsec / 1000;
    return 0;
}

SHIM time_t
time(time_t *where)
{
    struct timespec now;

    if (CALL(SYS_NR_clock_gettime, CLOCK_REALTIME, P(&now)) < 0)
        return -1;
    if (where)
        *where = now.tv_sec;
    return now.tv_sec;
}

SHIM int
nanosleep(const struct timespec *want, struct timespec *left)
{
    return (int)CALL(SYS_NR_nanosleep, P(want), P(left));
}

SHIM int
usleep(useconds_t us)
{
    struct timespec want = { us / 1000000, (long)(us % 1000000) * 1000 };

    return (int)CALL(SYS_NR_nanosleep, P(&want), 0);
}

SHIM unsigned
sleep(unsigned s)
{
    struct timespec want = { s, 0 };

    CALL(SYS_NR_nanosleep, P(&want), 0);
    return 0;
}

/* ---- the rest ----------------------------------------------------------- */

SHIM pid_t
getpid(void)
{
    return (pid_t)CALL(SYS_NR_getpid, 0);
}

SHIM ssize_t
getrandom(void *buf, size_t len, unsigned flags)
{
    WILL_WRITE(buf, len);
    return CALL(SYS_NR_getrandom, P(buf), (long)len, flags);
}
