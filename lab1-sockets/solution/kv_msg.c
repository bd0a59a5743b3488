/*
 * kv_msg.c - requests and replies as bytes, by hand.
 *
 * Nothing here copies a struct: how C lays one out, and in which order the
 * machine keeps the bytes of a number, is nobody else's business.
 */
#include "lab1-sockets/kv/kv_msg.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

/* ---- numbers ------------------------------------------------------------ */

/* By memcpy(): a number in a message need not lie where a uint32_t may. */
static void
put16(uint8_t *at, size_t v)
{
    uint16_t net = htons((uint16_t)v);

    memcpy(at, &net, sizeof(net));
}

static void
put32(uint8_t *at, size_t v)
{
    uint32_t net = htonl((uint32_t)v);

    memcpy(at, &net, sizeof(net));
}

static uint16_t
get16(const uint8_t *at)
{
    uint16_t net;

    memcpy(&net, at, sizeof(net));
    return ntohs(net);
}

static uint32_t
get32(const uint8_t *at)
{
    uint32_t net;

    memcpy(&net, at, sizeof(net));
    return ntohl(net);
}

/* ---- what is a message -------------------------------------------------- */

static int
is_request(const struct kv_request *q)
{
    return q->op >= KV_PUT && q->op <= KV_DEL && q->key_len >= 1 &&
           q->key_len <= KV_KEY_MAX && q->value_len <= KV_VALUE_MAX &&
           (q->op == KV_PUT || q->value_len == 0);
}

static int
is_reply(const struct kv_reply *p)
{
    return p->status <= KV_FULL && p->value_len <= KV_VALUE_MAX &&
           (p->status == KV_OK || p->value_len == 0);
}

/* ---- encoding ----------------------------------------------------------- */

/* memcpy() wants a pointer even for no bytes; the caller may have none. */
static void
put_bytes(uint8_t *at, const void *bytes, size_t len)
{
    if (len > 0)
        memcpy(at, bytes, len);
}

ssize_t
kv_request_encode(const struct kv_request *q, void *buf, size_t cap)
{
    uint8_t *at = buf;
    size_t len;

    if (!is_request(q))
        return -EINVAL;
    len = KV_HEADER_LEN + q->key_len + q->value_len;
    if (len > cap)
        return -EMSGSIZE;
    put32(at, q->id);
    put16(at + 4, q->op);
    put16(at + 6, q->key_len);
    put32(at + 8, q->value_len);
    put_bytes(at + KV_HEADER_LEN, q->key, q->key_len);
    put_bytes(at + KV_HEADER_LEN + q->key_len, q->value, q->value_len);
    return (ssize_t)len;
}

ssize_t
kv_reply_encode(const struct kv_reply *p, void *buf, size_t cap)
{
    uint8_t *at = buf;
    size_t len;

    if (!is_reply(p))
        return -EINVAL;
    len = KV_HEADER_LEN + p->value_len;
    if (len > cap)
        return -EMSGSIZE;
    put32(at, p->id);
    put16(at + 4, p->status);
    put16(at + 6, 0);
    put32(at + 8, p->value_len);
    put_bytes(at + KV_HEADER_LEN, p->value, p->value_len);
    return (ssize_t)len;
}

/* ---- decoding ----------------------------------------------------------- */

int
kv_request_decode(struct kv_request *q, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;

    if (len < KV_HEADER_LEN)
        return -EBADMSG;
    *q = (struct kv_request){
        .id = get32(at),
        .op = (enum kv_op)get16(at + 4),
        .key_len = get16(at + 6),
        .value_len = get32(at + 8),
    };
    /* First the limits: the sum of two lengths within them is harmless. */
    if (!is_request(q) || len != KV_HEADER_LEN + q->key_len + q->value_len)
        return -EBADMSG;
    q->key = at + KV_HEADER_LEN;
    q->value = at + KV_HEADER_LEN + q->key_len;
    return 0;
}

int
kv_reply_decode(struct kv_reply *p, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;

    if (len < KV_HEADER_LEN)
        return -EBADMSG;
    *p = (struct kv_reply){
        .id = get32(at),
        .status = (enum kv_status)get16(at + 4),
        .value_len = get32(at + 8),
    };
    if (!is_reply(p) || get16(at + 6) != 0 ||
        len != KV_HEADER_LEN + p->value_len)
        return -EBADMSG;
    p->value = at + KV_HEADER_LEN;
    return 0;
}
