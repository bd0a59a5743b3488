/*
 * kv_xdr.c - made by idlc from kv.x: change that instead.
 *
 * Types: to bytes, from bytes, for people.
 */
#include "lab2-stubs/kv/kv.h"

/* ---- struct kv_value ---------------------------------------------------- */

void
kv_value_put(struct xdr_enc *e, const struct kv_value *v)
{
    xdr_put_opaque(e, v->value, v->value_len, KV_VALUE_MAX);
}

void
kv_value_get(struct xdr_dec *d, struct kv_value *v)
{
    v->value_len = xdr_get_opaque(d, v->value, KV_VALUE_MAX);
}

void
kv_value_text(struct rpc_text *t, const struct kv_value *v)
{
    rpc_text_hex(t, v->value, v->value_len);
}

/* ---- enum kv_status ----------------------------------------------------- */

void
kv_status_put(struct xdr_enc *e, enum kv_status v)
{
    xdr_put_enum(e, (int32_t)v);
}

enum kv_status
kv_status_get(struct xdr_dec *d)
{
    int32_t v = xdr_get_enum(d);

    switch (v) {
    case KV_OK:
    case KV_NO_SUCH_KEY:
    case KV_FULL:
        return (enum kv_status)v;
    }
    xdr_dec_fail(d);
    return KV_OK;
}

void
kv_status_text(struct rpc_text *t, enum kv_status v)
{
    switch (v) {
    case KV_OK:
        rpc_text_str(t, "ok");
        return;
    case KV_NO_SUCH_KEY:
        rpc_text_str(t, "no such key");
        return;
    case KV_FULL:
        rpc_text_str(t, "full");
        return;
    }
    rpc_text_int(t, v);
}

/* ---- struct kv_key ------------------------------------------------------ */

void
kv_key_put(struct xdr_enc *e, const struct kv_key *v)
{
    xdr_put_string(e, v->key, KV_KEY_MAX);
}

void
kv_key_get(struct xdr_dec *d, struct kv_key *v)
{
    xdr_get_string(d, v->key, KV_KEY_MAX);
}

void
kv_key_text(struct rpc_text *t, const struct kv_key *v)
{
    rpc_text_quote_max(t, v->key, KV_KEY_MAX);
}

/* ---- struct kv_pair ----------------------------------------------------- */

void
kv_pair_put(struct xdr_enc *e, const struct kv_pair *v)
{
    xdr_put_string(e, v->key, KV_KEY_MAX);
    kv_value_put(e, &v->value);
}

void
kv_pair_get(struct xdr_dec *d, struct kv_pair *v)
{
    xdr_get_string(d, v->key, KV_KEY_MAX);
    kv_value_get(d, &v->value);
}

void
kv_pair_text(struct rpc_text *t, const struct kv_pair *v)
{
    rpc_text_quote_max(t, v->key, KV_KEY_MAX);
    rpc_text_str(t, ", ");
    rpc_text_str(t, "(");
    kv_value_text(t, &v->value);
    rpc_text_str(t, ")");
}

/* ---- union kv_result ---------------------------------------------------- */

void
kv_result_put(struct xdr_enc *e, const struct kv_result *v)
{
    kv_status_put(e, v->status);
    switch (v->status) {
    case KV_OK:
        kv_value_put(e, &v->value);
        break;
    default:
        break;
    }
}

void
kv_result_get(struct xdr_dec *d, struct kv_result *v)
{
    v->status = kv_status_get(d);
    switch (v->status) {
    case KV_OK:
        kv_value_get(d, &v->value);
        break;
    default:
        break;
    }
}

void
kv_result_text(struct rpc_text *t, const struct kv_result *v)
{
    switch (v->status) {
    case KV_OK:
        rpc_text_str(t, "(");
        kv_value_text(t, &v->value);
        rpc_text_str(t, ")");
        break;
    default:
        kv_status_text(t, v->status);
        break;
    }
}
