/*
 * errors.c - calls that no server can execute, by libtirpc: how does it read
 * the answers?
 *
 *     errors udp|tcp PORT PROG VERS PROC
 *
 * PROC is a procedure of the program that takes an argument.
 */
#include <stdio.h>
#include <stdlib.h>

#include "grader/test/interop/peer.h"

static void
call(const char *what, struct peer p, rpcproc_t proc)
{
    CLIENT *c = peer_client(&p);
    struct timeval total = { .tv_sec = 5 };
    enum clnt_stat stat = clnt_call(c, proc, (xdrproc_t)(void *)xdr_void, NULL,
                                    (xdrproc_t)(void *)xdr_void, NULL, total);
    struct rpc_err e;

    clnt_geterr(c, &e);
    printf("%s: %s", what, clnt_sperrno(stat));
    if (stat == RPC_PROGVERSMISMATCH)
        printf(" (%lu to %lu)", (unsigned long)e.re_vers.low,
               (unsigned long)e.re_vers.high);
    printf("\n");
    clnt_destroy(c);
}

int
main(int argc, char **argv)
{
    struct peer p;
    rpcproc_t proc;

    if (argc != 6)
        return 2;
    p = (struct peer){ argv[1], argv[2], strtoul(argv[3], NULL, 0),
                       strtoul(argv[4], NULL, 0) };
    proc = strtoul(argv[5], NULL, 0);
    call("procedure 0", p, 0);
    call("no such procedure", p, 12345);
    call("arguments missing", p, proc);
    p.vers += 7;
    call("no such version", p, proc);
    p.prog += 7;
    call("no such program", p, proc);
    return 0;
}
