/*
 * fuzz_udp.c - random calls on datagram sockets, clocks and chance.
 */
#include "netsim/test/node/fuzz.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/random.h>
#include <time.h>

/* ---- sockets ------------------------------------------------------------ */

static long
do_socket(void)
{
    static const int odd[] = { 0, 1, 2, 3, 5, 10, 77, -1, INT32_MAX };
    int domain = one_in(10) ? PICK(odd) : AF_INET;
    int type = one_in(10) ? PICK(odd) | 4096 : SOCK_DGRAM;
    int protocol = one_in(10) ? PICK(odd) : 0, fd;
    struct timeval tv = { 0, 10000 };

    /* A stream socket is for another program. */
    if ((type & 0xf) == SOCK_STREAM || (type & 0xf) == SOCK_RAW)
        type = SOCK_DGRAM;
    if (domain == AF_UNIX || domain == AF_INET6)
        domain = AF_INET;
    if (one_in(3))
        type |= SOCK_NONBLOCK;
    tell("%d %d %d", domain, type, protocol);
    fd = learn(socket(domain, type, protocol));
    /* Or it would wait for ever, too often. */
    if (fd >= 0 && !one_in(20))
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    return fd;
}

static long
do_timeout(void)
{
    struct timeval tv = { 0, 1 + (suseconds_t)draw(50000) };
    int fd = a_descriptor();

    tell("%d %ld us", fd, (long)tv.tv_usec);
    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
}

static long
do_bind(void)
{
    socklen_t len;
    void *addr = address_pointer(&len);

    return bind(a_descriptor(), addr, len);
}

static long
do_connect(void)
{
    socklen_t len;
    void *addr = address_pointer(&len);

    return connect(a_descriptor(), addr, len);
}

static int
some_flags(void)
{
    static const int flags[] = { 0,
                                 0,
                                 MSG_DONTWAIT,
                                 MSG_PEEK | MSG_DONTWAIT,
                                 MSG_TRUNC | MSG_DONTWAIT,
                                 MSG_WAITALL,
                                 MSG_OOB,
                                 MSG_NOSIGNAL };

    return PICK(flags);
}

static long
do_sendto(void)
{
    socklen_t addr_len;
    void *addr = address_pointer(&addr_len);
    size_t len = a_length();
    int fd = a_descriptor();

    tell("%d length %zu address length %u", fd, len, addr_len);
    return sendto(fd, a_pointer(ROOM), len, some_flags(), addr, addr_len);
}

static long
do_send(void)
{
    size_t len = a_length();
    int fd = a_victim();

    tell("%d length %zu", fd, len);
    return one_in(2) ? send(fd, a_pointer(ROOM), len, some_flags())
                     : write(fd, a_pointer(ROOM), len);
}

static long
do_recv(void)
{
    size_t len = a_length();
    int fd = a_descriptor();

    tell("%d length %zu", fd, len);
    return one_in(2) ? recv(fd, a_pointer(ROOM), len, some_flags())
                     : read(fd, a_pointer(ROOM), len);
}

static long
do_recvfrom(void)
{
    size_t len = a_length();
    int fd = a_descriptor();

    tell("%d length %zu", fd, len);
    return recvfrom(fd, a_pointer(ROOM), len, some_flags(), a_pointer(128),
                    length_pointer());
}

static long
do_getsockname(void)
{
    return getsockname(a_descriptor(), a_pointer(128), length_pointer());
}

static long
do_getpeername(void)
{
    return getpeername(a_descriptor(), a_pointer(128), length_pointer());
}

static long
do_poll(void)
{
    static struct pollfd p[64];
    static const nfds_t odd[] = { 0, 1025, 1000000, (nfds_t)-1 };
    static const int timeouts[] = { 0, 0, 0, 1, 5, 20 };
    nfds_t n = draw(COUNT(p));
    int timeout = PICK(timeouts), bad = one_in(16);

    for (nfds_t i = 0; i < n; i++)
        p[i] = (struct pollfd){ a_descriptor(), (short)draw(65536), 0 };
    if (one_in(20))
        n = PICK(odd);
    tell("%lu %d ms", (unsigned long)n, timeout);
    return poll(bad ? (void *)PICK(nowhere) : p, n, timeout);
}

/* ---- options and modes -------------------------------------------------- */

static const int levels[] = { SOL_SOCKET, SOL_SOCKET,  SOL_SOCKET,  IPPROTO_IP,
                              -1,         IPPROTO_UDP, IPPROTO_TCP, 9999 };

/* Not SO_RCVTIMEO, which has a row of its own. */
static int
an_option(void)
{
    int name = (int)draw(70);

    return name == SO_RCVTIMEO ? SO_RCVBUF : name;
}

static long
do_setsockopt(void)
{
    int fd = a_descriptor(), level = PICK(levels), name = an_option();
    socklen_t len = one_in(4) ? (socklen_t)draw(40) : 4;
    char *value = a_pointer(64);

    if (value >= arena && value < arena + sizeof(arena))
        memset(value, (int)draw(3), 32);
    tell("%d %d %d length %u", fd, level, name, len);
    return setsockopt(fd, level, name, value, one_in(50) ? UINT32_MAX : len);
}

