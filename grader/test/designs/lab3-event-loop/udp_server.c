/*
 * udp_server.c - a server that takes what there is, and then polls.
 *
 * Another design: receives do not block.  Datagrams are taken one after the
 * other until there are none, and only then does the server wait, in poll().
 *
 * Why it is right: to receive comes first, and poll() only after it has said
 * that nothing is there.  So a descriptor that is of no use is noticed by the
 * receive, which has an errno for it; poll() would wait for ever on -1.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab2-stubs/rpclib/rpc_trace.h"

int
udp_server_open(const struct sockaddr_in *addr)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int err = 0;

    if (fd < 0)
        return -errno;
    if (bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) == 0)
        return fd;
    err = errno;
    close(fd);
    return -err;
}

static void
answer(int fd, const struct rpc_server *server,
       const struct rpc_request *request)
{
    uint8_t reply[RPC_UDP_MAX];
    size_t len;

    if (request->len > RPC_UDP_MAX) {
        rpc_step_ignored(request->len, request->from, "too long");
        return;
    }
    len = rpc_dispatch(server, request, reply, sizeof(reply));
    /* One that cannot be sent is as good as one that the network lost. */
    if (len > 0)
        sendto(fd, reply, len, 0, (const struct sockaddr *)request->from,
               sizeof(*request->from));
}

/* The errno of the receive that ended it: EAGAIN, if all were taken. */
static int
answer_all(int fd, const struct rpc_server *server)
{
    uint8_t bytes[RPC_UDP_MAX + 1]; /* one more, to notice the too long */
    struct sockaddr_in from;

    for (;;) {
        struct rpc_request request = { .bytes = bytes, .from = &from };
        socklen_t from_len = sizeof(from);
        ssize_t n = recvfrom(fd, bytes, sizeof(bytes), MSG_DONTWAIT,
                             (struct sockaddr *)&from, &from_len);

        if (n < 0)
            return errno;
        request.len = (size_t)n;
        answer(fd, server, &request);
    }
}

int
udp_serve(int fd, const struct rpc_server *server)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };

    for (;;) {
        int err = answer_all(fd, server);

        switch (err) {
        case EAGAIN:
            poll(&p, 1, -1); /* interrupted or not: the receive will tell */
            break;
        case EINTR:
        case ECONNREFUSED:
        case ENOBUFS:
        case ENOMEM:
            break; /* nothing against the next one */
        default:
            return -err;
        }
    }
}
