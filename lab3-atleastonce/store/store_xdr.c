/*
 * store_xdr.c - made by idlc from store.x: change that instead.
 *
 * Types: to bytes, from bytes, for people.
 */
#include "lab3-atleastonce/store/store.h"

/* ---- enum store_status -------------------------------------------------- */

void
store_status_put(struct xdr_enc *e, enum store_status v)
{
    xdr_put_enum(e, (int32_t)v);
}

enum store_status
store_status_get(struct xdr_dec *d)
{
    int32_t v = xdr_get_enum(d);

    switch (v) {
    case STORE_OK:
    case STORE_NO_SUCH_NAME:
    case STORE_SUPERSEDED:
    case STORE_FULL:
    case STORE_BAD_VERSION:
        return (enum store_status)v;
    }
    xdr_dec_fail(d);
    return STORE_OK;
}

void
store_status_text(struct rpc_text *t, enum store_status v)
{
    switch (v) {
    case STORE_OK:
        rpc_text_str(t, "ok");
        return;
    case STORE_NO_SUCH_NAME:
        rpc_text_str(t, "no such name");
        return;
    case STORE_SUPERSEDED:
        rpc_text_str(t, "superseded");
        return;
    case STORE_FULL:
        rpc_text_str(t, "full");
        return;
    case STORE_BAD_VERSION:
        rpc_text_str(t, "bad version");
        return;
    }
    rpc_text_int(t, v);
}

/* ---- struct store_name -------------------------------------------------- */

void
store_name_put(struct xdr_enc *e, const struct store_name *v)
{
    xdr_put_string(e, v->name, STORE_NAME_MAX);
}

void
store_name_get(struct xdr_dec *d, struct store_name *v)
{
    xdr_get_string(d, v->name, STORE_NAME_MAX);
}

void
store_name_text(struct rpc_text *t, const struct store_name *v)
{
    rpc_text_quote_max(t, v->name, STORE_NAME_MAX);
}

/* ---- struct store_setting ----------------------------------------------- */

void
store_setting_put(struct xdr_enc *e, const struct store_setting *v)
{
    xdr_put_string(e, v->name, STORE_NAME_MAX);
    xdr_put_i64(e, v->value);
}

void
store_setting_get(struct xdr_dec *d, struct store_setting *v)
{
    xdr_get_string(d, v->name, STORE_NAME_MAX);
    v->value = xdr_get_i64(d);
}

void
store_setting_text(struct rpc_text *t, const struct store_setting *v)
{
    rpc_text_quote_max(t, v->name, STORE_NAME_MAX);
    rpc_text_str(t, ", ");
    rpc_text_int(t, v->value);
}

/* ---- struct store_change ------------------------------------------------ */

void
store_change_put(struct xdr_enc *e, const struct store_change *v)
{
    xdr_put_string(e, v->name, STORE_NAME_MAX);
    xdr_put_i64(e, v->value);
    xdr_put_u64(e, v->vers);
}

void
store_change_get(struct xdr_dec *d, struct store_change *v)
{
    xdr_get_string(d, v->name, STORE_NAME_MAX);
    v->value = xdr_get_i64(d);
    v->vers = xdr_get_u64(d);
}

void
store_change_text(struct rpc_text *t, const struct store_change *v)
{
    rpc_text_quote_max(t, v->name, STORE_NAME_MAX);
    rpc_text_str(t, ", ");
    rpc_text_int(t, v->value);
    rpc_text_str(t, ", ");
    rpc_text_uint(t, v->vers);
}

/* ---- struct store_entry ------------------------------------------------- */

void
store_entry_put(struct xdr_enc *e, const struct store_entry *v)
{
    xdr_put_i64(e, v->value);
    xdr_put_u64(e, v->vers);
}

void
store_entry_get(struct xdr_dec *d, struct store_entry *v)
{
    v->value = xdr_get_i64(d);
    v->vers = xdr_get_u64(d);
}

void
store_entry_text(struct rpc_text *t, const struct store_entry *v)
{
    rpc_text_int(t, v->value);
    rpc_text_str(t, ", ");
    rpc_text_uint(t, v->vers);
}

/* ---- union store_result ------------------------------------------------- */

void
store_result_put(struct xdr_enc *e, const struct store_result *v)
{
    store_status_put(e, v->status);
    switch (v->status) {
    case STORE_OK:
        store_entry_put(e, &v->entry);
        break;
    case STORE_SUPERSEDED:
        store_entry_put(e, &v->newer);
        break;
    default:
        break;
    }
}

void
store_result_get(struct xdr_dec *d, struct store_result *v)
{
    v->status = store_status_get(d);
    switch (v->status) {
    case STORE_OK:
        store_entry_get(d, &v->entry);
        break;
    case STORE_SUPERSEDED:
        store_entry_get(d, &v->newer);
        break;
    default:
        break;
    }
}

void
store_result_text(struct rpc_text *t, const struct store_result *v)
{
    switch (v->status) {
    case STORE_OK:
        store_status_text(t, v->status);
        rpc_text_str(t, ": ");
        rpc_text_str(t, "(");
        store_entry_text(t, &v->entry);
        rpc_text_str(t, ")");
        break;
    case STORE_SUPERSEDED:
        store_status_text(t, v->status);
        rpc_text_str(t, ": ");
        rpc_text_str(t, "(");
        store_entry_text(t, &v->newer);
        rpc_text_str(t, ")");
        break;
    default:
        store_status_text(t, v->status);
        break;
    }
}
