/*
 * ledger.h - the bank of lab 3 as a service whose state is written down.
 */
#ifndef VAULT_LEDGER_H
#define VAULT_LEDGER_H

#include "lab3-atleastonce/bank/service.h"
#include "lab4-atmostonce/amo/recorder.h"

struct ledger {
    struct bank bank;  /* first: a pointer to it is one to us */
    struct bank saved; /* as it was when changes were last asked for */
};

/* Its service is a struct ledger.  A change: balances of accounts. */
extern const struct service_state ledger_state;

#endif
