/*
 * record_xdr.c - made by idlc from record.x: change that instead.
 *
 * Types: to bytes, from bytes, for people.
 */
#include "lab4-atmostonce/amo/record.h"

/* ---- struct record_call ------------------------------------------------- */

void
record_call_put(struct xdr_enc *e, const struct record_call *v)
{
    xdr_put_u64(e, v->client);
    xdr_put_u64(e, v->number);
    xdr_put_u64(e, v->ack);
}

void
record_call_get(struct xdr_dec *d, struct record_call *v)
{
    v->client = xdr_get_u64(d);
    v->number = xdr_get_u64(d);
    v->ack = xdr_get_u64(d);
}

void
record_call_text(struct rpc_text *t, const struct record_call *v)
{
    rpc_text_uint(t, v->client);
    rpc_text_str(t, ", ");
    rpc_text_uint(t, v->number);
    rpc_text_str(t, ", ");
    rpc_text_uint(t, v->ack);
}

/* ---- struct record_change ----------------------------------------------- */

void
record_change_put(struct xdr_enc *e, const struct record_change *v)
{
    xdr_put_opaque(e, v->change, v->change_len, RECORD_CHANGE_MAX);
}

void
record_change_get(struct xdr_dec *d, struct record_change *v)
{
    v->change_len = xdr_get_opaque(d, v->change, RECORD_CHANGE_MAX);
}

void
record_change_text(struct rpc_text *t, const struct record_change *v)
{
    rpc_text_hex(t, v->change, v->change_len);
}

/* ---- struct record_done ------------------------------------------------- */

void
record_done_put(struct xdr_enc *e, const struct record_done *v)
{
    record_call_put(e, &v->call);
    xdr_put_opaque(e, v->reply, v->reply_len, RECORD_REPLY_MAX);
    xdr_put_opaque(e, v->change, v->change_len, RECORD_CHANGE_MAX);
}

void
record_done_get(struct xdr_dec *d, struct record_done *v)
{
    record_call_get(d, &v->call);
    v->reply_len = xdr_get_opaque(d, v->reply, RECORD_REPLY_MAX);
    v->change_len = xdr_get_opaque(d, v->change, RECORD_CHANGE_MAX);
}

void
record_done_text(struct rpc_text *t, const struct record_done *v)
{
    rpc_text_str(t, "(");
    record_call_text(t, &v->call);
    rpc_text_str(t, ")");
    rpc_text_str(t, ", ");
    rpc_text_hex(t, v->reply, v->reply_len);
    rpc_text_str(t, ", ");
    rpc_text_hex(t, v->change, v->change_len);
}

/* ---- enum record_kind --------------------------------------------------- */

void
record_kind_put(struct xdr_enc *e, enum record_kind v)
{
    xdr_put_enum(e, (int32_t)v);
}

enum record_kind
record_kind_get(struct xdr_dec *d)
{
    int32_t v = xdr_get_enum(d);

    switch (v) {
    case RECORD_HELLO:
    case RECORD_BEGUN:
    case RECORD_DONE:
    case RECORD_CHANGE:
        return (enum record_kind)v;
    }
    xdr_dec_fail(d);
    return RECORD_HELLO;
}

void
record_kind_text(struct rpc_text *t, enum record_kind v)
{
    switch (v) {
    case RECORD_HELLO:
        rpc_text_str(t, "hello");
        return;
    case RECORD_BEGUN:
        rpc_text_str(t, "begun");
        return;
    case RECORD_DONE:
        rpc_text_str(t, "done");
        return;
    case RECORD_CHANGE:
        rpc_text_str(t, "change");
        return;
    }
    rpc_text_int(t, v);
}

/* ---- union record ------------------------------------------------------- */

void
record_put(struct xdr_enc *e, const struct record *v)
{
    record_kind_put(e, v->kind);
    switch (v->kind) {
    case RECORD_HELLO:
        record_call_put(e, &v->hello);
        break;
    case RECORD_BEGUN:
        record_call_put(e, &v->begun);
        break;
    case RECORD_DONE:
        record_done_put(e, &v->done);
        break;
    case RECORD_CHANGE:
        record_change_put(e, &v->state);
        break;
    default:
        xdr_enc_fail(e);
        break;
    }
}

void
record_get(struct xdr_dec *d, struct record *v)
{
    v->kind = record_kind_get(d);
    switch (v->kind) {
    case RECORD_HELLO:
        record_call_get(d, &v->hello);
        break;
    case RECORD_BEGUN:
        record_call_get(d, &v->begun);
        break;
    case RECORD_DONE:
        record_done_get(d, &v->done);
        break;
    case RECORD_CHANGE:
        record_change_get(d, &v->state);
        break;
    default:
        xdr_dec_fail(d);
        break;
    }
}

void
record_text(struct rpc_text *t, const struct record *v)
{
    switch (v->kind) {
    case RECORD_HELLO:
        record_kind_text(t, v->kind);
        rpc_text_str(t, ": ");
        rpc_text_str(t, "(");
        record_call_text(t, &v->hello);
        rpc_text_str(t, ")");
        break;
    case RECORD_BEGUN:
        record_kind_text(t, v->kind);
        rpc_text_str(t, ": ");
        rpc_text_str(t, "(");
        record_call_text(t, &v->begun);
        rpc_text_str(t, ")");
        break;
    case RECORD_DONE:
        record_kind_text(t, v->kind);
        rpc_text_str(t, ": ");
        rpc_text_str(t, "(");
        record_done_text(t, &v->done);
        rpc_text_str(t, ")");
        break;
    case RECORD_CHANGE:
        record_kind_text(t, v->kind);
        rpc_text_str(t, ": ");
        rpc_text_str(t, "(");
        record_change_text(t, &v->state);
        rpc_text_str(t, ")");
        break;
    default:
        record_kind_text(t, v->kind);
        break;
    }
}
