/*
 * rpc_tcp.h - RPC over TCP: one message, one record; one connection.
 *
 * This is the contract of lab 2, part D.  TCP loses, repeats and reorders
 * nothing, so no request is sent twice, and no call is executed twice: that
 * is at-most-once, without any table of duplicates.  But a connection can
 * end, and then a caller learns that its call was not executed only if that
 * is certain.
 *
 * A record (RFC 5531, section 11) is read and written as lab 1 does it:
 * lab1-sockets/kv/record.h, and lab2-stubs/tcp/record_stream.h for who reads
 * many of them.
 *
 * Errors:     0 or a descriptor on success, a negative errno on failure; the
 *             client's are an enum rpc_status.
 */
#ifndef RPCLIB_RPC_TCP_H
#define RPCLIB_RPC_TCP_H

#include <netinet/in.h>

#include "lab2-stubs/rpclib/rpc.h"

/* The longest message, in bytes: the longest header and 64 KiB. */
#define RPC_TCP_MAX (65536 + RPC_CALL_HEADER_MAX)

/* ---- client ------------------------------------------------------------- */

/*
 * Connect to a server.  NULL and errno on failure.  A call is over at the
 * latest timeout_ms milliseconds after it began, and so is the connecting; 0:
 * there is no such limit.  *server is copied.  Close with rpc_client_close(),
 * when no call is left.
 *
 * Threads: any number may call at once.
 */
struct rpc_client *tcp_client_open(const struct sockaddr_in *server,
                                   int timeout_ms);

/*
 * The operations of such a client: struct rpc_client_ops, rpc_async_ops.
 *
 * Every call has an xid that no other pending call of the client has, and
 * its reply is the message with that xid, in whatever order replies come.
 * Another message is reported by rpc_step_ignored() and changes nothing.
 *     RPC_OK            the reply to this call is there
 *     RPC_CANT_SEND     at least the last byte of the request was not handed
 *                       to the system, and never will be: a server that
 *                       waits for whole records does not execute it.  Or the
 *                       request is longer than RPC_TCP_MAX
 *     RPC_DISCONNECTED  all of it was handed over; then the connection ended
 *     RPC_TIMED_OUT     the time is over, and all of it was handed over; a
 *                       reply that comes now is ignored
 * A reply is looked for while somebody waits; if nobody did until the time was
 * over, RPC_OK and RPC_TIMED_OUT are both right.
 * When the connection ends, so do all calls that are pending.  From then on
 * every call is RPC_CANT_SEND: none connects again.
 *
 * go and wait_any: a call that waits to be sent takes replies meanwhile, lest
 * client and server both wait for the other to read.
 */
enum rpc_status tcp_transact(struct rpc_client *c, struct rpc_call *call);
void tcp_go(struct rpc_client *c, struct rpc_call *call);
int tcp_wait_any(struct rpc_client *c, struct rpc_call *const *call, size_t n,
                 int block);
void tcp_close(struct rpc_client *c);

/* ---- server ------------------------------------------------------------- */

/*
 * What a server gives away at most.  A connection more must wait until
 * another one ends; a request more stays in the network until a reply of its
 * connection has been sent.
 */
struct rpc_tcp_limits {
    int connections;
    int executing; /* requests of one connection at once */
};

extern const struct rpc_tcp_limits rpc_tcp_limits_default; /* 64, 8 */

/* A socket that listens at addr; port 0 lets the system choose. */
int tcp_server_open(const struct sockaddr_in *addr);

/*
 * Serve for ever: accept connections, rpc_dispatch() each record that comes,
 * send the reply, if there is one, on the same connection.  Requests are
 * executed at the same time, those of one connection, too, and each is
 * answered when it is ready.  So functions of a service must be safe to call
 * from several threads, unless limits has executing = 1 and connections = 1.
 *
 * Whatever comes on a connection, or does not come, ends at most that
 * connection; a record longer than RPC_TCP_MAX does.  One that says nothing
 * keeps its place among them.  Returns a negative errno when fd is of no more
 * use and all connections have ended.  *limits is copied, *server borrowed.
 */
int tcp_serve(int fd, const struct rpc_server *server,
              const struct rpc_tcp_limits *limits);

#endif
