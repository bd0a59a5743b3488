/*
 * ledger.c - see ledger.h.  A change is written as it would be sent (XDR):
 * how many accounts, and of each its name and its balance.
 */
#include "lab4-atmostonce/vault/ledger.h"

#include <errno.h>
#include <string.h>

#include "lab3-atleastonce/bank/bank.h"

#define ACCOUNT_LEN_MIN 12 /* bytes: a name of none, a balance */

/* Accounts are never closed, and keep their places. */
static int
is_changed(const struct ledger *l, size_t i)
{
    return i >= l->saved.n_accounts ||
           l->bank.account[i].balance != l->saved.account[i].balance;
}

static void
put_account(struct xdr_enc *e, const struct bank *b, size_t i)
{
    xdr_put_string(e, b->account[i].name, BANK_NAME_MAX);
    xdr_put_i64(e, b->account[i].balance);
}

/* Those from which this function says 1; its length, 0 if there are none. */
static int
put_accounts(struct ledger *l, int (*which)(const struct ledger *, size_t),
             uint8_t *buf, size_t cap)
{
    const struct bank *b = &l->bank;
    struct xdr_enc e;
    uint32_t n = 0;

    for (size_t i = 0; i < b->n_accounts; i++)
        n += which(l, i) != 0;
    if (n == 0)
        return 0;
    xdr_enc_init(&e, buf, cap);
    xdr_put_count(&e, n, BANK_ACCOUNTS_MAX);
    for (size_t i = 0; i < b->n_accounts; i++)
        if (which(l, i))
            put_account(&e, b, i);
    return e.err ? -EMSGSIZE : (int)e.len;
}

static int
changes(void *service, uint8_t *buf, size_t cap)
{
    struct ledger *l = service;
    int len = put_accounts(l, is_changed, buf, cap);

    if (len > 0)
        l->saved = l->bank;
    return len;
}

static int
every_one(const struct ledger *l, size_t i)
{
    (void)l;
    (void)i;
    return 1;
}

static int
all(void *service, uint8_t *buf, size_t cap)
{
    return put_accounts(service, every_one, buf, cap);
}

/* 0, or -ENOSPC: there is no room for another account. */
static int
set_balance(struct bank *b, const char *name, int64_t balance)
{
    struct bank_account account = { "" };
    struct bank_result res;

    strcpy(account.name, name); /* arrays of one size */
    bank_serve_open(b, &account, &res);
    if (res.status != BANK_OK)
        return -ENOSPC;
    for (size_t i = 0; i < b->n_accounts; i++)
        if (strcmp(b->account[i].name, name) == 0)
            b->account[i].balance = balance;
    return 0;
}

static int
apply(void *service, const uint8_t *change, size_t len)
{
    struct ledger *l = service;
    struct xdr_dec d;
    uint32_t n;
    int err = 0;

    xdr_dec_init(&d, change, len);
    n = xdr_get_count(&d, BANK_ACCOUNTS_MAX, ACCOUNT_LEN_MIN);
    for (uint32_t i = 0; i < n && err == 0; i++) {
        char name[BANK_NAME_MAX + 1];
        int64_t balance;

        xdr_get_string(&d, name, BANK_NAME_MAX);
        balance = xdr_get_i64(&d);
        if (!d.err)
            err = set_balance(&l->bank, name, balance);
    }
    l->saved = l->bank;
    return err < 0 ? err : xdr_get_end(&d) < 0 ? -EBADMSG : 0;
}

const struct service_state ledger_state = { changes, all, apply };
