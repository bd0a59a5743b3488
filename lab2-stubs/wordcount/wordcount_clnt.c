/*
 * wordcount_clnt.c - made by idlc from wordcount.x: change that instead.
 *
 * The client stubs.
 */
#include "lab2-stubs/wordcount/wordcount.h"

#include <stdlib.h>

#include "lab2-stubs/rpclib/rpc_trace.h"

enum rpc_status
wordcount_count(struct rpc_client *c, const struct wordcount_text *args,
                struct wordcount_map *res)
{
    struct rpc_call call = {
        .client = c,
        .prog = WORDCOUNT_PROG,
        .vers = WORDCOUNT_VERS,
        .proc = WORDCOUNT_COUNT,
        .name = "count",
        .request = malloc(RPC_CALL_HEADER_MAX + WORDCOUNT_TEXT_LEN_MAX),
        .request_cap = RPC_CALL_HEADER_MAX + WORDCOUNT_TEXT_LEN_MAX,
        .reply = malloc(RPC_REPLY_HEADER_MAX + WORDCOUNT_MAP_LEN_MAX),
        .reply_cap = RPC_REPLY_HEADER_MAX + WORDCOUNT_MAP_LEN_MAX,
    };

    if (!call.request || !call.reply)
        call.request_cap = 0; /* so it cannot be encoded */
    if (rpc_trace_on())
        wordcount_text_text(&call.args_text, args);
    rpc_call_begin(&call);
    wordcount_text_put(&call.args, args);
    rpc_call_transact(&call);
    wordcount_map_get(&call.results, res);
    if (rpc_trace_on())
        wordcount_map_text(&call.result_text, res);
    rpc_call_end(&call);
    free(call.request);
    free(call.reply);
    if (call.status != RPC_OK)
        wordcount_map_free(res);
    return call.status;
}
