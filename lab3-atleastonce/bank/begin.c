/*
 * begin.c - the accounts that a bank begins with, from a command line.
 */
#include "lab3-atleastonce/bank/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int
bank_begin_with(struct bank *bank, const char *name, const char *balance)
{
    struct bank_account account;
    struct bank_change change;
    struct bank_result result;
    char *end;

    if (strlen(name) > BANK_NAME_MAX)
        return -EINVAL;
    strcpy(account.name, name);
    strcpy(change.name, name);
    errno = 0;
    change.amount = strtoll(balance, &end, 10);
    if (errno || end == balance || *end)
        return -EINVAL;
    bank_serve_open(bank, &account, &result);
    if (result.status == BANK_OK && change.amount != 0)
        bank_serve_deposit(bank, &change, &result);
    return result.status == BANK_OK ? 0 : -EINVAL;
}
