/*
 * rpc.h - remote procedure calls: what stubs and programs see.
 *
 * A program calls a stub, bank_debit(), that looks like the function of the
 * service itself.  The stub makes a message of its arguments, a transport
 * (struct rpc_client_ops) takes it to the server and brings the reply, and
 * on the server rpc_dispatch() finds the skeleton, which makes arguments of
 * the message again and calls the real function.
 *
 *     application                                     service
 *       bank_debit()       stub        skeleton         bank_serve_debit()
 *       struct rpc_call                struct rpc_exec
 *       transact()      transport      rpc_dispatch()
 *                           \_____ network _____/
 *
 * Errors:     enum rpc_status (rpc_status.h).  What the service answers, such
 *             as "no such account", is a result like any other.
 * Ownership:  all buffers are the caller's, and borrowed until the function
 *             returns; for a struct rpc_call, until rpc_call_end().
 * Threads:    one call at a time per struct rpc_client, unless its
 *             transport says more.
 */
#ifndef RPCLIB_RPC_H
#define RPCLIB_RPC_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include "lab2-stubs/rpclib/rpc_msg.h"
#include "lab2-stubs/rpclib/rpc_status.h"
#include "lab2-stubs/rpclib/rpc_text.h"
#include "lab2-stubs/rpclib/xdr.h"

/* ---- client ------------------------------------------------------------- */

struct rpc_call;
struct rpc_client;

/*
 * Say who calls, in the verifier of the request's header.  Returns whether
 * this is a call that was begun before a crash and is resumed.
 */
typedef int rpc_identify_fn(struct rpc_client *c, struct rpc_call *call,
                            struct rpc_auth *verf);

/* A connection to a server; the first member of a transport's own struct. */
struct rpc_client {
    const struct rpc_client_ops *ops;
    const struct rpc_async_ops *async; /* NULL: it has none of these */
    rpc_identify_fn *identify;         /* NULL: calls have no number */
};

struct rpc_client_ops {
    /*
     * Send call->request, request_len bytes, and wait for the reply.  The
     * transport chooses the xid and writes it with rpc_msg_set_xid().
     * RPC_OK: a message with that xid is in call->reply, reply_len bytes of
     * it, at most reply_cap (if it was longer it is cut, and will not
     * decode: the buffer is longer than any reply that would).
     */
    enum rpc_status (*transact)(struct rpc_client *c, struct rpc_call *call);

    /* Release all that belongs to c, and c. */
    void (*close)(struct rpc_client *c);
};

/* Asynchronous calls: what rpc_go() and rpc_wait_any() below are made of. */
struct rpc_async_ops {
    /* Send call->request and return. */
    void (*go)(struct rpc_client *c, struct rpc_call *call);

    /*
     * The index of a call that is done, its status and reply as transact
     * leaves them; -1: none is yet (only if not block).  An entry that is
     * NULL is no call, but not all of them are.
     */
    int (*wait_any)(struct rpc_client *c, struct rpc_call *const *call,
                    size_t n, int block);
};

static inline void
rpc_client_close(struct rpc_client *c)
{
    c->ops->close(c);
}

/*
 * One call, as a stub makes it.  The stub sets the first group, and then:
 *
 *     rpc_call_begin(&call);
 *     bank_change_put(&call.args, args);
 *     rpc_call_transact(&call);
 *     bank_result_get(&call.results, res);
 *     return rpc_call_end(&call);
 *
 * After a failure the rest does nothing and the results decode to zeros;
 * the end returns the first failure.
 */
struct rpc_call {
    struct rpc_client *client;
    uint32_t prog, vers, proc;
    const char *name;         /* of the procedure, for people; NULL: no call of
                                 theirs, and no steps are reported of it */
    uint8_t *request, *reply; /* the stub's buffers; RPC_CALL_HEADER_MAX and */
    size_t request_cap;       /* RPC_REPLY_HEADER_MAX more than the longest */
    size_t reply_cap;         /* arguments and results */

    /* For people, while rpc_trace_on(): "alice, 10" and "90". */
    struct rpc_text args_text, result_text;

    struct xdr_enc args;    /* stands behind the call header */
    struct xdr_dec results; /* stands behind the reply header */
    int resumed;            /* see rpc_identify_fn: its step is "resume" */

    /* Between rpc_call_transact() and the transport. */
    size_t request_len, reply_len;
    enum rpc_status status;
    int done; /* status says how it ended; of asynchronous calls */

    /* The transport's own, of a call that is not done. */
    struct rpc_call *next;
    uint32_t xid;
    int64_t until_ms;
    int sent;
};

