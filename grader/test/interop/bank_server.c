/*
 * bank_server.c - a bank with one account, made by rpcgen from the same
 * bank.x.
 *
 *     bank_server udp PORT
 */
#include <string.h>

#include "bank.h"
#include "grader/test/interop/peer.h"

void bank_prog_1(struct svc_req *, SVCXPRT *);

static char owner[BANK_NAME_MAX + 1]; /* empty: the account is not open */
static int64_t balance;

/* The account of that name is there: then its balance is the result. */
static int
found(const char *name, bank_result *res)
{
    memset(res, 0, sizeof(*res));
    res->status = strcmp(name, owner) == 0 ? BANK_OK : BANK_NO_SUCH_ACCOUNT;
    res->bank_result_u.balance = balance;
    return res->status == BANK_OK;
}

bool_t
bank_open_1_svc(bank_account *args, bank_result *res, struct svc_req *rqstp)
{
    (void)rqstp;
    if (*owner && strcmp(args->name, owner) != 0) {
        memset(res, 0, sizeof(*res));
        res->status = BANK_FULL;
        return TRUE;
    }
    strcpy(owner, args->name); /* its bound was checked */
    found(owner, res);
    return TRUE;
}

bool_t
bank_deposit_1_svc(bank_change *args, bank_result *res, struct svc_req *rqstp)
{
    (void)rqstp;
    if (!found(args->name, res))
        return TRUE;
    if (args->amount <= 0)
        res->status = BANK_BAD_AMOUNT;
    else
        res->bank_result_u.balance = balance += args->amount;
    return TRUE;
}

bool_t
bank_debit_1_svc(bank_change *args, bank_result *res, struct svc_req *rqstp)
{
    (void)rqstp;
    if (!found(args->name, res))
        return TRUE;
    if (args->amount <= 0)
        res->status = BANK_BAD_AMOUNT;
    else if (args->amount > balance)
        res->status = BANK_INSUFFICIENT_FUNDS;
    else
        res->bank_result_u.balance = balance -= args->amount;
    return TRUE;
}

bool_t
bank_balance_1_svc(bank_account *args, bank_result *res, struct svc_req *rqstp)
{
    (void)rqstp;
    found(args->name, res);
    return TRUE;
}

int
bank_prog_1_freeresult(SVCXPRT *transport, xdrproc_t xdr, caddr_t res)
{
    (void)transport;
    xdr_free(xdr, res);
    return 1;
}

int
main(int argc, char **argv)
{
    struct peer p = { argv[1], argv[2], BANK_PROG, BANK_VERS };

    (void)argc;
    peer_serve(&p, bank_prog_1);
    return 1;
}
