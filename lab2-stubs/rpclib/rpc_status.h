/*
 * rpc_status.h - how a call ends.
 */
#ifndef RPCLIB_RPC_STATUS_H
#define RPCLIB_RPC_STATUS_H

/*
 * The numbers are part of the format of steps (rpc_trace.h).  Those marked
 * "definite" promise that the call was not executed, not even by a copy of
 * the request that is still on its way; the others leave it open.
 */
enum rpc_status {
    RPC_OK = 0,            /* executed, and here is the result */
    RPC_TIMED_OUT = 1,     /* no reply: it may or may not have been executed,
                              and may still be */
    RPC_CANT_ENCODE = 2,   /* definite: the arguments do not fit their type */
    RPC_CANT_SEND = 3,     /* definite: no copy of the request is out whole */
    RPC_PROG_UNAVAIL = 4,  /* definite: the server has no such program */
    RPC_PROG_MISMATCH = 5, /* definite: nor this version of it */
    RPC_PROC_UNAVAIL = 6,  /* definite: nor this procedure */
    RPC_GARBAGE_ARGS = 7,  /* definite: it cannot decode the arguments */
    RPC_DENIED = 8,        /* definite: RPC version or credential refused */
    RPC_SYSTEM_ERR = 9,    /* something failed in the server, maybe late */
    RPC_BAD_REPLY = 10,    /* a reply came but cannot be decoded */
    RPC_NOT_IMPLEMENTED = 11, /* definite: code of a lab is not written yet */
    RPC_DISCONNECTED = 12,    /* the connection ended after the request was
                                 sent: it may or may not have been executed */
    RPC_FORGOTTEN = 13 /* the server no longer knows this client, or this call
                          of it: it may or may not have been executed */
};

/* "no reply; it may or may not have been executed", ...; never NULL. */
const char *rpc_status_text(enum rpc_status status);

/*
 * True only if the call was certainly not executed.  An answer such as
 * RPC_PROC_UNAVAIL speaks for every copy of the request, since all copies
 * are the same bytes to the same server.
 */
int rpc_is_definite(enum rpc_status status);

/*
 * For the body of a function that a student has yet to write:
 *
 *     return rpc_not_implemented("lab 3 part A", "udp_transact()",
 *                                "lab3-atleastonce/udp_client.c");
 *
 * One sentence on stderr, a step "missing", and RPC_NOT_IMPLEMENTED.
 */
enum rpc_status rpc_not_implemented(const char *part, const char *function,
                                    const char *file);

#endif
