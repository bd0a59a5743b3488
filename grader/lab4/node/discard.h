/*
 * discard.h - three ways to tell a server that a reply will not be asked for
 * again (lab4.discard): what is in the verifier of a call, and who sends it.
 *
 *     ack     client, number, ack      all up to ack (call_id.h)
 *     list    client, number, number*  each by itself, on the next requests,
 *                                      until one of these is answered
 *     done    client, number           each by itself, in a message of its
 *                                      own, which nobody answers
 */
#ifndef GRADER_LAB4_NODE_DISCARD_H
#define GRADER_LAB4_NODE_DISCARD_H

#include "lab4-atmostonce/amo/call_id.h"

#define DISCARD_LIST 0x20000002
#define DISCARD_DONE 0x20000003

/* What the body of an opaque_auth has room for. */
#define DISCARD_LIST_MAX ((RPC_AUTH_MAX - 16) / 8)

/* The procedure that such a message calls: not one of the bank's. */
#define DISCARD_PROC 100

#endif
