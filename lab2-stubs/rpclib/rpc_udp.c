/*
 * rpc_udp.c - what is given of RPC over UDP.
 */
#include "lab2-stubs/rpclib/rpc_udp.h"

const struct rpc_retry rpc_retry_default = {
    .first_ms = 200,
    .max_ms = 1600,
    .jitter = 8,
    .deadline_ms = 10000,
};