static long
do_getsockopt(void)
{
    int fd = a_descriptor(), level = PICK(levels), name = (int)draw(70);

    tell("%d %d %d", fd, level, name);
    return getsockopt(fd, level, name, a_pointer(128), length_pointer());
}

static long
do_fcntl(void)
{
    static const int ops[] = { F_GETFL, F_SETFL, F_GETFD, F_SETFD, 9999, -1 };
    static const int args[] = { 0, O_NONBLOCK, FD_CLOEXEC, -1, O_APPEND };
    int fd = a_victim(), op = PICK(ops), arg = PICK(args);

    tell("%d %d %d", fd, op, arg);
    return fcntl(fd, op, arg);
}

static long
do_close(void)
{
    int fd = a_victim();

    tell("%d", fd);
    return close(fd);
}

/* ---- time and chance ---------------------------------------------------- */

static long
do_clock_gettime(void)
{
    static struct timespec ts;
    clockid_t clock = (clockid_t)draw(13);

    tell("%d", clock);
    return clock_gettime(clock, one_in(12) ? (void *)PICK(nowhere) : &ts);
}

static long
do_nanosleep(void)
{
    static struct timespec ts;

    ts.tv_sec = one_in(20) ? -1 : 0;
    ts.tv_nsec = one_in(20) ? 1000000000 : (long)draw(20000000);
    tell("%ld", ts.tv_nsec);
    return nanosleep(one_in(20) ? (void *)PICK(nowhere) : &ts, NULL);
}

static long
do_getrandom(void)
{
    size_t len = a_length();
    unsigned flags = one_in(8) ? (unsigned)draw(20) : 0;

    if (len > ROOM) /* it would write so much */
        len = ROOM;
    tell("length %zu flags %u", len, flags);
    return getrandom(a_pointer(ROOM), len, flags);
}

static long
do_malloc(void)
{
    static void *block[16];
    size_t i = draw(COUNT(block)), len = draw(3000);

    tell("%zu", len);
    if (one_in(3)) {
        free(block[i]);
        block[i] = NULL;
        return 0;
    }
    block[i] = realloc(block[i], len + 1);
    memset(block[i], 'm', len + 1);
    return 0;
}

/* ---- the table ---------------------------------------------------------- */

/* The errors are those of the manual page in section 2 of the same name. */
static const struct call calls[] = {
    { "socket",
      do_socket,
      { EAFNOSUPPORT, EINVAL, EMFILE, EPROTONOSUPPORT, ESOCKTNOSUPPORT },
      0 },
    { "timeout", do_timeout, { EBADF, ENOTSOCK }, 0 },
    { "timeout", do_timeout, { EBADF, ENOTSOCK }, 0 },
    { "bind",
      do_bind,
      { EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EBADF, EFAULT, EINVAL,
        ENOTSOCK, EACCES },
      0 },
    { "connect",
      do_connect,
      { EACCES, EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN, EBADF,
        ECONNREFUSED, EFAULT, EINVAL, EISCONN, ENETUNREACH, ENOTSOCK },
      0 },
    { "sendto",
      do_sendto,
      { EACCES, EAGAIN, EAFNOSUPPORT, EBADF, ECONNREFUSED, EDESTADDRREQ,
        EFAULT, EINVAL, EMSGSIZE, ENETUNREACH, ENOBUFS, ENOTSOCK, EOPNOTSUPP },
      0 },
    { "send",
      do_send,
      { EACCES, EAGAIN, EBADF, ECONNREFUSED, EDESTADDRREQ, EFAULT, EINVAL,
        EMSGSIZE, ENETUNREACH, ENOBUFS, ENOTSOCK, EOPNOTSUPP },
      0 },
    { "recv",
      do_recv,
      { EAGAIN, EBADF, ECONNREFUSED, EFAULT, EINVAL, ENOTSOCK },
      0 },
    { "recvfrom",
      do_recvfrom,
      { EAGAIN, EBADF, ECONNREFUSED, EFAULT, EINVAL, ENOTSOCK },
      0 },
    { "getsockname", do_getsockname, { EBADF, EFAULT, EINVAL, ENOTSOCK }, 0 },
    { "getpeername",
      do_getpeername,
      { EBADF, EFAULT, EINVAL, ENOTCONN, ENOTSOCK },
      0 },
    { "poll", do_poll, { EFAULT, EINVAL }, 0 },
    { "setsockopt",
      do_setsockopt,
      { EBADF, EDOM, EFAULT, EINVAL, ENOPROTOOPT, ENOTSOCK },
      0 },
    { "getsockopt",
      do_getsockopt,
      { EBADF, EFAULT, EINVAL, ENOPROTOOPT, ENOTSOCK, EOPNOTSUPP },
      0 },
    { "fcntl", do_fcntl, { EBADF, EINVAL }, 0 },
    { "close", do_close, { EBADF }, 0 },
    { "clock_gettime", do_clock_gettime, { EFAULT, EINVAL }, 0 },
    { "nanosleep", do_nanosleep, { EFAULT, EINVAL }, 0 },
    { "getrandom", do_getrandom, { EFAULT, EINVAL }, 0 },
    { "malloc", do_malloc, { 0 }, 0 },
};

int
main(int argc, char **argv)
{
    return fuzz(argc, argv, calls, COUNT(calls));
}
