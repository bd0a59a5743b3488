/*
 * rpc_msg.c - the headers of RPC messages: RFC 5531, section 9.
 */
#include "lab2-stubs/rpclib/rpc_msg.h"

#include <errno.h>

/* Replaces *why, e.g. by "rpcvers 7".  Returns -EBADMSG. */
static int
refuse(struct rpc_text *why, const char *what)
{
    rpc_text_clear(why);
    rpc_text_str(why, what);
    return -EBADMSG;
}

static int
refuse_value(struct rpc_text *why, const char *what, uint32_t value)
{
    refuse(why, what);
    rpc_text_str(why, " ");
    rpc_text_int(why, value);
    return -EBADMSG;
}

static void
auth_init(struct rpc_auth *a)
{
    a->flavor = RPC_AUTH_NONE;
    a->len = 0;
}

static void
auth_put(struct xdr_enc *e, const struct rpc_auth *a)
{
    xdr_put_u32(e, a->flavor);
    xdr_put_opaque(e, a->body, a->len, RPC_AUTH_MAX);
}

static void
auth_get(struct xdr_dec *d, struct rpc_auth *a)
{
    a->flavor = xdr_get_u32(d);
    a->len = xdr_get_opaque(d, a->body, RPC_AUTH_MAX);
}

/* ---- call --------------------------------------------------------------- */

void
rpc_call_header_init(struct rpc_call_header *h, uint32_t prog, uint32_t vers,
                     uint32_t proc)
{
    h->xid = 0; /* the transport will choose */
    h->rpcvers = RPC_VERSION;
    h->prog = prog;
    h->vers = vers;
    h->proc = proc;
    auth_init(&h->cred);
    auth_init(&h->verf);
}

void
rpc_call_header_put(struct xdr_enc *e, const struct rpc_call_header *h)
{
    xdr_put_u32(e, h->xid);
    xdr_put_enum(e, RPC_MSG_CALL);
    xdr_put_u32(e, h->rpcvers);
    xdr_put_u32(e, h->prog);
    xdr_put_u32(e, h->vers);
    xdr_put_u32(e, h->proc);
    auth_put(e, &h->cred);
    auth_put(e, &h->verf);
}

int
rpc_call_header_get(struct xdr_dec *d, struct rpc_call_header *h,
                    struct rpc_text *why)
{
    size_t len = xdr_dec_left(d);
    int32_t type;

    h->xid = xdr_get_u32(d);
    type = xdr_get_enum(d);
    h->rpcvers = xdr_get_u32(d);
    if (len >= 8 && type != RPC_MSG_CALL)
        return refuse(why, "not a call");
    if (d->err)
        return refuse(why, "shorter than a call header");
    if (h->rpcvers != RPC_VERSION) {
        refuse_value(why, "rpcvers", h->rpcvers);
        return -EPROTONOSUPPORT;
    }
    if (len < RPC_CALL_HEADER_MIN)
        return refuse(why, "shorter than a call header");
    h->prog = xdr_get_u32(d);
    h->vers = xdr_get_u32(d);
    h->proc = xdr_get_u32(d);
    auth_get(d, &h->cred);
    if (d->err)
        return refuse(why, "malformed credential");
    auth_get(d, &h->verf);
    if (d->err)
        return refuse(why, "malformed verifier");
    return 0;
}

/* ---- reply -------------------------------------------------------------- */

static void
denied_put(struct xdr_enc *e, const struct rpc_reply_header *h)
{
    xdr_put_enum(e, (int32_t)h->reject);
    if (h->reject == RPC_REJECT_MISMATCH) {
        xdr_put_u32(e, h->low);
        xdr_put_u32(e, h->high);
    } else {
        xdr_put_u32(e, h->auth_stat);
    }
}

