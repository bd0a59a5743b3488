/*
 * bank.c - the bank itself: accounts, and what may happen to them.
 *
 * Plain functions that know nothing of messages or networks.  A refused
 * operation changes nothing.  "open" is idempotent: doing it twice is like
 * doing it once.  "deposit" and "debit" are not.
 */
#include "lab3-atleastonce/bank/service.h"

#include <string.h>

/* Index of the account, or n_accounts. */
static size_t
find(const struct bank *b, const char *name)
{
    size_t i = 0;

    while (i < b->n_accounts && strcmp(b->account[i].name, name) != 0)
        i++;
    return i;
}

void
bank_serve_open(struct bank *b, const struct bank_account *args,
                struct bank_result *res)
{
    size_t i = find(b, args->name);

    if (i == BANK_ACCOUNTS_MAX) {
        res->status = BANK_FULL;
        return;
    }
    if (i == b->n_accounts) {
        strcpy(b->account[i].name, args->name); /* arrays of one size */
        b->account[i].balance = 0;
        b->n_accounts++;
    }
    res->status = BANK_OK;
    res->balance = b->account[i].balance;
}

void
bank_serve_deposit(struct bank *b, const struct bank_change *args,
                   struct bank_result *res)
{
    size_t i = find(b, args->name);

    if (i == b->n_accounts)
        res->status = BANK_NO_SUCH_ACCOUNT;
    else if (args->amount <= 0 ||
             args->amount > INT64_MAX - b->account[i].balance)
        res->status = BANK_BAD_AMOUNT;
    else {
        b->account[i].balance += args->amount;
        res->status = BANK_OK;
        res->balance = b->account[i].balance;
    }
}

void
bank_serve_debit(struct bank *b, const struct bank_change *args,
                 struct bank_result *res)
{
    size_t i = find(b, args->name);

    if (i == b->n_accounts)
        res->status = BANK_NO_SUCH_ACCOUNT;
    else if (args->amount <= 0)
        res->status = BANK_BAD_AMOUNT;
    else if (args->amount > b->account[i].balance)
        res->status = BANK_INSUFFICIENT_FUNDS;
    else {
        b->account[i].balance -= args->amount;
        res->status = BANK_OK;
        res->balance = b->account[i].balance;
    }
}

void
bank_serve_balance(struct bank *b, const struct bank_account *args,
                   struct bank_result *res)
{
    size_t i = find(b, args->name);

    if (i == b->n_accounts) {
        res->status = BANK_NO_SUCH_ACCOUNT;
        return;
    }
    res->status = BANK_OK;
    res->balance = b->account[i].balance;
}
