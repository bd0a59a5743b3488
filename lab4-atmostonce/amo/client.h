/*
 * client.h - a client whose calls have numbers: where the stubs meet the
 * session (part C) and, if there is one, the log of pending calls (part E).
 *
 * It says hello before its first call, and again after the server has
 * forgotten it.
 *
 * With a log a call is repeated until it is answered, whatever that takes,
 * and belongs to a step of the application:
 *
 *     for (step = pending_step(log); step <= last; step++) {
 *         bank_debit(client, &args, &res);
 *         use what has come of it
 *         numbered_client_done(client);
 *     }
 *
 * Ownership:  a client owns its transport; session and log are borrowed.
 * Threads:    one call at a time per client; several may share a session,
 *             if there is no log.
 */
#ifndef AMO_CLIENT_H
#define AMO_CLIENT_H

#include "lab2-stubs/rpclib/rpc.h"
#include "lab4-atmostonce/amo/pending.h"
#include "lab4-atmostonce/amo/session.h"

/*
 * Calls go through transport, a client of lab 3.  log: or NULL.  NULL and
 * errno on failure; then the transport is closed.
 */
struct rpc_client *numbered_client_open(struct rpc_client *transport,
                                        struct session *session,
                                        struct pending *log);

/*
 * The application has made use of the last reply, and will not need it
 * again.  0 or a negative errno.  Without a log nothing is to be done.
 */
int numbered_client_done(struct rpc_client *c);

#endif
