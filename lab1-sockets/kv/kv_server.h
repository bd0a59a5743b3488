/*
 * kv_server.h - the server of the store.
 *
 * This is the contract of lab 1, part D.  One server, many clients, and each
 * of them is served as if the others were not there: none can make another
 * one wait, by being slow, by not reading its replies, by sending garbage,
 * by vanishing.
 *
 * Errors:     a descriptor or 0 on success, a negative errno on failure.
 */
#ifndef KV_KV_SERVER_H
#define KV_KV_SERVER_H

#include <netinet/in.h>

#include "lab1-sockets/kv/kv_msg.h"

/* So many clients are served at once; more wait until one has gone. */
#define KV_CLIENTS_MAX 1000

/* A client that is inside a request, or does not take its reply, and does
 * not get on for so many milliseconds is gone. */
#define KV_STALL_MS 10000

/*
 * The service: execute *q and fill in *reply, except for its id.  All that q
 * points to is borrowed for the call; what reply->value points to must live
 * until the next one.
 */
typedef void kv_handler_fn(void *service, const struct kv_request *q,
                           struct kv_reply *reply);

/*
 * A socket that listens at addr, also soon after another server has ended
 * there (SO_REUSEADDR), and with a queue that is long enough for many who
 * come at once (SOMAXCONN).  Port 0 lets the system choose.
 */
int kv_listen(const struct sockaddr_in *addr);

/*
 * Serve for ever.
 *
 * - Each complete request is handled once, in the order in which they come
 *   on its connection, and answered in that order.
 * - Memory for a connection is bounded: a client that does not read its
 *   replies is not read from until it does.
 * - Closed is a connection whose client has closed its end, after the
 *   replies to all complete requests; and at once one with an error, with a
 *   record above KV_REQUEST_MAX or one that is no request, or without
 *   progress for KV_STALL_MS.  All that belongs to it is released.
 * - When there are no more descriptors, those who wait to be accepted wait
 *   on, and the server neither ends nor turns in a circle.
 *
 * listener is the caller's; it may be made non-blocking.  Returns a negative
 * errno when listener is of no more use, or there is no memory to begin;
 * then no connection is left open.
 */
int kv_serve(int listener, kv_handler_fn *handle, void *service);

#endif
