/*
 * tcp_client.c - many calls at once on one connection.
 *
 * Lab 2, part D: about 270 lines are missing here.  The contract is in
 * rpclib/rpc_tcp.h, its first half; rpc_msg.h has what helps with xids,
 * tcp/dial.h connects, tcp/record_stream.h reads records, and record_mark()
 * of lab 1 makes what stands before one.  Syllabus: C10, C11, F11.
 *
 * Before you write, decide for each of these what happens, and why every call
 * ends:
 *
 *   - two threads send at the same time; a send() takes half of a request
 *   - four calls wait, and the reply to the third comes first
 *   - nobody waits for a reply when it comes
 *   - the connection ends while one call waits for its reply, one is half
 *     sent, and one waits to be sent.  Which of them were not executed?
 *   - the server takes no requests since nobody takes its replies
 *   - a reply comes when its call is over, or with an xid you never sent
 *
 * Who reads?  Either a thread of its own that does nothing else, or always
 * one of those that wait for a reply.  Both are right.
 */
#include "lab2-stubs/rpclib/rpc_tcp.h"

#include <errno.h>

#define PART "lab 2 part D"
#define THIS_FILE "lab2-stubs/tcp_client.c"

/*
 * What all calls of a client share.  base.ops is a table of tcp_transact and
 * tcp_close, base.async one of tcp_go and tcp_wait_any.
 */
struct tcp_client {
    struct rpc_client base; /* first: a pointer to it is one to us */
    /* The socket, the calls that are pending, who may send, who reads ... */
};

/* Make it known under a fresh xid, send it, and do not wait for its reply. */
void
tcp_go(struct rpc_client *c, struct rpc_call *call)
{
    (void)c;
    call->status = rpc_not_implemented(PART, "tcp_go()", THIS_FILE);
    call->done = 1;
}

/* Until one of them is done; without block, only see what has come. */
int
tcp_wait_any(struct rpc_client *c, struct rpc_call *const *call, size_t n,
             int block)
{
    (void)c;
    (void)block;
    for (size_t i = 0; i < n; i++)
        if (call[i])
            return (int)i;
    rpc_not_implemented(PART, "tcp_wait_any()", THIS_FILE);
    return -1;
}

/* A call that is waited for at once. */
enum rpc_status
tcp_transact(struct rpc_client *c, struct rpc_call *call)
{
    (void)c;
    (void)call;
    return rpc_not_implemented(PART, "tcp_transact()", THIS_FILE);
}

/* Release what tcp_client_open() has made. */
void
tcp_close(struct rpc_client *c)
{
    (void)c;
}

/* The first xid is at random, from getrandom(). */
struct rpc_client *
tcp_client_open(const struct sockaddr_in *server, int timeout_ms)
{
    (void)server;
    (void)timeout_ms;
    rpc_not_implemented(PART, "tcp_client_open()", THIS_FILE);
    errno = ENOSYS;
    return NULL;
}
