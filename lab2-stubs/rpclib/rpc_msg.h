/*
 * rpc_msg.h - the headers of RPC messages: RFC 5531, section 9.
 *
 *     call    xid CALL  2 prog vers proc cred verf | arguments
 *     reply   xid REPLY MSG_ACCEPTED verf SUCCESS  | results
 *     reply   xid REPLY MSG_ACCEPTED verf error      (PROG_MISMATCH: low high)
 *     reply   xid REPLY MSG_DENIED   error           (low high, or auth_stat)
 *
 * What is behind a header is decoded with the same decoder, which then
 * stands there.
 *
 * Errors:     put functions leave theirs in the encoder.  Get functions
 *             return 0 or a negative errno, and say why in a few words:
 *             "shorter than a call header", "not a call", "rpcvers 7".
 * Ownership:  a header owns its bytes, nothing points into a message.
 */
#ifndef RPCLIB_RPC_MSG_H
#define RPCLIB_RPC_MSG_H

#include <stddef.h>
#include <stdint.h>

#include "lab2-stubs/rpclib/rpc_text.h"
#include "lab2-stubs/rpclib/xdr.h"

#define RPC_VERSION 2
#define RPC_AUTH_MAX 400 /* bytes of an opaque_auth's body, section 8.2 */

/* Bytes on the wire.  The longest has two full opaque_auth. */
#define RPC_CALL_HEADER_MIN 40
#define RPC_CALL_HEADER_MAX (24 + 2 * (8 + RPC_AUTH_MAX))
#define RPC_REPLY_HEADER_MAX (12 + (8 + RPC_AUTH_MAX) + 12)

/* What stubs have room for behind a header if a type has no limit itself. */
#define RPC_BODY_MAX 65536

enum rpc_msg_type { RPC_MSG_CALL = 0, RPC_MSG_REPLY = 1 };
enum rpc_reply_stat { RPC_MSG_ACCEPTED = 0, RPC_MSG_DENIED = 1 };
enum rpc_accept_stat {
    RPC_ACCEPT_SUCCESS = 0,
    RPC_ACCEPT_PROG_UNAVAIL = 1,
    RPC_ACCEPT_PROG_MISMATCH = 2,
    RPC_ACCEPT_PROC_UNAVAIL = 3,
    RPC_ACCEPT_GARBAGE_ARGS = 4,
    RPC_ACCEPT_SYSTEM_ERR = 5
};
enum rpc_reject_stat { RPC_REJECT_MISMATCH = 0, RPC_REJECT_AUTH_ERROR = 1 };

/* Flavours, section 8.2, and one reason of many for RPC_REJECT_AUTH_ERROR. */
#define RPC_AUTH_NONE 0
#define RPC_AUTH_SYS 1
#define RPC_AUTH_REJECTEDCRED 2
#define RPC_AUTH_REJECTEDVERF 4 /* "expired or replayed" */

/* opaque_auth: who calls (cred), and the proof of it (verf). */
struct rpc_auth {
    uint32_t flavor;
    uint32_t len;
    uint8_t body[RPC_AUTH_MAX]; /* the first len bytes count */
};

struct rpc_call_header {
    uint32_t xid;
    uint32_t rpcvers; /* RPC_VERSION */
    uint32_t prog, vers, proc;
    struct rpc_auth cred, verf;
};

struct rpc_reply_header {
    uint32_t xid;
    enum rpc_reply_stat stat;
    struct rpc_auth verf;        /* accepted */
    enum rpc_accept_stat accept; /* accepted */
    enum rpc_reject_stat reject; /* denied */
    uint32_t auth_stat;          /* denied, RPC_REJECT_AUTH_ERROR */
    uint32_t low, high;          /* of a mismatch: versions that are served */
};

/*
 * A call, and a reply of success, with neither credential nor verifier.  The
 * bodies of these, which are most of a header, are left as they are.
 */
void rpc_call_header_init(struct rpc_call_header *h, uint32_t prog,
                          uint32_t vers, uint32_t proc);
void rpc_reply_header_init(struct rpc_reply_header *h, uint32_t xid);

void rpc_call_header_put(struct xdr_enc *e, const struct rpc_call_header *h);

/*
 * -EBADMSG: this is no call, and there is nobody to answer.
 * -EPROTONOSUPPORT: a call of another version of RPC; only xid and rpcvers
 * are known, which is enough to refuse it.
 */
int rpc_call_header_get(struct xdr_dec *d, struct rpc_call_header *h,
                        struct rpc_text *why);

void rpc_reply_header_put(struct xdr_enc *e, const struct rpc_reply_header *h);

/* -EBADMSG: this is no reply. */
int rpc_reply_header_get(struct xdr_dec *d, struct rpc_reply_header *h,
                         struct rpc_text *why);

/* Is it a refusal since the verifier is expired or replayed? */
static inline int
rpc_reply_is_forgotten(const struct rpc_reply_header *h)
{
    return h->stat == RPC_MSG_DENIED && h->reject == RPC_REJECT_AUTH_ERROR &&
           h->auth_stat == RPC_AUTH_REJECTEDVERF;
}

/* ---- for transports ----------------------------------------------------- */

/* The xid is the first word of every message; msg has at least 4 bytes. */
void rpc_msg_set_xid(uint8_t *msg, uint32_t xid);
uint32_t rpc_msg_xid(const uint8_t *msg);

/*
 * Does a reply begin here?  Then 0 and its xid, else -EBADMSG and why.  The
 * rest of the header is not looked at: that is for who waits for this xid.
 */
int rpc_reply_peek(const uint8_t *msg, size_t len, uint32_t *xid,
                   struct rpc_text *why);

#endif
