/*
 * label.h - private to netsim/trace: what a message, or a call, is called.
 *
 * The label of a datagram comes from causality, not from its bytes: it is
 * what its thread reported last before it sent, "debit(alice, 10)" for a
 * request, "= 90" for a reply.  So it is right even where the bytes are
 * wrong.  A program that reports nothing has "24 bytes".
 *
 * Ownership:  the labels borrow the trace, which must outlive them.
 */
#ifndef NETSIM_TRACE_LABEL_H
#define NETSIM_TRACE_LABEL_H

#include "netsim/trace/trace.h"

struct labels;

/* Nearly linear in the events; never fails. */
struct labels *labels_new(const struct trace *tr);
void labels_free(struct labels *l);

/*
 * Print the label of event[i], a SEND; one that repeats an earlier sending
 * (same bytes, destination and incarnation of the sender) ends in " x2",
 * " x3", ....  Like snprintf: returns the length the label has.
 */
int label_print(const struct labels *l, size_t i, char *buf, size_t cap);

/*
 * How often, with event[i], this has happened: the same sending, or for a
 * step "exec" the same text at the same host.  1 for anything else.
 */
uint32_t label_times(const struct labels *l, size_t i);

#endif
