/*
 * call_id.c - see call_id.h.
 */
#include "lab4-atmostonce/amo/call_id.h"

#include <errno.h>

#include "lab2-stubs/rpclib/xdr.h"

void
call_id_put(struct rpc_auth *verf, const struct call_id *id)
{
    struct xdr_enc e;

    verf->flavor = RPC_AUTH_CALL_ID;
    verf->len = CALL_ID_LEN;
    xdr_enc_init(&e, verf->body, sizeof(verf->body));
    xdr_put_u64(&e, id->client);
    xdr_put_u64(&e, id->number);
    xdr_put_u64(&e, id->ack);
}

int
call_id_get(const struct rpc_auth *verf, struct call_id *id)
{
    struct xdr_dec d;

    if (verf->flavor != RPC_AUTH_CALL_ID)
        return -ENOENT;
    xdr_dec_init(&d, verf->body, verf->len);
    id->client = xdr_get_u64(&d);
    id->number = xdr_get_u64(&d);
    id->ack = xdr_get_u64(&d);
    return xdr_get_end(&d) < 0 ? -EBADMSG : 0;
}
