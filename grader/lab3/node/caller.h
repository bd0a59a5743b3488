/*
 * caller.h - a client of the bank, for programs that check one.
 */
#ifndef GRADER_LAB3_CALLER_H
#define GRADER_LAB3_CALLER_H

#include "lab2-stubs/rpclib/rpc_udp.h"

/* What every right reply says in these checks. */
#define CALLER_BALANCE 42

/* udp_client_open(); if it fails, that is reported and the program ends. */
struct rpc_client *caller_open(const struct sockaddr_in *addr,
                               const struct rpc_retry *retry);

/*
 * One call, which must end in this way, and if well with that balance; when
 * says what was special, as in "after an empty datagram".
 */
void caller_ends(struct rpc_client *c, enum rpc_status want, const char *when);

#endif
