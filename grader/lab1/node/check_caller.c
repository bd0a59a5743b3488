/*
 * check_caller.c - lab1-caller SERVER:PORT: calls to a real server, whatever
 * becomes of it.
 *
 * Each call is reported as kvclient does it, so that the oracles of calls
 * know of it, and must be over in time.
 */
#include <stdlib.h>

#include "grader/lab1/node/peer.h"
#include "lab1-sockets/kv/kv_client.h"
#include "lab1-sockets/kv/kv_text.h"
#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_trace.h"

#define TIMEOUT_MS 3000

static void
report(struct rpc_text *text, enum kv_outcome outcome,
       const struct kv_reply *reply)
{
    rpc_text_str(text, outcome == KV_DONE ? " = " : ": ");
    if (outcome == KV_DONE)
        kv_reply_text(text, reply);
    else
        rpc_text_str(text, kv_outcome_text(outcome));
    rpc_step_status("return", kv_outcome_status(outcome), text->s);
}

static void
call(struct kv_client *c, struct kv_request q)
{
    struct rpc_text text = { 0 };
    struct kv_reply reply = { 0 };
    enum kv_outcome outcome;
    int64_t began_ms = peer_now_ms(), took_ms;

    kv_request_text(&text, &q);
    rpc_step("call", text.s);
    if (q.op == KV_PUT)
        outcome = kv_put(c, q.key, q.value, q.value_len, &reply);
    else
        outcome = kv_get(c, q.key, &reply);
    took_ms = peer_now_ms() - began_ms;
    report(&text, outcome, &reply);
    CHECK(took_ms <= TIMEOUT_MS + 100, "%s: the call took %d ms of %d", text.s,
          (int)took_ms, TIMEOUT_MS);
}

int
main(int argc, char **argv)
{
    static struct kv_client client;
    struct sockaddr_in addr;
    struct rpc_text why = { 0 };

    if (argc < 2 || rpc_addr_parse(&addr, argv[1], &why) < 0)
        exit(2);
    check_begin("calls to a server that may crash");
    kv_client_init(&client, &addr, TIMEOUT_MS);
    call(&client, (struct kv_request){ .op = KV_PUT,
                                       .key = "x",
                                       .key_len = 1,
                                       .value = "1",
                                       .value_len = 1 });
    call(&client,
         (struct kv_request){ .op = KV_GET, .key = "x", .key_len = 1 });
    kv_client_close(&client);
    return check_done();
}
