/*
 * call_id.h - which call of which client: what makes a duplicate one.
 *
 * A client has an id that no other has, and numbers its calls upward.  The
 * upper half of a number is the client's incarnation, the lower one counts
 * the calls of it from 1.  So a client that was restarted and has lost count
 * still never uses a number again.  64 bits: a count of 32 alone would begin
 * again after 72 minutes at a million calls a second.
 *
 * The xid of RFC 5531 does not do for this: it has 32 bits, is chosen by the
 * transport, and may be compared for equality only (section 9).  Client,
 * number and acknowledgement are the body of the call's verifier, of a flavor
 * of our own, under credentials AUTH_NONE; a server that does not know it
 * takes no notice (section 8.2):
 *
 *     client    unsigned hyper
 *     number    unsigned hyper
 *     ack       unsigned hyper    24 bytes
 */
#ifndef AMO_CALL_ID_H
#define AMO_CALL_ID_H

#include <stdint.h>

#include "lab2-stubs/rpclib/rpc_msg.h"

#define RPC_AUTH_CALL_ID 0x20000001
#define CALL_ID_LEN 24

struct call_id {
    uint64_t client;
    uint64_t number;
    uint64_t ack; /* the client has done with all calls up to this number:
                     it has the reply, or has given up, and will never send
                     the request again; 0: with none */
};

static inline uint64_t
call_number(uint32_t incarnation, uint32_t count)
{
    return (uint64_t)incarnation << 32 | count;
}

static inline uint32_t
call_incarnation(uint64_t number)
{
    return (uint32_t)(number >> 32);
}

void call_id_put(struct rpc_auth *verf, const struct call_id *id);

/* 0; -ENOENT: the verifier is of another flavor; -EBADMSG: not 24 bytes. */
int call_id_get(const struct rpc_auth *verf, struct call_id *id);

#endif
