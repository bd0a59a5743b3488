/*
 * async.h - WordCount's stub in two halves, for asynchronous calls.
 *
 *     wordcount_count_go(client, &text, &call);
 *     ... do something else, or start other calls ...
 *     status = wordcount_count_finish(&call, &map);
 *
 * Between the two halves &call.call is the handle for rpc_done() and
 * rpc_wait_any() (rpc.h).
 *
 * Errors:     enum rpc_status, all from the second half: what goes wrong in
 *             the first one is the call's end, too.
 * Ownership:  the call and its buffers are the caller's, and stay where they
 *             are until the second half returns; the text is read in the
 *             first half only.  The result is as of wordcount_count().
 * Threads:    each half may be in another thread.
 */
#ifndef WORDCOUNT_ASYNC_H
#define WORDCOUNT_ASYNC_H

#include "lab2-stubs/wordcount/wordcount.h"

struct wordcount_count_call {
    struct rpc_call call;
    uint8_t request[RPC_CALL_HEADER_MAX + WORDCOUNT_TEXT_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + WORDCOUNT_MAP_LEN_MAX];
};

void wordcount_count_go(struct rpc_client *c,
                        const struct wordcount_text *args,
                        struct wordcount_count_call *call);

enum rpc_status wordcount_count_finish(struct wordcount_count_call *call,
                                       struct wordcount_map *res);

#endif
