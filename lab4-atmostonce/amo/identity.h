/*
 * identity.h - who a client is, over restarts.  Contract of lab 4, part B.
 *
 * The id is drawn once, at random, by the client itself: nobody hands out
 * ids.  Among a million clients two are equal with a probability of 3 in 100
 * million (birthdays: n * n / 2^65).  It is kept in a file, with the number
 * of the incarnation, which each start of the client makes one more.
 */
#ifndef AMO_IDENTITY_H
#define AMO_IDENTITY_H

#include <stdint.h>

#include "lab2-stubs/rpclib/rpc_text.h"

struct identity {
    uint64_t client;      /* not 0 */
    uint32_t incarnation; /* from 1 */
};

/*
 * The identity in the file, or a new one if there is no such file, in its
 * next incarnation.  When it returns, that survives a loss of power: no two
 * starts get the same pair, wherever in here either of them ends.  After
 * incarnation UINT32_MAX comes a new client.
 *
 * 0, or a negative errno and a sentence in *why.  -EBADMSG: the file is
 * there but is no identity; it is left as it is, for a person to look at.
 */
int identity_open(const char *path, struct identity *id, struct rpc_text *why);

#endif