static void
accepted_put(struct xdr_enc *e, const struct rpc_reply_header *h)
{
    auth_put(e, &h->verf);
    xdr_put_enum(e, (int32_t)h->accept);
    if (h->accept == RPC_ACCEPT_PROG_MISMATCH) {
        xdr_put_u32(e, h->low);
        xdr_put_u32(e, h->high);
    }
}

void
rpc_reply_header_init(struct rpc_reply_header *h, uint32_t xid)
{
    h->xid = xid;
    h->stat = RPC_MSG_ACCEPTED;
    auth_init(&h->verf);
    h->accept = RPC_ACCEPT_SUCCESS;
}

void
rpc_reply_header_put(struct xdr_enc *e, const struct rpc_reply_header *h)
{
    xdr_put_u32(e, h->xid);
    xdr_put_enum(e, RPC_MSG_REPLY);
    xdr_put_enum(e, (int32_t)h->stat);
    if (h->stat == RPC_MSG_DENIED)
        denied_put(e, h);
    else
        accepted_put(e, h);
}

static int
denied_get(struct xdr_dec *d, struct rpc_reply_header *h, struct rpc_text *why)
{
    uint32_t reject = xdr_get_u32(d);

    if (reject > RPC_REJECT_AUTH_ERROR)
        return refuse_value(why, "reject_stat", reject);
    h->reject = (enum rpc_reject_stat)reject;
    if (h->reject == RPC_REJECT_MISMATCH) {
        h->low = xdr_get_u32(d);
        h->high = xdr_get_u32(d);
    } else {
        h->auth_stat = xdr_get_u32(d);
    }
    return 0;
}

static int
accepted_get(struct xdr_dec *d, struct rpc_reply_header *h,
             struct rpc_text *why)
{
    uint32_t accept;

    auth_get(d, &h->verf);
    accept = xdr_get_u32(d);
    if (accept > RPC_ACCEPT_SYSTEM_ERR)
        return refuse_value(why, "accept_stat", accept);
    h->accept = (enum rpc_accept_stat)accept;
    if (h->accept == RPC_ACCEPT_PROG_MISMATCH) {
        h->low = xdr_get_u32(d);
        h->high = xdr_get_u32(d);
    }
    return 0;
}

int
rpc_reply_header_get(struct xdr_dec *d, struct rpc_reply_header *h,
                     struct rpc_text *why)
{
    size_t len = xdr_dec_left(d);
    uint32_t type, stat;
    int err;

    h->xid = xdr_get_u32(d);
    type = xdr_get_u32(d);
    stat = xdr_get_u32(d);
    if (len >= 8 && type != RPC_MSG_REPLY)
        return refuse(why, "not a reply");
    if (stat > RPC_MSG_DENIED)
        return refuse_value(why, "reply_stat", stat);
    h->stat = (enum rpc_reply_stat)stat;
    if (h->stat == RPC_MSG_DENIED)
        err = denied_get(d, h, why);
    else
        err = accepted_get(d, h, why);
    if (err)
        return err;
    return d->err ? refuse(why, "malformed reply header") : 0;
}

/* ---- for transports ----------------------------------------------------- */

void
rpc_msg_set_xid(uint8_t *msg, uint32_t xid)
{
    struct xdr_enc e;

    xdr_enc_init(&e, msg, 4);
    xdr_put_u32(&e, xid);
}

uint32_t
rpc_msg_xid(const uint8_t *msg)
{
    struct xdr_dec d;

    xdr_dec_init(&d, msg, 4);
    return xdr_get_u32(&d);
}

int
rpc_reply_peek(const uint8_t *msg, size_t len, uint32_t *xid,
               struct rpc_text *why)
{
    struct xdr_dec d;
    uint32_t type;

    xdr_dec_init(&d, msg, len);
    *xid = xdr_get_u32(&d);
    type = xdr_get_u32(&d);
    if (d.err)
        return refuse(why, "shorter than a reply header");
    return type == RPC_MSG_REPLY ? 0 : refuse(why, "not a reply");
}
