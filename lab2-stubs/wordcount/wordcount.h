/*
 * wordcount.h - made by idlc from wordcount.x: change that instead.
 *
 * For a type T:  T_put() and T_get() encode and decode it, at most T_LEN_MAX
 *                bytes; T_text() appends it to a text for people.
 * For a call:    wordcount_count() is the client's stub, and
 *                wordcount_serve_count() the service's function, which is
 *                yours to write, as is struct wordcount, its state.
 * Errors:        see xdr.h and rpc.h.  After another status than RPC_OK a
 *                result means nothing.
 * Ownership:     what a pointer in a value points to belongs to the value,
 *                and comes from malloc(); NULL is an optional value that
 *                is not there.  T_free() frees it, also after a failed
 *                T_get().  A result of RPC_OK is the caller's to free;
 *                that of a service is freed when it has been sent.
 */
#ifndef WORDCOUNT_H
#define WORDCOUNT_H

#include <stdint.h>

#include "lab2-stubs/rpclib/rpc.h"

#define WORDCOUNT_PROG 0x20000002
#define WORDCOUNT_VERS 1

#define WORDCOUNT_COUNT 1

/* ---- types -------------------------------------------------------------- */

#define WORDCOUNT_TEXT_MAX 1024
#define WORDCOUNT_WORDS_MAX 512
#define WORDCOUNT_WORD_MAX 64

struct wordcount_text {
    char text[WORDCOUNT_TEXT_MAX + 1];
};
#define WORDCOUNT_TEXT_LEN_MAX 1028

struct wordcount_entry {
    char word[WORDCOUNT_WORD_MAX + 1];
    uint32_t count;
};
#define WORDCOUNT_ENTRY_LEN_MAX 72

struct wordcount_map {
    uint32_t n_entry; /* at most WORDCOUNT_WORDS_MAX */
    struct wordcount_entry *entry;
};
#define WORDCOUNT_MAP_LEN_MAX 36868

void wordcount_text_put(struct xdr_enc *e, const struct wordcount_text *v);
void wordcount_text_get(struct xdr_dec *d, struct wordcount_text *v);
void wordcount_text_text(struct rpc_text *t, const struct wordcount_text *v);

void wordcount_entry_put(struct xdr_enc *e, const struct wordcount_entry *v);
void wordcount_entry_get(struct xdr_dec *d, struct wordcount_entry *v);
void wordcount_entry_text(struct rpc_text *t, const struct wordcount_entry *v);

void wordcount_map_put(struct xdr_enc *e, const struct wordcount_map *v);
void wordcount_map_get(struct xdr_dec *d, struct wordcount_map *v);
void wordcount_map_text(struct rpc_text *t, const struct wordcount_map *v);
void wordcount_map_free(struct wordcount_map *v);

/* ---- client: stubs ------------------------------------------------------ */

enum rpc_status wordcount_count(struct rpc_client *c,
                                const struct wordcount_text *args,
                                struct wordcount_map *res);

/* ---- server: what to register, and what it calls ------------------------ */

/* Its service is a struct wordcount. */
extern const struct rpc_program wordcount_program;

struct wordcount;

void wordcount_serve_count(struct wordcount *service,
                           const struct wordcount_text *args,
                           struct wordcount_map *res);

#endif
