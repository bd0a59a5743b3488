/*
 * kv_msg.c - requests and replies as bytes, by a cursor.
 *
 * The solution writes each number at its offset.  Here a cursor moves over
 * the message and remembers whether it ever came to the end too early, so
 * encoding and decoding are one straight line of puts and gets and one look
 * at the cursor.  Numbers are made by shifts, the highest byte first.
 */
#include "lab1-sockets/kv/kv_msg.h"

#include <errno.h>
#include <string.h>

/* ---- writing ------------------------------------------------------------ */

struct writer {
    uint8_t *at;
    size_t left;
};

/* The caller has compared the length of it all with the room there is. */
static void
put_number(struct writer *w, uint32_t v, size_t n_bytes)
{
    for (size_t i = n_bytes; i-- > 0;)
        *w->at++ = (uint8_t)(v >> 8 * i);
    w->left -= n_bytes;
}

static void
put_bytes(struct writer *w, const void *bytes, size_t len)
{
    if (len > 0)
        memcpy(w->at, bytes, len);
    w->at += len;
    w->left -= len;
}

static ssize_t
written(const struct writer *w, size_t cap)
{
    return (ssize_t)(cap - w->left);
}

ssize_t
kv_request_encode(const struct kv_request *q, void *buf, size_t cap)
{
    struct writer w = { buf, cap };

    if (q->op < KV_PUT || q->op > KV_DEL || q->key_len == 0 ||
        q->key_len > KV_KEY_MAX || q->value_len > KV_VALUE_MAX)
        return -EINVAL;
    if (q->op != KV_PUT && q->value_len > 0)
        return -EINVAL;
    if (cap < KV_HEADER_LEN + q->key_len + q->value_len)
        return -EMSGSIZE;
    put_number(&w, q->id, 4);
    put_number(&w, q->op, 2);
    put_number(&w, (uint32_t)q->key_len, 2);
    put_number(&w, (uint32_t)q->value_len, 4);
    put_bytes(&w, q->key, q->key_len);
    put_bytes(&w, q->value, q->value_len);
    return written(&w, cap);
}

ssize_t
kv_reply_encode(const struct kv_reply *p, void *buf, size_t cap)
{
    struct writer w = { buf, cap };

    if (p->status > KV_FULL || p->value_len > KV_VALUE_MAX)
        return -EINVAL;
    if (p->status != KV_OK && p->value_len > 0)
        return -EINVAL;
    if (cap < KV_HEADER_LEN + p->value_len)
        return -EMSGSIZE;
    put_number(&w, p->id, 4);
    put_number(&w, p->status, 2);
    put_number(&w, 0, 2);
    put_number(&w, (uint32_t)p->value_len, 4);
    put_bytes(&w, p->value, p->value_len);
    return written(&w, cap);
}

/* ---- reading ------------------------------------------------------------ */

struct reader {
    const uint8_t *at;
    size_t left;
    int bad; /* something was missing, or not what it may be */
};

/* The next len bytes, or NULL: from then on all is bad. */
static const uint8_t *
take(struct reader *r, size_t len)
{
    const uint8_t *bytes = r->at;

    if (r->left < len)
        r->bad = 1;
    if (r->bad)
        return NULL;
    r->at += len;
    r->left -= len;
    return bytes;
}

/* A number of at most max; 0 if there is none. */
static uint32_t
get_number(struct reader *r, size_t n_bytes, uint32_t max)
{
    const uint8_t *bytes = take(r, n_bytes);
    uint32_t v = 0;

    for (size_t i = 0; bytes && i < n_bytes; i++)
        v = v << 8 | bytes[i];
    if (v > max)
        r->bad = 1;
    return r->bad ? 0 : v;
}

/* Nothing may be left behind the message. */
static int
end(const struct reader *r)
{
    return r->bad || r->left > 0 ? -EBADMSG : 0;
}

int
kv_request_decode(struct kv_request *q, const void *bytes, size_t len)
{
    struct reader r = { bytes, len, 0 };

    q->id = get_number(&r, 4, UINT32_MAX);
    q->op = (enum kv_op)get_number(&r, 2, KV_DEL);
    q->key_len = get_number(&r, 2, KV_KEY_MAX);
    q->value_len = get_number(&r, 4, q->op == KV_PUT ? KV_VALUE_MAX : 0);
    q->key = take(&r, q->key_len);
    q->value = take(&r, q->value_len);
    if (q->op < KV_PUT || q->key_len == 0)
        return -EBADMSG;
    return end(&r);
}

int
kv_reply_decode(struct kv_reply *p, const void *bytes, size_t len)
{
    struct reader r = { bytes, len, 0 };

    p->id = get_number(&r, 4, UINT32_MAX);
    p->status = (enum kv_status)get_number(&r, 2, KV_FULL);
    get_number(&r, 2, 0);
    p->value_len = get_number(&r, 4, p->status == KV_OK ? KV_VALUE_MAX : 0);
    p->value = take(&r, p->value_len);
    return end(&r);
}
