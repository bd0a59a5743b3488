/*
 * caller.h - who makes numbered calls: an identity, its session, maybe a log
 * of pending calls, and a client over UDP.
 *
 * Ownership:  a caller owns all that is in it.
 * Threads:    as its client (client.h).
 */
#ifndef VAULT_CALLER_H
#define VAULT_CALLER_H

#include <netinet/in.h>

#include "lab4-atmostonce/amo/client.h"

struct caller {
    struct identity id;
    struct session *session;
    struct pending *log; /* NULL: none */
    struct rpc_client *client;
};

/*
 * Open all of it.  identity and pending are names of files; pending may be
 * NULL.  0, or a negative errno and a sentence; then nothing is open.
 */
int caller_open(struct caller *c, const struct sockaddr_in *server,
                const char *identity, const char *pending,
                struct rpc_text *why);
void caller_close(struct caller *c);

#endif
