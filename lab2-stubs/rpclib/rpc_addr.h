/*
 * rpc_addr.h - "HOST:PORT" and socket addresses, IPv4.
 */
#ifndef RPCLIB_RPC_ADDR_H
#define RPCLIB_RPC_ADDR_H

#include <netinet/in.h>

#include "lab2-stubs/rpclib/rpc_text.h"

/*
 * "server:20049" or "127.0.0.1:0" to an address.  Returns 0, or -EINVAL and
 * a sentence in *why that names what is wrong, such as
 *     port "70000" in "server:70000" is not a number from 0 to 65535
 */
int rpc_addr_parse(struct sockaddr_in *addr, const char *text,
                   struct rpc_text *why);

/* Append "10.0.0.2:40000". */
void rpc_addr_text(struct rpc_text *t, const struct sockaddr_in *addr);

/* Append the one that a socket has: port 0 was a question. */
void rpc_addr_of_socket(struct rpc_text *t, int fd);

int rpc_addr_equal(const struct sockaddr_in *a, const struct sockaddr_in *b);

#endif
