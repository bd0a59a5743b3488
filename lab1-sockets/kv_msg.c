/*
 * kv_msg.c - requests and replies as bytes, by hand.
 *
 * Lab 1, part B: about 100 lines are missing.  The contract is in
 * lab1-sockets/kv/kv_msg.h.  Syllabus: A1, A3, B2, B3, B5.
 *
 * Do not copy a struct.  Write one number after the other, by htons() and
 * htonl(), to where the picture in the header says.  When you decode, every
 * length is a claim: look at it before you use it, and see that together
 * they say how long the message is, no more and no less.
 */
#include "lab1-sockets/kv/kv_msg.h"

#include <errno.h>

#include "lab2-stubs/rpclib/rpc_status.h"

#define PART "lab 1 part B"
#define THIS_FILE "lab1-sockets/kv_msg.c"

ssize_t
kv_request_encode(const struct kv_request *q, void *buf, size_t cap)
{
    (void)q;
    (void)buf;
    (void)cap;
    rpc_not_implemented(PART, "kv_request_encode()", THIS_FILE);
    return -ENOSYS;
}

ssize_t
kv_reply_encode(const struct kv_reply *p, void *buf, size_t cap)
{
    (void)p;
    (void)buf;
    (void)cap;
    rpc_not_implemented(PART, "kv_reply_encode()", THIS_FILE);
    return -ENOSYS;
}

int
kv_request_decode(struct kv_request *q, const void *bytes, size_t len)
{
    (void)q;
    (void)bytes;
    (void)len;
    rpc_not_implemented(PART, "kv_request_decode()", THIS_FILE);
    return -ENOSYS;
}

int
kv_reply_decode(struct kv_reply *p, const void *bytes, size_t len)
{
    (void)p;
    (void)bytes;
    (void)len;
    rpc_not_implemented(PART, "kv_reply_decode()", THIS_FILE);
    return -ENOSYS;
}
