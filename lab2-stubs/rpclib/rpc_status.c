/*
 * rpc_status.c - how a call ends, in words.
 */
#include "lab2-stubs/rpclib/rpc_status.h"

#include <stdio.h>

#include "lab2-stubs/rpclib/rpc_text.h"
#include "lab2-stubs/rpclib/rpc_trace.h"

struct status_meaning {
    int definite;
    const char *text;
};

static const struct status_meaning meaning[] = {
    [RPC_OK] = { 0, "ok" },
    [RPC_TIMED_OUT] = { 0, "no reply; it may or may not have been executed" },
    [RPC_CANT_ENCODE] = { 1, "not executed: arguments cannot be encoded" },
    [RPC_CANT_SEND] = { 1, "not executed: the request cannot be sent" },
    [RPC_PROG_UNAVAIL] = { 1, "not executed: no such program" },
    [RPC_PROG_MISMATCH] = { 1, "not executed: no such program version" },
    [RPC_PROC_UNAVAIL] = { 1, "not executed: no such procedure" },
    [RPC_GARBAGE_ARGS] = { 1, "not executed: arguments cannot be decoded" },
    [RPC_DENIED] = { 1, "not executed: denied" },
    [RPC_SYSTEM_ERR] = { 0, "server error; it may have been executed" },
    [RPC_BAD_REPLY] = { 0, "malformed reply; it may have been executed" },
    [RPC_NOT_IMPLEMENTED] = { 1, "not executed: not implemented" },
    [RPC_DISCONNECTED] = { 0, "connection lost; it may have been executed" },
    [RPC_FORGOTTEN] = { 0, "forgotten by the server; it may have been "
                           "executed" },
};

static int
is_known(enum rpc_status status)
{
    return (size_t)status < sizeof(meaning) / sizeof(meaning[0]);
}

const char *
rpc_status_text(enum rpc_status status)
{
    return is_known(status) ? meaning[status].text : "unknown status";
}

int
rpc_is_definite(enum rpc_status status)
{
    return is_known(status) && meaning[status].definite;
}

enum rpc_status
rpc_not_implemented(const char *part, const char *function, const char *file)
{
    struct rpc_text text = { 0 };

    rpc_text_str(&text, part);
    rpc_text_str(&text, ": ");
    rpc_text_str(&text, function);
    rpc_text_str(&text, " in ");
    rpc_text_str(&text, file);
    rpc_step("missing", text.s);
    fprintf(stderr, "not implemented: %s\n", text.s);
    return RPC_NOT_IMPLEMENTED;
}
