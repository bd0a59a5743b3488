/*
 * operations.h - what a client of the bank is told to do, on its command
 * line: one call each.
 */
#ifndef BANK_OPERATIONS_H
#define BANK_OPERATIONS_H

#include <stdint.h>

#include "lab2-stubs/rpclib/rpc.h"

#define BANK_OPERATIONS_USAGE                                                 \
    "  open NAME              open an account, unless it is open\n"           \
    "  deposit NAME AMOUNT    put money in\n"                                 \
    "  debit NAME AMOUNT      take money out\n"                               \
    "  balance NAME           ask how much there is\n"                        \
    "  random N               N deposits, debits and balances of alice and "  \
    "bob\n"

#define BANK_RANDOM_MAX 999

struct bank_verb;

struct bank_operation {
    const struct bank_verb *verb;
    const char *name; /* borrowed from the command line, or constant */
    int64_t amount;   /* if the verb has one */
};

/*
 * All operations of a command line that ends with NULL, *n of them, for the
 * caller to free(); or NULL after a sentence on stderr.  Nothing is done
 * unless all words make sense.
 */
struct bank_operation *bank_operations(char **words, int *n);

/* Do one, and print how it went.  Returns whether it went well. */
int bank_do(struct rpc_client *c, const struct bank_operation *op);

#endif
