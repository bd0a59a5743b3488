/*
 * bank.h - made by idlc from bank.x: change that instead.
 *
 * For a type T:  T_put() and T_get() encode and decode it, at most T_LEN_MAX
 *                bytes; T_text() appends it to a text for people.
 * For a call:    bank_open() is the client's stub, and
 *                bank_serve_open() the service's function, which is
 *                yours to write, as is struct bank, its state.
 * Errors:        see xdr.h and rpc.h.  After another status than RPC_OK a
 *                result means nothing.
 */
#ifndef BANK_H
#define BANK_H

#include <stdint.h>

#include "lab2-stubs/rpclib/rpc.h"

#define BANK_PROG 0x20000003
#define BANK_VERS 1

#define BANK_OPEN 1
#define BANK_DEPOSIT 2
#define BANK_DEBIT 3
#define BANK_BALANCE 4

/* ---- types -------------------------------------------------------------- */

#define BANK_NAME_MAX 32

enum bank_status {
    BANK_OK = 0,
    BANK_NO_SUCH_ACCOUNT = 1,
    BANK_INSUFFICIENT_FUNDS = 2,
    BANK_FULL = 3,
    BANK_BAD_AMOUNT = 4,
};

struct bank_account {
    char name[BANK_NAME_MAX + 1];
};
#define BANK_ACCOUNT_LEN_MAX 36

struct bank_change {
    char name[BANK_NAME_MAX + 1];
    int64_t amount;
};
#define BANK_CHANGE_LEN_MAX 44

struct bank_result {
    enum bank_status status;
    union {
        int64_t balance; /* BANK_OK */
    };
};
#define BANK_RESULT_LEN_MAX 12

void bank_status_put(struct xdr_enc *e, enum bank_status v);
enum bank_status bank_status_get(struct xdr_dec *d);
void bank_status_text(struct rpc_text *t, enum bank_status v);

void bank_account_put(struct xdr_enc *e, const struct bank_account *v);
void bank_account_get(struct xdr_dec *d, struct bank_account *v);
void bank_account_text(struct rpc_text *t, const struct bank_account *v);

void bank_change_put(struct xdr_enc *e, const struct bank_change *v);
void bank_change_get(struct xdr_dec *d, struct bank_change *v);
void bank_change_text(struct rpc_text *t, const struct bank_change *v);

void bank_result_put(struct xdr_enc *e, const struct bank_result *v);
void bank_result_get(struct xdr_dec *d, struct bank_result *v);
void bank_result_text(struct rpc_text *t, const struct bank_result *v);

/* ---- client: stubs ------------------------------------------------------ */

enum rpc_status bank_open(struct rpc_client *c,
                          const struct bank_account *args,
                          struct bank_result *res);
enum rpc_status bank_deposit(struct rpc_client *c,
                             const struct bank_change *args,
                             struct bank_result *res);
enum rpc_status bank_debit(struct rpc_client *c,
                           const struct bank_change *args,
                           struct bank_result *res);
enum rpc_status bank_balance(struct rpc_client *c,
                             const struct bank_account *args,
                             struct bank_result *res);

/* ---- server: what to register, and what it calls ------------------------ */

/* Its service is a struct bank. */
extern const struct rpc_program bank_program;

struct bank;

void bank_serve_open(struct bank *service, const struct bank_account *args,
                     struct bank_result *res);
void bank_serve_deposit(struct bank *service, const struct bank_change *args,
                        struct bank_result *res);
void bank_serve_debit(struct bank *service, const struct bank_change *args,
                      struct bank_result *res);
void bank_serve_balance(struct bank *service, const struct bank_account *args,
                        struct bank_result *res);

#endif
