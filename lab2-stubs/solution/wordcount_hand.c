/*
 * wordcount_hand.c - the stub, the skeleton and the dispatcher's table of
 * WordCount, as a person writes them.
 *
 * The stub and the skeleton are mirror images: what one puts the other gets,
 * in the same order.
 */
#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab2-stubs/wordcount/service.h"

enum rpc_status
wordcount_count(struct rpc_client *c, const struct wordcount_text *args,
                struct wordcount_map *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + WORDCOUNT_TEXT_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + WORDCOUNT_MAP_LEN_MAX];
    struct rpc_call call = {
        .client = c,
        .prog = WORDCOUNT_PROG,
        .vers = WORDCOUNT_VERS,
        .proc = WORDCOUNT_COUNT,
        .name = "count",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };
    enum rpc_status status;

    if (rpc_trace_on())
        wordcount_text_text(&call.args_text, args);
    rpc_call_begin(&call);
    wordcount_text_put(&call.args, args);
    rpc_call_transact(&call);
    wordcount_map_get(&call.results, res);
    if (rpc_trace_on())
        wordcount_map_text(&call.result_text, res);
    status = rpc_call_end(&call);
    /* Without a result the caller has nothing to free. */
    if (status != RPC_OK)
        wordcount_map_free(res);
    return status;
}

static void
count_skeleton(struct rpc_exec *x, void *service)
{
    struct wordcount_text args;
    struct wordcount_map res;

    wordcount_text_get(&x->args, &args);
    if (rpc_trace_on())
        wordcount_text_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    wordcount_serve_count(service, &args, &res);
    if (rpc_trace_on())
        wordcount_map_text(&x->result_text, &res);
    rpc_exec_end(x);
    wordcount_map_put(&x->results, &res);
    wordcount_map_free(&res);
}

static const struct rpc_procedure wordcount_procedure[] = {
    { WORDCOUNT_COUNT, "count", count_skeleton },
};

const struct rpc_program wordcount_program = {
    .prog = WORDCOUNT_PROG,
    .vers = WORDCOUNT_VERS,
    .name = "wordcount",
    .procedure = wordcount_procedure,
    .n_procedures =
        sizeof(wordcount_procedure) / sizeof(wordcount_procedure[0]),
};
