/*
 * kv_text.h - requests and replies for people, in the steps of a call.
 */
#ifndef KV_KV_TEXT_H
#define KV_KV_TEXT_H

#include "lab1-sockets/kv/kv_msg.h"
#include "lab2-stubs/rpclib/rpc_text.h"

/* Append "put(k, v)", "get(k)". */
void kv_request_text(struct rpc_text *t, const struct kv_request *q);

/* Append "ok", "v" (of a get that found one), "no such key", "full". */
void kv_reply_text(struct rpc_text *t, const struct kv_reply *p);

#endif
