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

/* As in rpc_status.h, where it is looked up. */
static const char *
status_name(enum rpc_status status)
{
    static const char *const name[] = {
        "RPC_OK",           "RPC_TIMED_OUT",    "RPC_CANT_ENCODE",
        "RPC_CANT_SEND",    "RPC_PROG_UNAVAIL", "RPC_PROG_MISMATCH",
        "RPC_PROC_UNAVAIL", "RPC_GARBAGE_ARGS", "RPC_DENIED",
        "RPC_SYSTEM_ERR",   "RPC_BAD_REPLY",    "RPC_NOT_IMPLEMENTED",
        "RPC_DISCONNECTED", "RPC_FORGOTTEN",
    };

    return (size_t)status < sizeof(name) / sizeof(name[0]) ? name[status]
                                                           : "no status";
}

void
caller_ends(struct rpc_client *c, enum rpc_status want, const char *when)
{
    const struct bank_account alice = { "alice" };
    struct bank_result res = { 0 };
    enum rpc_status got = bank_balance(c, &alice, &res);

    CHECK(got == want, "%s: the call ended with %s (%s), expected %s", when,
          status_name(got), rpc_status_text(got), status_name(want));
    CHECK(got != RPC_OK || res.balance == CALLER_BALANCE,
          "%s: the call took another reply for its own", when);
}
