/*
 * kv_msg.c - requests and replies as bytes: both are one kind of message.
 *
 * The solution has two encoders and two decoders.  But a reply has the same
 * header as a request, with a status where the operation is and 0 where the
 * length of the key is: a message without a key.  So there is one encoder,
 * one decoder and one table of where the numbers are; what a request and what
 * a reply may say is two small functions.
 */
#include "lab1-sockets/kv/kv_msg.h"

#include <errno.h>
#include <string.h>

enum { ID, CODE, KEY_LEN, VALUE_LEN, N_NUMBERS };

static const struct {
    size_t at, n_bytes;
} layout[N_NUMBERS] = {
    [ID] = { 0, 4 },
    [CODE] = { 4, 2 },
    [KEY_LEN] = { 6, 2 },
    [VALUE_LEN] = { 8, 4 },
};

/* A message of either kind. */
struct msg {
    size_t number[N_NUMBERS];
    const void *key, *value;
};

/* ---- what may be said --------------------------------------------------- */

static int
is_request(const struct msg *m)
{
    size_t value_max = m->number[CODE] == KV_PUT ? KV_VALUE_MAX : 0;

    return m->number[CODE] >= KV_PUT && m->number[CODE] <= KV_DEL &&
           m->number[KEY_LEN] >= 1 && m->number[KEY_LEN] <= KV_KEY_MAX &&
           m->number[VALUE_LEN] <= value_max;
}

static int
is_reply(const struct msg *m)
{
    size_t value_max = m->number[CODE] == KV_OK ? KV_VALUE_MAX : 0;

    return m->number[CODE] <= KV_FULL && m->number[KEY_LEN] == 0 &&
           m->number[VALUE_LEN] <= value_max;
}

/* ---- bytes -------------------------------------------------------------- */

static void
put_number(uint8_t *at, size_t n_bytes, size_t v)
{
    while (n_bytes-- > 0) {
        at[n_bytes] = v & 0xff;
        v >>= 8;
    }
}

static size_t
get_number(const uint8_t *at, size_t n_bytes)
{
    size_t v = 0;

    while (n_bytes-- > 0)
        v = v << 8 | *at++;
    return v;
}

static void
put_bytes(uint8_t *at, const void *bytes, size_t len)
{
    if (len > 0)
        memcpy(at, bytes, len);
}

static ssize_t
encode(const struct msg *m, void *buf, size_t cap)
{
    size_t key_len = m->number[KEY_LEN], value_len = m->number[VALUE_LEN];
    size_t len = KV_HEADER_LEN + key_len + value_len;
    uint8_t *at = buf;

    if (len > cap)
        return -EMSGSIZE;
    for (int i = 0; i < N_NUMBERS; i++)
        put_number(at + layout[i].at, layout[i].n_bytes, m->number[i]);
    put_bytes(at + KV_HEADER_LEN, m->key, key_len);
    put_bytes(at + KV_HEADER_LEN + key_len, m->value, value_len);
    return (ssize_t)len;
}

/* The numbers; key and value only if they are what may be said. */
static int
decode(struct msg *m, const uint8_t *at, size_t len,
       int may_be(const struct msg *))
{
    if (len < KV_HEADER_LEN)
        return -EBADMSG;
    for (int i = 0; i < N_NUMBERS; i++)
        m->number[i] = get_number(at + layout[i].at, layout[i].n_bytes);
    if (!may_be(m))
        return -EBADMSG;
    if (len != KV_HEADER_LEN + m->number[KEY_LEN] + m->number[VALUE_LEN])
        return -EBADMSG;
    m->key = at + KV_HEADER_LEN;
    m->value = at + KV_HEADER_LEN + m->number[KEY_LEN];
    return 0;
}

/* ---- requests ----------------------------------------------------------- */

ssize_t
kv_request_encode(const struct kv_request *q, void *buf, size_t cap)
{
    const struct msg m = {
        .number = { q->id, q->op, q->key_len, q->value_len },
        .key = q->key,
        .value = q->value,
    };

    return is_request(&m) ? encode(&m, buf, cap) : -EINVAL;
}

int
kv_request_decode(struct kv_request *q, const void *bytes, size_t len)
{
    struct msg m;

    if (decode(&m, bytes, len, is_request) < 0)
        return -EBADMSG;
    *q = (struct kv_request){
        .id = (uint32_t)m.number[ID],
        .op = (enum kv_op)m.number[CODE],
        .key_len = m.number[KEY_LEN],
        .value_len = m.number[VALUE_LEN],
        .key = m.key,
        .value = m.value,
    };
    return 0;
}

/* ---- replies ------------------------------------------------------------ */

ssize_t
kv_reply_encode(const struct kv_reply *p, void *buf, size_t cap)
{
    const struct msg m = {
        .number = { p->id, p->status, 0, p->value_len },
        .value = p->value,
    };

    return is_reply(&m) ? encode(&m, buf, cap) : -EINVAL;
}

int
kv_reply_decode(struct kv_reply *p, const void *bytes, size_t len)
{
    struct msg m;

    if (decode(&m, bytes, len, is_reply) < 0)
        return -EBADMSG;
    *p = (struct kv_reply){
        .id = (uint32_t)m.number[ID],
        .status = (enum kv_status)m.number[CODE],
        .value_len = m.number[VALUE_LEN],
        .value = m.value,
    };
    return 0;
}
