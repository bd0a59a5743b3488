/*
 * store_clnt.c - made by idlc from store.x: change that instead.
 *
 * The client stubs.
 */
#include "lab3-atleastonce/store/store.h"

#include "lab2-stubs/rpclib/rpc_trace.h"

enum rpc_status
store_set(struct rpc_client *c, const struct store_setting *args,
          struct store_result *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + STORE_SETTING_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + STORE_RESULT_LEN_MAX];
    struct rpc_call call = {
        .client = c,
        .prog = STORE_PROG,
        .vers = STORE_VERS,
        .proc = STORE_SET,
        .name = "set",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        store_setting_text(&call.args_text, args);
    rpc_call_begin(&call);
    store_setting_put(&call.args, args);
    rpc_call_transact(&call);
    store_result_get(&call.results, res);
    if (rpc_trace_on())
        store_result_text(&call.result_text, res);
    return rpc_call_end(&call);
}

enum rpc_status
store_get(struct rpc_client *c, const struct store_name *args,
          struct store_result *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + STORE_NAME_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + STORE_RESULT_LEN_MAX];
    struct rpc_call call = {
        .client = c,
        .prog = STORE_PROG,
        .vers = STORE_VERS,
        .proc = STORE_GET,
        .name = "get",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        store_name_text(&call.args_text, args);
    rpc_call_begin(&call);
    store_name_put(&call.args, args);
    rpc_call_transact(&call);
    store_result_get(&call.results, res);
    if (rpc_trace_on())
        store_result_text(&call.result_text, res);
    return rpc_call_end(&call);
}

enum rpc_status
store_put(struct rpc_client *c, const struct store_change *args,
          struct store_result *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + STORE_CHANGE_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + STORE_RESULT_LEN_MAX];
    struct rpc_call call = {
        .client = c,
        .prog = STORE_PROG,
        .vers = STORE_VERS,
        .proc = STORE_PUT,
        .name = "put",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        store_change_text(&call.args_text, args);
    rpc_call_begin(&call);
    store_change_put(&call.args, args);
    rpc_call_transact(&call);
    store_result_get(&call.results, res);
    if (rpc_trace_on())
        store_result_text(&call.result_text, res);
    return rpc_call_end(&call);
}
