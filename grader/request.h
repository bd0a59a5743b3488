/*
 * request.h - what the bytes of a request say about which call it is of.
 *
 * RFC 5531: a call begins with its xid, 0 and the version 2; behind the
 * program, version, procedure and credential comes a verifier.  In lab 4 that
 * is the call's number (lab4-atmostonce/amo/call_id.h).  It is read here from
 * the bytes, since programs of the grader are not linked with a lab.
 */
#ifndef GRADER_REQUEST_H
#define GRADER_REQUEST_H

#include "netsim/trace/trace.h"

struct request {
    uint32_t xid;
    int is_numbered; /* the rest says something */
    uint64_t client, number, ack;
};

/*
 * The xid of a datagram that was sent, or of a segment that begins with a
 * record (section 11): of a call if is_call, else of a reply.  1; 0: it is
 * none.
 */
int request_xid(const struct trace_event *send, int is_call, uint32_t *xid);

/* 1; 0: the datagram sent is no call. */
int request_read(const struct trace_event *send, struct request *r);

/* Both are numbered, by the same client with the same number. */
int request_same_number(const struct request *a, const struct request *b);

#define REQUEST_NUMBER_MAX 48

/* "2 of incarnation 1", or "2" of a client that has no incarnations. */
void request_number(uint64_t number, char buf[REQUEST_NUMBER_MAX]);

#endif
