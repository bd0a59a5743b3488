/*
 * kv.h - made by idlc from kv.x: change that instead.
 *
 * For a type T:  T_put() and T_get() encode and decode it, at most T_LEN_MAX
 *                bytes; T_text() appends it to a text for people.
 * For a call:    kv_put() is the client's stub, and
 *                kv_serve_put() the service's function, which is
 *                yours to write, as is struct kv, its state.
 * Errors:        see xdr.h and rpc.h.  After another status than RPC_OK a
 *                result means nothing.
 */
#ifndef KV_H
#define KV_H

#include <stdint.h>

#include "lab2-stubs/rpclib/rpc.h"

#define KV_PROG 0x20000001
#define KV_VERS 1

#define KV_PUT 1
#define KV_GET 2
#define KV_DELETE 3

/* ---- types -------------------------------------------------------------- */

#define KV_KEY_MAX 64
#define KV_VALUE_MAX 1024

struct kv_value {
    uint32_t value_len;
    uint8_t value[KV_VALUE_MAX];
};
#define KV_VALUE_LEN_MAX 1028

enum kv_status {
    KV_OK = 0,
    KV_NO_SUCH_KEY = 1,
    KV_FULL = 2,
};

struct kv_key {
    char key[KV_KEY_MAX + 1];
};
#define KV_KEY_LEN_MAX 68

struct kv_pair {
    char key[KV_KEY_MAX + 1];
    struct kv_value value;
};
#define KV_PAIR_LEN_MAX 1096

struct kv_result {
    enum kv_status status;
    union {
        struct kv_value value; /* KV_OK */
    };
};
#define KV_RESULT_LEN_MAX 1032

void kv_value_put(struct xdr_enc *e, const struct kv_value *v);
void kv_value_get(struct xdr_dec *d, struct kv_value *v);
void kv_value_text(struct rpc_text *t, const struct kv_value *v);

void kv_status_put(struct xdr_enc *e, enum kv_status v);
enum kv_status kv_status_get(struct xdr_dec *d);
void kv_status_text(struct rpc_text *t, enum kv_status v);

void kv_key_put(struct xdr_enc *e, const struct kv_key *v);
void kv_key_get(struct xdr_dec *d, struct kv_key *v);
void kv_key_text(struct rpc_text *t, const struct kv_key *v);

void kv_pair_put(struct xdr_enc *e, const struct kv_pair *v);
void kv_pair_get(struct xdr_dec *d, struct kv_pair *v);
void kv_pair_text(struct rpc_text *t, const struct kv_pair *v);

void kv_result_put(struct xdr_enc *e, const struct kv_result *v);
void kv_result_get(struct xdr_dec *d, struct kv_result *v);
void kv_result_text(struct rpc_text *t, const struct kv_result *v);

/* ---- client: stubs ------------------------------------------------------ */

enum rpc_status kv_put(struct rpc_client *c, const struct kv_pair *args,
                       enum kv_status *res);
enum rpc_status kv_get(struct rpc_client *c, const struct kv_key *args,
                       struct kv_result *res);
enum rpc_status kv_delete(struct rpc_client *c, const struct kv_key *args,
                          enum kv_status *res);

/* ---- server: what to register, and what it calls ------------------------ */

/* Its service is a struct kv. */
extern const struct rpc_program kv_program;

struct kv;

void kv_serve_put(struct kv *service, const struct kv_pair *args,
                  enum kv_status *res);
void kv_serve_get(struct kv *service, const struct kv_key *args,
                  struct kv_result *res);
void kv_serve_delete(struct kv *service, const struct kv_key *args,
                     enum kv_status *res);

#endif
