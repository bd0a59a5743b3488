/*
 * udp_client.c - a client that repeats its request until it has the reply.
 *
 * Lab 3, part A: about 130 lines are missing.  The contract is in
 * lab2-stubs/rpclib/rpc_udp.h, its first half; rpc_msg.h and rpc_addr.h have
 * what helps with xids and addresses.  Syllabus: D2, D4, D5, E1.
 *
 * Before you write, decide for each of these what happens, and why the call
 * still ends in time:
 *
 *   - the request is lost; the reply is lost; all of them are lost
 *   - the reply to the previous call comes now
 *   - such replies come without end, one every millisecond
 *   - three bytes come, or a reply from somebody who is not the server
 *   - recvfrom(), or poll(), fails with EINTR
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

#include <errno.h>

#define PART "lab 3 part A"
#define THIS_FILE "lab3-atleastonce/udp_client.c"

/*
 * What a client remembers from call to call.  base.ops tells the stubs which
 * transport this is: a table of udp_transact and udp_close.
 */
struct udp_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    /* The socket, the server, the policy, the latest xid ... */
};

/*
 * Choose an xid, send the request, wait for its reply; if there is none in
 * time, send it again, the same xid in it, and wait longer.  The socket is
 * not connected: sendto() and recvfrom(), and look who it is from.
 */
enum rpc_status
udp_transact(struct rpc_client *c, struct rpc_call *call)
{
    (void)c;
    (void)call;
    return rpc_not_implemented(PART, "udp_transact()", THIS_FILE);
}

/* Release what udp_client_open() has made. */
void
udp_close(struct rpc_client *c)
{
    (void)c;
}

/* The first xid is at random, from getrandom(): why not 1? */
struct rpc_client *
udp_client_open(const struct sockaddr_in *server,
                const struct rpc_retry *retry)
{
    (void)server;
    (void)retry;
    rpc_not_implemented(PART, "udp_client_open()", THIS_FILE);
    errno = ENOSYS;
    return NULL;
}
