/*
 * store.c - see store.h.  A search looks at every key, which is fine: there
 * are STORE_KEYS_MAX of them at most.
 */
#include "lab1-sockets/kv/store.h"

#include <string.h>

#include "lab1-sockets/kv/kv_text.h"
#include "lab2-stubs/rpclib/rpc_trace.h"

/* memcpy() wants a pointer even for no bytes; a request may have none. */
static void
copy(void *to, const void *from, size_t len)
{
    if (len > 0)
        memcpy(to, from, len);
}

static struct store_entry *
find(struct store *s, const struct kv_request *q)
{
    for (size_t i = 0; i < s->n_entries; i++)
        if (s->entry[i].key_len == q->key_len &&
            memcmp(s->entry[i].key, q->key, q->key_len) == 0)
            return &s->entry[i];
    return NULL;
}

static enum kv_status
put(struct store *s, const struct kv_request *q)
{
    struct store_entry *e = find(s, q);

    if (!e) {
        if (s->n_entries == STORE_KEYS_MAX)
            return KV_FULL;
        e = &s->entry[s->n_entries++];
        e->key_len = q->key_len;
        copy(e->key, q->key, q->key_len);
    }
    e->value_len = q->value_len;
    copy(e->value, q->value, q->value_len);
    return KV_OK;
}

/* The value is copied: it must outlive a del that comes before the send. */
static enum kv_status
get(struct store *s, const struct kv_request *q, struct kv_reply *reply)
{
    const struct store_entry *e = find(s, q);

    if (!e)
        return KV_NO_SUCH_KEY;
    copy(s->got, e->value, e->value_len);
    reply->value = s->got;
    reply->value_len = e->value_len;
    return KV_OK;
}

static enum kv_status
del(struct store *s, const struct kv_request *q)
{
    struct store_entry *e = find(s, q);

    if (!e)
        return KV_NO_SUCH_KEY;
    *e = s->entry[--s->n_entries];
    return KV_OK;
}

static void
execute(struct store *s, const struct kv_request *q, struct kv_reply *reply)
{
    *reply = (struct kv_reply){ .id = q->id };
    switch (q->op) {
    case KV_PUT:
        reply->status = put(s, q);
        return;
    case KV_GET:
        reply->status = get(s, q, reply);
        return;
    case KV_DEL:
        reply->status = del(s, q);
        return;
    }
}

void
store_handle(void *service, const struct kv_request *q, struct kv_reply *reply)
{
    struct rpc_text text = { 0 };

    if (rpc_trace_on()) {
        kv_request_text(&text, q);
        rpc_step("exec", text.s);
    }
    execute(service, q, reply);
    if (rpc_trace_on()) {
        rpc_text_clear(&text);
        kv_reply_text(&text, reply);
        rpc_step("done", text.s);
    }
}
