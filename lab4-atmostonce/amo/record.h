/*
 * record.h - made by idlc from record.x: change that instead.
 *
 * For a type T:  T_put() and T_get() encode and decode it, at most T_LEN_MAX
 *                bytes; T_text() appends it to a text for people.
 * Errors:        see xdr.h and rpc.h.  After another status than RPC_OK a
 *                result means nothing.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdint.h>

#include "lab2-stubs/rpclib/rpc.h"

/* ---- types -------------------------------------------------------------- */

#define RECORD_REPLY_MAX 1472
#define RECORD_CHANGE_MAX 2048

struct record_call {
    uint64_t client;
    uint64_t number;
    uint64_t ack;
};
#define RECORD_CALL_LEN_MAX 24

struct record_change {
    uint32_t change_len;
    uint8_t change[RECORD_CHANGE_MAX];
};
#define RECORD_CHANGE_LEN_MAX 2052

struct record_done {
    struct record_call call;
    uint32_t reply_len;
    uint8_t reply[RECORD_REPLY_MAX];
    uint32_t change_len;
    uint8_t change[RECORD_CHANGE_MAX];
};
#define RECORD_DONE_LEN_MAX 3552

enum record_kind {
    RECORD_HELLO = 1,
    RECORD_BEGUN = 2,
    RECORD_DONE = 3,
    RECORD_CHANGE = 4,
};

struct record {
    enum record_kind kind;
    union {
        struct record_call hello;   /* RECORD_HELLO */
        struct record_call begun;   /* RECORD_BEGUN */
        struct record_done done;    /* RECORD_DONE */
        struct record_change state; /* RECORD_CHANGE */
    };
};
#define RECORD_LEN_MAX 3556

void record_call_put(struct xdr_enc *e, const struct record_call *v);
void record_call_get(struct xdr_dec *d, struct record_call *v);
void record_call_text(struct rpc_text *t, const struct record_call *v);

void record_change_put(struct xdr_enc *e, const struct record_change *v);
void record_change_get(struct xdr_dec *d, struct record_change *v);
void record_change_text(struct rpc_text *t, const struct record_change *v);

void record_done_put(struct xdr_enc *e, const struct record_done *v);
void record_done_get(struct xdr_dec *d, struct record_done *v);
void record_done_text(struct rpc_text *t, const struct record_done *v);

void record_kind_put(struct xdr_enc *e, enum record_kind v);
enum record_kind record_kind_get(struct xdr_dec *d);
void record_kind_text(struct rpc_text *t, enum record_kind v);

void record_put(struct xdr_enc *e, const struct record *v);
void record_get(struct xdr_dec *d, struct record *v);
void record_text(struct rpc_text *t, const struct record *v);

#endif
