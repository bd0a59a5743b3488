/*
 * fuzz_socket.c - random calls on sockets of both kinds, clocks and chance.
 */
#include "netsim/test/node/fuzz.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/random.h>
#include <time.h>

/* ---- sockets ------------------------------------------------------------ */

/* Or a call would wait for ever, too often. */
static void
limit_waits(int fd)
{
    struct timeval tv = { 0, 1 + (suseconds_t)draw(50000) };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
}

static long
do_socket(void)
{
    static const int odd[] = { 0, 4, 5, 6, 9, 77, -1, INT32_MAX };
    int domain = one_in(20) ? PICK(odd) : AF_INET;
    int type = one_in(20) ? PICK(odd) : one_in(2) ? SOCK_DGRAM : SOCK_STREAM;
    int protocol = one_in(20) ? PICK(odd) : 0, fd;

    if (one_in(3))
        type |= SOCK_NONBLOCK;
    tell(" %d %d %d", domain, type, protocol);
    fd = learn(socket(domain, type, protocol));
    if (fd >= 0 && !one_in(20))
        limit_waits(fd);
    return fd;
}

static long
do_listen(void)
{
    static const int backlogs[] = { 0, 1, 5, 1000, -1, INT32_MAX, INT32_MIN };
    int fd = a_descriptor(), backlog = PICK(backlogs);

    tell(" %d %d", fd, backlog);
    return listen(fd, backlog);
}

static long
do_accept(void)
{
    int fd = a_descriptor(), s;

    tell(" %d", fd);
    s = one_in(2) ? accept(fd, NULL, NULL)
                  : accept(fd, a_pointer(128), length_pointer());
    if (learn(s) >= 0)
        limit_waits(s);
    return s;
}

static long
do_shutdown(void)
{
    int fd = a_descriptor(), how = one_in(8) ? (int)draw(9) - 4 : (int)draw(3);

    tell(" %d %d", fd, how);
    return shutdown(fd, how);
}

/* A server, a client and all at once, or too few would ever meet. */
static long
do_serve(void)
{
    struct sockaddr_in sin = { .sin_family = AF_INET };
    int on = 1, fd = learn(socket(AF_INET, SOCK_STREAM, 0));

    sin.sin_port = htons((uint16_t)(7000 + draw(4)));
    tell(" %d", ntohs(sin.sin_port));
    if (fd < 0)
        return -1;
    limit_waits(fd);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)) < 0)
        return -1;
    return listen(fd, (int)draw(5));
}

static long
do_call(void)
{
    struct sockaddr_in sin = an_address();
    int fd = learn(socket(AF_INET, SOCK_STREAM, 0));

    if (fd < 0)
        return -1;
    sin.sin_family = AF_INET;
    limit_waits(fd);
    tell(" %d", ntohs(sin.sin_port));
    return connect(fd, (struct sockaddr *)&sin, sizeof(sin));
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
    size_t len;
    void *buf = a_buffer(&len);
    int fd = a_descriptor();

    tell(" %d length %zu address length %u", fd, len, addr_len);
    return sendto(fd, buf, len, some_flags(), addr, addr_len);
}

static long
do_send(void)
{
    size_t len;
    void *buf = a_buffer(&len);
    int fd = a_victim();

    tell(" %d length %zu", fd, len);
    return one_in(2) ? send(fd, buf, len, some_flags()) : write(fd, buf, len);
}

static long
do_recv(void)
{
    size_t len;
    void *buf = a_buffer(&len);
    int fd = a_descriptor();

    tell(" %d length %zu", fd, len);
    return one_in(2) ? recv(fd, buf, len, some_flags()) : read(fd, buf, len);
}

