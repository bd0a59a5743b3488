/*
 * store.h - the store itself: keys and values in memory.
 *
 * It knows nothing of messages and networks.  Doing a put twice is like
 * doing it once; a second del finds no such key.
 */
#ifndef KV_STORE_H
#define KV_STORE_H

#include "lab1-sockets/kv/kv_server.h"

#define STORE_KEYS_MAX 256

/* All zero is a store without keys. */
struct store {
    struct store_entry {
        size_t key_len, value_len;
        uint8_t key[KV_KEY_MAX], value[KV_VALUE_MAX];
    } entry[STORE_KEYS_MAX];
    size_t n_entries;
    uint8_t got[KV_VALUE_MAX]; /* what the latest get has returned */
};

/* A kv_handler_fn whose service is a struct store; reports exec and done. */
void store_handle(void *service, const struct kv_request *q,
                  struct kv_reply *reply);

#endif
