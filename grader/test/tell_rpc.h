/*
 * tell_rpc.h - requests and replies of RFC 5531 for the stories of tell.h.
 *
 *     tell_rpc(CLIENT, 0x11, 0, 0)        a call of lab 3, xid 0x11
 *     tell_rpc(CLIENT, 0x11, ID(1, 2), 1) of lab 4: call 2 of incarnation 1,
 *                                         which acknowledges number 1
 */
#ifndef GRADER_TEST_TELL_RPC_H
#define GRADER_TEST_TELL_RPC_H

#include "grader/test/tell.h"

#define ID(incarnation, count) ((uint64_t)(incarnation) << 32 | (count))

#define RPC_PLAIN_LEN 40
#define RPC_NUMBERED_LEN 64

static inline void
put_word(uint8_t *at, uint64_t n)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(n >> (24 - 8 * i));
}

static inline void
put_hyper(uint8_t *at, uint64_t n)
{
    put_word(at, n >> 32);
    put_word(at + 4, n);
}

/* The bytes of a request; client 0: without a number.  Its length. */
static inline size_t
rpc_bytes(uint8_t b[RPC_NUMBERED_LEN], uint32_t xid, uint64_t client,
          uint64_t number, uint64_t ack)
{
    memset(b, 0, RPC_NUMBERED_LEN);
    put_word(b, xid);
    put_word(b + 8, 2);
    if (client == 0)
        return RPC_PLAIN_LEN;
    put_word(b + 32, 0x20000001);
    put_word(b + 36, 24);
    put_hyper(b + 40, client);
    put_hyper(b + 48, number);
    put_hyper(b + 56, ack);
    return RPC_NUMBERED_LEN;
}

/* A request to the server; its client is known by its host. */
static inline uint64_t
tell_rpc(int host, uint32_t xid, uint64_t number, uint64_t ack)
{
    uint8_t b[RPC_NUMBERED_LEN];
    size_t len =
        rpc_bytes(b, xid, number ? 0xc0 + (unsigned)host : 0, number, ack);

    return tell_bytes(host, SERVER, b, len);
}

/* A reply of the server: an xid, and a result. */
static inline uint64_t
tell_reply(int host, uint32_t xid, uint32_t result)
{
    uint8_t b[8];

    put_word(b, xid);
    put_word(b + 4, result);
    return tell_bytes(SERVER, host, b, sizeof(b));
}

#endif
