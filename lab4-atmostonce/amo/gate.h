/*
 * gate.h - the gate of a server that tells duplicates from new calls: where
 * rpc_dispatch() meets the cache (part A) and the recorder (parts D, E).
 *
 * A caller without a number gets at least once.  Procedure 0 of a caller
 * with one is its hello.
 *
 * Errors:     a server that cannot write down what it must say no more: it
 *             says why on stderr and exits with status 1.
 * Ownership:  options are copied, what they point to is borrowed.
 * Threads:    with options.threads, any may dispatch; procedures run one at
 *             a time.
 */
#ifndef AMO_GATE_H
#define AMO_GATE_H

#include "lab2-stubs/rpclib/rpc.h"
#include "lab4-atmostonce/amo/recorder.h"

struct gate_options {
    enum semantics semantics;
    const char *journal; /* file; NULL: everything is in memory only */
    size_t compact;      /* when it is longer than this, in bytes; 0: never */
    struct cache_limits limits;
    int threads; /* how many dispatch */
    int slow_ms; /* so long a call waits before it is executed */
    const struct service_state *state;
    void *service;
};

/* For rpc_server.gate.  NULL, errno and a sentence on failure. */
struct rpc_gate *gate_open(const struct gate_options *o, struct rpc_text *why);
void gate_close(struct rpc_gate *gate);

#endif
