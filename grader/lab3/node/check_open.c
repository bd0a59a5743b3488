/*
 * check_open.c - lab3-open: how the socket of a server is opened, and when it
 * is of no more use.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "grader/lab1/node/peer.h"
#include "grader/node/check.h"
#include "lab2-stubs/rpclib/rpc_udp.h"

static void
opened(int port, const char *what)
{
    struct sockaddr_in addr = peer_loopback(port), got = { 0 };
    socklen_t len = sizeof(got);
    int fd = udp_server_open(&addr), type = 0;

    if (fd < 0) {
        check_failed("udp_server_open() at %s returned %s", what,
                     peer_result(fd));
        return;
    }
    getsockname(fd, (struct sockaddr *)&got, &len);
    CHECK(got.sin_port != 0 && (port == 0 || got.sin_port == addr.sin_port),
          "udp_server_open() at %s has port %d", what, ntohs(got.sin_port));
    len = sizeof(type);
    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len);
    CHECK(type == SOCK_DGRAM, "the server's socket is not one of UDP");
    close(fd);
}

/* Must fail in this way and leave nothing behind. */
static void
refused(const struct sockaddr_in *addr, int want, const char *what)
{
    int next = peer_next_fd(), got = udp_server_open(addr);

    CHECK(got == want, "udp_server_open() at %s returned %s, expected %s",
          what, peer_result(got), peer_result(want));
    if (got >= 0)
        close(got);
    CHECK(peer_next_fd() == next,
          "udp_server_open() at %s left its socket open", what);
}

/* A server on such a descriptor cannot go on, and says so. */
static void
ended(int fd, int want, const char *what)
{
    struct rpc_server none = { 0 };
    int got = udp_serve(fd, &none);

    CHECK(got == want, "udp_serve() of %s returned %s, expected %s", what,
          peer_result(got), peer_result(want));
}

int
main(void)
{
    struct sockaddr_in addr = peer_loopback(20049);
    int taken, file;

    check_begin("open");
    opened(20049, "127.0.0.1:20049");
    opened(0, "127.0.0.1:0");
    taken = udp_server_open(&addr);
    refused(&addr, -EADDRINUSE, "an address that is taken");
    if (taken >= 0)
        close(taken);
    addr.sin_addr.s_addr = htonl(0x0a000063); /* 10.0.0.99 */
    refused(&addr, -EADDRNOTAVAIL, "an address of another host");
    ended(-1, -EBADF, "a descriptor that is closed");
    file = dup(1);
    ended(file, -ENOTSOCK, "a descriptor that is no socket");
    close(file);
    return check_done();
}
