/*
 * kv_client.c - one connection, one call at a time, no call forgotten.
 *
 * Lab 1, part C: about 105 lines are missing.  The contract is in
 * lab1-sockets/kv/kv_client.h; parts A and B do the reading, the writing and
 * the messages.  Syllabus: B1, B2, B6, B7.
 *
 * Before you write, decide for each of these what the caller is told, and
 * whether it may be told "not executed":
 *
 *   - nobody listens there; nobody answers the connect() at all
 *   - send() fails after half of the request
 *   - the server closes the connection, before the reply or inside of it
 *   - the reply does not come, and then it does: during the next call
 *   - the reply has another id, or is no message
 */
#include "lab1-sockets/kv/kv_client.h"

#define PART "lab 1 part C"
#define THIS_FILE "lab1-sockets/kv_client.c"

static enum kv_outcome
missing(const char *function)
{
    rpc_not_implemented(PART, function, THIS_FILE);
    return KV_NOT_IMPLEMENTED;
}

void
kv_client_init(struct kv_client *c, const struct sockaddr_in *server,
               int timeout_ms)
{
    *c = (struct kv_client){
        .server = *server,
        .timeout_ms = timeout_ms,
        .fd = -1,
    };
}

/*
 * One deadline for all of it.  connect() of a blocking socket waits for
 * minutes where nobody answers: make it non-blocking first, poll() for
 * POLLOUT, and ask getsockopt() with SO_ERROR how it went.
 */
enum kv_outcome
kv_call(struct kv_client *c, struct kv_request *q, struct kv_reply *reply)
{
    (void)c;
    (void)q;
    (void)reply;
    return missing("kv_call()");
}

/* put(key, value) becomes a request, and nobody will know who calls this. */
enum kv_outcome
kv_put(struct kv_client *c, const char *key, const void *value,
       size_t value_len, struct kv_reply *reply)
{
    (void)c;
    (void)key;
    (void)value;
    (void)value_len;
    (void)reply;
    return missing("kv_put()");
}

enum kv_outcome
kv_get(struct kv_client *c, const char *key, struct kv_reply *reply)
{
    (void)c;
    (void)key;
    (void)reply;
    return missing("kv_get()");
}

enum kv_outcome
kv_del(struct kv_client *c, const char *key, struct kv_reply *reply)
{
    (void)c;
    (void)key;
    (void)reply;
    return missing("kv_del()");
}

/* Close what is open, once. */
void
kv_client_close(struct kv_client *c)
{
    (void)c;
}
