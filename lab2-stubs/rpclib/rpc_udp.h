/*
 * rpc_udp.h - RPC over UDP: one message, one datagram.
 *
 * This is the contract of lab 3, parts A and B.  The network may lose,
 * repeat, delay and reorder datagrams, and anyone may send one.  So the
 * client repeats a request until it has the reply, and both sides take
 * nothing of a datagram for granted.  A call may be executed several times.
 *
 * Errors:     0 or a descriptor on success, a negative errno on failure; the
 *             client's are an enum rpc_status.
 */
#ifndef RPCLIB_RPC_UDP_H
#define RPCLIB_RPC_UDP_H

#include <netinet/in.h>

#include "lab2-stubs/rpclib/rpc.h"

/*
 * The longest message, in bytes: what one Ethernet frame carries, 1500 less
 * the headers of IP (20) and UDP (8).  IP would cut a longer datagram into
 * fragments, and losing one of them would lose them all.
 */
#define RPC_UDP_MAX 1472

/* ---- client (part A) ---------------------------------------------------- */

/*
 * When to send a request again, in milliseconds.  The nth copy is followed
 * by a wait of first_ms * 2^(n-1), at most max_ms, and a random part of at
 * most 1/jitter of that on top, lest many clients repeat in step.  (0: no
 * jitter.)  deadline_ms after it began the call is over, whatever happens.
 */
struct rpc_retry {
    int first_ms;
    int max_ms;
    int jitter;
    int deadline_ms;
};

extern const struct rpc_retry rpc_retry_default; /* 200, 1600, 8, 10000 */

/*
 * A client of one server.  NULL and errno on failure.  *server and *retry
 * are copied.  Close with rpc_client_close().
 */
struct rpc_client *udp_client_open(const struct sockaddr_in *server,
                                   const struct rpc_retry *retry);

/*
 * The two operations of such a client, see struct rpc_client_ops.
 *
 * transact: every call has a fresh xid, all copies of its request have the
 * same.  A datagram from another address, one that is no reply, and a reply
 * to another call are reported by rpc_step_ignored() and change nothing, in
 * particular not the time that is left.
 *     RPC_OK         the reply to this call is there
 *     RPC_TIMED_OUT  it is not, and at least one copy was sent
 *     RPC_CANT_SEND  the first copy could not be sent, or the request is
 *                    longer than RPC_UDP_MAX
 */
enum rpc_status udp_transact(struct rpc_client *c, struct rpc_call *call);
void udp_close(struct rpc_client *c);

/* ---- server (part B) ---------------------------------------------------- */

/* A socket that receives at addr; port 0 lets the system choose. */
int udp_server_open(const struct sockaddr_in *addr);

/*
 * Serve for ever: receive a datagram, rpc_dispatch() it, send the reply, if
 * there is one, to where it came from.  No datagram ends this, nor a reply
 * that cannot be sent; a datagram longer than RPC_UDP_MAX is ignored.
 * Returns a negative errno when the socket is of no more use.
 */
int udp_serve(int fd, const struct rpc_server *server);

#endif
