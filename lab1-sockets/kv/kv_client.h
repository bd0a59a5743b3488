/*
 * kv_client.h - the client of the store.
 *
 * This is the contract of lab 1, part C.  A client keeps one connection, which
 * it makes with the first call and again after each that failed.  It has one
 * call under way at a time, sends each request once and never again.
 *
 * Errors:     enum kv_outcome.  What the server answers, "no such key" say, is
 *             in the reply's status and no error.
 * Units:      milliseconds.
 * Ownership:  a struct kv_client is the caller's.  A reply's value is in
 *             c->reply, and lives until the next call.
 * Threads:    one at a time for each client.
 */
#ifndef KV_KV_CLIENT_H
#define KV_KV_CLIENT_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include "lab1-sockets/kv/kv_msg.h"
#include "lab2-stubs/rpclib/rpc_status.h"

/*
 * How a call ends.  Those marked "definite" promise that it was not executed
 * and will not be; the others leave it open.
 */
enum kv_outcome {
    KV_DONE = 0,      /* here is the reply */
    KV_INVALID,       /* definite: key or value has no such length */
    KV_REFUSED,       /* definite: nobody listens there */
    KV_NO_CONNECTION, /* definite: there was none in time, or another error */
    KV_NOT_SENT,      /* definite: a part of the request, or all of it, never
                         left; a server executes complete ones only */
    KV_TIMED_OUT,     /* the request is out, no reply came in time */
    KV_CLOSED,        /* ... the server closed or reset the connection, before
                         or inside of the reply */
    KV_BAD_REPLY,     /* ... and something came that is no reply to it */
    KV_NOT_IMPLEMENTED
};

/* "nobody listens there: not executed", ...; never NULL.  Given. */
const char *kv_outcome_text(enum kv_outcome outcome);

/* True only if the call was certainly not executed.  Given. */
int kv_is_definite(enum kv_outcome outcome);

/* The nearest status of a remote call, for the steps of a call.  Given. */
enum rpc_status kv_outcome_status(enum kv_outcome outcome);

struct kv_client {
    struct sockaddr_in server;
    int timeout_ms;   /* for a whole call, connecting included */
    int fd;           /* -1: not connected */
    uint32_t last_id; /* of a request; the next one has one more */
    uint8_t reply[KV_REPLY_MAX];
};

/* A client that is not connected yet. */
void kv_client_init(struct kv_client *c, const struct sockaddr_in *server,
                    int timeout_ms);

/*
 * One call: connect if need be, choose an id for q and send it, wait for the
 * reply.  After timeout_ms it is over, whatever happens.  After anything but
 * KV_DONE and KV_INVALID the connection is closed: a reply that is late would
 * be taken for one to the next call.
 */
enum kv_outcome kv_call(struct kv_client *c, struct kv_request *q,
                        struct kv_reply *reply);

/* The three calls as functions; key is a string. */
enum kv_outcome kv_put(struct kv_client *c, const char *key, const void *value,
                       size_t value_len, struct kv_reply *reply);
enum kv_outcome kv_get(struct kv_client *c, const char *key,
                       struct kv_reply *reply);
enum kv_outcome kv_del(struct kv_client *c, const char *key,
                       struct kv_reply *reply);

/* Close the connection, if there is one.  Another call makes a new one. */
void kv_client_close(struct kv_client *c);

#endif
