/*
 * kv_clnt.c - made by idlc from kv.x: change that instead.
 *
 * The client stubs.
 */
#include "lab2-stubs/kv/kv.h"

#include "lab2-stubs/rpclib/rpc_trace.h"

enum rpc_status
kv_put(struct rpc_client *c, const struct kv_pair *args, enum kv_status *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + KV_PAIR_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + 4];
    struct rpc_call call = {
        .client = c,
        .prog = KV_PROG,
        .vers = KV_VERS,
        .proc = KV_PUT,
        .name = "put",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        kv_pair_text(&call.args_text, args);
    rpc_call_begin(&call);
    kv_pair_put(&call.args, args);
    rpc_call_transact(&call);
    *res = kv_status_get(&call.results);
    if (rpc_trace_on())
        kv_status_text(&call.result_text, *res);
    return rpc_call_end(&call);
}

enum rpc_status
kv_get(struct rpc_client *c, const struct kv_key *args, struct kv_result *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + KV_KEY_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + KV_RESULT_LEN_MAX];
    struct rpc_call call = {
        .client = c,
        .prog = KV_PROG,
        .vers = KV_VERS,
        .proc = KV_GET,
        .name = "get",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        kv_key_text(&call.args_text, args);
    rpc_call_begin(&call);
    kv_key_put(&call.args, args);
    rpc_call_transact(&call);
    kv_result_get(&call.results, res);
    if (rpc_trace_on())
        kv_result_text(&call.result_text, res);
    return rpc_call_end(&call);
}

enum rpc_status
kv_delete(struct rpc_client *c, const struct kv_key *args, enum kv_status *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + KV_KEY_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + 4];
    struct rpc_call call = {
        .client = c,
        .prog = KV_PROG,
        .vers = KV_VERS,
        .proc = KV_DELETE,
        .name = "delete",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        kv_key_text(&call.args_text, args);
    rpc_call_begin(&call);
    kv_key_put(&call.args, args);
    rpc_call_transact(&call);
    *res = kv_status_get(&call.results);
    if (rpc_trace_on())
        kv_status_text(&call.result_text, *res);
    return rpc_call_end(&call);
}