static long
do_recvfrom(void)
{
    size_t len;
    void *buf = a_buffer(&len);
    int fd = a_descriptor();

    tell(" %d length %zu", fd, len);
    return recvfrom(fd, buf, len, some_flags(), a_pointer(128),
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
    tell(" %lu %d ms", (unsigned long)n, timeout);
    return poll(bad ? (void *)PICK(nowhere) : p, n, timeout);
}

/* ---- options and modes -------------------------------------------------- */

static const int levels[] = { SOL_SOCKET, SOL_SOCKET,  SOL_SOCKET,  IPPROTO_IP,
                              -1,         IPPROTO_UDP, IPPROTO_TCP, 9999 };

/* Not SO_RCVTIMEO and its like: see limit_waits(). */
static int
an_option(void)
{
    int name = (int)draw(70);

    return name == SO_RCVTIMEO || name == SO_SNDTIMEO ? SO_RCVBUF : name;
}

static long
do_setsockopt(void)
{
    int fd = a_descriptor(), level = PICK(levels), name = an_option();
    socklen_t len = one_in(4) ? (socklen_t)draw(40) : 4;
    char *value = a_pointer(64);

    if (value >= arena && value < arena + sizeof(arena))
        memset(value, (int)draw(3), 32);
    tell(" %d %d %d length %u", fd, level, name, len);
    return setsockopt(fd, level, name, value, one_in(50) ? UINT32_MAX : len);
}

static long
do_getsockopt(void)
{
    int fd = a_descriptor(), level = PICK(levels), name = (int)draw(70);

    tell(" %d %d %d", fd, level, name);
    return getsockopt(fd, level, name, a_pointer(128), length_pointer());
}

static long
do_fcntl(void)
{
    static const int ops[] = { F_GETFL, F_SETFL, F_GETFD, F_SETFD, 9999, -1 };
    static const int args[] = { 0, O_NONBLOCK, FD_CLOEXEC, -1, O_APPEND };
    int fd = a_victim(), op = PICK(ops), arg = PICK(args);

    tell(" %d %d %d", fd, op, arg);
    return fcntl(fd, op, arg);
}

static long
do_dup(void)
{
    int fd = a_victim();

    tell(" %d", fd);
    return learn(one_in(2) ? dup(fd) : dup2(fd, learn(3 + (int)draw(30))));
}

static long
do_close(void)
{
    int fd = a_victim();

    tell(" %d", fd);
    forget(fd);
    return close(fd);
}

/* ---- time and chance ---------------------------------------------------- */

static long
do_clock_gettime(void)
{
    static struct timespec ts;
    clockid_t clock = (clockid_t)draw(13);

    tell(" %d", clock);
    return clock_gettime(clock, one_in(12) ? (void *)PICK(nowhere) : &ts);
}

static long
do_nanosleep(void)
{
    static struct timespec ts;

    ts.tv_sec = one_in(20) ? -1 : 0;
    ts.tv_nsec = one_in(20) ? 1000000000 : (long)draw(20000000);
    tell(" %ld", ts.tv_nsec);
    return nanosleep(one_in(20) ? (void *)PICK(nowhere) : &ts, NULL);
}

static long
do_getrandom(void)
{
    size_t len;
    void *buf = a_buffer(&len);
    unsigned flags = one_in(8) ? (unsigned)draw(20) : 0;

    tell(" length %zu flags %u", len, flags);
    return getrandom(buf, len, flags);
}

static long
do_malloc(void)
{
    static void *block[16];
    size_t i = draw(COUNT(block)), len = draw(3000);

    tell(" %zu", len);
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

/*
 * The errors are those of the manual page in section 2 of the same name, with
 * tcp(7) and ip(7), which it refers to.  ECONNABORTED is what Linux says to
 * one more connect() when the first has failed and its error has been told.
 */
#define LOST                                                                  \
    ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH
#define MAKING                                                                \
    EACCES, EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN, EALREADY, EBADF, \
        ECONNABORTED, EFAULT, EINPROGRESS, EINVAL, EISCONN, ENOTSOCK, LOST

static const struct call calls[] = {
    { "socket",
      do_socket,
      { EAFNOSUPPORT, EINVAL, EMFILE, EPROTONOSUPPORT, ESOCKTNOSUPPORT },
      0 },
    { "bind",
      do_bind,
      { EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EBADF, EFAULT, EINVAL,
        ENOTSOCK, EACCES },
      0 },
    { "listen",
      do_listen,
      { EADDRINUSE, EBADF, EINVAL, ENOTSOCK, EOPNOTSUPP },
      0 },
    { "accept",
      do_accept,
      { EAGAIN, EBADF, ECONNABORTED, EFAULT, EINVAL, EMFILE, ENOTSOCK,
        EOPNOTSUPP },
      0 },
    { "serve", do_serve, { EADDRINUSE, EMFILE }, 0 },
    { "call", do_call, { EMFILE, MAKING }, 0 },
    { "call", do_call, { EMFILE, MAKING }, 0 },
    { "connect", do_connect, { MAKING }, 0 },
    { "shutdown", do_shutdown, { EBADF, EINVAL, ENOTCONN, ENOTSOCK }, 0 },
    { "sendto",
      do_sendto,
      { EACCES, EAGAIN, EAFNOSUPPORT, EBADF, EDESTADDRREQ, EFAULT, EINVAL,
        EISCONN, EMSGSIZE, ENOBUFS, ENOTCONN, ENOTSOCK, EOPNOTSUPP, LOST },
      0 },
    { "send",
      do_send,
      { EACCES, EAGAIN, EBADF, EDESTADDRREQ, EFAULT, EINVAL, EMSGSIZE, ENOBUFS,
        ENOTCONN, ENOTSOCK, EOPNOTSUPP, LOST },
      0 },
    { "recv",
      do_recv,
      { EAGAIN, EBADF, EFAULT, EINVAL, ENOTCONN, ENOTSOCK, LOST },
      0 },
    { "recvfrom",
      do_recvfrom,
      { EAGAIN, EBADF, EFAULT, EINVAL, ENOTCONN, ENOTSOCK, LOST },
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
    { "dup", do_dup, { EBADF, EMFILE }, 0 },
    { "close", do_close, { EBADF }, 0 },
    { "clock_gettime", do_clock_gettime, { EFAULT, EINVAL }, 0 },
    { "nanosleep", do_nanosleep, { EFAULT, EINVAL }, 0 },
    { "getrandom", do_getrandom, { EFAULT, EINVAL }, 0 },
    { "malloc", do_malloc, { 0 }, 0 },
};

int
main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    return fuzz(argc, argv, calls, COUNT(calls));
}
