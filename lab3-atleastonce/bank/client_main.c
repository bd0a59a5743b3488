/*
 * client_main.c - bank-client: operations on the command line, one call each.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/rpclib/rpc_addr.h"
#include "lab2-stubs/rpclib/rpc_udp.h"
#include "lab3-atleastonce/bank/operations.h"

static const char usage[] =
    "usage: bank-client [--deadline SECONDS] SERVER:PORT OPERATION...\n"
    "Do the operations one after the other, and print how each went.  A call\n"
    "without a reply is given up after 10 seconds, or so many.\n"
    "\n" BANK_OPERATIONS_USAGE "\n"
    "Exit status: 0 all went well, 1 one did not, 2 wrong usage.\n"
    "RPC_TRACE_FD=2 in the environment shows the steps of every call.\n";

/* --deadline SECONDS, if that is there: the words it takes, or -1. */
static int
read_deadline(char **words, struct rpc_retry *retry)
{
    char *end;
    long s;

    if (!words[0] || strcmp(words[0], "--deadline") != 0)
        return 0;
    s = words[1] ? strtol(words[1], &end, 10) : 0;
    if (s < 1 || s > 1000000 || *end)
        return -1;
    retry->deadline_ms = (int)s * 1000;
    return 2;
}

int
main(int argc, char **argv)
{
    struct rpc_retry retry = rpc_retry_default;
    struct sockaddr_in addr;
    struct rpc_client *c;
    struct rpc_text why = { 0 };
    struct bank_operation *op;
    int n, failed = 0, taken;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    taken = read_deadline(argv + 1, &retry);
    if (taken < 0 || argc - taken < 3) {
        fputs(usage, stderr);
        return 2;
    }
    argv += taken;
    if (rpc_addr_parse(&addr, argv[1], &why) < 0) {
        fprintf(stderr, "bank-client: %s\n", why.s);
        return 2;
    }
    op = bank_operations(argv + 2, &n);
    if (!op)
        return 2;
    c = udp_client_open(&addr, &retry);
    if (!c)
        fprintf(stderr, "bank-client: no client for %s: %s\n", argv[1],
                strerror(errno));
    for (int i = 0; c && i < n; i++)
        failed |= !bank_do(c, &op[i]);
    if (c)
        rpc_client_close(c);
    free(op);
    return !c || failed ? 1 : 0;
}
