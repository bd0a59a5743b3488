/*
 * caller.c - see caller.h.
 */
#include "grader/lab3/node/caller.h"

#include <stdlib.h>

#include "grader/node/check.h"
#include "lab3-atleastonce/bank/bank.h"

struct rpc_client *
caller_open(const struct sockaddr_in *addr, const struct rpc_retry *retry)
{
    struct rpc_client *c = udp_client_open(addr, retry);

    if (c)
        return c;
    check_failed("udp_client_open() returned NULL");
    exit(1);
}

void
caller_ends(struct rpc_client *c, enum rpc_status want, const char *when)
{
    const struct bank_account alice = { "alice" };
    struct bank_result res = { 0 };
    enum rpc_status got = bank_balance(c, &alice, &res);

    CHECK(got == want, "%s: the call ended with %d (%s), expected %d (%s)",
          when, (int)got, rpc_status_text(got), (int)want,
          rpc_status_text(want));
    CHECK(got != RPC_OK || res.balance == CALLER_BALANCE,
          "%s: the call took another reply for its own", when);
}
