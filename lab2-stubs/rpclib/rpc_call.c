/*
 * rpc_call.c - the client's side of a call: what all stubs have in common.
 */
#include "lab2-stubs/rpclib/rpc.h"

#include "lab2-stubs/rpclib/rpc_trace.h"

/* "debit(alice, 10)" */
static void
add_call(struct rpc_text *t, const struct rpc_call *call)
{
    rpc_text_str(t, call->name);
    rpc_text_str(t, "(");
    rpc_text_str(t, call->args_text.s);
    rpc_text_str(t, ")");
}

static void
step_call(const struct rpc_call *call)
{
    struct rpc_text text;

    if (!call->name || !rpc_trace_on())
        return;
    rpc_text_clear(&text);
    add_call(&text, call);
    rpc_step(call->resumed ? "resume" : "call", text.s);
}

/* "debit, 56 bytes" */
static void
step_bytes(const char *step, const struct rpc_call *call, size_t len)
{
    struct rpc_text text;

    if (!call->name || !rpc_trace_on())
        return;
    rpc_text_clear(&text);
    rpc_text_str(&text, call->name);
    rpc_text_str(&text, ", ");
    rpc_text_int(&text, (int64_t)len);
    rpc_text_str(&text, " bytes");
    rpc_step(step, text.s);
}

/* "debit(alice, 10) = 90", or "debit(alice, 10): no reply; ..." */
static void
step_return(const struct rpc_call *call)
{
    struct rpc_text text;

    if (!call->name || !rpc_trace_on())
        return;
    rpc_text_clear(&text);
    add_call(&text, call);
    if (call->status == RPC_OK) {
        rpc_text_str(&text, " = ");
        rpc_text_str(&text, call->result_text.s);
    } else {
        rpc_text_str(&text, ": ");
        rpc_text_str(&text, rpc_status_text(call->status));
    }
    rpc_step_status("return", call->status, text.s);
}

static enum rpc_status
status_of_accepted(enum rpc_accept_stat stat)
{
    switch (stat) {
    case RPC_ACCEPT_SUCCESS:
        return RPC_OK;
    case RPC_ACCEPT_PROG_UNAVAIL:
        return RPC_PROG_UNAVAIL;
    case RPC_ACCEPT_PROG_MISMATCH:
        return RPC_PROG_MISMATCH;
    case RPC_ACCEPT_PROC_UNAVAIL:
        return RPC_PROC_UNAVAIL;
    case RPC_ACCEPT_GARBAGE_ARGS:
        return RPC_GARBAGE_ARGS;
    case RPC_ACCEPT_SYSTEM_ERR:
        break;
    }
    return RPC_SYSTEM_ERR;
}

/*
 * Decode the header of the reply.  Whether its xid is the request's is the
 * transport's affair: only it knows which calls are waiting.
 */
static enum rpc_status
read_header(struct rpc_call *call)
{
    struct rpc_reply_header h;
    struct rpc_text why;

    step_bytes("unmarshal", call, call->reply_len);
    xdr_dec_init(&call->results, call->reply, call->reply_len);
    if (rpc_reply_header_get(&call->results, &h, &why) < 0)
        return RPC_BAD_REPLY;
    if (rpc_reply_is_forgotten(&h))
        return RPC_FORGOTTEN;
    if (h.stat == RPC_MSG_DENIED)
        return RPC_DENIED;
    return status_of_accepted(h.accept);
}

void
rpc_call_begin(struct rpc_call *call)
{
    struct rpc_client *c = call->client;
    struct rpc_call_header h;

    rpc_call_header_init(&h, call->prog, call->vers, call->proc);
    call->resumed = c->identify && c->identify(c, call, &h.verf);
    step_call(call);
    xdr_enc_init(&call->args, call->request, call->request_cap);
    rpc_call_header_put(&call->args, &h);
}

/* The arguments are encoded: 1: send them. */
static int
is_marshalled(struct rpc_call *call)
{
    if (call->args.err) {
        call->status = RPC_CANT_ENCODE;
        return 0;
    }
    call->request_len = call->args.len;
    step_bytes("marshal", call, call->request_len);
    return 1;
}

/* The call is over: to the results, or to why there are none. */
static void
take_reply(struct rpc_call *call)
{
    if (call->status == RPC_OK)
        call->status = read_header(call);
    /* Let the stub decode on: it reads zeros, and needs no test. */
    if (call->status != RPC_OK)
        xdr_dec_fail(&call->results);
}

void
rpc_call_transact(struct rpc_call *call)
{
    if (is_marshalled(call))
        call->status = call->client->ops->transact(call->client, call);
    take_reply(call);
}

/* ---- asynchronous calls ------------------------------------------------- */

void
rpc_go(struct rpc_call *call)
{
    struct rpc_client *c = call->client;

    call->done = 0;
    if (is_marshalled(call)) {
        if (c->async) {
            c->async->go(c, call);
            return;
        }
        call->status = c->ops->transact(c, call);
    }
    call->done = 1;
}

/* A client without these operations has no call that is not done. */
static int
wait_any(struct rpc_call *const *call, size_t n, int block)
{
    struct rpc_client *c;
    size_t i = 0;

    while (i < n && !call[i])
        i++;
    if (i == n)
        return -1;
    c = call[i]->client;
    return c->async ? c->async->wait_any(c, call, n, block) : (int)i;
}

int
rpc_wait_any(struct rpc_call *const *call, size_t n)
{
    return wait_any(call, n, 1);
}

int
rpc_done(struct rpc_call *call)
{
    return wait_any(&call, 1, 0) == 0;
}

void
rpc_wait(struct rpc_call *call)
{
    wait_any(&call, 1, 1);
    take_reply(call);
}

enum rpc_status
rpc_call_end(struct rpc_call *call)
{
    if (call->status == RPC_OK && xdr_get_end(&call->results) < 0)
        call->status = RPC_BAD_REPLY;
    step_return(call);
    return call->status;
}
