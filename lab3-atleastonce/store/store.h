/*
 * store.h - made by idlc from store.x: change that instead.
 *
 * For a type T:  T_put() and T_get() encode and decode it, at most T_LEN_MAX
 *                bytes; T_text() appends it to a text for people.
 * For a call:    store_set() is the client's stub, and
 *                store_serve_set() the service's function, which is
 *                yours to write, as is struct store, its state.
 * Errors:        see xdr.h and rpc.h.  After another status than RPC_OK a
 *                result means nothing.
 */
#ifndef STORE_H
#define STORE_H

#include <stdint.h>

#include "lab2-stubs/rpclib/rpc.h"

#define STORE_PROG 0x20000004
#define STORE_VERS 1

#define STORE_SET 1
#define STORE_GET 2
#define STORE_PUT 3

/* ---- types -------------------------------------------------------------- */

#define STORE_NAME_MAX 16

enum store_status {
    STORE_OK = 0,
    STORE_NO_SUCH_NAME = 1,
    STORE_SUPERSEDED = 2,
    STORE_FULL = 3,
    STORE_BAD_VERSION = 4,
};

struct store_name {
    char name[STORE_NAME_MAX + 1];
};
#define STORE_NAME_LEN_MAX 20

struct store_setting {
    char name[STORE_NAME_MAX + 1];
    int64_t value;
};
#define STORE_SETTING_LEN_MAX 28

struct store_change {
    char name[STORE_NAME_MAX + 1];
    int64_t value;
    uint64_t vers;
};
#define STORE_CHANGE_LEN_MAX 36

struct store_entry {
    int64_t value;
    uint64_t vers;
};
#define STORE_ENTRY_LEN_MAX 16

struct store_result {
    enum store_status status;
    union {
        struct store_entry entry; /* STORE_OK */
        struct store_entry newer; /* STORE_SUPERSEDED */
    };
};
#define STORE_RESULT_LEN_MAX 20

void store_status_put(struct xdr_enc *e, enum store_status v);
enum store_status store_status_get(struct xdr_dec *d);
void store_status_text(struct rpc_text *t, enum store_status v);

void store_name_put(struct xdr_enc *e, const struct store_name *v);
void store_name_get(struct xdr_dec *d, struct store_name *v);
void store_name_text(struct rpc_text *t, const struct store_name *v);

void store_setting_put(struct xdr_enc *e, const struct store_setting *v);
void store_setting_get(struct xdr_dec *d, struct store_setting *v);
void store_setting_text(struct rpc_text *t, const struct store_setting *v);

void store_change_put(struct xdr_enc *e, const struct store_change *v);
void store_change_get(struct xdr_dec *d, struct store_change *v);
void store_change_text(struct rpc_text *t, const struct store_change *v);

void store_entry_put(struct xdr_enc *e, const struct store_entry *v);
void store_entry_get(struct xdr_dec *d, struct store_entry *v);
void store_entry_text(struct rpc_text *t, const struct store_entry *v);

void store_result_put(struct xdr_enc *e, const struct store_result *v);
void store_result_get(struct xdr_dec *d, struct store_result *v);
void store_result_text(struct rpc_text *t, const struct store_result *v);

/* ---- client: stubs ------------------------------------------------------ */

enum rpc_status store_set(struct rpc_client *c,
                          const struct store_setting *args,
                          struct store_result *res);
enum rpc_status store_get(struct rpc_client *c, const struct store_name *args,
                          struct store_result *res);
enum rpc_status store_put(struct rpc_client *c,
                          const struct store_change *args,
                          struct store_result *res);

/* ---- server: what to register, and what it calls ------------------------ */

/* Its service is a struct store. */
extern const struct rpc_program store_program;

struct store;

void store_serve_set(struct store *service, const struct store_setting *args,
                     struct store_result *res);
void store_serve_get(struct store *service, const struct store_name *args,
                     struct store_result *res);
void store_serve_put(struct store *service, const struct store_change *args,
                     struct store_result *res);

#endif
