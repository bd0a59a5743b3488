/*
 * kv_peer.h - records of the store as a peer makes them: by hand, without a
 * student's code.
 */
#ifndef GRADER_LAB1_KV_PEER_H
#define GRADER_LAB1_KV_PEER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define KV_PEER_MAX 1200 /* of a record, with its mark */

/* Big-endian numbers, to and from bytes. */
static inline void
peer_put(uint8_t *at, size_t n, uint32_t v)
{
    while (n-- > 0) {
        at[n] = (uint8_t)v;
        v >>= 8;
    }
}

static inline uint32_t
peer_get(const uint8_t *at, size_t n)
{
    uint32_t v = 0;

    for (size_t i = 0; i < n; i++)
        v = v << 8 | at[i];
    return v;
}

/* A request (op 1 put, 2 get, 3 del) as one fragment, mark included; returns
 * how many bytes that is. */
static inline size_t
peer_request(uint8_t *out, uint32_t id, int op, const char *key,
             const char *value)
{
    size_t key_len = strlen(key), value_len = strlen(value);

    peer_put(out, 4, 0x80000000u | (uint32_t)(12 + key_len + value_len));
    peer_put(out + 4, 4, id);
    peer_put(out + 8, 2, (uint32_t)op);
    peer_put(out + 10, 2, (uint32_t)key_len);
    peer_put(out + 12, 4, (uint32_t)value_len);
    memcpy(out + 16, key, key_len);
    memcpy(out + 16 + key_len, value, value_len);
    return 16 + key_len + value_len;
}

static inline size_t
peer_reply(uint8_t *out, uint32_t id, int status, const char *value)
{
    size_t value_len = strlen(value);

    peer_put(out, 4, 0x80000000u | (uint32_t)(12 + value_len));
    peer_put(out + 4, 4, id);
    peer_put(out + 8, 2, (uint32_t)status);
    peer_put(out + 10, 2, 0);
    peer_put(out + 12, 4, (uint32_t)value_len);
    memcpy(out + 16, value, value_len);
    return 16 + value_len;
}

#endif
