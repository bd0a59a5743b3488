/*
 * dial.c - a connection to a server, within a time.
 */
#include "lab2-stubs/tcp/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab1-sockets/kv/deadline.h"

/* The outcome of a connect() that goes on by itself. */
static int
wait_connected(int fd, int64_t until_ms)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    socklen_t len = sizeof(int);
    int n, err;

    do
        n = poll(&p, 1, deadline_left(until_ms));
    while (n < 0 && errno == EINTR);
    if (n == 0)
        return -ETIMEDOUT;
    if (n < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) < 0)
        return -errno;
    return -err;
}

/* Not blocking meanwhile: the system would wait for two minutes. */
static int
connect_by(int fd, const struct sockaddr_in *server, int64_t until_ms)
{
    int err = 0;

    if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
        return -errno;
    if (connect(fd, (const struct sockaddr *)server, sizeof(*server)) < 0) {
        if (errno != EINPROGRESS && errno != EINTR)
            return -errno;
        err = wait_connected(fd, until_ms);
    }
    if (err == 0 && fcntl(fd, F_SETFL, 0) < 0)
        err = -errno;
    return err;
}

int
tcp_dial(const struct sockaddr_in *server, int timeout_ms)
{
    int64_t until_ms =
        timeout_ms > 0 ? deadline_in(timeout_ms) : DEADLINE_NEVER;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int one = 1, err;

    if (fd < 0)
        return -errno;
    err = connect_by(fd, server, until_ms);
    if (err < 0) {
        close(fd);
        return err;
    }
    /*
     * Nagle's algorithm would keep a request back until the one before it is
     * acknowledged.
     */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    return fd;
}
