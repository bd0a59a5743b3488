/*
 * wordcount_svc.c - made by idlc from wordcount.x: change that instead.
 *
 * The skeletons, and the tables of the procedures.
 */
#include "lab2-stubs/wordcount/wordcount.h"

#include "lab2-stubs/rpclib/rpc_trace.h"

static void
count_skeleton(struct rpc_exec *x, void *service)
{
    struct wordcount_text args;
    struct wordcount_map res = { 0 };

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
    .n_procedures = 1,
};
