/*
 * store_svc.c - made by idlc from store.x: change that instead.
 *
 * The skeletons, and the tables of the procedures.
 */
#include "lab3-atleastonce/store/store.h"

#include "lab2-stubs/rpclib/rpc_trace.h"

static void
set_skeleton(struct rpc_exec *x, void *service)
{
    struct store_setting args;
    struct store_result res;

    store_setting_get(&x->args, &args);
    if (rpc_trace_on())
        store_setting_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    store_serve_set(service, &args, &res);
    if (rpc_trace_on())
        store_result_text(&x->result_text, &res);
    rpc_exec_end(x);
    store_result_put(&x->results, &res);
}

static void
get_skeleton(struct rpc_exec *x, void *service)
{
    struct store_name args;
    struct store_result res;

    store_name_get(&x->args, &args);
    if (rpc_trace_on())
        store_name_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    store_serve_get(service, &args, &res);
    if (rpc_trace_on())
        store_result_text(&x->result_text, &res);
    rpc_exec_end(x);
    store_result_put(&x->results, &res);
}

static void
put_skeleton(struct rpc_exec *x, void *service)
{
    struct store_change args;
    struct store_result res;

    store_change_get(&x->args, &args);
    if (rpc_trace_on())
        store_change_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    store_serve_put(service, &args, &res);
    if (rpc_trace_on())
        store_result_text(&x->result_text, &res);
    rpc_exec_end(x);
    store_result_put(&x->results, &res);
}

static const struct rpc_procedure store_procedure[] = {
    { STORE_SET, "set", set_skeleton },
    { STORE_GET, "get", get_skeleton },
    { STORE_PUT, "put", put_skeleton },
};

const struct rpc_program store_program = {
    .prog = STORE_PROG,
    .vers = STORE_VERS,
    .name = "store",
    .procedure = store_procedure,
    .n_procedures = 3,
};
