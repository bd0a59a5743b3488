/*
 * kv_text.c - requests, replies and outcomes in words.
 */
#include "lab1-sockets/kv/kv_text.h"

#include <string.h>

#include "lab1-sockets/kv/kv_client.h"

/* Bytes that came from outside, as rpc_text_quote() shows them. */
static void
add_bytes(struct rpc_text *t, const void *bytes, size_t len)
{
    const char *s = bytes;
    char piece[2] = "";

    for (size_t i = 0; i < len; i++) {
        piece[0] = s[i];
        if (s[i] == '\0')
            rpc_text_str(t, "\\x00");
        else
            rpc_text_quote(t, piece);
    }
}

static const char *
op_name(enum kv_op op)
{
    switch (op) {
    case KV_PUT:
        return "put";
    case KV_GET:
        return "get";
    case KV_DEL:
        return "del";
    }
    return "unknown";
}

void
kv_request_text(struct rpc_text *t, const struct kv_request *q)
{
    rpc_text_str(t, op_name(q->op));
    rpc_text_str(t, "(");
    add_bytes(t, q->key, q->key_len);
    if (q->op == KV_PUT) {
        rpc_text_str(t, ", ");
        add_bytes(t, q->value, q->value_len);
    }
    rpc_text_str(t, ")");
}

void
kv_reply_text(struct rpc_text *t, const struct kv_reply *p)
{
    switch (p->status) {
    case KV_OK:
        if (p->value_len > 0)
            add_bytes(t, p->value, p->value_len);
        else
            rpc_text_str(t, "ok");
        return;
    case KV_NO_SUCH_KEY:
        rpc_text_str(t, "no such key");
        return;
    case KV_FULL:
        rpc_text_str(t, "full");
        return;
    }
    rpc_text_str(t, "unknown status");
}

/* ---- outcomes ----------------------------------------------------------- */

struct outcome_meaning {
    enum rpc_status status;
    const char *text;
};

static const struct outcome_meaning meaning[] = {
    [KV_DONE] = { RPC_OK, "done" },
    [KV_INVALID] = { RPC_CANT_ENCODE,
                     "not executed: key or value is too long, or no key" },
    [KV_REFUSED] = { RPC_CANT_SEND, "not executed: nobody listens there" },
    [KV_NO_CONNECTION] = { RPC_CANT_SEND, "not executed: no connection" },
    [KV_NOT_SENT] = { RPC_CANT_SEND,
                      "not executed: the request could not be sent" },
    [KV_TIMED_OUT] = { RPC_TIMED_OUT,
                       "no reply in time; it may have been executed" },
    [KV_CLOSED] = { RPC_SYSTEM_ERR,
                    "closed before the reply; it may have been executed" },
    [KV_BAD_REPLY] = { RPC_BAD_REPLY,
                       "no valid reply; it may have been executed" },
    [KV_NOT_IMPLEMENTED] = { RPC_NOT_IMPLEMENTED,
                             "not executed: not implemented" },
};

static int
is_known(enum kv_outcome outcome)
{
    return (size_t)outcome < sizeof(meaning) / sizeof(meaning[0]);
}

const char *
kv_outcome_text(enum kv_outcome outcome)
{
    return is_known(outcome) ? meaning[outcome].text : "unknown outcome";
}

enum rpc_status
kv_outcome_status(enum kv_outcome outcome)
{
    return is_known(outcome) ? meaning[outcome].status : RPC_BAD_REPLY;
}

int
kv_is_definite(enum kv_outcome outcome)
{
    return is_known(outcome) && rpc_is_definite(meaning[outcome].status);
}
