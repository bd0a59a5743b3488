/*
 * odd_server.h - a server that answers as a script says, in a thread of the
 * program that checks a client, or as a host of its own.
 *
 * It takes one connection, does the steps of its script one after the other,
 * and closes it.  What it sends it makes by wire.h: nothing in here is a
 * student's.
 */
#ifndef GRADER_LAB2_ODD_SERVER_H
#define GRADER_LAB2_ODD_SERVER_H

#include <netinet/in.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "grader/lab2/node/wire.h"

#define ODD_TAKEN_MAX 64

enum odd_kind {
    ODD_END,      /* close the connection; the last step of every script */
    ODD_TAKE,     /* wait for n more calls */
    ODD_REPLY,    /* to call n (from 0 on) of those taken */
    ODD_BACKWARD, /* to the last n of them, the last one first, in one send */
    ODD_XID,      /* as REPLY, but with the xid plus 1000 */
    ODD_BYTES,    /* send these n bytes, as they are */
    ODD_PIECES,   /* as REPLY, in three fragments, a byte at a time */
    ODD_CUT,      /* the first n bytes of the reply to call 0 */
    ODD_PAUSE,    /* n milliseconds */
    ODD_RESET     /* close with a reset; the last step */
};

struct odd_step {
    enum odd_kind kind;
    int n;
    const void *bytes; /* BYTES; borrowed */
};

struct odd_server {
    struct sockaddr_in addr;
    const struct odd_step *script; /* borrowed */

    /* What it has taken; to be read after odd_server_join(). */
    int n_taken;
    struct odd_call {
        uint32_t xid;
        char word[16]; /* the first of the text: what the reply counts */
    } taken[ODD_TAKEN_MAX];

    int listener; /* private */
    pthread_t thread;
};

void odd_server_start(struct odd_server *s, const struct odd_step *script);
void odd_server_join(struct odd_server *s);

/* The same in this thread, for clients of other hosts. */
void odd_server_run(struct odd_server *s, const struct odd_step *script,
                    int port);

#endif
