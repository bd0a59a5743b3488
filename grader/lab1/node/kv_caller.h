/*
 * kv_caller.h - a client of the store by plain sockets, for checks of the
 * server.
 */
#ifndef GRADER_LAB1_KV_CALLER_H
#define GRADER_LAB1_KV_CALLER_H

#include <netinet/in.h>
#include <stdint.h>

#include "grader/lab1/node/kv_peer.h"
#include "grader/lab1/node/peer.h"

/* The server in argv[1]; ends the program with a sentence if it is none. */
struct sockaddr_in caller_server(int argc, char **argv);

/*
 * Read one record, a reply with this id and status and, if value is not
 * NULL, this value; whatever else comes within ms, or nothing, is reported
 * as wrong.  Returns whether it was right.
 */
int caller_reply_is(int fd, uint32_t id, int status, const char *value, int ms,
                    const char *when);

/* A request, and its reply within ms. */
int caller_call(int fd, int op, const char *key, const char *value,
                const char *want, int ms, const char *when);

#endif
