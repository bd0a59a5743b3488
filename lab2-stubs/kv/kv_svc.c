/*
 * kv_svc.c - made by idlc from kv.x: change that instead.
 *
 * The skeletons, and the tables of the procedures.
 */
#include "lab2-stubs/kv/kv.h"

#include "lab2-stubs/rpclib/rpc_trace.h"

static void
put_skeleton(struct rpc_exec *x, void *service)
{
    struct kv_pair args;
    enum kv_status res;

    kv_pair_get(&x->args, &args);
    if (rpc_trace_on())
        kv_pair_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    kv_serve_put(service, &args, &res);
    if (rpc_trace_on())
        kv_status_text(&x->result_text, res);
    rpc_exec_end(x);
    kv_status_put(&x->results, res);
}

static void
get_skeleton(struct rpc_exec *x, void *service)
{
    struct kv_key args;
    struct kv_result res;

    kv_key_get(&x->args, &args);
    if (rpc_trace_on())
        kv_key_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    kv_serve_get(service, &args, &res);
    if (rpc_trace_on())
        kv_result_text(&x->result_text, &res);
    rpc_exec_end(x);
    kv_result_put(&x->results, &res);
}

static void
delete_skeleton(struct rpc_exec *x, void *service)
{
    struct kv_key args;
    enum kv_status res;

    kv_key_get(&x->args, &args);
    if (rpc_trace_on())
        kv_key_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    kv_serve_delete(service, &args, &res);
    if (rpc_trace_on())
        kv_status_text(&x->result_text, res);
    rpc_exec_end(x);
    kv_status_put(&x->results, res);
}

static const struct rpc_procedure kv_procedure[] = {
    { KV_PUT, "put", put_skeleton },
    { KV_GET, "get", get_skeleton },
    { KV_DELETE, "delete", delete_skeleton },
};

const struct rpc_program kv_program = {
    .prog = KV_PROG,
    .vers = KV_VERS,
    .name = "kv",
    .procedure = kv_procedure,
    .n_procedures = 3,
};
