/*
 * tcp_server.c - connections, and on each of them several requests at once.
 *
 * Lab 2, part D: about 210 lines are missing here.  The contract is in
 * rpclib/rpc_tcp.h, its second half; rpc_dispatch() in rpc.h does the rest,
 * tcp/record_stream.h reads records, and record_write() of lab 1 writes one.
 * Syllabus: C2, C7, C10, C11.
 *
 * Before you write, answer these:
 *
 *   - A request takes a second.  Who reads the next one of that connection?
 *   - Two replies of one connection are ready at the same time.
 *   - A client sends requests for ever, and takes no reply.  How much memory
 *     does that cost you, and whom does it delay?
 *   - A connection ends while two of its requests are being executed.  Who
 *     closes the descriptor, and when?
 *   - Which errors of accept() should end a server?
 */
#include "lab2-stubs/rpclib/rpc_tcp.h"

#include <errno.h>

#define PART "lab 2 part D"
#define THIS_FILE "lab2-stubs/tcp_server.c"

/* socket(), bind() and listen(); leave no descriptor behind when it fails. */
int
tcp_server_open(const struct sockaddr_in *addr)
{
    (void)addr;
    rpc_not_implemented(PART, "tcp_server_open()", THIS_FILE);
    return -ENOSYS;
}

/* Accept a connection, leave it to threads of its own; for ever. */
int
tcp_serve(int fd, const struct rpc_server *server,
          const struct rpc_tcp_limits *limits)
{
    (void)fd;
    (void)server;
    (void)limits;
    rpc_not_implemented(PART, "tcp_serve()", THIS_FILE);
    return -ENOSYS;
}
