/*
 * bank_xdr.c - made by idlc from bank.x: change that instead.
 *
 * Types: to bytes, from bytes, for people.
 */
#include "lab3-atleastonce/bank/bank.h"

/* ---- enum bank_status --------------------------------------------------- */

void
bank_status_put(struct xdr_enc *e, enum bank_status v)
{
    xdr_put_enum(e, (int32_t)v);
}

enum bank_status
bank_status_get(struct xdr_dec *d)
{
    int32_t v = xdr_get_enum(d);

    switch (v) {
    case BANK_OK:
    case BANK_NO_SUCH_ACCOUNT:
    case BANK_INSUFFICIENT_FUNDS:
    case BANK_FULL:
    case BANK_BAD_AMOUNT:
        return (enum bank_status)v;
    }
    xdr_dec_fail(d);
    return BANK_OK;
}

void
bank_status_text(struct rpc_text *t, enum bank_status v)
{
    switch (v) {
    case BANK_OK:
        rpc_text_str(t, "ok");
        return;
    case BANK_NO_SUCH_ACCOUNT:
        rpc_text_str(t, "no such account");
        return;
    case BANK_INSUFFICIENT_FUNDS:
        rpc_text_str(t, "insufficient funds");
        return;
    case BANK_FULL:
        rpc_text_str(t, "full");
        return;
    case BANK_BAD_AMOUNT:
        rpc_text_str(t, "bad amount");
        return;
    }
    rpc_text_int(t, v);
}

/* ---- struct bank_account ------------------------------------------------ */

void
bank_account_put(struct xdr_enc *e, const struct bank_account *v)
{
    xdr_put_string(e, v->name, BANK_NAME_MAX);
}

void
bank_account_get(struct xdr_dec *d, struct bank_account *v)
{
    xdr_get_string(d, v->name, BANK_NAME_MAX);
}

void
bank_account_text(struct rpc_text *t, const struct bank_account *v)
{
    rpc_text_quote_max(t, v->name, BANK_NAME_MAX);
}

/* ---- struct bank_change ------------------------------------------------- */

void
bank_change_put(struct xdr_enc *e, const struct bank_change *v)
{
    xdr_put_string(e, v->name, BANK_NAME_MAX);
    xdr_put_i64(e, v->amount);
}

void
bank_change_get(struct xdr_dec *d, struct bank_change *v)
{
    xdr_get_string(d, v->name, BANK_NAME_MAX);
    v->amount = xdr_get_i64(d);
}

void
bank_change_text(struct rpc_text *t, const struct bank_change *v)
{
    rpc_text_quote_max(t, v->name, BANK_NAME_MAX);
    rpc_text_str(t, ", ");
    rpc_text_int(t, v->amount);
}

/* ---- union bank_result -------------------------------------------------- */

void
bank_result_put(struct xdr_enc *e, const struct bank_result *v)
{
    bank_status_put(e, v->status);
    switch (v->status) {
    case BANK_OK:
        xdr_put_i64(e, v->balance);
        break;
    default:
        break;
    }
}

void
bank_result_get(struct xdr_dec *d, struct bank_result *v)
{
    v->status = bank_status_get(d);
    switch (v->status) {
    case BANK_OK:
        v->balance = xdr_get_i64(d);
        break;
    default:
        break;
    }
}

void
bank_result_text(struct rpc_text *t, const struct bank_result *v)
{
    switch (v->status) {
    case BANK_OK:
        rpc_text_int(t, v->balance);
        break;
    default:
        bank_status_text(t, v->status);
        break;
    }
}
