/*
 * fake_server.h - a server of the store that does what it is told to, in a
 * thread of the program that checks a client.
 *
 * It takes one connection after the other, and does to each what its plan
 * says.  After the last of the plan, or when nobody has come for 3 s, it
 * ends.
 */
#ifndef GRADER_LAB1_FAKE_SERVER_H
#define GRADER_LAB1_FAKE_SERVER_H

#include <netinet/in.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "grader/lab1/node/kv_peer.h"

enum plan_kind {
    PLAN_ANSWER,     /* each request, with value */
    PLAN_FRAGMENTS,  /* the same, in two fragments and many segments */
    PLAN_NO_SUCH,    /* each request, with "no such key" */
    PLAN_ONCE_RESET, /* answer one, and reset the connection when idle */
    PLAN_ONCE_CLOSE, /* answer one, and close it */
    PLAN_SILENT,     /* take requests and never reply */
    PLAN_LATE,       /* reply after delay_ms, when the client has given up */
    PLAN_CLOSE,      /* close without a reply */
    PLAN_RESET,      /* reset */
    PLAN_CUT,        /* close after so many bytes of the reply */
    PLAN_BYTES,      /* reply with these bytes */
    PLAN_WRONG_ID    /* reply to another request */
};

struct plan {
    enum plan_kind kind;
    const char *value;
    size_t len; /* CUT, BYTES */
    const void *bytes;
    int delay_ms;
};

struct fake_server {
    struct sockaddr_in addr;
    const struct plan *plan; /* borrowed */
    size_t n_plans;

    /* What it has seen; to be read after fake_server_join(). */
    size_t n_connections, n_requests;
    size_t n_kept; /* of the connections: silent for 3 s, and not closed */
    uint8_t request[8][KV_PEER_MAX]; /* the first eight, with their marks */
    size_t request_len[8];

    int listener; /* private */
    pthread_t thread;
};

void fake_server_start(struct fake_server *s, int port,
                       const struct plan *plan, size_t n_plans);
void fake_server_join(struct fake_server *s);

#endif
