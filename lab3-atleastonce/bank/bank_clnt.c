/*
 * bank_clnt.c - made by idlc from bank.x: change that instead.
 *
 * The client stubs.
 */
#include "lab3-atleastonce/bank/bank.h"

#include "lab2-stubs/rpclib/rpc_trace.h"

enum rpc_status
bank_open(struct rpc_client *c, const struct bank_account *args,
          struct bank_result *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + BANK_ACCOUNT_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + BANK_RESULT_LEN_MAX];
    struct rpc_call call = {
        .client = c,
        .prog = BANK_PROG,
        .vers = BANK_VERS,
        .proc = BANK_OPEN,
        .name = "open",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        bank_account_text(&call.args_text, args);
    rpc_call_begin(&call);
    bank_account_put(&call.args, args);
    rpc_call_transact(&call);
    bank_result_get(&call.results, res);
    if (rpc_trace_on())
        bank_result_text(&call.result_text, res);
    return rpc_call_end(&call);
}

enum rpc_status
bank_deposit(struct rpc_client *c, const struct bank_change *args,
             struct bank_result *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + BANK_CHANGE_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + BANK_RESULT_LEN_MAX];
    struct rpc_call call = {
        .client = c,
        .prog = BANK_PROG,
        .vers = BANK_VERS,
        .proc = BANK_DEPOSIT,
        .name = "deposit",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        bank_change_text(&call.args_text, args);
    rpc_call_begin(&call);
    bank_change_put(&call.args, args);
    rpc_call_transact(&call);
    bank_result_get(&call.results, res);
    if (rpc_trace_on())
        bank_result_text(&call.result_text, res);
    return rpc_call_end(&call);
}

enum rpc_status
bank_debit(struct rpc_client *c, const struct bank_change *args,
           struct bank_result *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + BANK_CHANGE_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + BANK_RESULT_LEN_MAX];
    struct rpc_call call = {
        .client = c,
        .prog = BANK_PROG,
        .vers = BANK_VERS,
        .proc = BANK_DEBIT,
        .name = "debit",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        bank_change_text(&call.args_text, args);
    rpc_call_begin(&call);
    bank_change_put(&call.args, args);
    rpc_call_transact(&call);
    bank_result_get(&call.results, res);
    if (rpc_trace_on())
        bank_result_text(&call.result_text, res);
    return rpc_call_end(&call);
}

enum rpc_status
bank_balance(struct rpc_client *c, const struct bank_account *args,
             struct bank_result *res)
{
    uint8_t request[RPC_CALL_HEADER_MAX + BANK_ACCOUNT_LEN_MAX];
    uint8_t reply[RPC_REPLY_HEADER_MAX + BANK_RESULT_LEN_MAX];
    struct rpc_call call = {
        .client = c,
        .prog = BANK_PROG,
        .vers = BANK_VERS,
        .proc = BANK_BALANCE,
        .name = "balance",
        .request = request,
        .request_cap = sizeof(request),
        .reply = reply,
        .reply_cap = sizeof(reply),
    };

    if (rpc_trace_on())
        bank_account_text(&call.args_text, args);
    rpc_call_begin(&call);
    bank_account_put(&call.args, args);
    rpc_call_transact(&call);
    bank_result_get(&call.results, res);
    if (rpc_trace_on())
        bank_result_text(&call.result_text, res);
    return rpc_call_end(&call);
}
