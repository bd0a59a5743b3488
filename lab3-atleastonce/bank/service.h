/*
 * service.h - the bank behind the interface: its state.
 */
#ifndef BANK_SERVICE_H
#define BANK_SERVICE_H

#include <stddef.h>
#include <stdint.h>

#include "lab3-atleastonce/bank/bank.h"

#define BANK_ACCOUNTS_MAX 32

/* All zero is a bank without accounts. */
struct bank {
    struct {
        char name[BANK_NAME_MAX + 1];
        int64_t balance; /* never negative */
    } account[BANK_ACCOUNTS_MAX];
    size_t n_accounts;
};

/* Open an account with this balance, a number in words.  0, or -EINVAL. */
int bank_begin_with(struct bank *bank, const char *name, const char *balance);

#endif
