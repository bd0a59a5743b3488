/*
 * iovec.c - the calls that gather and scatter, made of those that do not.
 *
 * The bytes go through one block of memory, so that each of these is one
 * call of the kernel, and as atomic as that is: a datagram stays one.
 */
#include "netsim/user/shim.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* All of their lengths.  -1: EINVAL, as readv(2) has it; or they are too
 * many, which has an error of its own for each call. */
static ssize_t
total(const struct iovec *v, size_t n, int too_many)
{
    size_t sum = 0;

    if (n > IOV_MAX) {
        errno = too_many;
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        if (v[i].iov_len > SSIZE_MAX - sum) {
            errno = EINVAL;
            return -1;
        }
        sum += v[i].iov_len;
    }
    return (ssize_t)sum;
}

static char *
block(ssize_t len)
{
    char *p = len < 0 ? NULL : malloc(len ? (size_t)len : 1);

    if (!p && len >= 0)
        errno = ENOBUFS;
    return p;
}

static char *
gather(const struct iovec *v, size_t n, ssize_t len)
{
    char *all = block(len), *to = all;

    for (size_t i = 0; all && i < n; i++) {
        memcpy(to, v[i].iov_base, v[i].iov_len);
        to += v[i].iov_len;
    }
    return all;
}

static void
scatter(const struct iovec *v, size_t n, const char *from, size_t len)
{
    for (size_t i = 0; i < n && len > 0; i++) {
        size_t part = v[i].iov_len < len ? v[i].iov_len : len;

        memcpy(v[i].iov_base, from, part);
        from += part;
        len -= part;
    }
}

SHIM ssize_t
writev(int fd, const struct iovec *v, int n)
{
    ssize_t len = total(v, (size_t)n, EINVAL), r;
    char *all = gather(v, (size_t)n, len);

    if (!all)
        return -1;
    r = CALL(SYS_NR_write, fd, P(all), len);
    free(all);
    return r;
}

SHIM ssize_t
readv(int fd, const struct iovec *v, int n)
{
    ssize_t len = total(v, (size_t)n, EINVAL), r;
    char *all = block(len);

    if (!all)
        return -1;
    r = CALL(SYS_NR_read, fd, P(all), len);
    if (r > 0)
        scatter(v, (size_t)n, all, (size_t)r);
    free(all);
    return r;
}

/* No ancillary data: there is nothing that it could be about. */
SHIM ssize_t
sendmsg(int fd, const struct msghdr *m, int flags)
{
    ssize_t len = total(m->msg_iov, m->msg_iovlen, EMSGSIZE), r;
    char *all;

    if (m->msg_controllen) {
        errno = EINVAL;
        return -1;
    }
    all = gather(m->msg_iov, m->msg_iovlen, len);
    if (!all)
        return -1;
    r = CALL(SYS_NR_sendto, fd, P(all), len, flags, P(m->msg_name),
             m->msg_namelen);
    free(all);
    return r;
}

static int
is_stream(int fd)
{
    int type = 0;
    socklen_t len = sizeof(type);

    TRAP(SYS_NR_getsockopt, fd, SOL_SOCKET, SO_TYPE, P(&type), P(&len));
    return type == SOCK_STREAM;
}

SHIM ssize_t
recvmsg(int fd, struct msghdr *m, int flags)
{
    ssize_t len = total(m->msg_iov, m->msg_iovlen, EMSGSIZE), r;
    char *all = block(len);
    /* To a stream MSG_TRUNC says another thing: throw it away. */
    int trunc = is_stream(fd) ? 0 : MSG_TRUNC;

    if (!all)
        return -1;
    r = CALL(SYS_NR_recvfrom, fd, P(all), len, flags | trunc, P(m->msg_name),
             m->msg_name ? P(&m->msg_namelen) : 0);
    if (r >= 0) {
        m->msg_flags = r > len ? MSG_TRUNC : 0;
        m->msg_controllen = 0;
        if (r > len && !(flags & MSG_TRUNC))
            r = len;
        scatter(m->msg_iov, m->msg_iovlen, all, (size_t)(r < len ? r : len));
    }
    free(all);
    return r;
}
