/*
 * anatomy.h - private to netsim/tool: one call, taken apart.
 *
 * A call has ten steps.  Six are of the programs, which have reported them
 * (rpc_trace.h of the RPC library); four are of the operating systems, and
 * are sendings and deliveries of the trace:
 *
 *      1 call        2 marshal     3 (send)     4 (deliver)   5 dispatch, exec
 *     10 unmarshal,  9 (deliver)   8 (send)     7 reply       6 done
 *        return
 *
 * Reading order: anatomy_find.c (which events of a trace they are),
 * anatomy.c (the command); what the bytes mean says netsim/trace/layers.h.
 */
#ifndef NETSIM_ANATOMY_H
#define NETSIM_ANATOMY_H

#include "netsim/trace/layers.h"

#include <stdio.h>

/* A message travels in so many packets at most; longer ones are cut. */
#define ANATOMY_PACKETS_MAX 16

/* A message of RPC, and what took it to the other side. */
struct message {
    size_t send[ANATOMY_PACKETS_MAX]; /* events of the trace */
    size_t n_sends;
    size_t deliver; /* of the last of them */
    uint8_t *bytes; /* owned: all that was sent, len bytes */
    size_t len;
    size_t mark_len; /* over TCP a record mark comes first: 4, else 0 */
};

/* Indices of events; each is there. */
struct anatomy {
    size_t call, marshal, unmarshal, ret;
    size_t dispatch, exec, done, reply;
    struct message request, answer;
    unsigned copies; /* how often the request was sent */
};

/*
 * The nth call of the trace, from 1.  0, or -ENOENT and in *missing what the
 * trace has not: "call" or another step, "request", "answer".
 */
int anatomy_find(struct anatomy *a, const struct trace *tr, unsigned nth,
                 const char **missing);
void anatomy_release(struct anatomy *a);

#endif