void rpc_call_begin(struct rpc_call *call);
void rpc_call_transact(struct rpc_call *call);
enum rpc_status rpc_call_end(struct rpc_call *call);

/*
 * The same in two halves.  In place of rpc_call_transact(), rpc_go() sends
 * the request and returns at once; the call, which is its handle, and its
 * buffers must stay where they are.  Later rpc_wait() waits until it is done,
 * and the results can be decoded.  Each call must be waited for once, before
 * its client is closed.  A transport without asynchronous calls does the
 * whole call in rpc_go().
 */
void rpc_go(struct rpc_call *call);
void rpc_wait(struct rpc_call *call);

/* Would rpc_wait() return at once?  Does not wait. */
int rpc_done(struct rpc_call *call);

/*
 * Wait until one of n calls of one client is done, and return its index; the
 * caller then waits for that one.  NULL stands for no call; -1: all are NULL.
 */
int rpc_wait_any(struct rpc_call *const *call, size_t n);

/* ---- server ------------------------------------------------------------- */

/*
 * One execution, as a skeleton sees it:
 *
 *     bank_change_get(&x->args, &args);
 *     if (!rpc_exec_begin(x))
 *         return;
 *     bank_serve_debit(service, &args, &res);
 *     rpc_exec_end(x);
 *     bank_result_put(&x->results, &res);
 */
struct rpc_exec {
    const char *name;       /* of the procedure, for people */
    struct xdr_dec args;    /* stands behind the call header */
    struct xdr_enc results; /* stands behind the reply header */

    /* For people, while rpc_trace_on(): "alice, 10" and "90". */
    struct rpc_text args_text, result_text;

    enum rpc_accept_stat stat; /* set by the dispatcher and rpc_exec_begin() */
};

/*
 * Arguments are decoded.  1: call the function.  0: they are garbage, or
 * there is more than them; the skeleton returns and the caller is told.
 */
int rpc_exec_begin(struct rpc_exec *x);

/* The function has returned. */
void rpc_exec_end(struct rpc_exec *x);

typedef void rpc_skeleton_fn(struct rpc_exec *x, void *service);

struct rpc_procedure {
    uint32_t proc;
    const char *name;
    rpc_skeleton_fn *skeleton;
};

/* One version of a program; a constant table that the IDL compiler writes. */
struct rpc_program {
    uint32_t prog, vers;
    const char *name;
    const struct rpc_procedure *procedure;
    size_t n_procedures;
};

#define RPC_PROGRAMS_MAX 8

/* What is to be done with a request. */
enum rpc_admission {
    RPC_ADMIT,    /* execute it; then leave() is called, whatever came of it */
    RPC_ANSWER,   /* it was executed: the reply of then is there */
    RPC_IGNORE,   /* send nothing: it is being executed */
    RPC_REFUSE,   /* nobody knows any more: RPC_AUTH_REJECTEDVERF */
    RPC_FAIL_CALL /* RPC_ACCEPT_SYSTEM_ERR */
};

/*
 * A gate that every request passes on its way to a procedure, and its reply
 * on the way out: at-most-once is one (lab 4).  The first member of a gate's
 * own struct.  Called by each thread that dispatches.
 */
struct rpc_gate {
    /* RPC_ANSWER: *len bytes of reply, at most cap; its xid is set later. */
    enum rpc_admission (*enter)(struct rpc_gate *g,
                                const struct rpc_call_header *h,
                                uint8_t *reply, size_t cap, size_t *len);
    void (*leave)(struct rpc_gate *g, const struct rpc_call_header *h,
                  const uint8_t *reply, size_t len);
};

/* The programs that a server process has registered; { 0 } is none. */
struct rpc_server {
    struct rpc_gate *gate; /* borrowed; NULL: every request is executed */
    struct rpc_registration {
        const struct rpc_program *program; /* borrowed */
        void *service;                     /* borrowed; for its skeletons */
    } registered[RPC_PROGRAMS_MAX];
    size_t n_registered;
};

/* 0; -ENOSPC: too many; -EEXIST: the same program and version again. */
int rpc_register(struct rpc_server *s, const struct rpc_program *program,
                 void *service);

/* A message as it came. */
struct rpc_request {
    const uint8_t *bytes;
    size_t len;
    const struct sockaddr_in *from; /* for people; may be NULL */
};

/*
 * The dispatcher: execute a request and write the reply.  Returns the length
 * of the reply; 0: send none, because the bytes are no call.  Everything
 * else is answered, errors as RFC 5531 says.  Procedure 0 does nothing, for
 * every program, and so shows that a server is there.
 */
size_t rpc_dispatch(const struct rpc_server *s, const struct rpc_request *q,
                    uint8_t *reply, size_t cap);

#endif
