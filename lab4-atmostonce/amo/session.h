/*
 * session.h - the calls of one incarnation of a client: their numbers, and
 * what it acknowledges.  Contract of lab 4, part C.
 *
 * Calls may be in progress at the same time, and end in any order.  The
 * acknowledgement is the highest number up to which all have ended: one
 * number says it all, rides on every request, and the loss of one is made
 * good by the next.
 *
 * Threads:    several may call at once, except for open and close.
 */
#ifndef AMO_SESSION_H
#define AMO_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include "lab4-atmostonce/amo/call_id.h"
#include "lab4-atmostonce/amo/identity.h"

struct session;

/* NULL and errno: ENOMEM. */
struct session *session_open(const struct identity *id);
void session_close(struct session *s);

/*
 * A call begins: its number, one more than the last, and what is
 * acknowledged at this moment.  0, or -ENOMEM; -EOVERFLOW: this incarnation
 * has made all the calls that it can count.
 */
int session_begin(struct session *s, struct call_id *id);

/*
 * A call of an earlier incarnation goes on under its old number (part E):
 * before any session_begin().  id->number is given; the rest is filled in.
 * 0 or -ENOMEM.
 */
int session_resume(struct session *s, struct call_id *id);

/*
 * The request with this number will never be sent again: the application has
 * its reply, or has given up.  Ends one that was begun or resumed, once.
 */
void session_end(struct session *s, uint64_t number);

/* For a hello: the latest number used, and what is acknowledged now. */
void session_now(struct session *s, struct call_id *id);

#endif
