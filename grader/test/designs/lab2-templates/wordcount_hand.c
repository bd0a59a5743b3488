/*
 * wordcount_hand.c - the stub, the skeleton and the dispatcher's table of
 * WordCount, with both messages in one block of the heap.
 *
 * The solution has the messages of a call on the stack.  Here they are one
 * block of memory, the request first and the reply behind it, so that a
 * thread with a small stack can call, too.  Without that memory the request
 * has no room, and the call ends as one that cannot be encoded.
 */
#include <stdlib.h>

#include "lab2-stubs/rpclib/rpc_trace.h"
#include "lab2-stubs/wordcount/service.h"

enum {
    REQUEST_MAX = RPC_CALL_HEADER_MAX + WORDCOUNT_TEXT_LEN_MAX,
    REPLY_MAX = RPC_REPLY_HEADER_MAX + WORDCOUNT_MAP_LEN_MAX
};

/* What is the same in every call of count(). */
static void
describe(struct rpc_call *call, struct rpc_client *c, uint8_t *block)
{
    *call = (struct rpc_call){
        .client = c,
        .prog = WORDCOUNT_PROG,
        .vers = WORDCOUNT_VERS,
        .proc = WORDCOUNT_COUNT,
        .name = "count",
    };
    if (!block)
        return;
    call->request = block;
    call->request_cap = REQUEST_MAX;
    call->reply = block + REQUEST_MAX;
    call->reply_cap = REPLY_MAX;
}

enum rpc_status
wordcount_count(struct rpc_client *c, const struct wordcount_text *args,
                struct wordcount_map *res)
{
    uint8_t *block = malloc(REQUEST_MAX + REPLY_MAX);
    struct rpc_call call;
    enum rpc_status status;

    describe(&call, c, block);
    if (rpc_trace_on())
        wordcount_text_text(&call.args_text, args);
    rpc_call_begin(&call);
    wordcount_text_put(&call.args, args);
    rpc_call_transact(&call);
    wordcount_map_get(&call.results, res);
    if (rpc_trace_on())
        wordcount_map_text(&call.result_text, res);
    status = rpc_call_end(&call);
    free(block);
    if (status != RPC_OK)
        wordcount_map_free(res);
    return status;
}

static void
count_skeleton(struct rpc_exec *x, void *service)
{
    struct wordcount_text text;
    struct wordcount_map map;
    int tell = rpc_trace_on();

    wordcount_text_get(&x->args, &text);
    if (tell)
        wordcount_text_text(&x->args_text, &text);
    if (rpc_exec_begin(x)) {
        wordcount_serve_count(service, &text, &map);
        if (tell)
            wordcount_map_text(&x->result_text, &map);
        rpc_exec_end(x);
        wordcount_map_put(&x->results, &map);
        wordcount_map_free(&map);
    }
}

/* The only procedure there is, and so a pointer to it is the table. */
static const struct rpc_procedure count = {
    .proc = WORDCOUNT_COUNT,
    .name = "count",
    .skeleton = count_skeleton,
};

const struct rpc_program wordcount_program = {
    .prog = WORDCOUNT_PROG,
    .vers = WORDCOUNT_VERS,
    .name = "wordcount",
    .procedure = &count,
    .n_procedures = 1,
};
