/*
 * peer.h - for programs built with rpcgen and libtirpc: clients and servers
 * at a given address, without the portmapper that both expect.
 *
 * None of this project's code is in such a program.  Its addresses are of
 * this machine alone, and it ends with a message where something fails.
 */
#ifndef INTEROP_PEER_H
#define INTEROP_PEER_H

#include <rpc/rpc.h>

/* A program, and how it is reached. */
struct peer {
    const char *transport; /* "udp" or "tcp" */
    const char *port;      /* of 127.0.0.1; "0": the system's choice */
    rpcprog_t prog;
    rpcvers_t vers;
};

CLIENT *peer_client(const struct peer *p);

/* Says "serving on 127.0.0.1:PORT" and does that for ever. */
void peer_serve(const struct peer *p,
                void (*dispatch)(struct svc_req *, SVCXPRT *));

/* How a call ended: of a failed one, say so and exit. */
void peer_expect_success(enum clnt_stat stat, const char *what);

#endif
