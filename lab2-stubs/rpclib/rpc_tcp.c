/*
 * rpc_tcp.c - what is given of RPC over TCP.
 */
#include "lab2-stubs/rpclib/rpc_tcp.h"

const struct rpc_tcp_limits rpc_tcp_limits_default = {
    .connections = 64,
    .executing = 8,
};
