/*
 * layers.h - bytes of a message, line by line, each with what it means.
 *
 * A line has four bytes as hexadecimal digits and their meaning; hexdump has
 * sixteen, and the characters.  All of it is printed, indented, to out.
 */
#ifndef NETSIM_TRACE_LAYERS_H
#define NETSIM_TRACE_LAYERS_H

#include <stdio.h>

#include "netsim/trace/packet.h"

/* The IPv4 header, and that of UDP or TCP behind it. */
void layers_packet(FILE *out, const struct packet *p);

/* The mark of a record (RFC 5531, section 11): four bytes. */
void layers_record_mark(FILE *out, const uint8_t *bytes);

/* The header of a call or a reply (sections 8 and 9); returns its length. */
size_t layers_rpc_header(FILE *out, const uint8_t *bytes, size_t len);

/*
 * Both, each with a title, if the payload of this SEND begins with them.
 * Returns at which byte the body begins, and in *mark_len how many of these
 * are the mark (0 or 4); 0: it is no message of RPC, and only a mark, if that,
 * was printed.
 */
size_t layers_rpc(FILE *out, const struct trace_event *send, size_t *mark_len);

/* What no one here knows the meaning of: words, and as characters. */
void layers_words(FILE *out, const uint8_t *bytes, size_t len);
void layers_hexdump(FILE *out, const uint8_t *bytes, size_t len);

#endif
