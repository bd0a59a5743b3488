/*
 * udp_server.c - one datagram in, one datagram out.
 *
 * Lab 3, part B: about 45 lines are missing.  The contract is in
 * lab2-stubs/rpclib/rpc_udp.h, its second half; rpc_dispatch() in rpc.h does
 * the rest.  Syllabus: C7, D4, E1, E2.
 *
 * Which errors of recvfrom() and sendto() should end a server?  One client's
 * bad luck or bad manners must not be another client's.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>

#define PART "lab 3 part B"
#define THIS_FILE "lab3-atleastonce/udp_server.c"

/* socket() and bind(); leave no descriptor behind when it fails. */
int
udp_server_open(const struct sockaddr_in *addr)
{
    (void)addr;
    rpc_not_implemented(PART, "udp_server_open()", THIS_FILE);
    return -ENOSYS;
}

/* Receive, dispatch, reply to the sender; for ever. */
int
udp_serve(int fd, const struct rpc_server *server)
{
    (void)fd;
    (void)server;
    rpc_not_implemented(PART, "udp_serve()", THIS_FILE);
    return -ENOSYS;
}
