/*
 * udp_server.c - one datagram in, one datagram out.
 *
 * The server remembers nothing of a call once it has answered.  A request
 * that comes twice is executed twice: that is at-least-once.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_trace.h"

int
udp_server_open(const struct sockaddr_in *addr)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int err;

    if (fd < 0)
        return -errno;
    if (bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0) {
        err = -errno;
        close(fd);
        return err;
    }
    return fd;
}

/* Errors of a receive that say nothing against the next one. */
static int
is_passing(int err)
{
    return err == EINTR || err == EAGAIN || err == ECONNREFUSED ||
           err == ENOBUFS || err == ENOMEM;
}

static void
serve_one(int fd, const struct rpc_server *server,
          const struct rpc_request *request)
{
    uint8_t reply[RPC_UDP_MAX];
    size_t len;

    if (request->len > RPC_UDP_MAX) {
        rpc_step_ignored(request->len, request->from, "longer than a message");
        return;
    }
    len = rpc_dispatch(server, request, reply, sizeof(reply));
    if (len == 0)
        return;
    /*
     * A reply that cannot be sent is as good as lost on the way, and the
     * client is prepared for that.
     */
    sendto(fd, reply, len, 0, (const struct sockaddr *)request->from,
           sizeof(*request->from));
}

int
udp_serve(int fd, const struct rpc_server *server)
{
    uint8_t bytes[RPC_UDP_MAX + 1]; /* one more, to notice the too long */
    struct sockaddr_in from;

    for (;;) {
        socklen_t from_len = sizeof(from);
        ssize_t n = recvfrom(fd, bytes, sizeof(bytes), 0,
                             (struct sockaddr *)&from, &from_len);

        if (n < 0 && !is_passing(errno))
            return -errno;
        if (n >= 0)
            serve_one(fd, server,
                      &(struct rpc_request){ bytes, (size_t)n, &from });
    }
}
