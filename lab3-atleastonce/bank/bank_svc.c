/*
 * bank_svc.c - made by idlc from bank.x: change that instead.
 *
 * The skeletons, and the tables of the procedures.
 */
#include "lab3-atleastonce/bank/bank.h"

#include "lab2-stubs/rpclib/rpc_trace.h"

static void
open_skeleton(struct rpc_exec *x, void *service)
{
    struct bank_account args;
    struct bank_result res;

    bank_account_get(&x->args, &args);
    if (rpc_trace_on())
        bank_account_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    bank_serve_open(service, &args, &res);
    if (rpc_trace_on())
        bank_result_text(&x->result_text, &res);
    rpc_exec_end(x);
    bank_result_put(&x->results, &res);
}

static void
deposit_skeleton(struct rpc_exec *x, void *service)
{
    struct bank_change args;
    struct bank_result res;

    bank_change_get(&x->args, &args);
    if (rpc_trace_on())
        bank_change_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    bank_serve_deposit(service, &args, &res);
    if (rpc_trace_on())
        bank_result_text(&x->result_text, &res);
    rpc_exec_end(x);
    bank_result_put(&x->results, &res);
}

static void
debit_skeleton(struct rpc_exec *x, void *service)
{
    struct bank_change args;
    struct bank_result res;

    bank_change_get(&x->args, &args);
    if (rpc_trace_on())
        bank_change_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    bank_serve_debit(service, &args, &res);
    if (rpc_trace_on())
        bank_result_text(&x->result_text, &res);
    rpc_exec_end(x);
    bank_result_put(&x->results, &res);
}

static void
balance_skeleton(struct rpc_exec *x, void *service)
{
    struct bank_account args;
    struct bank_result res;

    bank_account_get(&x->args, &args);
    if (rpc_trace_on())
        bank_account_text(&x->args_text, &args);
    if (!rpc_exec_begin(x))
        return;
    bank_serve_balance(service, &args, &res);
    if (rpc_trace_on())
        bank_result_text(&x->result_text, &res);
    rpc_exec_end(x);
    bank_result_put(&x->results, &res);
}

static const struct rpc_procedure bank_procedure[] = {
    { BANK_OPEN, "open", open_skeleton },
    { BANK_DEPOSIT, "deposit", deposit_skeleton },
    { BANK_DEBIT, "debit", debit_skeleton },
    { BANK_BALANCE, "balance", balance_skeleton },
};

const struct rpc_program bank_program = {
    .prog = BANK_PROG,
    .vers = BANK_VERS,
    .name = "bank",
    .procedure = bank_procedure,
    .n_procedures = 4,
};
