/*
 * async.c - WordCount's stub in two halves.
 */
#include "lab2-stubs/wordcount/async.h"

#include "lab2-stubs/rpclib/rpc_trace.h"

void
wordcount_count_go(struct rpc_client *c, const struct wordcount_text *args,
                   struct wordcount_count_call *call)
{
    call->call = (struct rpc_call){
        .client = c,
        .prog = WORDCOUNT_PROG,
        .vers = WORDCOUNT_VERS,
        .proc = WORDCOUNT_COUNT,
        .name = "count",
        .request = call->request,
        .request_cap = sizeof(call->request),
        .reply = call->reply,
        .reply_cap = sizeof(call->reply),
    };
    if (rpc_trace_on())
        wordcount_text_text(&call->call.args_text, args);
    rpc_call_begin(&call->call);
    wordcount_text_put(&call->call.args, args);
    rpc_go(&call->call);
}

enum rpc_status
wordcount_count_finish(struct wordcount_count_call *call,
                       struct wordcount_map *res)
{
    enum rpc_status status;

    rpc_wait(&call->call);
    wordcount_map_get(&call->call.results, res);
    if (rpc_trace_on())
        wordcount_map_text(&call->call.result_text, res);
    status = rpc_call_end(&call->call);
    if (status != RPC_OK)
        wordcount_map_free(res);
    return status;
}
