/*
 * pending.h - the calls that a client has begun and not done with, on its
 * disk.  Contract of lab 4, part E.
 *
 * An application does its work in steps, numbered from 1, a call each.
 * Before the first copy of a request is sent, the call is written down;
 * when the application has made use of the reply, that is written down, too.
 * So a client that comes back after a crash knows at which step it was, and
 * if that step's call may have been sent, it makes it again: the same
 * request, under the same number.
 *
 * Errors:     0 or a negative errno.
 * Ownership:  bytes are borrowed for the call.
 * Threads:    one at a time.
 */
#ifndef AMO_PENDING_H
#define AMO_PENDING_H

#include <stddef.h>
#include <stdint.h>

#include "lab2-stubs/rpclib/rpc_text.h"

#define PENDING_REQUEST_MAX 2048

struct pending;

/* NULL, errno and a sentence, as journal_open(), on which it is built. */
struct pending *pending_open(const char *path, struct rpc_text *why);
void pending_close(struct pending *p);

/* The step to go on with: one more than the last that was done, from 1. */
uint64_t pending_step(const struct pending *p);

/*
 * Was the call of this step begun?  Then its number, and *len bytes of its
 * request, borrowed until the next pending_begin() or pending_done().
 * 0: it was not.
 */
uint64_t pending_call(const struct pending *p, const uint8_t **request,
                      size_t *len);

/* The call of this step is about to be sent.  On return that survives. */
int pending_begin(struct pending *p, uint64_t number, const uint8_t *request,
                  size_t len);

/*
 * The application is done with this step.  On return that survives, and the
 * server may be told to discard the reply: not before.
 */
int pending_done(struct pending *p);

#endif
