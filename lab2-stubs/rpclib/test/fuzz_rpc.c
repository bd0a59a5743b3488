/*
 * fuzz_rpc.c - any bytes at all, as a request and as a reply.
 *
 *     make CC=clang fuzz
 *
 * Nothing may crash, and no reply may be longer than its buffer.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc.h"
#include "lab3-atleastonce/bank/service.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A transport that answers every call with the input. */
struct answering {
    struct rpc_client base;
    const uint8_t *bytes;
    size_t len;
};

static enum rpc_status
answer(struct rpc_client *c, struct rpc_call *call)
{
    struct answering *a = (struct answering *)c;

    call->reply_len = a->len < call->reply_cap ? a->len : call->reply_cap;
    memcpy(call->reply, a->bytes, call->reply_len);
    return RPC_OK;
}

static void
as_request(const uint8_t *bytes, size_t len)
{
    struct bank bank = { .account = { { "alice", 100 } }, .n_accounts = 1 };
    struct rpc_server server = { 0 };
    struct rpc_request request = { bytes, len, NULL };
    uint8_t reply[128];

    rpc_register(&server, &bank_program, &bank);
    for (size_t cap = 0; cap <= sizeof(reply); cap += 4)
        if (rpc_dispatch(&server, &request, reply, cap) > cap)
            abort();
}

static void
as_reply(const uint8_t *bytes, size_t len)
{
    static const struct rpc_client_ops ops = { answer, NULL };
    struct answering a = { { &ops }, bytes, len };
    const struct bank_change ten = { "alice", 10 };
    struct bank_result res;
    struct rpc_text text = { 0 };

    if (bank_debit(&a.base, &ten, &res) == RPC_OK)
        bank_result_text(&text, &res);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    as_request(bytes, len);
    as_reply(bytes, len);
    return 0;
}
